// The part of a run's life that people decide: plan shown, approved, denied, cancelled, expired, undone.
import { systemActor, samePerson, type Actor } from './actor.js';
import type { Plan } from './plan.js';
import { Problem, type ProblemRecord } from './problem.js';
import { expectState, moved } from './run-state.js';
import { endSteps } from './run-steps.js';
import type { ApprovalRule, Run } from './run.js';

export type DecisionEvent =
  | { type: 'planned'; plan: Plan; hash: string; approval: ApprovalRule }
  | { type: 'plan_failed'; problem: ProblemRecord }
  | { type: 'approve'; by: Actor; hash: string; breakGlass?: { incident: string; reason: string } }
  | { type: 'deny'; by: Actor; reason: string }
  | { type: 'cancel'; by: Actor; reason: string }
  | { type: 'give_up'; by: Actor; reason: string }
  | { type: 'remind' }
  | { type: 'expire' }
  | { type: 'undone'; by: Actor; run: string }
  | { type: 'audited'; count: number };

/** The same object where nothing changes. @throws Problem already_decided, plan_drifted or not_allowed */
export function applyDecision(run: Run, event: DecisionEvent, now: number): Run {
  switch (event.type) {
    case 'planned':
      expectState(run, ['planning']);
      return moved(
        {
          ...run,
          plan: event.plan,
          planHash: event.hash,
          approval: event.approval,
          steps: event.plan.steps.map((step) => ({ ...step, state: 'pending' })),
        },
        event.approval.quorum > 0 ? 'awaiting_approval' : 'approved',
        { at: now, by: run.requestedBy, event: 'planned', detail: event.plan.headline },
      );
    case 'plan_failed':
      expectState(run, ['planning']);
      return moved({ ...run, problem: event.problem }, 'failed', {
        at: now,
        by: run.requestedBy,
        event: 'plan_failed',
        detail: event.problem.message,
      });
    case 'approve':
      return approved(run, event, now);
    case 'deny':
      expectState(run, ['awaiting_approval']);
      return moved(
        { ...run, decision: { by: event.by, at: now, reason: event.reason } },
        'denied',
        {
          at: now,
          by: event.by,
          event: 'denied',
          detail: event.reason,
        },
      );
    case 'cancel':
      return cancelled(run, event, now);
    case 'give_up':
      return givenUp(run, event, now);
    case 'remind':
      expectState(run, ['awaiting_approval']);
      return { ...run, reminded: true };
    case 'expire':
      expectState(run, ['awaiting_approval']);
      return moved(run, 'expired', {
        at: now,
        by: systemActor,
        event: 'expired',
        detail: 'Nobody decided in time.',
      });
    case 'undone':
      // A process that died before it wrote the end of the undo marks it again.
      if (run.undoneBy === event.run) return run;
      return moved({ ...run, undoneBy: event.run }, run.state, {
        at: now,
        by: event.by,
        event: 'undone',
        detail: event.run,
      });
    case 'audited':
      return { ...run, audited: Math.max(run.audited, event.count) };
  }
}

function approved(run: Run, event: Extract<DecisionEvent, { type: 'approve' }>, now: number): Run {
  expectState(run, ['awaiting_approval']);
  if (event.hash !== run.planHash)
    throw new Problem(
      'plan_drifted',
      'The button you used belongs to another plan.',
      'Read the card again and decide on what it shows now.',
    );
  if (run.approval && now >= run.approval.expiresAt)
    throw new Problem(
      'already_decided',
      'The time for approval is over.',
      'Ask for the operation again.',
    );
  const { breakGlass } = event;
  if (!breakGlass && samePerson(event.by, run.requestedBy))
    throw new Problem(
      'not_allowed',
      'You asked for this yourself.',
      'Somebody else has to approve it.',
    );
  if (run.approvals.some((approval) => samePerson(approval.by, event.by)))
    throw new Problem(
      'already_decided',
      'You have approved this already.',
      'It waits for somebody else.',
    );
  const approval = { by: event.by, at: now, ...(breakGlass ? { breakGlass } : {}) };
  const approvals = [...run.approvals, approval];
  const enough = breakGlass !== undefined || approvals.length >= (run.approval?.quorum ?? 1);
  return moved({ ...run, approvals }, enough ? 'approved' : 'awaiting_approval', {
    at: now,
    by: event.by,
    event: breakGlass ? 'broke_glass' : 'approved',
    detail: breakGlass
      ? `alone, as lead of ${breakGlass.incident}: ${breakGlass.reason}`
      : `${approvals.length} of ${run.approval?.quorum ?? 1}`,
  });
}

/** For a run that nobody works on any more, and whose lock is in the way. What it has done is not known. */
function givenUp(run: Run, event: Extract<DecisionEvent, { type: 'give_up' }>, now: number): Run {
  expectState(run, ['approved', 'running', 'verifying', 'unknown']);
  if (run.lease && run.lease.until > now)
    throw new Problem(
      'target_busy',
      `${run.id} is being worked on.`,
      `Cancel it instead: \`cancel ${run.id}\`.`,
    );
  const problem = new Problem(
    'outcome_unknown',
    `It was given up by ${event.by.person}: ${event.reason}`,
    'Look at what it was to change before you ask for it again.',
  ).toRecord();
  return moved({ ...endSteps(run, 'failed', now), problem, lease: null }, 'failed', {
    at: now,
    by: event.by,
    event: 'given_up',
    detail: event.reason,
  });
}

function cancelled(run: Run, event: Extract<DecisionEvent, { type: 'cancel' }>, now: number): Run {
  const entry = { at: now, by: event.by, event: 'cancel', detail: event.reason };
  if (run.state === 'running') {
    if (run.cancelRequested)
      throw new Problem(
        'already_decided',
        'It is being cancelled already.',
        'Its card shows how it ends.',
      );
    return moved({ ...run, cancelRequested: { by: event.by, at: now } }, 'running', entry);
  }
  expectState(run, ['planning', 'awaiting_approval', 'approved']);
  return moved(
    // Without a lease: whoever was about to begin must not keep what has ended alive.
    { ...run, lease: null, decision: { by: event.by, at: now, reason: event.reason } },
    'cancelled',
    entry,
  );
}
