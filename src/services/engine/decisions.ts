// What people decide about a run: approve, deny, cancel, undo. One compare-and-swap decides; who comes later is told what happened.
import type { Actor } from '../../core/actor.js';
import { Problem } from '../../core/problem.js';
import type { Run } from '../../core/run.js';
import { expectState, whatHappened } from '../../core/run-state.js';
import { incidentToBreakGlassIn } from './rules/lead-breaks-glass.js';
import { planRun } from './planning.js';
import { actionNamed, type EngineParts } from './parts.js';
import { unknownRun } from './run-records.js';

export async function findRun(parts: EngineParts, id: string): Promise<Run> {
  const stored = await parts.records.get(id.trim().toUpperCase());
  if (!stored) throw unknownRun(id);
  return stored.doc;
}

/** @throws Problem not_allowed, already_decided, plan_drifted or invalid_input (field `target`) */
export async function approve(
  parts: EngineParts,
  id: string,
  by: Actor,
  given: { hash: string; typed?: string },
  requestId: string,
): Promise<Run> {
  const run = await findRun(parts, id);
  expectState(run, ['awaiting_approval']);
  await parts.authorise({ kind: 'approve', actor: by, run }, requestId);
  const hash = planMeant(run, given);
  return parts.records.change(run.id, { type: 'approve', by, hash });
}

/** How many open incidents are looked at for one that the person leads. */
const openIncidents = 100;

/** @throws Problem not_allowed, already_decided, plan_drifted or invalid_input (fields `target`, `reason`) */
export async function breakGlass(
  parts: EngineParts,
  id: string,
  by: Actor,
  given: { hash: string; typed?: string; reason: string },
  requestId: string,
): Promise<Run> {
  const run = await findRun(parts, id);
  expectState(run, ['awaiting_approval']);
  const incidents = await parts.incidents.list('open', openIncidents);
  await parts.authorise({ kind: 'break-glass', actor: by, run, incidents }, requestId);
  const reason = given.reason.trim().slice(0, 500);
  const incident = incidentToBreakGlassIn(incidents, by);
  if (reason === '' || !incident)
    throw new Problem('invalid_input', 'A reason is needed.', 'Say why it can not wait.', {
      field: 'reason',
    });
  const hash = planMeant(run, given);
  return parts.records.change(run.id, {
    type: 'approve',
    by,
    hash,
    breakGlass: { incident: incident.id, reason },
  });
}

/**
 * The hash of the plan that an approver means.
 * @throws Problem invalid_input (field `target`) where the target has to be typed and was not
 */
export function planMeant(run: Run, given: { hash: string; typed?: string }): string {
  // In a terminal people type the first characters of the hash; on a button it is whole.
  const hash =
    given.hash.length >= 8 && run.planHash?.startsWith(given.hash) ? run.planHash : given.hash;
  // Whoever read another plan is told that, and not asked for a name.
  if (hash === run.planHash && run.approval?.typeTarget && given.typed?.trim() !== run.plan?.target)
    throw new Problem(
      'invalid_input',
      'The name does not match.',
      `Type ${run.plan?.target ?? 'the target'} exactly.`,
      { field: 'target' },
    );
  return hash;
}

/** @throws Problem not_allowed, already_decided or invalid_input */
export async function deny(
  parts: EngineParts,
  id: string,
  by: Actor,
  reason: string,
  requestId: string,
): Promise<Run> {
  const run = await findRun(parts, id);
  expectState(run, ['awaiting_approval']);
  await parts.authorise({ kind: 'deny', actor: by, run }, requestId);
  if (!reason.trim())
    throw new Problem('invalid_input', 'A reason is needed.', 'Say in a few words why not.', {
      field: 'reason',
    });
  return parts.records.change(run.id, { type: 'deny', by, reason: reason.trim().slice(0, 500) });
}

/** @throws Problem not_allowed or already_decided */
export async function cancel(
  parts: EngineParts,
  id: string,
  by: Actor,
  reason: string,
  requestId: string,
): Promise<Run> {
  const run = await findRun(parts, id);
  await parts.authorise({ kind: 'cancel', actor: by, run }, requestId);
  return parts.records.change(run.id, { type: 'cancel', by, reason });
}

/** Files the run that takes `id` back. @throws Problem not_possible, and what planning throws */
export async function undo(
  parts: EngineParts,
  id: string,
  by: Actor,
  requestId: string,
): Promise<Run> {
  const run = await findRun(parts, id);
  const inverse = undoOf(parts, run);
  if (!inverse)
    throw new Problem(
      'not_possible',
      run.undoneBy
        ? `${run.id} was undone by ${run.undoneBy} already.`
        : `${run.id} ${whatHappened(run)}; there is nothing to undo.`,
      run.plan?.undo ?? 'It changed nothing.',
    );
  return planRun(parts, { ...inverse, actor: by, requestId, undoOf: run.id });
}

/** The operation that takes a run back, or null: not ended, nothing done, undone already, or irreversible. */
export function undoOf(
  parts: Pick<EngineParts, 'operations'>,
  run: Run,
): ReturnType<ReturnType<typeof actionNamed>['undo']> {
  const acted = run.steps.some((step) => step.state === 'done');
  if (
    !run.plan ||
    run.undoneBy ||
    !acted ||
    (run.state !== 'succeeded' && run.state !== 'failed' && run.state !== 'cancelled')
  )
    return null;
  return actionNamed(parts.operations, run.operation).undo(run.plan);
}
