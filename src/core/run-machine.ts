// The life of a run as a pure function: (run, event, now) -> the run afterwards, or why not. Nothing else changes a
// run's state, so what can happen is all here. The life is drawn in docs/architecture.md.
import { applyDecision, type DecisionEvent } from './run-decisions.js';
import { applyExecution, isExecutionEvent, type ExecutionEvent } from './run-execution.js';
import { hasEnded, planningPatience, type Run } from './run.js';

export type RunEvent = DecisionEvent | ExecutionEvent;

/**
 * The run after `event`; the same object when that changes nothing.
 * @param now epoch milliseconds
 * @throws Problem already_decided, plan_drifted, not_allowed or lease_lost when the event does not fit the run
 */
export function applyEvent(run: Run, event: RunEvent, now: number): Run {
  const next = isExecutionEvent(event)
    ? applyExecution(run, event, now)
    : applyDecision(run, event, now);
  if (next === run) return run;
  return { ...next, updatedAt: now, wakeAt: wakeAtOf(next, now) };
}

/** When the sweeper must look again; see Run.wakeAt. */
function wakeAtOf(run: Run, now: number): number | null {
  if (run.state === 'unknown') return run.lease?.until ?? run.wakeAt ?? now;
  if (hasEnded(run)) return run.audited < run.history.length ? now : null;
  if (run.state === 'awaiting_approval' && run.approval)
    return run.reminded ? run.approval.expiresAt : run.approval.remindAt;
  if (run.state === 'planning') return run.createdAt + planningPatience;
  return run.lease?.until ?? now;
}
