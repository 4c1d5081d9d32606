// Tells whether a secret was changed without keeping it: a keyed hash, whose key only this store has.
import { createHmac, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';

const keySchema = z.object({ key: z.string() });

export const fingerprintKeys: Collection<z.infer<typeof keySchema>> = {
  name: 'fingerprint-keys',
  schema: keySchema,
  indexes: {},
};

const keyId = 'credentials';
const shownLength = 12;

/**
 * HMAC-SHA256 of a secret, 12 hex characters. The key is random and made once for all replicas: without it a fingerprint
 * is no help in guessing a secret.
 * @throws Problem store_unavailable
 */
export async function fingerprintOf(store: Store, secret: string): Promise<string> {
  const key = await keyIn(store);
  return createHmac('sha256', Buffer.from(key, 'base64'))
    .update(secret)
    .digest('hex')
    .slice(0, shownLength);
}

async function keyIn(store: Store): Promise<string> {
  const known = await store.get(fingerprintKeys, keyId);
  if (known) return known.doc.key;
  const made = randomBytes(32).toString('base64');
  if (await store.insert(fingerprintKeys, keyId, { key: made })) return made;
  return keyIn(store);
}
