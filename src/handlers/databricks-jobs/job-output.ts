// `job output`: a run of a Databricks job in detail: its tasks, why they failed, what they said. (Runbook 1 "View Job Logs",
// "Troubleshoot Failed Jobs")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Fact, Report, Section, Status, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import {
  explain,
  failedTasks,
  inOrder,
  outputsOf,
  type Outputs,
} from '../../services/databricks/jobs/failed-run.js';
import { runInput } from '../../services/databricks/jobs/inputs.js';
import type { JobRun, RunOutput, TaskRun } from '../../services/databricks/jobs/jobs.js';
import {
  endedBadly,
  nearest,
  runIdOf,
  standText,
  tookText,
  whenText,
} from '../../services/databricks/jobs/run-words.js';

/** What of an output is shown; its end, since that is where the error is. */
const most = { lines: 30, characters: 2_500, rows: 100 } as const;

export const jobOutput = defineQuery({
  id: 'job.output',
  family: 'Databricks',
  summary: 'A run of a Databricks job: its tasks, why it failed, what it said',
  runbook: 'finance-ppm#view-job-logs',
  examples: ['job output 455644833', 'job output 455644833 --task load_pages'],
  args: ['run'],
  input: z.object({
    run: runInput,
    task: z.string().trim().max(100).optional().describe('Show what this task said'),
  }),
  async read(input, { jobs, jobRules, signal }) {
    const run = await jobs.run(runIdOf(input.run), signal);
    const asked = tasksToRead(run, input.task);
    const outputs = await outputsOf(jobs, asked, signal);
    const findings = explain(run, outputs, jobRules).map(({ finding }) => finding);
    return {
      status: statusOf(run),
      headline: `${run.jobName}: run ${run.id} ${standText(run)}`,
      facts: factsOf(run),
      findings,
      tables: run.tasks.length > 0 ? [tableOf(run)] : [],
      sections: asked.flatMap((task) => sectionsOf(task, outputs)),
      suggestions: ways(
        run,
        findings.flatMap(({ suggestion }) => suggestion?.operation ?? []),
      ),
      notes: [
        'Times are UTC. Of long outputs the end is shown; the page of the run has all of it.',
      ],
    };
  },
});

/** What failed, or the task that was asked for; of a run of one task, that. */
function tasksToRead(run: JobRun, asked: string | undefined): TaskRun[] {
  if (asked === undefined) {
    const failed = endedBadly(run) ? failedTasks(run) : [];
    return failed.length > 0 || run.tasks.length !== 1 ? failed.slice(0, 3) : run.tasks;
  }
  const found = run.tasks.find(({ key }) => key.toLowerCase() === asked.toLowerCase());
  if (found) return [found];
  const near = nearest(
    run.tasks.map(({ key }) => key),
    asked,
  );
  throw new Problem(
    'invalid_input',
    `Run ${run.id} has no task ${JSON.stringify(asked.slice(0, 60))}.`,
    near.length > 0 ? `It has ${near.join(', ')}.` : 'It has no tasks.',
    { field: 'task' },
  );
}

function statusOf(run: JobRun): Status {
  if (run.ending === null) return 'info';
  if (run.ending.result === 'success') return 'good';
  return run.ending.result === 'failed' || run.ending.result === 'timed_out' ? 'bad' : 'warning';
}

function factsOf(run: JobRun): Fact[] {
  const repairs = run.repairs.filter(({ id }) => id !== 0).length;
  return [
    { label: 'Job', value: run.jobId === 0 ? run.jobName : `${run.jobName} (${run.jobId})` },
    { label: 'Began', value: whenText(run.startedAt) },
    ...(run.endedAt === null ? [] : [{ label: 'Ended', value: whenText(run.endedAt) }]),
    ...(run.millis > 0 ? [{ label: 'Took', value: tookText(run.millis) }] : []),
    ...(run.trigger === '' ? [] : [{ label: 'By', value: run.trigger }]),
    ...(repairs === 0 ? [] : [{ label: 'Repaired', value: `${repairs} times` }]),
    { label: 'Page', value: run.url || '–' },
  ];
}

function tableOf(run: JobRun): Table {
  const rows = inOrder(run.tasks).flatMap(({ key }) => {
    const task = run.tasks.find((one) => one.key === key);
    if (!task) return [];
    const took =
      task.startedAt === null || task.endedAt === null
        ? '–'
        : tookText(task.endedAt - task.startedAt);
    return [
      [
        key,
        standText(task),
        whenText(task.startedAt),
        took,
        String(task.attempt + 1),
        task.dependsOn.join(', ') || '–',
      ],
    ];
  });
  return {
    title: 'Tasks',
    columns: [
      { label: 'Task' },
      { label: 'Result' },
      { label: 'Began' },
      { label: 'Took', align: 'right' },
      { label: 'Try', align: 'right' },
      { label: 'After' },
    ],
    rows: rows.slice(0, most.rows),
    ...(rows.length > most.rows ? { more: `${rows.length - most.rows} more tasks` } : {}),
  };
}

function sectionsOf(task: TaskRun, outputs: Outputs): Section[] {
  const output = outputs.get(task.key);
  if (!output)
    return [{ title: task.key, lines: ['Databricks has no output of it, or no longer.'] }];
  const parts = partsOf(output);
  if (parts.length === 0) return [{ title: task.key, lines: ['It said nothing.'] }];
  return parts.map(([what, text]) => ({
    title: `${task.key}: ${what}`,
    lines: endOf(text),
    code: true,
  }));
}

function partsOf({ error, trace, text, isCut }: RunOutput): [string, string][] {
  const cut = isCut ? 'output (cut by Databricks)' : 'output';
  return [['error', error] as const, ['trace', trace] as const, [cut, text] as const].flatMap(
    ([what, said]): [string, string][] => (said === null ? [] : [[what, said]]),
  );
}

function endOf(text: string): string[] {
  const lines = text.slice(-most.characters).split('\n').slice(-most.lines);
  return lines.join('\n').length < text.length ? ['…', ...lines] : lines;
}

function ways(run: JobRun, offered: readonly string[]): NonNullable<Report['suggestions']> {
  return run.state === 'ended' && endedBadly(run) && !offered.includes('job.retry')
    ? [{ label: 'Retry the run', operation: 'job.retry', input: { run: String(run.id) } }]
    : [];
}
