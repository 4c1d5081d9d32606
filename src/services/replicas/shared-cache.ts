// Texts that all replicas may read, in Redis: under a hash of their key, each with its own end. Redis away: nothing is there, and
// nothing waits.
import { createHash } from 'node:crypto';
import type { Log } from '../log.js';
import { createAskRedis } from './ask-redis.js';
import type { RedisLink } from './connect-redis.js';
import type { SharedCache } from './replicas.js';

/** Larger ones are not kept: reading them again is cheaper than moving them about, bytes. */
const largest = 1024 * 1024;

export function createSharedCache({
  link,
  prefix,
  log,
}: {
  link: Pick<RedisLink, 'ready'>;
  /** Of the keys in Redis. */
  prefix: string;
  log: Pick<Log, 'warn'>;
}): SharedCache {
  const placeOf = (key: string): string =>
    `${prefix}:cache:${createHash('sha256').update(key).digest('base64url')}`;

  const ask = createAskRedis(link, log, 'the shared cache could not be asked');

  return {
    get: (key) => ask((redis) => redis.get(placeOf(key))),
    async set(key, value, ttlMs) {
      const millis = Math.floor(ttlMs);
      if (millis < 1 || Buffer.byteLength(value) > largest) return;
      await ask((redis) => redis.set(placeOf(key), value, 'PX', millis));
    },
  };
}
