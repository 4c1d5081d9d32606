// Follows a run of a job until a task of it, or all of it, has ended. What goes on outside is told as it comes.
import { Problem } from '../../../core/problem.js';
import type { Tell } from '../../../core/operation.js';
import type { Context } from '../../context.js';
import { pause } from '../../resilience/abortable.js';
import { failureOf } from './failed-run.js';
import type { JobRun } from './jobs.js';
import { standText, tookText } from './run-words.js';

/** How often it is looked at, milliseconds. */
export interface Pace {
  first: number;
  longest: number;
}

const usualPace: Pace = { first: 2_000, longest: 15_000 };

/** How long Databricks may be away before a run is no longer followed, milliseconds. */
const patience = 10 * 60_000;

export type FollowContext = Pick<Context, 'jobs' | 'jobRules' | 'runs' | 'now' | 'signal'>;

export interface Followed {
  /** Id of the Databricks run. */
  runId: number;
  /** Task whose end is waited for; null: the end of the whole run. */
  task: string | null;
  /** Of a repair: the latest one before it. What it shows until that has begun is of the past. */
  before?: number | null;
  tell: Tell;
  pace?: Pace | undefined;
}

/**
 * @returns the run, in which the task, or everything, has ended well
 * @throws Problem outside_refused when the run has ended without success: only then, since tasks are tried again;
 * outside_unavailable when it takes longer than databricks.jobs.timeoutMinutes, or Databricks is away for 10 minutes
 */
export async function followRun(context: FollowContext, followed: Followed): Promise<JobRun> {
  const { now, signal } = context;
  const { task, tell, pace = usualPace } = followed;
  const look = lookPatiently(context, followed);
  for (let wait = pace.first; ; wait = Math.min(wait * 1.5, pace.longest)) {
    const run = await look();
    if (run !== null) {
      if (task !== null && hasSucceeded(run, task, followed)) return run;
      if (isOver(run, followed)) {
        if (run.ending?.result === 'success') return run;
        throw await failureOf(run, context, signal);
      }
      refuseLate(run, context);
      tell(noteOf(run, now()));
    }
    await pause(wait, signal);
  }
}

/** Null while Databricks is away, which is waited for some time. */
function lookPatiently(
  { jobs, now, signal }: FollowContext,
  { runId, tell }: Followed,
): () => Promise<JobRun | null> {
  let away: number | null = null;
  return async () => {
    try {
      const run = await jobs.run(runId, signal);
      away = null;
      return run;
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'outside_unavailable') throw error;
      away ??= now();
      if (now() - away > patience) throw error;
      tell('Databricks does not answer; it is asked again. The job goes on meanwhile.');
      return null;
    }
  };
}

function isOver(run: JobRun, { before }: Followed): boolean {
  return run.state === 'ended' && hasBegun(run, before);
}

function hasSucceeded(run: JobRun, key: string, { before }: Followed): boolean {
  const ending = run.tasks.find((task) => task.key === key)?.ending;
  return (ending?.result === 'success' || ending?.result === 'skipped') && hasBegun(run, before);
}

/** True at once where no repair is waited for. */
function hasBegun(run: JobRun, before: number | null | undefined): boolean {
  return before === undefined || latestRepairOf(run) !== before;
}

/** Id of the latest repair; null where the run was never repaired. */
export function latestRepairOf({ repairs }: Pick<JobRun, 'repairs'>): number | null {
  return repairs.findLast(({ id }) => id !== 0)?.id ?? null;
}

function beganAt({ startedAt, repairs }: JobRun): number {
  return Math.max(startedAt, ...repairs.map((repair) => repair.startedAt));
}

function refuseLate(run: JobRun, { jobRules, now }: FollowContext): void {
  const { timeoutMinutes } = jobRules;
  if (now() - beganAt(run) <= timeoutMinutes * 60_000) return;
  throw new Problem(
    'outside_unavailable',
    `${run.jobName} has not ended after ${tookText(timeoutMinutes * 60_000)} and is no longer followed.`,
    `It goes on in Databricks: ${run.url}`,
    {
      suggestions: [
        { label: 'How it is now', operation: 'job.output', input: { run: String(run.id) } },
      ],
    },
  );
}

/** `running 3 min, 2 of 4 tasks done, 1 failed` */
function noteOf(run: JobRun, now: number): string {
  const minutes = Math.floor((now - beganAt(run)) / 60_000);
  const done = run.tasks.filter(({ ending }) => ending?.result === 'success').length;
  const failed = run.tasks.filter(({ ending }) => ending?.result === 'failed').length;
  return [
    `${standText(run)}${minutes > 0 ? ` ${tookText(minutes * 60_000)}` : ''}`,
    ...(run.tasks.length > 0 ? [`${done} of ${run.tasks.length} tasks done`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ');
}
