// `job runs`: the recent runs of a Databricks job. (Runbook 1 "View Job Logs")
import { z } from 'zod';
import type { Chart, Report, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { explain } from '../../services/databricks/jobs/failed-run.js';
import { bundleTarget } from '../../services/databricks/jobs/inputs.js';
import { jobNamed } from '../../services/databricks/jobs/job-named.js';
import type { JobRun } from '../../services/databricks/jobs/jobs.js';
import {
  endedBadly,
  standText,
  tookText,
  whenText,
} from '../../services/databricks/jobs/run-words.js';

export const jobRuns = defineQuery({
  id: 'job.runs',
  family: 'Databricks',
  summary: 'Recent runs of a Databricks job: result, duration, who began it',
  runbook: 'finance-ppm#view-job-logs',
  examples: ['job runs notion_sync_bronze', 'job runs gold_aggregations --target dev --limit 5'],
  args: ['name'],
  rest: true,
  input: z.object({
    name: z.string().trim().min(1).max(300).describe('Name or id of the job'),
    target: bundleTarget,
    limit: z.coerce.number().int().min(1).max(100).default(20).describe('How many runs'),
  }),
  async read({ name, target, limit }, context) {
    const { jobs, jobRules, signal } = context;
    const job = jobNamed(await jobs.list(signal), jobRules, name, target);
    const runs = await jobs.runs({ job: job.id, limit }, signal);
    const last = runs.find(({ state }) => state === 'ended');
    const findings =
      last && endedBadly(last)
        ? explain({ ...last, jobName: job.name }, new Map(), jobRules).map(({ finding }) => finding)
        : [];
    const chart = durationChart(runs);
    const [newest] = runs;
    return {
      status: findings.length > 0 ? 'bad' : 'good',
      headline: headlineOf(job.name, runs),
      findings,
      ...(runs.length > 0 ? { tables: [tableOf(runs, limit)] } : {}),
      ...(chart ? { charts: [chart] } : {}),
      suggestions: [
        ...(newest ? [outputOf('Output of the newest', newest)] : []),
        ...(last && endedBadly(last) && last !== newest
          ? [outputOf('Output of the failed one', last)]
          : []),
        { label: 'Run it', operation: 'job.run', input: { name, target } },
      ],
      notes: ['Times are UTC. Databricks keeps runs for 60 days.'],
    };
  },
});

function headlineOf(job: string, runs: readonly JobRun[]): string {
  const [newest] = runs;
  if (!newest) return `${job} has not run in the last 60 days`;
  const failed = runs.filter(endedBadly).length;
  return `${job}: newest run ${standText(newest)}, ${failed} of ${runs.length} did not succeed`;
}

function outputOf(label: string, run: JobRun): NonNullable<Report['suggestions']>[number] {
  return { label, operation: 'job.output', input: { run: String(run.id) } };
}

function tableOf(runs: readonly JobRun[], limit: number): Table {
  return {
    title: 'Runs',
    columns: [
      { label: 'Run', align: 'right' },
      { label: 'Result' },
      { label: 'Began' },
      { label: 'Took', align: 'right' },
      { label: 'By' },
    ],
    rows: runs.map((run) => [
      String(run.id),
      standText(run),
      whenText(run.startedAt),
      run.state === 'ended' ? tookText(run.millis) : '–',
      run.trigger || '–',
    ]),
    ...(runs.length === limit && limit < 100 ? { more: 'older runs: --limit up to 100' } : {}),
  };
}

/** Oldest first; only runs that have ended have a duration. */
function durationChart(runs: readonly JobRun[]): Chart | null {
  // 20 categories are as many as a chart of Slack has.
  const ended = runs
    .filter(({ state }) => state === 'ended')
    .slice(0, 20)
    .toReversed();
  if (ended.length < 2) return null;
  return {
    kind: 'bar',
    title: 'Minutes that the runs took',
    // The number of the run makes those of one minute differ.
    categories: ended.map((run, place) =>
      `${place + 1}: ${whenText(run.startedAt).slice(5)}`.slice(0, 20),
    ),
    series: [
      { name: 'Minutes', values: ended.map(({ millis }) => Math.round(millis / 6_000) / 10) },
    ],
  };
}
