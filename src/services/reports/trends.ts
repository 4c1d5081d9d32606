// Four weeks beside one another, a row for each figure. (Runbook 5, "Monthly Optimization Review")
import type { Table } from '../../core/report.js';
import { rounded } from '../notion/reading/words.js';
import { availabilityOf, type Past } from './availability.js';
import type { Happened } from './happened.js';
import { endedAt, isFailed, meanOf, type RunsOf } from './run-figures.js';
import { within, type Span } from './spans.js';

export interface Trends {
  past: readonly Past[] | null;
  happened: Happened | null;
  runs: RunsOf | null;
}

const none = '–';

/** The last column is this week. */
export function trendTable({ past, happened, runs }: Trends, spans: readonly Span[]): Table {
  const row = (label: string, of: (span: Span) => string): string[] => [label, ...spans.map(of)];
  const points = (past ?? []).flatMap((one) => one.points);
  const pointsIn = (span: Span) => within(points, span, ({ at }) => at);
  const runsIn = (span: Span) => within(runs?.ended ?? [], span, endedAt);
  const count = (known: unknown, things: readonly unknown[]): string =>
    known === null ? none : String(things.length);
  return {
    title: 'Four weeks',
    columns: [
      { label: 'Week from' },
      ...spans.map(({ label }) => ({ label, align: 'right' as const })),
    ],
    rows: [
      row('Available, per cent', (span) => shown(availabilityOf(pointsIn(span)))),
      row('Slowest answers, mean ms', (span) =>
        shown(meanOf(pointsIn(span).flatMap(({ millis }) => millis ?? [])), Math.round),
      ),
      row('Incidents', (span) =>
        count(
          happened,
          within(happened?.incidents ?? [], span, ({ openedAt }) => openedAt),
        ),
      ),
      row('Alerts', (span) =>
        count(
          happened,
          within(happened?.groups ?? [], span, ({ createdAt }) => createdAt),
        ),
      ),
      row('Runs', (span) => count(runs, runsIn(span))),
      row('Failed runs', (span) => count(runs, runsIn(span).filter(isFailed))),
    ],
  };
}

function shown(value: number | null, round = (exact: number): number => exact): string {
  return value === null ? none : rounded(round(value));
}
