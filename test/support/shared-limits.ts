// What Redis does for replicas' budgets, in this process and on any clock: every replica asks over a wire that takes its time.
import type { LimitOptions, SharedLimit } from '../../src/services/replicas/replicas.js';
import { createSlidingLog, type SlidingLog } from '../../src/services/replicas/sliding-log.js';

/** @param wire waited for on the way there and back. @returns what each replica is given as its `limit` */
export function sharedLimits(
  now: () => number,
  wire: () => Promise<void> = async () => {},
): (options: LimitOptions) => SharedLimit {
  const logs = new Map<string, SlidingLog>();
  return (options) => {
    const log = logs.get(options.key) ?? createSlidingLog(options.spanMs, now);
    logs.set(options.key, log);
    return {
      async take(points = 1) {
        await wire();
        const wait = log.take(points, options);
        await wire();
        return wait;
      },
      async count(points = 1) {
        await wire();
        log.count(points);
      },
      async block(millis) {
        await wire();
        log.close(millis);
      },
    };
  };
}
