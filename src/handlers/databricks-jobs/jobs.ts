// `jobs`: the Databricks jobs, how each did last, and what goes on. (Runbook 1 "Run Individual Job", "Troubleshoot Failed Jobs")
import { z } from 'zod';
import type { Finding, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import { explain } from '../../services/databricks/jobs/failed-run.js';
import { anyTarget } from '../../services/databricks/jobs/inputs.js';
import { ownerOf, targetRules, type JobRules } from '../../services/databricks/jobs/job-named.js';
import { lastRunsOf, type LastRuns } from '../../services/databricks/jobs/last-runs.js';
import {
  endedBadly,
  standText,
  tookText,
  whenText,
} from '../../services/databricks/jobs/run-words.js';

/** Jobs that are looked at: each is one call, and a table has at most 100 rows. */
const most = 60;

export const jobs = defineQuery({
  id: 'jobs',
  family: 'Databricks',
  summary: 'Databricks jobs: last result, duration, and what is running',
  runbook: 'finance-ppm#run-individual-job',
  examples: ['jobs', 'jobs --target prod'],
  args: ['target'],
  input: z.object({ target: anyTarget }),
  async read({ target }, context) {
    const { jobRules, signal } = context;
    if (target !== undefined) targetRules(jobRules, target);
    const all = (await context.jobs.list(signal)).filter(
      ({ name }) => target === undefined || ownerOf(jobRules, name)?.target === target,
    );
    const seen = await lastRunsOf(context.jobs, all.slice(0, most), signal);
    const findings = seen.flatMap((one) => failedFinding(one, jobRules));
    const active = seen.reduce((sum, one) => sum + one.active.length, 0);
    return {
      status: findings.some(({ severity }) => severity === 'bad')
        ? 'bad'
        : findings.length > 0
          ? 'warning'
          : 'good',
      headline: headlineOf(all.length, findings.length, active),
      findings,
      ...(seen.length > 0 ? { tables: [tableOf(seen, jobRules, all.length)] } : {}),
      notes: ['Times are UTC. The last run is the newest that has ended.'],
    };
  },
});

function headlineOf(jobCount: number, failed: number, active: number): string {
  if (jobCount === 0) return 'Databricks has no jobs that the token may see';
  const running = active === 0 ? '' : `, ${active} running`;
  return failed === 0
    ? `${jobCount} jobs, none failed last time${running}`
    : `${failed} of ${jobCount} jobs did not succeed last time${running}`;
}

function failedFinding({ job, last, active }: LastRuns, rules: JobRules): Finding[] {
  if (!last || !endedBadly(last)) return [];
  // The listing has no tasks: what the run says of itself is all that is known here.
  const [first] = explain({ ...last, jobName: job.name }, new Map(), rules);
  if (!first) return [];
  return [
    {
      ...first.finding,
      severity: last.ending?.result === 'failed' ? 'bad' : 'warning',
      title: `${job.name} ${standText(last)}: ${first.classified.kind}`,
      suggestion:
        active.length === 0 && first.classified.suggestion.operation !== 'diagnose'
          ? first.classified.suggestion
          : { label: 'Output', operation: 'job.output', input: { run: String(last.id) } },
    },
  ];
}

function tableOf(seen: readonly LastRuns[], rules: JobRules, count: number): Table {
  return {
    title: 'Jobs',
    columns: [
      { label: 'Job' },
      { label: 'Target' },
      { label: 'Last result' },
      { label: 'Began' },
      { label: 'Took', align: 'right' },
      { label: 'Running', align: 'right' },
      { label: 'Id', align: 'right' },
    ],
    rows: seen.map(({ job, last, active }) => [
      job.name || `job ${job.id}`,
      ownerOf(rules, job.name)?.target ?? '–',
      last ? standText(last) : 'never ran',
      whenText(last?.startedAt ?? null),
      last ? tookText(last.millis) : '–',
      active.length === 0 ? '–' : active.map(({ id }) => id).join(', '),
      String(job.id),
    ]),
    ...(count > seen.length ? { more: `${count - seen.length} more jobs: ask with --target` } : {}),
  };
}
