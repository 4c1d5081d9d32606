// A step whose intent is stored and whose outcome is not: the outside is asked what happened, never told to do it again.
import { asProblem } from '../../core/problem.js';
import { stepInDoubt } from '../../core/run-steps.js';
import type { Reconciliation } from '../../core/operation.js';
import type { Run } from '../../core/run.js';
import type { Shift } from './shift.js';

/** How long to wait before asking again, milliseconds. */
const patience = 5_000;

/** The run with its doubt settled; without a lease while the outcome can't be known yet. */
export async function settleDoubt(shift: Shift, run: Run): Promise<Run> {
  const { parts, owner } = shift;
  const { outcome, evidence } = await ask(shift, run);
  if (outcome === 'unknown')
    return parts.records.change(run.id, {
      type: 'doubt',
      owner,
      evidence,
      retryAt: parts.now() + patience,
    });
  return parts.records.change(run.id, { type: 'reconciled', owner, outcome, evidence });
}

async function ask({ parts, action, calmContext }: Shift, run: Run): Promise<Reconciliation> {
  const step = stepInDoubt(run);
  if (!run.plan || !step)
    return { outcome: 'unknown', evidence: 'There is no plan to compare with.' };
  try {
    return await action.reconcile(
      run.plan,
      { ...calmContext, run: run.id },
      {
        step: step.id,
        since: step.startedAt ?? run.updatedAt,
      },
    );
  } catch (error) {
    const problem = asProblem(error);
    parts.log.warn({ err: error, run: run.id }, 'the outcome of a run could not be found out yet');
    return { outcome: 'unknown', evidence: problem.message };
  }
}
