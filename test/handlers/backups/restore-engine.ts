// What the engine does with the steps of an action, on the record of a pretended world; its process can die in the middle.
import type { JsonObject } from '../../../src/core/json.js';
import type { Action } from '../../../src/core/operation.js';
import type { Plan } from '../../../src/core/plan.js';
import { asProblem, Problem } from '../../../src/core/problem.js';
import type { Run } from '../../../src/core/run.js';
import type { Context } from '../../../src/services/context.js';
import { start, type World } from './restore-world.js';

/** Thrown where a process dies: nothing of what the operation does afterwards reaches the outside. */
export class Died extends Error {}

/**
 * What the engine does with the steps, on the world's record.
 * @param options.dieAt a step after whose act the process dies: it was done, and its outcome not stored
 * @param options.cancelAt before this step somebody cancels
 */
export async function perform(
  action: Action<Context>,
  plan: Plan,
  world: World,
  { dieAt, cancelAt }: { dieAt?: string; cancelAt?: string } = {},
): Promise<'ran' | Problem> {
  const by = world.record.requestedBy;
  const set = (change: Partial<Run>): void => {
    world.record = { ...world.record, ...change };
  };
  const mark = (id: string, change: Partial<Run['steps'][number]>): void =>
    set({
      steps: world.record.steps.map((one) => (one.id === id ? { ...one, ...change } : one)),
    });
  if (world.record.steps.length === 0)
    set({ plan, steps: plan.steps.map((one) => ({ ...one, state: 'pending' as const })) });
  try {
    await action.run(plan, {
      ...world.context,
      run: world.record.id,
      async step(id, act) {
        const found = world.record.steps.find((one) => one.id === id);
        if (!found) throw new Error(`no step ${id}`);
        if (found.state === 'done') return;
        if (id === cancelAt) {
          set({ cancelRequested: { by, at: start } });
          world.cancelling.abort();
          throw new Problem('cancelled', 'It was cancelled.', '');
        }
        const entry = {
          at: start,
          by,
          event: 'step_started',
          state: 'running',
          detail: id,
        } as const;
        set({ history: [...world.record.history, entry] });
        mark(id, { state: 'in_progress' });
        const note = await act(() => undefined);
        if (id === dieAt) {
          // Its lease is taken over by another process.
          set({ lease: { owner: `after ${id}`, until: start } });
          throw new Died();
        }
        mark(id, { state: 'done', ...(note === undefined ? {} : { note }) });
      },
    });
    return 'ran';
  } catch (error) {
    if (error instanceof Died) throw error;
    return asProblem(error);
  }
}

/** Asks what became of the step in doubt, as the process that takes over does, and goes on. */
export async function takeOver(
  action: Action<Context>,
  plan: Plan,
  world: World,
): Promise<'ran' | Problem> {
  const doubt = world.record.steps.find(({ state }) => state === 'in_progress');
  if (doubt) {
    const settled = await action.reconcile(
      plan,
      { ...world.context, run: world.record.id },
      { step: doubt.id, since: start },
    );
    if (settled.outcome === 'unknown') throw new Error(settled.evidence);
    const state = settled.outcome === 'done' ? ('done' as const) : ('pending' as const);
    const steps = world.record.steps.map((one) =>
      one.id === doubt.id ? { ...one, state, note: settled.evidence } : one,
    );
    world.record = { ...world.record, steps };
  }
  return perform(action, plan, world);
}

export const planOf = (action: Action<Context>, input: JsonObject, world: World): Promise<Plan> =>
  action.plan(input, world.context);
