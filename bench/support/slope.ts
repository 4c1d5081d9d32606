// How fast something grows, under the noise of a garbage collector: the least of each five minutes, and a straight line through
// these.

export interface Sample {
  /** Epoch milliseconds. */
  at: number;
  value: number;
}

const windowMs = 5 * 60_000;
const hour = 3_600_000;

/**
 * @param from samples before it don't count: warm-up, epoch milliseconds
 * @returns growth of the value an hour, by least squares; NaN of fewer than two windows
 */
export function slopePerHour(samples: readonly Sample[], from: number): number {
  const floors = new Map<number, number>();
  for (const { at, value } of samples) {
    if (at < from) continue;
    const window = Math.floor((at - from) / windowMs);
    floors.set(window, Math.min(floors.get(window) ?? Infinity, value));
  }
  const points = [...floors].map(([window, value]) => ({
    x: (window * windowMs) / hour,
    y: value,
  }));
  const [meanX, meanY] = [mean(points.map(({ x }) => x)), mean(points.map(({ y }) => y))];
  const covariance = mean(points.map(({ x, y }) => (x - meanX) * (y - meanY)));
  return covariance / mean(points.map(({ x }) => (x - meanX) ** 2));
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}
