// Percentiles of what Prometheus counts: from a histogram's buckets as its `histogram_quantile` does, or from a summary's own.
import type { Sample } from './scrape.js';

/** Upper bounds (`le`) with how many were at most that, over all series. */
export type Buckets = ReadonlyMap<number, number>;

/** @param samples those named `…_bucket` */
export function bucketsOf(samples: readonly Sample[]): Buckets {
  const buckets = new Map<number, number>();
  for (const { labels, value } of samples) {
    const bound = boundOf(labels['le']);
    if (bound !== null && Number.isFinite(value))
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
  }
  return buckets;
}

/**
 * Interpolated evenly within the bucket that the rank falls into; in the last one, its lower bound.
 * @param q from 0 to 1
 * @returns null without observations, or without the bucket +Inf
 */
export function histogramQuantile(buckets: Buckets, q: number): number | null {
  const bounds = [...buckets.keys()].toSorted((a, b) => a - b);
  let most = 0;
  // Series are read one after the other while they grow: a lower count after a higher one is that.
  const counts = bounds.map((bound) => (most = Math.max(most, buckets.get(bound) ?? 0)));
  if (bounds.length < 2 || bounds.at(-1) !== Number.POSITIVE_INFINITY || most === 0) return null;
  const rank = q * most;
  const place = counts.findIndex((count) => count >= rank);
  const upper = bounds[place] ?? Number.POSITIVE_INFINITY;
  if (upper === Number.POSITIVE_INFINITY) return bounds.at(-2) ?? null;
  const lower = bounds[place - 1] ?? 0;
  if (place === 0 && upper <= 0) return upper;
  const below = counts[place - 1] ?? 0;
  return lower + ((upper - lower) * (rank - below)) / ((counts[place] ?? 0) - below);
}

/** The slowest series' own percentile: those of a summary can't be added up. Null where there is none. */
export function summaryQuantile(samples: readonly Sample[], q: number): number | null {
  const values = samples
    .filter(({ labels, value }) => Number(labels['quantile']) === q && Number.isFinite(value))
    .map(({ value }) => value);
  return values.length === 0 ? null : values.reduce((most, value) => Math.max(most, value));
}

function boundOf(le: string | undefined): number | null {
  if (le === '+Inf' || le === 'Inf') return Number.POSITIVE_INFINITY;
  const bound = Number(le ?? 'none');
  return Number.isNaN(bound) ? null : bound;
}
