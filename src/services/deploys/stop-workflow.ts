// Stops a workflow's run on GitHub, because the person has cancelled the deployment.
import type { WorkflowWay } from '../../config/delivery-schema.js';
import type { Tell } from '../../core/operation.js';
import { Problem } from '../../core/problem.js';
import type { Context } from '../context.js';
import { createPacing, words, type Wait } from './follow-run.js';

/** How long GitHub may take to stop it, milliseconds. */
const patience = 60_000;

interface Stopping {
  /** Null where it is not known: then nothing can be stopped. */
  id: number | null;
  tell?: Tell;
  /** What to throw where nobody has cancelled: another process goes on with the run. */
  otherwise?: unknown;
}

/**
 * @returns where it had ended well before it could be stopped, its address
 * @throws Problem cancelled when it is stopped, outside_refused when it may go on
 */
export async function stopWorkflow(
  work: { context: Context & { run: string }; wait: Wait },
  { repository, workflow }: Pick<WorkflowWay, 'repository' | 'workflow'>,
  { id, tell = () => {}, otherwise }: Stopping,
): Promise<string> {
  const { context, wait } = work;
  const { github, runs, run, now } = context;
  const record = await runs.get(run);
  if (!record?.cancelRequested && otherwise !== undefined) throw otherwise;
  if (id === null)
    throw goesOn(`the run of ${workflow} was not found`, `Look at it under Actions on GitHub.`);
  // The run's own signal is aborted already.
  const { signal } = new AbortController();
  try {
    await github.cancelRun(repository, id, signal);
    const until = now() + patience;
    const rest = createPacing(wait);
    for (;;) {
      const { state, conclusion, url } = await github.run(repository, id, signal);
      if (state === 'completed' && conclusion === 'success')
        return `It had ended before it could be stopped: ${url}`;
      if (state === 'completed') {
        tell(`Ended on GitHub: ${words(conclusion)} · ${url}`);
        throw new Problem(
          'cancelled',
          `The workflow was stopped on GitHub: ${url}`,
          'What it had done by then stays: look with `deploy status`.',
        );
      }
      if (now() >= until)
        throw goesOn('GitHub was told to stop it, and it has not ended', `Look at ${url}`);
      tell(`GitHub was told to stop it · ${url}`);
      await rest(signal);
    }
  } catch (error) {
    if (error instanceof Problem && error.code !== 'outside_unavailable') throw error;
    const why = error instanceof Problem ? error.message : 'something went wrong inside ppm-oncall';
    throw goesOn(why, `Stop it on GitHub: run ${id} of ${repository}.`, error);
  }
}

function goesOn(why: string, hint: string, cause?: unknown): Problem {
  return new Problem(
    'outside_refused',
    `The workflow may go on: ${why.replace(/\.$/, '')}.`,
    hint,
    cause === undefined ? {} : { cause },
  );
}
