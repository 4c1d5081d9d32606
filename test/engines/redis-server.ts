// A real redis-server for a test that skips itself where there is none.
import { startRedisServer, type RedisServer } from '../../sandbox/redis-server.js';

/** Stands in no log. */
export const redisPassword = 'pa55-of-redis';

/** @throws where there is no redis-server on the PATH */
export async function startRedis(): Promise<RedisServer> {
  const redis = await startRedisServer(redisPassword);
  if (redis === null) throw new Error('there is no redis-server on the PATH');
  return redis;
}
