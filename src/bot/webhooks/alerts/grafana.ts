// Notifications of Grafana Alerting: Alertmanager's form with some more, and a signature where one is set up.
// (Grafana documentation, "Configure webhook notifications": version 1, HMAC signature of the body, or of `time:body`)
import { z } from 'zod';
import { refused, type WebhookReply, type WebhookRequest } from '../webhook.js';
import { invalid } from './json-body.js';
import {
  batchIn,
  notificationAlert,
  notificationSchema,
  otherVersion,
  understoodAs,
} from './prometheus-batch.js';
import { hasBearer, hasPassword, headerIn, isSame, signatureOf } from './proofs.js';
import { notAuthorized, type Sender } from './sender.js';

const address = z.string().nullish().catch(null);

const schema = notificationSchema.extend({
  alerts: z.array(
    notificationAlert.extend({
      /** What each query of the rule gave, by its letter. */
      values: z.record(z.string(), z.number().nullable()).nullish().catch(null),
      panelURL: address,
      dashboardURL: address,
    }),
  ),
});
type Notification = z.infer<typeof schema>;

/** @param options.replaySeconds how far from `now` (epoch milliseconds) a signed time may be */
export function grafana(
  secret: string | undefined,
  { replaySeconds, now }: { replaySeconds: number; now: () => number },
): Sender {
  return {
    source: 'grafana',
    secret,
    refusal(request, known) {
      const { headers } = request;
      const signature = headerIn(headers, 'x-grafana-alerting-signature');
      if (signature !== undefined)
        return signatureRefusal(request, { signature, known, replaySeconds, now: now() });
      return hasBearer(headers, known) || hasPassword(headers, known) ? null : notAuthorized;
    },
    understand(value) {
      const other = otherVersion(value, '1');
      if (other) return other;
      const read = schema.safeParse(value);
      return read.success
        ? understoodAs(batchIn('grafana', withExtras(read.data), now()))
        : { ok: false, reply: invalid(read.error) };
    },
  };
}

function signatureRefusal(
  { headers, body }: WebhookRequest,
  given: { signature: string; known: string; replaySeconds: number; now: number },
): WebhookReply | null {
  const time = headerIn(headers, 'x-grafana-alerting-timestamp');
  const expected =
    time === undefined
      ? signatureOf(given.known, body)
      : signatureOf(given.known, `${time}:`, body);
  if (!isSame(given.signature, expected)) return refused(401, 'not_signed');
  const isNear =
    time === undefined ||
    (/^\d{1,12}$/.test(time) && Math.abs(given.now / 1000 - Number(time)) <= given.replaySeconds);
  return isNear ? null : refused(401, 'replayed');
}

/** The panel is a better place to look than the rule, and the values are worth a line. */
function withExtras(notification: Notification): Notification {
  return {
    ...notification,
    alerts: notification.alerts.map((alert) => {
      const values = Object.entries(alert.values ?? {}).map(([name, value]) => `${name}=${value}`);
      return {
        ...alert,
        generatorURL: alert.panelURL || alert.dashboardURL || alert.generatorURL,
        annotations:
          values.length === 0
            ? alert.annotations
            : { values: values.join(', '), ...alert.annotations },
      };
    }),
  };
}
