// The budget of a connection: so many calls in any 60 seconds, spendable in one burst.
import { ApiError } from './errors.js';

const windowMs = 60_000;

export interface Rate {
  /** @throws ApiError rate_limited with Retry-After */
  take(): void;
}

/** @param perMinute 0: no limit */
export function createRate(perMinute: number, now: () => number): Rate {
  const taken: number[] = [];
  return {
    take() {
      if (perMinute === 0) return;
      const at = now();
      while (taken[0] !== undefined && taken[0] <= at - windowMs) taken.shift();
      const [oldest] = taken;
      if (taken.length >= perMinute && oldest !== undefined)
        throw limited(Math.max(1, Math.ceil((oldest + windowMs - at) / 1000)));
      taken.push(at);
    },
  };
}

export function limited(seconds: number): ApiError {
  return new ApiError(
    'rate_limited',
    'You have been rate limited. Please try again in a few minutes.',
    {
      headers: { 'retry-after': String(seconds) },
      additional: { rate_limit_reason: 'request_limit' },
    },
  );
}
