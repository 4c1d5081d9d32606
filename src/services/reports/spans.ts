// The days and weeks that a report looks back on, in the zone of whoever reads it.
import { DateTime } from 'luxon';

export interface Span {
  /** Epoch milliseconds; `to` exclusive. */
  from: number;
  to: number;
  /** For a chart: `Mon 16`, `16 Nov`. */
  label: string;
}

/** The midnight that today began with, epoch milliseconds. */
export function dayStart(now: number, zone: string): number {
  return DateTime.fromMillis(now, { zone }).startOf('day').toMillis();
}

/** `2026-11-21`: the day that it is there. */
export function dayName(now: number, zone: string): string {
  return DateTime.fromMillis(now, { zone }).toFormat('yyyy-MM-dd');
}

/** So many spans of so many whole days each, oldest first; the last one ends with today. */
export function spansBack(
  now: number,
  zone: string,
  { count, days }: { count: number; days: number },
): Span[] {
  const end = DateTime.fromMillis(now, { zone }).startOf('day').plus({ days: 1 });
  return Array.from({ length: count }, (_, place) => {
    const from = end.minus({ days: (count - place) * days });
    return {
      from: from.toMillis(),
      to: from.plus({ days }).toMillis(),
      label: from.toFormat(days === 1 ? 'ccc d' : 'd LLL', { locale: 'en' }),
    };
  });
}

/** Where the first of them begins. */
export function startOf(spans: readonly Span[]): number {
  return spans[0]?.from ?? 0;
}

export function within<Thing>(
  things: readonly Thing[],
  { from, to }: Pick<Span, 'from' | 'to'>,
  at: (thing: Thing) => number,
): Thing[] {
  return things.filter((thing) => at(thing) >= from && at(thing) < to);
}
