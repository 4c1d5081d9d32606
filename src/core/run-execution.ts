// The part of a run's life that belongs to the process running it. Each event names its owner: a process whose
// lease was taken over (it was paused, its clock jumped) is refused and must stop.
import { systemActor } from './actor.js';
import type { Check } from './operation.js';
import { Problem, type ProblemRecord } from './problem.js';
import { expectState, moved } from './run-state.js';
import { endSteps, inDoubt, resolved, untouched, withStep } from './run-steps.js';
import type { Run } from './run.js';

type Owned = { owner: string };
export type ExecutionEvent =
  | (Owned & { type: 'claim'; until: number })
  | (Owned & { type: 'renew'; until: number })
  | (Owned & { type: 'begin' })
  | (Owned & { type: 'step_started'; step: string })
  /** How far a step has come; nothing for the history. */
  | (Owned & { type: 'step_noted'; step: string; note: string; reached?: number })
  | (Owned & { type: 'step_done'; step: string; note?: string })
  | (Owned & { type: 'ran' })
  | (Owned & { type: 'verified'; checks: Check[] })
  | (Owned & { type: 'fail'; problem: ProblemRecord })
  | (Owned & { type: 'stopped' })
  | (Owned & { type: 'doubt'; evidence: string; retryAt: number })
  | (Owned & { type: 'reconciled'; outcome: 'done' | 'not-done'; evidence: string })
  | (Owned & { type: 'release' });

export function isExecutionEvent(event: { type: string }): event is ExecutionEvent {
  return 'owner' in event;
}

/** @throws Problem already_decided, cancelled or lease_lost */
export function applyExecution(run: Run, event: ExecutionEvent, now: number): Run {
  const entry = (name: string, detail: string): Omit<Run['history'][number], 'state'> => ({
    at: now,
    by: systemActor,
    event: name,
    detail,
  });
  if (event.type === 'claim') return claimed(run, event, now);
  if (run.lease?.owner !== event.owner)
    throw new Problem(
      'lease_lost',
      `${run.id} is being worked on by another process.`,
      'Its card shows how it ends.',
    );
  switch (event.type) {
    case 'renew':
      return { ...run, lease: { owner: event.owner, until: event.until } };
    case 'release':
      return { ...run, lease: null };
    case 'begin':
      expectState(run, ['approved', 'running']);
      return moved(
        { ...run, attempts: run.attempts + 1 },
        'running',
        entry('started', `attempt ${run.attempts + 1}`),
      );
    case 'step_started':
      expectState(run, ['running']);
      if (run.cancelRequested)
        throw new Problem(
          'cancelled',
          `${run.id} was cancelled by ${run.cancelRequested.by.person}.`,
          'Ask for it again if it is still needed.',
        );
      return moved(
        withStep(run, event.step, (step) => ({
          ...untouched(step),
          state: 'in_progress',
          startedAt: now,
        })),
        'running',
        entry('step_started', event.step),
      );
    case 'step_noted':
      return noted(run, event);
    case 'step_done':
      expectState(run, ['running']);
      return moved(
        withStep(gettingOn(run), event.step, (step) => ({
          ...step,
          state: 'done',
          endedAt: now,
          ...(event.note === undefined ? {} : { note: event.note }),
        })),
        'running',
        entry('step_done', event.note ? `${event.step}: ${event.note}` : event.step),
      );
    case 'ran':
      expectState(run, ['running']);
      return moved(run, 'verifying', entry('ran', ''));
    case 'verified':
      return verified(run, event.checks, entry);
    case 'fail':
      expectState(run, ['approved', 'running', 'verifying', 'unknown']);
      return moved(
        { ...endSteps(run, 'failed', now), problem: event.problem, lease: null },
        'failed',
        entry('failed', event.problem.message),
      );
    case 'stopped':
      expectState(run, ['approved', 'running', 'unknown']);
      return moved(
        {
          ...endSteps(run, 'skipped', now),
          lease: null,
          decision: run.cancelRequested
            ? { ...run.cancelRequested, reason: 'Cancelled while it ran.' }
            : run.decision,
        },
        'cancelled',
        entry('stopped', 'Stopped before it changed anything more.'),
      );
    case 'doubt':
      expectState(run, ['running', 'unknown']);
      return moved(
        {
          ...run,
          steps: run.steps.map((step) =>
            step.state === 'in_progress' ? { ...step, state: 'unknown' } : step,
          ),
          lease: null,
          wakeAt: event.retryAt,
        },
        'unknown',
        entry('doubt', event.evidence),
      );
    case 'reconciled':
      expectState(run, ['running', 'unknown']);
      return moved(
        {
          ...run,
          steps: run.steps.map((step) => (inDoubt(step) ? resolved(step, event, now) : step)),
        },
        'running',
        entry('reconciled', `${event.outcome}: ${event.evidence}`),
      );
  }
}

/** A run that gets on is not one that kills its process: its starts are counted from here. */
function gettingOn(run: Run): Run {
  return run.attempts <= 1 ? run : { ...run, attempts: 1 };
}

/** @throws Problem already_decided for a step that is not under way */
function noted(run: Run, event: Extract<ExecutionEvent, { type: 'step_noted' }>): Run {
  expectState(run, ['running']);
  const { reached, note } = event;
  const current = run.steps.find(({ id, state }) => id === event.step && state === 'in_progress');
  if (!current)
    throw new Problem(
      'already_decided',
      `Step ${event.step} of ${run.id} is not under way.`,
      'Its card shows the details.',
    );
  // One that has only come as far as before its process died has not got on.
  const furthest = current.reached ?? -Infinity;
  const further = reached === undefined || reached > furthest;
  return withStep(further ? gettingOn(run) : run, event.step, (step) => ({
    ...step,
    note,
    ...(reached === undefined ? {} : { reached: Math.max(reached, furthest) }),
  }));
}

function claimed(run: Run, event: Extract<ExecutionEvent, { type: 'claim' }>, now: number): Run {
  expectState(run, ['approved', 'running', 'verifying', 'unknown']);
  if (run.lease && run.lease.until > now)
    throw new Problem(
      'lease_lost',
      `${run.id} is being worked on by another process.`,
      'Its card shows how it ends.',
    );
  return { ...run, lease: { owner: event.owner, until: event.until } };
}

function verified(
  run: Run,
  checks: Check[],
  entry: (name: string, detail: string) => Omit<Run['history'][number], 'state'>,
): Run {
  expectState(run, ['verifying']);
  const failed = checks.filter((check) => !check.ok);
  const ended = { ...run, checks, lease: null };
  if (checks.length > 0 && failed.length === 0)
    return moved(ended, 'succeeded', entry('verified', `${checks.length} checks passed`));
  const problem = new Problem(
    'verification_failed',
    failed.length > 0
      ? `It ran, but ${failed.map((check) => check.name).join(', ')} did not hold.`
      : 'It ran, but nothing could be checked.',
    'Look at the checks below; undo it if the state is worse than before.',
  ).toRecord();
  return moved({ ...ended, problem }, 'failed', entry('verified', problem.message));
}
