// What was done, counted: runs by outcome and by operation.
import type { Chart, Table } from '../../core/report.js';
import { hasEnded, type Run } from '../../core/run.js';
import { roughly } from '../sync/when.js';
import { grouped } from './grouped.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

/** As many as a list gives: of a busy quarter it is the newest part. */
export const mostRuns = 1_000;
const mostOperations = 15;

export interface RunsOf {
  /** That ended in the span, newest first. */
  ended: Run[];
  /** There may be more than were counted. */
  cut: boolean;
}

/** @param from epoch milliseconds */
export async function runsSince(
  from: number,
  context: Pick<ReportContext, 'runs' | 'signal' | 'deadlineMs'>,
): Promise<Part<RunsOf>> {
  return partOf('Runs', context, async () => {
    const recent = await context.runs.recent(mostRuns);
    const oldest = recent.at(-1);
    return {
      ended: recent.filter((run) => hasEnded(run) && endedAt(run) >= from),
      cut: recent.length === mostRuns && oldest !== undefined && oldest.createdAt >= from,
    };
  });
}

/** Epoch milliseconds. */
export function endedAt({ history, state, updatedAt }: Run): number {
  return history.findLast((entry) => entry.state === state)?.at ?? updatedAt;
}

/** How long it worked, waiting for approval left out; null where it never began. */
export function workedFor(run: Run): number | null {
  const began = run.history.find(({ state }) => state === 'running');
  return began === undefined ? null : endedAt(run) - began.at;
}

export function isFailed({ state }: Pick<Run, 'state'>): boolean {
  return state === 'failed';
}

/** `sync finance-ppm (R-7K2QMF)` */
export function runName({ id, operation, plan }: Run): string {
  return `${plan?.headline ?? operation.replaceAll('.', ' ')} (${id})`;
}

export function outcomeChart(ended: readonly Run[]): Chart[] {
  const outcomes = [
    { label: 'Succeeded', states: ['succeeded'] },
    { label: 'Failed', states: ['failed'] },
    { label: 'Cancelled', states: ['cancelled'] },
    { label: 'Denied or expired', states: ['denied', 'expired'] },
  ];
  const segments = outcomes
    .map(({ label, states }) => ({
      label,
      value: ended.filter(({ state }) => states.includes(state)).length,
    }))
    .filter(({ value }) => value > 0);
  return segments.length === 0 ? [] : [{ kind: 'pie', title: 'Runs by outcome', segments }];
}

/** Those that failed most first. */
export function operationTable(ended: readonly Run[]): Table[] {
  if (ended.length === 0) return [];
  const rows = grouped(ended, ({ operation }) => operation)
    .map(([operation, runs]) => ({
      operation,
      runs: runs.length,
      failed: runs.filter(isFailed).length,
      mean: meanOf(runs.flatMap((run) => workedFor(run) ?? [])),
    }))
    .toSorted((a, b) => b.failed - a.failed || b.runs - a.runs);
  return [
    {
      title: 'Runs by operation',
      columns: [
        { label: 'Operation' },
        { label: 'Runs', align: 'right' },
        { label: 'Failed', align: 'right' },
        { label: 'Mean time', align: 'right' },
      ],
      rows: rows
        .slice(0, mostOperations)
        .map(({ operation, runs, failed, mean }) => [
          operation.replaceAll('.', ' '),
          String(runs),
          String(failed),
          mean === null ? '–' : roughly(mean),
        ]),
      ...(rows.length > mostOperations
        ? { more: `${rows.length - mostOperations} more operations` }
        : {}),
    },
  ];
}

export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, one) => sum + one, 0) / values.length;
}
