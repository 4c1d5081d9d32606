// The log of a budget's calls in Redis, as the script that RateLimiterRedis runs instead of its own (customIncrTtlLuaScript): the
// library counts in windows that start with their first call, so that twice the calls pass around the end of one, while the
// limits of Notion and Slack are for any minute. Redis' clock is the only one, and each script runs by itself.

/** The key that says for how long nobody gets anything. In the log's slot of a cluster where the log's key has `{…}`. */
export const closedKey = (logKey: string): string => `${logKey}:closed`;

/**
 * KEYS[1] the log, a sorted set of calls by their time. ARGV: calls wanted; (the span in whole seconds); calls in a span, or
 * `any`: they were made already; the span in seconds.
 * Answers as the library reads it: calls counted, more than are allowed when it is a refusal; milliseconds to wait then.
 */
export const slidingScript = `
local wanted, limit, span = tonumber(ARGV[1]), tonumber(ARGV[3]), tonumber(ARGV[4]) * 1000
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + tonumber(time[2]) / 1000
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - span)
-- A clock that was set back must not close the budget for as long.
redis.call('ZREMRANGEBYSCORE', KEYS[1], now + span, '+inf')
local used = redis.call('ZCARD', KEYS[1])
if limit then
  local closed = redis.call('PTTL', KEYS[1] .. ':closed')
  if closed > 0 then return { limit + 1, closed } end
  local tooMany = used + wanted - limit
  if tooMany > 0 then
    local call = redis.call('ZRANGE', KEYS[1], tooMany - 1, tooMany - 1, 'WITHSCORES')
    local free = call[2] and tonumber(call[2]) + span - now or span
    return { limit + 1, math.max(1, math.ceil(free)) }
  end
end
for call = 1, wanted do
  redis.call('ZADD', KEYS[1], now, time[1] .. '.' .. time[2] .. ' ' .. used .. ' ' .. call)
end
redis.call('PEXPIRE', KEYS[1], math.ceil(span))
return { used + wanted, 0 }
`;

/** KEYS[1] as `closedKey` gives it, ARGV: milliseconds. The longest silence that anybody was asked for holds. */
export const closeScript = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 0
`;
