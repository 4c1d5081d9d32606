// Notifications of Prometheus Alertmanager.
import { z } from 'zod';
import { invalid } from './json-body.js';
import { batchIn, notificationSchema, otherVersion, understoodAs } from './prometheus-batch.js';
import { hasBearer, hasPassword } from './proofs.js';
import { notAuthorized, type Sender } from './sender.js';

const schema = notificationSchema.extend({ version: z.string() });

/** @param now epoch milliseconds */
export function alertmanager(secret: string | undefined, now: () => number): Sender {
  return {
    source: 'alertmanager',
    secret,
    refusal: ({ headers }, known) =>
      hasBearer(headers, known) || hasPassword(headers, known) ? null : notAuthorized,
    understand(value) {
      const other = otherVersion(value, '4');
      if (other) return other;
      const read = schema.safeParse(value);
      return read.success
        ? understoodAs(batchIn('alertmanager', read.data, now()))
        : { ok: false, reply: invalid(read.error) };
    },
  };
}
