// The past of a component, in spans of some hours: as a text so short that it stands in a table, and as a chart.
import { hour } from './component-records.js';
import { worstStatus, type HealthPoint, type HealthStatus } from './health.js';

/** Spans of 24 hours: each of two. */
const spanMillis = 2 * hour;
const spans = 12;

export interface Span {
  /** Its begin, epoch milliseconds. */
  from: number;
  /** The worst; null where nobody asked. */
  status: HealthStatus | null;
  /** The slowest. */
  millis: number | null;
  /** The last that was measured. */
  value: number | null;
}

/** The begin of what `spansOf` looks at. */
export function trendFrom(now: number): number {
  return Math.floor(now / hour) * hour + hour - spans * spanMillis;
}

/** The last 24 hours, the one under way included, oldest first. @param points oldest first */
export function spansOf(points: readonly HealthPoint[], now: number): Span[] {
  return Array.from({ length: spans }, (_, place) => {
    const from = trendFrom(now) + place * spanMillis;
    const within = points.filter(({ at }) => at >= from && at < from + spanMillis);
    const millis = Math.max(...within.map((point) => point.millis ?? -1));
    return {
      from,
      status: within.length === 0 ? null : worstStatus(within),
      millis: millis < 0 ? null : millis,
      value: within.findLast(({ value }) => value !== null)?.value ?? null,
    };
  });
}

const bars: Record<HealthStatus, string> = { good: '▁', warning: '▄', bad: '█' };

/** `····▁▁▁█▄▁▁▁`: low is good, a dot is not known. */
export function trendBars(all: readonly Span[]): string {
  return all.map(({ status }) => (status === null ? '·' : bars[status])).join('');
}
