// A question to Redis that nothing depends on: no answer is an answer, and an outage is told once.
import type { Redis } from 'ioredis';
import type { Log } from '../log.js';
import type { RedisLink } from './connect-redis.js';

/** Null when Redis is away or does not answer as it should. */
export type AskRedis = <Answer>(
  question: (redis: Redis) => Promise<Answer>,
) => Promise<Answer | null>;

/** @param silent said when the first question in a row had no answer */
export function createAskRedis(
  link: Pick<RedisLink, 'ready'>,
  log: Pick<Log, 'warn'>,
  silent: string,
): AskRedis {
  let isTold = false;
  return async (question) => {
    const redis = link.ready();
    if (redis === null) return null;
    try {
      const answer = await question(redis);
      isTold = false;
      return answer;
    } catch (error) {
      if (!isTold) log.warn({ err: error }, silent);
      isTold = true;
      return null;
    }
  };
}
