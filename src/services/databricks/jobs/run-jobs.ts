// Runs jobs one after another and follows each to its end. Whatever happens to this process, a job is started once: its token
// is made from our run, and the same token gives the run that there is. (Jobs API 2.2, "Trigger a new job run")
import type { Check, Doubt, Reconciliation, Step } from '../../../core/operation.js';
import type { Context } from '../../context.js';
import { followRun, type Pace } from './follow-run.js';
import { followTasks } from './follow-tasks.js';
import type { Jobs } from './jobs.js';
import { standText, tookText } from './run-words.js';
import { stepsOf, type JobSteps, type RunJobsData, type RunJobsPlan } from './run-jobs-plan.js';
import { stoppedWith, stopIfWanted } from './stop-run.js';

/** @throws Problem what followRun throws; cancelled after the Databricks run was stopped */
export async function runJobs(
  { data }: RunJobsPlan,
  context: Context & { step: Step; run: string },
  options: { pace?: Pace } = {},
): Promise<void> {
  for (const [index, steps] of stepsOf(data).entries()) {
    const started = startedOnce(context, data, index);
    await stoppedWith(
      context,
      () => started.ifBegun(steps.submit),
      () => runOne(context, steps, started.id, options),
    );
  }
}

async function runOne(
  context: Context & { step: Step },
  steps: JobSteps,
  id: () => Promise<number>,
  { pace }: { pace?: Pace },
): Promise<void> {
  const { jobs, step, signal } = context;
  await step(steps.submit, async () => {
    const runId = await id();
    return `run ${runId}: ${(await jobs.run(runId, signal)).url}`;
  });
  await followTasks(context, { id, tasks: steps.tasks, pace });
  await step(steps.end, async (tell) => {
    const run = await followRun(context, { runId: await id(), task: null, tell, pace });
    return `${standText(run)} after ${tookText(run.millis)}`;
  });
}

/**
 * The run of a job, asked for once in this process. `ifBegun`: its id, null unless it was started, here or by a process that
 * has died since.
 */
function startedOnce(
  { jobs, run, runs }: Pick<Context, 'jobs' | 'runs'> & { run: string },
  data: RunJobsData,
  index: number,
): { id(): Promise<number>; ifBegun(submit: string): Promise<number | null> } {
  let known: number | null = null;
  async function id(): Promise<number> {
    known ??= await start(jobs, { data, index, run });
    return known;
  }
  return {
    id,
    async ifBegun(submit) {
      if (known !== null) return known;
      const record = await runs.get(run);
      const isDone = record?.steps.some((step) => step.id === submit && step.state === 'done');
      return isDone === true ? id() : null;
    },
  };
}

function start(
  jobs: Pick<Jobs, 'runNow'>,
  { data, index, run }: { data: RunJobsData; index: number; run: string },
): Promise<number> {
  const job = data.jobs[index];
  if (!job) throw new Error('there is no such job in the plan');
  // Not with the signal of the run: a start whose answer nobody waits for could not be stopped.
  return jobs.runNow(
    job.id,
    tokenOf(run, data.jobs.length === 1 ? null : index + 1),
    new AbortController().signal,
  );
}

/** At most 64 characters. (Jobs API 2.2, "idempotency_token") */
export function tokenOf(run: string, place: number | null): string {
  return ['ppm', run.slice(0, 50), ...(place === null ? [] : [place])].join('-');
}

export async function verifyJobs(
  { data }: RunJobsPlan,
  { jobs, run, signal }: Context & { run: string },
): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [index, { name }] of data.jobs.entries()) {
    const runId = await start(jobs, { data, index, run });
    const found = await jobs.run(runId, signal);
    checks.push({
      name: `${name} has ended with success`,
      ok: found.state === 'ended' && found.ending?.result === 'success',
      expected: 'succeeded',
      actual: `${standText(found)} (run ${runId})`,
    });
  }
  return checks;
}

/**
 * Starting again with the same token changes nothing, nor does following again: no step is ever in doubt for long. Only what
 * the person has cancelled meanwhile is stopped first, since nobody will follow it any more.
 */
export async function settleJobs(
  { data }: RunJobsPlan,
  context: Context & { run: string },
  { step }: Doubt,
): Promise<Reconciliation> {
  const { runs, jobs, run } = context;
  const index = stepsOf(data).findIndex(
    ({ submit, tasks, end }) =>
      [submit, end].includes(step) || tasks.some((task) => task.step === step),
  );
  if ((await runs.get(run))?.cancelRequested) {
    // A run that was not started yet is started by this, and stopped at once: there is no other way to find it for certain.
    await stopIfWanted(context, await start(jobs, { data, index, run }));
    return { outcome: 'not-done', evidence: 'It was cancelled, and stopped in Databricks.' };
  }
  return {
    outcome: 'not-done',
    evidence: step.endsWith('submit')
      ? 'Asked again with the same token, Databricks gives the run that there is.'
      : 'The run is followed again, which changes nothing.',
  };
}
