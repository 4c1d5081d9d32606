// Small statistics for the benchmarks: nearest-rank percentiles, printed as a row.

/** The value below which `share` (0 to 1) of the sorted values lie. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** `name  n=3000  p50=1.2 ms  p99=7.9 ms  max=12 ms` */
export function row(name: string, millis: readonly number[]): string {
  const shown = (value: number): string => `${value.toFixed(1)} ms`;
  return [
    name.padEnd(34),
    `n=${millis.length}`.padEnd(8),
    `p50=${shown(percentile(millis, 0.5))}`.padEnd(14),
    `p99=${shown(percentile(millis, 0.99))}`.padEnd(14),
    `max=${shown(Math.max(...millis))}`,
  ].join('  ');
}
