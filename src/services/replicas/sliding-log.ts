// A budget's calls as a log: what was called in the last span of time counts, whenever that span begins, so that no moment lets
// twice as much through as a counter that starts anew does. This one is in the process; sliding-script.ts is the same in Redis.

export interface SlidingLog {
  /** @returns 0 when the calls may be made (they are counted), otherwise milliseconds until it is worth asking again */
  take(points: number, limit: { calls: number; spanMs: number }): number;
  /** Calls that were made anyway. */
  count(points: number): void;
  /** Gives nothing for so long, milliseconds. */
  close(millis: number): void;
  /** Milliseconds for which it is still closed; 0: it is open. */
  closedFor(): number;
}

/**
 * @param longestMs no limit has a longer span, milliseconds
 * @param now epoch milliseconds
 */
export function createSlidingLog(longestMs: number, now: () => number): SlidingLog {
  /** When each call was counted, oldest first. */
  let calls: number[] = [];
  let closedUntil = 0;

  const closedFor = (): number => Math.max(0, closedUntil - now());
  function count(points: number): void {
    const at = now();
    calls = calls.filter((made) => made > at - longestMs);
    for (let point = 0; point < points; point += 1) calls.push(at);
  }

  return {
    count,
    closedFor,
    close(millis) {
      closedUntil = Math.max(closedUntil, now() + millis);
    },
    take(points, limit) {
      const closed = closedFor();
      if (closed > 0) return closed;
      const since = now() - limit.spanMs;
      const recent = calls.filter((made) => made > since);
      const tooMany = recent.length + points - limit.calls;
      if (tooMany > 0) return Math.max(1, Math.ceil((recent[tooMany - 1] ?? now()) - since));
      count(points);
      return 0;
    },
  };
}
