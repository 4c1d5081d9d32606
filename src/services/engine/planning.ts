// From a request to a filed plan: the run's record is stored before the plan is made, so that a process that dies in
// between leaves something that the repeated request finds.
import type { Action } from '../../core/operation.js';
import type { JsonObject } from '../../core/json.js';
import { planHash, type Plan } from '../../core/plan.js';
import { asProblem, Problem } from '../../core/problem.js';
import type { RunRequest } from '../../core/runs.js';
import { newRun, type Run } from '../../core/run.js';
import { shortId } from '../../core/short-id.js';
import { requestCards, runPriority } from '../cards/rows.js';
import type { Context } from '../context.js';
import { holderOf } from './locks.js';
import { validateInput } from './parse/validate.js';
import { actionNamed, type EngineParts } from './parts.js';
import { approvalRule } from './policy.js';

/**
 * Plans an action. Given the same request id again, it finds the run that it made before.
 * @throws Problem when the input is wrong, the actor may not, the target is busy, or the plan can't be made
 */
export async function planRun(parts: EngineParts, request: RunRequest): Promise<Run> {
  const action = actionNamed(parts.operations, request.operation);
  const input = validateInput(action, request.input);
  await parts.authorise(
    {
      kind: 'request',
      actor: request.actor,
      operation: action,
      risk: action.riskOf(input),
    },
    request.requestId,
  );
  const run = await recordOf(parts, action, { ...request, input });
  if (run.state !== 'planning') return run;
  try {
    const plan = await makePlan(parts, action, run);
    const holder = await holderOf(parts.store, plan.target);
    if (holder && holder !== run.id)
      throw new Problem(
        'target_busy',
        `${holder} is working on ${plan.target}.`,
        `Wait until it has ended; \`approvals\` and \`status\` show it.`,
      );
    return await parts.records.change(run.id, {
      type: 'planned',
      plan,
      hash: planHash(action.id, plan),
      approval: approvalRule(parts.policy, run.risk, plan, parts.now()),
    });
  } catch (error) {
    const problem = asProblem(error);
    // The same request, taken up twice: the run is what the faster one made of it.
    if (problem.code === 'already_decided') {
      const made = (await parts.records.get(run.id))?.doc;
      if (made && made.state !== 'planning') return made;
    }
    if (problem.code === 'internal')
      parts.log.error({ err: error, run: run.id }, 'a plan could not be made');
    if (problem.code !== 'store_unavailable')
      await parts.records.change(run.id, { type: 'plan_failed', problem: problem.toRecord() });
    throw problem;
  }
}

/** The plan as it is now, for this run's input and requester. */
export function makePlan(
  parts: EngineParts,
  action: Action<Context>,
  run: Run,
  signal = new AbortController().signal,
): Promise<Plan> {
  return action.plan(run.input, parts.contextFor(run.requestedBy, run.requestId, signal));
}

async function recordOf(
  parts: EngineParts,
  action: Action<Context>,
  request: RunRequest & { input: JsonObject },
): Promise<Run> {
  for (let salt = 0; ; salt += 1) {
    const id = shortId('R', `${salt}:${request.requestId}`);
    const run = newRun({
      id,
      operation: action.id,
      input: request.input,
      risk: action.riskOf(request.input),
      requestedBy: request.actor,
      channel: parts.channel,
      requestId: request.requestId,
      undoOf: request.undoOf ?? null,
      quiet: request.quiet ?? false,
      createdAt: parts.now(),
    });
    if (!run.quiet)
      await requestCards(parts.store, {
        record: { kind: 'run', id },
        channel: parts.channel,
        priority: runPriority,
        parent: null,
        now: run.createdAt,
      });
    if (await parts.records.insert(run)) return run;
    const existing = await parts.records.get(id);
    if (existing?.doc.requestId === request.requestId) return existing.doc;
  }
}
