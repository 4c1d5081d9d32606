// Follows a workflow's run to its end, and says how far its jobs are.
import type { Tell } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { Github, WorkflowJob, WorkflowRun } from '../github/github.js';

/** Between two looks, milliseconds: short at first, longer later. */
const firstWait = 3_000;
const longestWait = 15_000;
const growth = 1.5;
const mostJobs = 6;

/** Waits `ms` milliseconds. @throws when the signal is aborted */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Looks again and again, at growing distances. */
export function createPacing(wait: Wait): (signal: AbortSignal) => Promise<void> {
  let next = firstWait;
  return async (signal) => {
    const ms = next;
    next = Math.min(longestWait, next * growth);
    await wait(ms, signal);
  };
}

export interface Followed {
  run: WorkflowRun;
  jobs: WorkflowJob[];
}

/**
 * An answer that doesn't come is asked for again: the run goes on without us.
 * @param what.deadline epoch milliseconds
 * @throws Problem outside_unavailable when the time is up, what Github throws for a run that is not there, the signal's reason
 */
export async function followRun(
  what: { repository: string; id: number; deadline: number },
  parts: { github: Github; now: () => number; signal: AbortSignal; wait: Wait },
  tell: Tell,
): Promise<Followed> {
  const { repository, id, deadline } = what;
  const { github, now, signal, wait } = parts;
  const rest = createPacing(wait);
  let url: string | null = null;
  for (;;) {
    signal.throwIfAborted();
    try {
      const run = await github.run(repository, id, signal);
      const jobs = await github.jobsOf(repository, id, signal);
      url = run.url;
      tell(progressText(run, jobs), reachedBy(jobs));
      if (run.state === 'completed') return { run, jobs };
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'outside_unavailable') throw error;
      tell(`${error.message} It is asked again.`, 0);
    }
    if (now() >= deadline)
      throw new Problem(
        'outside_unavailable',
        'The workflow had not ended when the time for it was up; it is not followed any more, and goes on.',
        `Look at ${url ?? 'it on GitHub'}, and at \`deploy status\` afterwards.`,
      );
    await rest(signal);
  }
}

/** `build ok, deploy: Upload · https://…` */
function progressText(run: WorkflowRun, jobs: readonly WorkflowJob[]): string {
  const said = jobs.slice(0, mostJobs).map(jobText);
  const more = jobs.length > mostJobs ? [`${jobs.length - mostJobs} more jobs`] : [];
  const isIdle = run.state === 'queued' || jobs.every(({ state }) => state === 'queued');
  const text =
    said.length > 0
      ? [...said, ...more].join(', ')
      : isIdle
        ? 'waits for a runner, or for an approval on GitHub'
        : 'begins';
  return `${text} · ${run.url}`;
}

function jobText({ name, state, conclusion, step }: WorkflowJob): string {
  switch (state) {
    case 'completed':
      return conclusion === 'success' ? `${name} ok` : `${name} ${words(conclusion)}`;
    case 'in_progress':
      return step === null ? `${name} runs` : `${name}: ${step}`;
    case 'queued':
      return step === null ? `${name} waits` : `${name} ${step}`;
  }
}

/** Grows with every job that begins or ends. */
function reachedBy(jobs: readonly WorkflowJob[]): number {
  const points = { queued: 0, in_progress: 1, completed: 2 };
  return jobs.reduce((sum, { state }) => sum + points[state], 0);
}

/** A conclusion as people say it: `timed_out` is timed out. */
export function words(conclusion: string | null): string {
  return (conclusion ?? 'without a conclusion').replaceAll('_', ' ');
}
