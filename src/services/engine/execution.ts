// Runs what was approved: claim a lease, plan again and refuse a plan that drifted, take each step with its intent
// stored before and its outcome after, verify. It starts from whatever state the record is in, so picking up the
// work of a process that died is the same code.
import { planHash, guardDrift } from '../../core/plan.js';
import { asProblem, Problem } from '../../core/problem.js';
import { createTeller, type Teller } from './teller.js';
import {
  afterFailure,
  isLeft,
  maximumAttempts,
  nextMove,
  type Move,
} from '../../core/run-moves.js';
import type { Run } from '../../core/run.js';
import { hasEnded } from '../../core/run.js';
import type { Step } from '../../core/operation.js';
import { acquire } from './locks.js';
import { makePlan } from './planning.js';
import { actionNamed, type EngineParts } from './parts.js';
import { settleDoubt } from './reconciliation.js';
import type { Shift } from './shift.js';

/** Takes a claimed run as far as it goes. @throws Problem lease_lost or store_unavailable: somebody else goes on later */
export async function advance(
  parts: EngineParts,
  owner: string,
  claimed: Run,
  signal: AbortSignal,
): Promise<void> {
  const shift: Shift = {
    parts,
    owner,
    action: actionNamed(parts.operations, claimed.operation),
    context: parts.contextFor(claimed.requestedBy, claimed.requestId, signal),
    calmContext: parts.contextFor(
      claimed.requestedBy,
      claimed.requestId,
      new AbortController().signal,
    ),
  };
  let run = claimed;
  while (run.lease && !hasEnded(run)) run = await next(shift, run);
}

/** The run after its next move; without a lease when it has to wait. */
async function next(shift: Shift, run: Run): Promise<Run> {
  const move = nextMove(run);
  switch (move) {
    case 'verify':
      return verify(shift, run);
    case 'settle':
      return settleDoubt(shift, run);
    case 'stop':
    case 'end':
    case 'begin':
    case 'go_on':
      return start(shift, run, move);
  }
}

async function start(
  shift: Shift,
  run: Run,
  move: Exclude<Move, 'verify' | 'settle'>,
): Promise<Run> {
  const { parts, owner } = shift;
  const target = run.plan?.target ?? run.id;
  if ((await acquire(parts.store, target, run.id)) !== null)
    return parts.records.change(run.id, { type: 'release', owner });
  try {
    if (move === 'stop') return await parts.records.change(run.id, { type: 'stopped', owner });
    if (move === 'end') throw endless(run);
    await authoriseAgain(shift, run);
    if (move === 'begin') await refuseDrift(shift, run);
  } catch (error) {
    return failed(shift, run, error);
  }
  const begun = await parts.records.change(run.id, { type: 'begin', owner });
  return begun.cancelRequested ? act(interrupted(shift, begun), begun) : act(shift, begun);
}

/** What it met the last time is said, where its process lived to tell. */
function endless({ history }: Run): Problem {
  const met = history.findLast(({ event }) => event === 'doubt')?.detail;
  return new Problem(
    'internal',
    `It was started ${maximumAttempts} times and ${met === undefined ? 'its process died each time.' : `came to no end. The last time: ${met}`}`,
    'Look at the log before you ask for it again.',
  );
}

/**
 * With a signal that is aborted from the start: the action sees that it is cancelled before it does anything more, and can
 * stop what it has set going outside, a job or a deployment.
 */
function interrupted(shift: Shift, run: Run): Shift {
  return {
    ...shift,
    context: shift.parts.contextFor(run.requestedBy, run.requestId, AbortSignal.abort()),
  };
}

/** Roles may have changed since the approval. */
async function authoriseAgain({ parts, action }: Shift, run: Run): Promise<void> {
  const { requestedBy: actor, risk } = run;
  await parts.authorise({ kind: 'request', actor, operation: action, risk }, run.id);
  for (const approval of run.approvals)
    // The incident in which somebody approved alone may be resolved by now: that takes nothing back.
    if (approval.breakGlass === undefined)
      await parts.authorise({ kind: 'approve', actor: approval.by, run }, run.id);
}

