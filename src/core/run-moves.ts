// What the process that has the lease of a run does next, and what it makes of a failure: decided on the record alone, so that
// whoever picks up the work of a process that died does the same, and all of it can be explored without an outside.
import { Problem } from './problem.js';
import type { DecisionEvent } from './run-decisions.js';
import { stepInDoubt } from './run-steps.js';
import type { Run } from './run.js';

/** Each start after a crash is an attempt; a run that keeps killing its process is given up. */
export const maximumAttempts = 3;

export type Move =
  /** Makes the checks. */
  | 'verify'
  /** Asks the outside what became of a step whose outcome is not stored. */
  | 'settle'
  /** Somebody cancelled it before it did anything. */
  | 'stop'
  /** It has begun too often. */
  | 'end'
  /** Plans again, refuses what drifted, and begins. */
  | 'begin'
  /** Goes on behind the steps that are done. */
  | 'go_on';

export function nextMove(run: Run): Move {
  if (run.state === 'verifying') return 'verify';
  if (stepInDoubt(run)) return 'settle';
  const hasBegun = run.steps.some((step) => step.state === 'done');
  if (run.cancelRequested && !hasBegun) return 'stop';
  if (run.attempts >= maximumAttempts) return 'end';
  return hasBegun ? 'go_on' : 'begin';
}

/** Failures after which it is certain that the step did nothing more. Any other leaves the outcome in doubt. */
const certain: ReadonlySet<Problem['code']> = new Set([
  'invalid_input',
  'not_allowed',
  'not_found',
  'not_possible',
  'target_busy',
  'plan_drifted',
  'history_gone',
  'outside_refused',
  'outside_unavailable',
  'cancelled',
]);

/** Nothing is written after such a failure: another process goes on with the run, or this one later. */
export function isLeft(code: Problem['code']): boolean {
  return code === 'lease_lost' || code === 'store_unavailable';
}

/** What any other failure means for a run as it is stored now. */
export function afterFailure(run: Run, code: Problem['code']): 'stop' | 'doubt' | 'fail' {
  if (code === 'cancelled' && run.cancelRequested) return 'stop';
  return stepInDoubt(run) && !certain.has(code) ? 'doubt' : 'fail';
}

/**
 * What is due of a run that waits for people or for its plan: it is reminded of, expires, or ends without a plan.
 * @param now epoch milliseconds
 */
export function dueEvent(
  { state, approval }: Run & { state: 'planning' | 'awaiting_approval' },
  now: number,
): DecisionEvent {
  if (state === 'awaiting_approval')
    return { type: approval && now >= approval.expiresAt ? 'expire' : 'remind' };
  const problem = new Problem('internal', 'The plan was never finished.', 'Ask for it again.');
  return { type: 'plan_failed', problem: problem.toRecord() };
}
