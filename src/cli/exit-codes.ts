// What a script learns from how `ppm` ends.
import type { Problem } from '../core/problem.js';
import type { Run } from '../core/run.js';

export const exitCodes = {
  ok: 0,
  /** Failed, denied, expired or cancelled. */
  notDone: 1,
  /** Wrong usage or input. */
  wrongInput: 2,
  notAllowed: 3,
  /** With --no-wait: waits for approval, or is still under way. */
  notYet: 4,
  /** Nobody knows yet whether it happened: look before you repeat it. */
  unknown: 5,
  /** An outside system or the store is not there: a repeat may help. */
  unavailable: 6,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** How `ppm` ends after a problem, or with a run in the state that it was seen in last. */
export function exitCodeOf(outcome: Problem | Run): ExitCode {
  return 'state' in outcome ? codeOfRun(outcome) : codeOfProblem(outcome);
}

function codeOfRun(run: Run): ExitCode {
  switch (run.state) {
    case 'succeeded':
      return exitCodes.ok;
    case 'failed':
    case 'denied':
    case 'expired':
    case 'cancelled':
      return exitCodes.notDone;
    case 'unknown':
      return exitCodes.unknown;
    case 'planning':
    case 'awaiting_approval':
    case 'approved':
    case 'running':
    case 'verifying':
      return exitCodes.notYet;
  }
}

function codeOfProblem(problem: Problem): ExitCode {
  switch (problem.code) {
    case 'unknown_operation':
    case 'invalid_input':
    case 'not_found':
      return exitCodes.wrongInput;
    case 'not_allowed':
      return exitCodes.notAllowed;
    case 'outcome_unknown':
      return exitCodes.unknown;
    case 'outside_unavailable':
    case 'store_unavailable':
      return exitCodes.unavailable;
    case 'not_possible':
    case 'target_busy':
    case 'plan_drifted':
    case 'already_decided':
    case 'history_gone':
    case 'outside_refused':
    case 'verification_failed':
    case 'cancelled':
    case 'lease_lost':
    case 'internal':
      return exitCodes.notDone;
  }
}
