// Slack's rate limits, kept before Slack has to: chat.postMessage about one a second and channel, chat.update 50 a minute
// (docs.slack.dev/apis/web-api/rate-limits). A 429 all the same closes the method until Retry-After has passed.
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

export interface Budget {
  /** 0 when a call may be made now (it is counted); otherwise the milliseconds to wait. */
  take(method: 'chat.postMessage' | 'chat.update', channel: string): Promise<number>;
  /** Slack answered 429. */
  close(method: 'chat.postMessage' | 'chat.update', channel: string, millis: number): Promise<void>;
}

export function createBudget(): Budget {
  const buckets = {
    'chat.postMessage': new RateLimiterMemory({ points: 1, duration: 1 }),
    'chat.update': new RateLimiterMemory({ points: 50, duration: 60 }),
  };
  /** chat.update is counted for the whole app, chat.postMessage for each channel. */
  const keyOf = (method: keyof typeof buckets, channel: string): string =>
    method === 'chat.update' ? 'app' : channel;
  return {
    async take(method, channel) {
      try {
        await buckets[method].consume(keyOf(method, channel));
        return 0;
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return Math.max(1, refusal.msBeforeNext);
        throw refusal;
      }
    },
    async close(method, channel, millis) {
      await buckets[method].block(keyOf(method, channel), Math.ceil(millis / 1000));
    },
  };
}
