// Budgets of calls that all replicas draw from: counted in Redis as a log (sliding-script.ts), through rate-limiter-flexible. Without
// Redis each replica keeps to its own share, and what it called while Redis was there counts against that.
import type { Redis } from 'ioredis';
import { Counter, type Registry } from 'prom-client';
import type { RateLimiterRedis } from 'rate-limiter-flexible';
import type { Log } from '../log.js';
import { createAskRedis } from './ask-redis.js';
import type { RedisLink } from './connect-redis.js';
import type { LimitOptions, SharedLimit } from './replicas.js';
import { createSlidingLog, type SlidingLog } from './sliding-log.js';
import { closedKey, closeScript, slidingScript } from './sliding-script.js';

export interface SharedLimitsOptions {
  link: Pick<RedisLink, 'ready'>;
  /** Of the keys in Redis. */
  prefix: string;
  log: Pick<Log, 'warn'>;
  registry: Registry;
  /** Epoch milliseconds; only for a replica's own share. */
  now: () => number;
}

/**
 * A budget is divided by this while Redis is away: a company runs three replicas. With more of them Notion or Slack answers 429,
 * which each replica honours by itself.
 */
const shares = 3;
/** Far fewer: a kind of call and a channel each. Above it those that were asked for the longest ago are forgotten. */
const mostLogs = 10_000;

/** None of a limit's methods ever fails. Limits with the same key share one log; they must have the same span. */
export function createSharedLimits(
  parts: SharedLimitsOptions,
): (options: LimitOptions) => SharedLimit {
  const { link, prefix, log, now } = parts;
  const counted = new Counter({
    name: 'shared_budget_requests_total',
    help: 'Calls asked of budgets that replicas share, by who counted them (redis, or this replica by its own share) and answer',
    labelNames: ['counted_by', 'answer'],
    registers: [parts.registry],
  });
  const logs = new Map<string, SlidingLog>();

  function ownLog({ key, spanMs }: LimitOptions): SlidingLog {
    // The share of a budget of one call is one call in three spans.
    const known = logs.get(key) ?? createSlidingLog(spanMs * shares, now);
    logs.delete(key);
    logs.set(key, known);
    for (const oldest of logs.keys()) {
      if (logs.size <= mostLogs) break;
      logs.delete(oldest);
    }
    return known;
  }

  const inRedis = createAskRedis(
    link,
    log,
    'a shared budget could not be asked: own share for now',
  );

  return (options) => {
    const name = `{${options.key}}`;
    const logKey = `${prefix}:${name}`;
    const asker = createAsker(prefix, name);

    async function take(points: number): Promise<number> {
      const { calls, spanMs } = options;
      const own = ownLog(options);
      const closed = own.closedFor();
      if (closed > 0) return closed;
      const wait = await inRedis((redis) => asker(redis, points, { calls, spanMs }));
      if (wait === 0) own.count(points);
      const answer = wait ?? own.take(points, shareOf({ calls, spanMs }));
      counted.inc({
        counted_by: wait === null ? 'own' : 'redis',
        answer: answer === 0 ? 'granted' : 'wait',
      });
      return answer;
    }

    return {
      take: (points = 1) => take(points),
      async count(points = 1) {
        ownLog(options).count(points);
        await inRedis((redis) =>
          redis.eval(slidingScript, 1, logKey, points, 0, 'any', options.spanMs / 1000),
        );
      },
      async block(millis) {
        ownLog(options).close(millis);
        await inRedis((redis) =>
          redis.eval(closeScript, 1, closedKey(logKey), Math.max(1, Math.ceil(millis))),
        );
      },
    };
  };
}

interface Rate {
  calls: number;
  spanMs: number;
}

function shareOf({ calls, spanMs }: Rate): Rate {
  const share = calls / shares;
  return share >= 1 ? { calls: Math.floor(share), spanMs } : { calls: 1, spanMs: spanMs / share };
}

/** @returns how Redis is asked for calls: 0, or milliseconds until it is worth asking again. Throws when it can't be asked */
function createAsker(
  keyPrefix: string,
  key: string,
): (redis: Redis, points: number, rate: Rate) => Promise<number> {
  let made: { redis: Redis; rate: Rate; limiter: RateLimiterRedis } | null = null;
  return async (redis, points, rate) => {
    const { RateLimiterRedis: Limiter, RateLimiterRes } = await import('rate-limiter-flexible');
    const isKnown =
      made?.redis === redis && made.rate.calls === rate.calls && made.rate.spanMs === rate.spanMs;
    if (!made || !isKnown) {
      const limiter = new Limiter({
        storeClient: redis,
        keyPrefix,
        points: rate.calls,
        duration: rate.spanMs / 1000,
        customIncrTtlLuaScript: slidingScript,
      });
      made = { redis, rate, limiter };
    }
    try {
      await made.limiter.consume(key, points);
      return 0;
    } catch (refusal) {
      if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
      throw refusal;
    }
  };
}
