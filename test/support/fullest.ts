// A strict judge of a rate limit: how much was called in the fullest span of time, wherever it begins.

/** @param times when each call was counted, milliseconds; a span has its begin, not its end */
export function fullest(times: readonly number[], spanMs: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  let [most, first] = [0, 0];
  for (const [at, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - spanMs) first += 1;
    most = Math.max(most, at - first + 1);
  }
  return most;
}
