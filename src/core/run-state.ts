// What every part of a run's life needs: moving to a state, refusing to, and saying in words where a run stands.
import { Problem } from './problem.js';
import type { Run, RunState } from './run.js';

/** The run in its next state, with the change written in its history. */
export function moved(
  run: Run,
  state: RunState,
  entry: Omit<Run['history'][number], 'state'>,
): Run {
  return { ...run, state, history: [...run.history, { ...entry, state }] };
}

/** @throws Problem already_decided, saying what happened to the run, when it is in none of `states` */
export function expectState(run: Run, states: RunState[]): void {
  if (!states.includes(run.state))
    throw new Problem(
      'already_decided',
      `${run.id} ${whatHappened(run)}.`,
      'Its card shows the details.',
    );
}

/** What became of a run, to follow its id in a sentence. */
export function whatHappened(run: Run): string {
  const decider = run.decision?.by.person ?? '';
  switch (run.state) {
    case 'planning':
      return 'is still being planned';
    case 'awaiting_approval':
      return 'waits for approval';
    case 'approved':
      return `was approved by ${run.approvals.map((approval) => approval.by.person).join(', ') || 'policy'} and is about to run`;
    case 'running':
      return 'is running';
    case 'verifying':
      return 'has run and is being verified';
    case 'unknown':
      return 'has an outcome that is being looked into';
    case 'succeeded':
      return 'has succeeded';
    case 'failed':
      return 'has failed';
    case 'denied':
      return `was denied by ${decider}`;
    case 'expired':
      return 'expired before anybody decided';
    case 'cancelled':
      return `was cancelled by ${decider}`;
  }
}
