// Runs what failed in a run of a job again, and what depends on it. (Runbook 1 "Troubleshoot Failed Jobs", "Retry the job";
// Jobs API 2.2, "Repair a job run")
import { z } from 'zod';
import type { Check, Doubt, Reconciliation, Step } from '../../../core/operation.js';
import type { PlanOf } from '../../../core/plan.js';
import { Problem } from '../../../core/problem.js';
import type { Context } from '../../context.js';
import { dependentsOf, explain, failedTasks, inOrder, outputsOf } from './failed-run.js';
import { followRun, latestRepairOf, type Pace } from './follow-run.js';
import { followTasks } from './follow-tasks.js';
import { ownerOf, plainName } from './job-named.js';
import type { JobRun } from './jobs.js';
import { endedBadly, standText, tookText } from './run-words.js';
import { stoppedWith, stopIfWanted } from './stop-run.js';

/** `latestRepair`: the one before this; null where the run was never repaired. `tasks` in the order in which they may run. */
export const retryData = z.object({
  runId: z.int(),
  job: z.string(),
  latestRepair: z.int().nullable(),
  tasks: z.array(z.string()),
});
type RetryData = z.infer<typeof retryData>;
type RetryPlan = PlanOf<RetryData>;

/** Steps for tasks that a card shows at most. (Slack, plan block: 50 tasks) */
const mostTasks = 48;

/** @throws Problem not_possible where there is nothing to retry; invalid_input (field `run`) where it is nobody's */
export async function planRetry(runId: number, context: Context): Promise<RetryPlan> {
  const { jobs, jobRules, signal } = context;
  const run = await jobs.run(runId, signal);
  const job = await jobs.get(run.jobId, signal);
  const owner = ownerOf(jobRules, job.name);
  if (!owner)
    throw new Problem(
      'invalid_input',
      `The job ${job.name} belongs to no target of ppm.config.yaml.`,
      'Targets and the prefixes of their jobs stand under databricks.jobs.targets.',
      { field: 'run' },
    );
  const name = plainName(jobRules, job.name);
  refuseUnfit(run, { name, target: owner.target });
  const failed = run.tasks.filter(endedBadly);
  const again = dependentsOf(
    run.tasks,
    failed.map(({ key }) => key),
  );
  const tasks = inOrder(run.tasks).flatMap(({ key }) =>
    again.includes(key) || failed.some((task) => task.key === key) ? [key] : [],
  );
  const outputs = await outputsOf(jobs, failedTasks(run), signal);
  const runs = { label: 'Its runs', operation: 'job.runs', input: { name, target: owner.target } };
  return {
    target: `job ${job.name}`,
    environment: owner.environment,
    headline: `Retry what failed in run ${run.id} of ${job.name}`,
    facts: [
      { label: 'Run', value: run.url || String(run.id) },
      ...failed.map((task) => ({ label: task.key, value: standText(task) })),
      { label: 'Runs again', value: tasks.join(', ') },
    ],
    changes: [],
    warnings: explain(run, outputs, jobRules).flatMap(({ finding, classified }) =>
      classified.suggestion.operation === 'job.retry'
        ? []
        : [`${finding.title}: a retry alone may not mend it. ${classified.fix}`],
    ),
    steps: [
      { id: 'repair', title: `Repair run ${run.id}` },
      ...shown(tasks).map((key) => ({ id: `task:${key}`, title: key })),
      { id: 'end', title: `${job.name} ends` },
    ],
    undo: 'There is none: what a job wrote to a table can be restored with table restore.',
    next: [runs],
    mend: [
      { label: 'Output', operation: 'job.output', input: { run: String(run.id) } },
      { label: 'Diagnose', operation: 'diagnose', input: { what: 'databricks' } },
    ],
    guard: {
      'latest repair': latestRepairOf(run),
      state: standText(run),
      tasks: failed.map((task) => `${task.key} ${task.runId}`),
    },
    data: { runId: run.id, job: job.name, latestRepair: latestRepairOf(run), tasks },
  };
}

/** @throws Problem what followRun throws; outcome_unknown when the answer to the repair was lost */
export async function runRetry(
  { data }: RetryPlan,
  context: Context & { step: Step; run: string },
  { pace }: { pace?: Pace } = {},
): Promise<void> {
  const { jobs, step } = context;
  const { runId, latestRepair: before } = data;
  await stoppedWith(
    context,
    async () => runId,
    async () => {
      await step('repair', async () => {
        // Not with the signal of the run: a repair whose answer nobody waits for would be in doubt for nothing.
        const repair = await jobs.repair(runId, before, new AbortController().signal);
        return `repair ${repair}`;
      });
      const tasks = shown(data.tasks).map((key) => ({ key, step: `task:${key}` }));
      await followTasks(context, { id: async () => runId, tasks, before, pace });
      await step('end', async (tell) => {
        const run = await followRun(context, { runId, task: null, before, tell, pace });
        return `${standText(run)} after ${tookText(run.millis)} in all`;
      });
    },
  );
}

export async function verifyRetry(
  { data }: RetryPlan,
  { jobs, signal }: Context,
): Promise<Check[]> {
  const run = await jobs.run(data.runId, signal);
  const repair = latestRepairOf(run);
  return [
    {
      name: 'It was repaired',
      ok: repair !== data.latestRepair,
      expected: 'a repair after the last one',
      actual: repair === data.latestRepair ? 'none' : `repair ${repair}`,
    },
    {
      name: `${data.job} has ended with success`,
      ok: run.state === 'ended' && run.ending?.result === 'success',
      expected: 'succeeded',
      actual: `${standText(run)} (run ${run.id})`,
    },
  ];
}

/** A repair names the one before it, so there is at most one after that: where there is one, it has been done. */
export async function settleRetry(
  { data }: RetryPlan,
  context: Context & { run: string },
  { step }: Doubt,
): Promise<Reconciliation> {
  const run = await context.jobs.run(data.runId, context.signal);
  const repair = latestRepairOf(run);
  const isRepaired = repair !== data.latestRepair;
  if (isRepaired && run.state !== 'ended' && (await stopIfWanted(context, data.runId)))
    return { outcome: 'not-done', evidence: 'It was cancelled, and stopped in Databricks.' };
  if (step !== 'repair')
    return { outcome: 'not-done', evidence: 'The run is followed again, which changes nothing.' };
  return isRepaired
    ? { outcome: 'done', evidence: `repair ${repair}` }
    : { outcome: 'not-done', evidence: `Run ${run.id} has had no repair since.` };
}

function shown(tasks: readonly string[]): readonly string[] {
  return tasks.length <= mostTasks ? tasks : [];
}

function refuseUnfit(run: JobRun, input: { name: string; target: string }): void {
  const again = { label: 'Run the job', operation: 'job.run', input };
  const output = { label: 'Output', operation: 'job.output', input: { run: String(run.id) } };
  if (run.state !== 'ended')
    throw new Problem('not_possible', `Run ${run.id} goes on.`, 'Wait until it has ended.', {
      field: 'run',
      suggestions: [output],
    });
  if (run.ending?.result === 'success')
    throw new Problem(
      'not_possible',
      `Run ${run.id} has succeeded: there is nothing to retry.`,
      'Run the job if it is to be done once more.',
      { field: 'run', suggestions: [again, output] },
    );
  if (!run.tasks.some(({ ending }) => ending !== null && ending.result !== 'skipped'))
    throw new Problem(
      'not_possible',
      `Run ${run.id} was never begun (${standText(run)}): there is nothing to repair in it.`,
      'Run the job instead.',
      { field: 'run', suggestions: [again, output] },
    );
}
