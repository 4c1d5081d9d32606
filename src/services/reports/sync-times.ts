// How long the syncs of each system take, month by month. (Runbook 1, "Quarterly: Capacity Review": job run times)
import type { Finding, Table } from '../../core/report.js';
import type { Run } from '../../core/run.js';
import { roughly } from '../sync/when.js';
import { grouped } from './grouped.js';
import { endedAt, meanOf, workedFor } from './run-figures.js';
import { within, type Span } from './spans.js';

/** By this factor slower it is told. */
const slower = 1.5;
/** Fewer runs tell nothing. */
const fewest = 3;
const mostSystems = 15;

export interface SyncTimes {
  system: string;
  runs: number;
  /** Mean of each span, milliseconds; null where none ran. */
  means: (number | null)[];
  /** How many ran in each. */
  counts: number[];
}

export function syncTimes(ended: readonly Run[], spans: readonly Span[]): SyncTimes[] {
  const syncs = ended.filter(
    ({ operation, state }) => operation === 'sync' && state === 'succeeded',
  );
  return grouped(syncs, ({ input }) => systemOf(input)).map(([system, runs]) => {
    const parts = spans.map((span) =>
      within(runs, span, endedAt).flatMap((run) => workedFor(run) ?? []),
    );
    return {
      system,
      runs: runs.length,
      means: parts.map(meanOf),
      counts: parts.map(({ length }) => length),
    };
  });
}

export function syncTimesTable(times: readonly SyncTimes[], spans: readonly Span[]): Table[] {
  if (times.length === 0) return [];
  return [
    {
      title: 'Mean time of a sync, 30 days from',
      columns: [
        { label: 'System' },
        { label: 'Runs', align: 'right' },
        ...spans.map(({ label }) => ({ label, align: 'right' as const })),
      ],
      rows: times
        .slice(0, mostSystems)
        .map(({ system, runs, means }) => [
          system,
          String(runs),
          ...means.map((mean) => (mean === null ? '–' : roughly(mean))),
        ]),
      ...(times.length > mostSystems ? { more: `${times.length - mostSystems} more` } : {}),
    },
  ];
}

function systemOf({ system }: Run['input']): string {
  return typeof system === 'string' ? system : 'all';
}

/** The syncs that have become slower from the first span to the last. */
export function slowerFindings(times: readonly SyncTimes[]): Finding[] {
  return times
    .flatMap(({ system, means, counts }) => {
      const [first, last] = [means[0] ?? null, means.at(-1) ?? null];
      const enough = Math.min(counts[0] ?? 0, counts.at(-1) ?? 0) >= fewest;
      return enough && first !== null && last !== null && last > first * slower
        ? [{ system, first, last }]
        : [];
    })
    .slice(0, 5)
    .map(({ system, first, last }) => ({
      severity: 'warning',
      title: `The syncs of ${system} have become slower`,
      evidence: `${roughly(last)} on average, ${roughly(first)} three months ago.`,
      suggestion: { label: 'Diagnose', operation: 'diagnose', input: { what: 'sync', system } },
    }));
}
