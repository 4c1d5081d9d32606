// How long Databricks jobs take, week by week, and which of them take the time of the clusters. (Runbook 1, "Quarterly: Capacity
// Review": job run times, cluster sizing and costs)
import type { Chart, Finding, Table } from '../../core/report.js';
import type { JobRun, Jobs } from '../databricks/jobs/jobs.js';
import { chartLabels, rounded } from '../notion/reading/words.js';
import { within, type Span } from '../reports/spans.js';

/** More runs in a quarter than this are not looked at, newest first. */
const mostRuns = 1_000;
const mostSeries = 6;
const mostSegments = 6;
/** By this factor slower it is told. */
const slower = 1.5;
/** Fewer runs tell nothing. */
const fewest = 3;
const minute = 60_000;

export interface JobTimes {
  name: string;
  runs: number;
  failed: number;
  /** Of those that succeeded, milliseconds; null where none did. */
  median: number | null;
  p95: number | null;
  /** Of all runs, milliseconds. */
  total: number;
  /** Median of each span, milliseconds; null where none succeeded in it. */
  medians: (number | null)[];
  counts: number[];
}

/** Those that take most time first. @param spans oldest first */
export async function jobTimes(
  jobs: Jobs,
  spans: readonly Span[],
  signal: AbortSignal,
): Promise<JobTimes[]> {
  const since = spans[0]?.from ?? 0;
  const runs = (await jobs.runs({ job: null, limit: mostRuns, since }, signal)).filter(
    ({ endedAt }) => endedAt !== null,
  );
  const byName = new Map<string, JobRun[]>();
  for (const run of runs) byName.set(run.jobName, [...(byName.get(run.jobName) ?? []), run]);
  return [...byName]
    .map(([name, some]) => timesOf(name, some, spans))
    .toSorted((a, b) => b.total - a.total);
}

function timesOf(name: string, runs: readonly JobRun[], spans: readonly Span[]): JobTimes {
  const good = runs.filter(({ ending }) => ending?.result === 'success');
  const parts = spans.map((span) =>
    within(good, span, ({ startedAt }) => startedAt).map(({ millis }) => millis),
  );
  const millis = good.map((run) => run.millis);
  return {
    name,
    runs: runs.length,
    failed: runs.filter(
      ({ ending }) => ending?.result === 'failed' || ending?.result === 'timed_out',
    ).length,
    median: quantile(millis, 0.5),
    p95: quantile(millis, 0.95),
    total: runs.reduce((sum, run) => sum + run.millis, 0),
    medians: parts.map((part) => quantile(part, 0.5)),
    counts: parts.map(({ length }) => length),
  };
}

/** The value below which this share of them is; null of none. */
export function quantile(values: readonly number[], share: number): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  return (
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? sorted[0] ?? null
  );
}

export function jobTimesTable(times: readonly JobTimes[]): Table[] {
  if (times.length === 0) return [];
  return [
    {
      title: 'Jobs in this quarter, minutes',
      columns: [
        { label: 'Job' },
        { label: 'Runs', align: 'right' },
        { label: 'Failed', align: 'right' },
        { label: 'Median', align: 'right' },
        { label: 'p95', align: 'right' },
        { label: 'In all', align: 'right' },
      ],
      rows: times
        .slice(0, 50)
        .map(({ name, runs, failed, median, p95, total }) => [
          name,
          String(runs),
          String(failed),
          minutes(median),
          minutes(p95),
          minutes(total),
        ]),
    },
  ];
}

export function jobTimesCharts(times: readonly JobTimes[], spans: readonly Span[]): Chart[] {
  const drawn = times
    .filter(({ medians }) => medians.some((median) => median !== null))
    .slice(0, mostSeries);
  if (drawn.length === 0) return [];
  const names = chartLabels(drawn.map(({ name }) => name));
  // Weeks before the first run that is known would look as if jobs had taken no time.
  const first = spans.findIndex((_, place) => drawn.some(({ medians }) => medians[place] !== null));
  return [
    {
      kind: 'line',
      title: 'Median minutes of a run, week from',
      categories: spans.slice(first).map(({ label }) => label),
      series: drawn.map(({ medians }, place) => ({
        name: names[place] ?? '',
        values: medians.slice(first).map((median) => inMinutes(median ?? 0)),
      })),
    },
    pieOf(times),
  ];
}

function pieOf(times: readonly JobTimes[]): Chart {
  const shown = times.length <= mostSegments ? times : times.slice(0, mostSegments - 1);
  const rest = times.slice(shown.length);
  const names = chartLabels(shown.map(({ name }) => name));
  return {
    kind: 'pie',
    title: 'Where the run time goes, minutes',
    segments: [
      ...shown.map(({ total }, place) => ({ label: names[place] ?? '', value: inMinutes(total) })),
      ...(rest.length > 0
        ? [{ label: 'Others', value: inMinutes(rest.reduce((all, { total }) => all + total, 0)) }]
        : []),
    ],
  };
}

/** Jobs that have become slower from the first third of the weeks to the last, and those that often fail. */
export function jobFindings(times: readonly JobTimes[]): Finding[] {
  return times.flatMap((job): Finding[] => {
    const third = Math.max(1, Math.floor(job.medians.length / 3));
    const [first, last] = [job.medians.slice(0, third), job.medians.slice(-third)].map((some) =>
      quantile(
        some.flatMap((median) => median ?? []),
        0.5,
      ),
    );
    const enough =
      Math.min(sum(job.counts.slice(0, third)), sum(job.counts.slice(-third))) >= fewest;
    const isSlower = enough && first != null && last != null && last > first * slower;
    return [
      ...(isSlower
        ? [
            {
              severity: 'warning' as const,
              title: `${job.name} has become slower`,
              evidence: `Median ${minutes(last)} minutes in the last weeks, ${minutes(first)} at the beginning of the quarter.`,
              cause: 'More data, or a cluster that no longer fits it.',
              fix: 'Look at its tasks and at the size of its cluster.',
              suggestion: { label: 'Its runs', operation: 'job.runs', input: { name: job.name } },
            },
          ]
        : []),
      ...(job.runs >= fewest && job.failed / job.runs > 0.1
        ? [
            {
              severity: 'warning' as const,
              title: `${job.name} failed ${job.failed} of ${job.runs} times`,
              evidence: 'More than one run in ten.',
              suggestion: { label: 'Its runs', operation: 'job.runs', input: { name: job.name } },
            },
          ]
        : []),
    ];
  });
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const inMinutes = (millis: number): number => Math.round((millis / minute) * 10) / 10;
const minutes = (millis: number | null): string =>
  millis === null ? '–' : rounded(millis / minute);
