// Slack's rate limits, per method: https://docs.slack.dev/apis/web-api/rate-limits. A limit is "at most n calls
// in any window"; chat.postMessage is a bucket that refills instead, since Slack lets short bursts through.

export interface RateLimit {
  calls: number;
  /** Milliseconds. */
  per: number;
  /** Counted apart for each channel. */
  perChannel?: boolean;
  /** How many calls may come at once when there was none for a while; with it, `calls` per `per` is the refill. */
  burst?: number;
}
/** By method name. A method that is not in here has no limit. */
export type RateLimits = Record<string, RateLimit>;

const minute = 60_000;
const tier2 = { calls: 20, per: minute };
const tier3 = { calls: 50, per: minute };
const tier4 = { calls: 100, per: minute };
const perChannel = { calls: 1, per: 1000, perChannel: true, burst: 4 };

export const defaultRateLimits: RateLimits = {
  // Tier 1 says "1+ per minute"; Slack lets a bot that restarts, or keeps several sockets open, call it more often.
  'apps.connections.open': { calls: 30, per: minute },
  'chat.postMessage': perChannel,
  'chat.postEphemeral': tier4,
  'chat.update': tier3,
  'chat.delete': tier3,
  'conversations.info': tier3,
  'conversations.list': tier2,
  'conversations.members': tier4,
  'conversations.history': tier3,
  'conversations.replies': tier3,
  'conversations.open': tier3,
  'conversations.join': tier3,
  'users.info': tier4,
  'users.list': tier2,
  'users.lookupByEmail': tier3,
  'usergroups.list': tier2,
  'usergroups.users.list': tier2,
  'views.open': tier4,
  'views.update': tier4,
  'views.push': tier4,
  'views.publish': tier4,
  'reactions.add': tier3,
  'reactions.remove': tier2,
  'reactions.get': tier3,
  'pins.add': tier2,
  'pins.remove': tier2,
  'pins.list': tier2,
  'bookmarks.add': tier2,
  'bookmarks.edit': tier2,
  'bookmarks.remove': tier2,
  'bookmarks.list': tier3,
  'files.getUploadURLExternal': tier4,
  'files.completeUploadExternal': tier4,
};

export interface RateLimiter {
  /** Counts the call; returns how many seconds to wait when it is one too many, else 0. */
  take(method: string, channel: string): number;
}

export function createRateLimiter(limits: RateLimits, now: () => number): RateLimiter {
  /** Times of the calls that still count, oldest first. */
  const calls = new Map<string, number[]>();
  const buckets = new Map<string, { tokens: number; at: number }>();

  function takeFromBucket(key: string, limit: RateLimit, burst: number): number {
    const bucket = buckets.get(key) ?? { tokens: burst, at: now() };
    const refill = ((now() - bucket.at) * limit.calls) / limit.per;
    const tokens = Math.min(burst, bucket.tokens + refill);
    const taken = tokens >= 1;
    buckets.set(key, { tokens: taken ? tokens - 1 : tokens, at: now() });
    return taken ? 0 : Math.max(1, Math.ceil(((1 - tokens) * limit.per) / limit.calls / 1000));
  }

  function takeFromWindow(key: string, limit: RateLimit): number {
    const recent = (calls.get(key) ?? []).filter((at) => at > now() - limit.per);
    const oldest = recent[0];
    calls.set(key, recent);
    if (recent.length >= limit.calls && oldest !== undefined)
      return Math.max(1, Math.ceil((oldest + limit.per - now()) / 1000));
    recent.push(now());
    return 0;
  }

  return {
    take(method, channel) {
      const limit = limits[method];
      if (limit === undefined) return 0;
      const key = limit.perChannel === true ? `${method} ${channel}` : method;
      return limit.burst === undefined
        ? takeFromWindow(key, limit)
        : takeFromBucket(key, limit, limit.burst);
    },
  };
}