async function refuseDrift({ parts, action, context }: Shift, run: Run): Promise<void> {
  const now = await makePlan(parts, action, run, context.signal);
  if (!run.plan || planHash(action.id, now) === run.planHash) return;
  const drift = guardDrift(run.plan, now).map(
    (row) => `${row.name} was ${row.was} and is ${row.now}`,
  );
  throw new Problem(
    'plan_drifted',
    `Things changed after the plan was made: ${drift.join('; ') || 'it would do something else now'}. Nothing was done.`,
    'Ask for it again to see the plan as it is now.',
  );
}

async function act(shift: Shift, run: Run): Promise<Run> {
  const { parts, owner, action, context } = shift;
  if (!run.plan) throw new Problem('internal', `${run.id} has no plan.`, 'Ask for it again.');
  const step: Step = async (id, doIt) => {
    const record = run.steps.find((candidate) => candidate.id === id);
    if (!record)
      throw new Problem('internal', `Step ${id} is not in the plan.`, 'Tell the platform team.');
    if (record.state === 'done') return;
    refuseOverslept(
      await parts.records.change(run.id, { type: 'step_started', owner, step: id }),
      parts.now(),
    );
    const teller = createTeller(parts, { owner, run: run.id, step: id });
    const note = await told(teller, doIt);
    await parts.records.change(run.id, {
      type: 'step_done',
      owner,
      step: id,
      ...(note === undefined ? {} : { note }),
    });
  };
  try {
    await action.run(run.plan, { ...context, step, run: run.id });
  } catch (error) {
    return failed(shift, run, error);
  }
  return parts.records.change(run.id, { type: 'ran', owner });
}

/**
 * A process that slept (a paused machine, a long garbage collection) between its intent and its act may find that the run is
 * somebody else's by now: then it must not act any more.
 */
function refuseOverslept({ id, lease }: Run, now: number): void {
  if (lease !== null && lease.until > now) return;
  throw new Problem(
    'lease_lost',
    `The lease of ${id} was over before its step was begun.`,
    'Another process goes on with it.',
  );
}

/** Nothing of what it tells on the way comes after its end. */
async function told(
  { tell, settle }: Teller,
  doIt: Parameters<Step>[1],
): Promise<string | undefined> {
  try {
    return await doIt(tell);
  } finally {
    await settle();
  }
}

async function failed({ parts, owner }: Shift, run: Run, error: unknown): Promise<Run> {
  const problem = asProblem(error);
  if (problem.code === 'internal')
    parts.log.error({ err: error, run: run.id }, 'a run failed inside');
  if (isLeft(problem.code)) throw problem;
  const current = (await parts.records.get(run.id))?.doc ?? run;
  switch (afterFailure(current, problem.code)) {
    case 'stop':
      return parts.records.change(run.id, { type: 'stopped', owner });
    case 'doubt': {
      const evidence = problem.message;
      return parts.records.change(run.id, { type: 'doubt', owner, evidence, retryAt: parts.now() });
    }
    case 'fail':
      return parts.records.change(run.id, { type: 'fail', owner, problem: problem.toRecord() });
  }
}

async function verify({ parts, owner, action, calmContext }: Shift, run: Run): Promise<Run> {
  if (!run.plan) throw new Problem('internal', `${run.id} has no plan.`, 'Ask for it again.');
  const checks = await action
    .verify(run.plan, { ...calmContext, run: run.id })
    .catch((error: unknown) => {
      const problem = asProblem(error);
      if (problem.code === 'internal')
        parts.log.error({ err: error, run: run.id }, 'a run could not be verified');
      return [
        { name: 'The checks could be made', ok: false, expected: 'yes', actual: problem.message },
      ];
    });
  // Before the end is written: a process that dies in between verifies again and marks it again.
  if (run.undoOf && checks.every((check) => check.ok))
    await parts.records.change(run.undoOf, { type: 'undone', by: run.requestedBy, run: run.id });
  return parts.records.change(run.id, { type: 'verified', owner, checks });
}
