// When the person cancels, the run in Databricks is stopped too. A lease that was lost aborts in the same way, and must not:
// whoever took the run over follows it.
import { Problem } from '../../../core/problem.js';
import type { Context } from '../../context.js';

type StopContext = Pick<Context, 'jobs' | 'runs'> & { run: string };

/**
 * Carries out `act`, and stops the Databricks run when it ends because the person cancelled.
 * @param runId finds it; null while nothing was begun
 * @throws Problem cancelled when it was stopped, and whatever `act` throws
 */
export async function stoppedWith(
  context: StopContext & Pick<Context, 'signal'>,
  runId: () => Promise<number | null>,
  act: () => Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    const isCancelled = error instanceof Problem && error.code === 'cancelled';
    if (!context.signal.aborted && !isCancelled) throw error;
    if (await stopIfWanted(context, await runId()))
      throw new Problem(
        'cancelled',
        'It was cancelled, and stopped in Databricks.',
        'What its tasks wrote before stays.',
      );
    throw new Problem('outcome_unknown', 'It was interrupted.', 'The job goes on in Databricks.');
  }
}

/**
 * Nothing unless the person cancelled our run.
 * @returns true when they did; the Databricks run is being stopped then
 * @throws Problem outcome_unknown while Databricks can not be told
 */
export async function stopIfWanted(
  { jobs, runs, run }: StopContext,
  runId: number | null,
): Promise<boolean> {
  const record = await runs.get(run);
  if (!record?.cancelRequested) return false;
  if (runId === null) return true;
  try {
    // Not with the signal of the run: that is aborted by now.
    await jobs.cancel(runId, new AbortController().signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'outside_unavailable') throw error;
    throw new Problem('outcome_unknown', `It is not stopped yet: ${error.message}`, error.hint);
  }
  return true;
}
