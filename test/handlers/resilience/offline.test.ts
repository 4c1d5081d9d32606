import { describe, expect, it } from 'vitest';
import type { PlanOf } from '../../../src/core/plan.js';
import { offlineOff } from '../../../src/handlers/resilience/offline-off.js';
import { offlineOn } from '../../../src/handlers/resilience/offline-on.js';
import { circuitsReset } from '../../../src/handlers/resilience/circuits-reset.js';
import { circuits } from '../../../src/handlers/resilience/circuits.js';
import { cacheTune } from '../../../src/handlers/resilience/cache-tune.js';
import { cache } from '../../../src/handlers/resilience/cache.js';
import type { Actor } from '../../../src/core/actor.js';
import { createOffline } from '../../../src/services/offline/create-offline.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import { validateInput } from '../../../src/services/engine/parse/validate.js';
import { contextWith, unused } from '../../support/context.js';
import { memoryStore } from '../../support/memory-store.js';

const hour = 3_600_000;
const ana: Actor = { person: 'ana', via: 'slack' };
const doubt = { step: 'on', since: 0 };

function setUp() {
  const clock = { at: Date.UTC(2026, 10, 21, 14, 2) };
  const now = (): number => clock.at;
  const offline = createOffline({ store: memoryStore(), now });
  const context = contextWith({
    actor: ana,
    now,
    offline,
    oncall: {
      timeZone: 'Europe/Berlin',
      at: unused,
      next: unused,
      overrides: unused,
      override: unused,
      endOverride: unused,
      peopleFor: unused,
    },
  });
  const steps: string[] = [];
  const running = (run: string) => ({
    ...context,
    run,
    step: async (id: string, act: (tell: () => void) => Promise<string | undefined>) => {
      steps.push(id);
      await act(() => {});
    },
  });
  /** Plans, and acts as the engine does. */
  async function turnOn(input: object, run = 'R-1') {
    const plan = await offlineOn.plan(validateInput(offlineOn, { ...input }), context);
    await offlineOn.run(plan, running(run));
    return plan;
  }
  async function turnOff() {
    const plan = await offlineOff.plan({}, context);
    await offlineOff.run(plan, running('R-2'));
    return plan;
  }
  return { clock, offline, context, running, steps, turnOn, turnOff };
}

describe('offline on', () => {
  it('is planned the same whenever it is planned, and runs from then on', async () => {
    const { context, clock, offline, turnOn } = setUp();
    const input = { reason: 'Notion is down', for: '2h' };
    const before = await offlineOn.plan(input, context);
    clock.at += 10 * 60_000;
    const plan = await turnOn(input);
    expect(plan).toEqual(before);
    expect(plan).toMatchObject({
      target: 'offline mode',
      environment: 'production',
      guard: { 'offline mode': 'off' },
    });
    expect(await offline.state()).toEqual({
      since: clock.at,
      until: clock.at + 2 * hour,
      by: 'ana',
      reason: 'Notion is down',
    });
    expect(await offlineOn.verify(plan, { ...context, run: 'R-1' })).toMatchObject([{ ok: true }]);
    expect(offlineOn.undo(plan)).toEqual({ operation: 'offline.off', input: {} });
  });

  it('twice under the same run is once', async () => {
    const { clock, offline, running, turnOn } = setUp();
    const plan = await turnOn({ reason: 'Down', for: '2h' });
    const first = await offline.state();
    clock.at += hour;
    await offlineOn.run(plan, running('R-1'));
    expect(await offline.state()).toEqual(first);
  });

  it('after a death in the middle it is known whether it was done', async () => {
    const { context, turnOn } = setUp();
    const plan = await offlineOn.plan({ reason: 'Down' }, context);
    expect(await offlineOn.reconcile(plan, context, doubt)).toMatchObject({ outcome: 'not-done' });
    await turnOn({ reason: 'Down' });
    expect(await offlineOn.reconcile(plan, context, doubt)).toMatchObject({ outcome: 'done' });
  });

  it('is not possible twice, and says how it is', async () => {
    const { context, turnOn } = setUp();
    await turnOn({ reason: 'Down' });
    await expect(offlineOn.plan({ reason: 'Again' }, context)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('by ana, until it is turned off (Down)'),
      suggestions: [{ operation: 'offline.off' }],
    });
  });

  it.each([
    [{ reason: 'Down', for: '20d' }, 'for'],
    [{ reason: 'Down', until: '2026-11-21T14:00Z' }, 'until'],
    [{ reason: 'Down', until: 'tomorrow' }, 'until'],
  ])('%j is refused by field, and changes nothing', async (input, field) => {
    const { offline, turnOn } = setUp();
    await expect(turnOn(input)).rejects.toMatchObject({ code: 'invalid_input', field });
    expect(await offline.state()).toBeNull();
  });

  it('takes one end, and needs a reason', () => {
    const refused = (input: object) => () => validateInput(offlineOn, { ...input });
    expect(refused({ for: '2h' })).toThrow(expect.objectContaining({ field: 'reason' }));
    expect(refused({ reason: '  ' })).toThrow(expect.objectContaining({ field: 'reason' }));
    expect(refused({ reason: 'x', for: '2h', until: '2026-11-22T18:00' })).toThrow(
      expect.objectContaining({ field: 'until' }),
    );
  });
});

describe('offline off', () => {
  it('ends it, and its undo is the same again', async () => {
    const { clock, context, offline, turnOn, turnOff } = setUp();
    await turnOn({ reason: 'Notion is down', until: '2026-11-21T18:00' });
    const on = await offline.state();
    expect(on?.until).toBe(Date.UTC(2026, 10, 21, 17));
    clock.at += hour;
    const plan = await turnOff();
    expect(await offline.state()).toBeNull();
    expect(await offlineOff.verify(plan, { ...context, run: 'R-2' })).toMatchObject([{ ok: true }]);
    expect(await offlineOff.reconcile(plan, context, doubt)).toMatchObject({ outcome: 'done' });
    const undo = offlineOff.undo(plan);
    expect(undo).toMatchObject({
      operation: 'offline.on',
      input: { reason: 'Notion is down', until: '2026-11-21T17:00:00.000Z' },
    });
    await turnOn(undo?.input ?? {}, 'R-3');
    expect(await offline.state()).toMatchObject({ reason: 'Notion is down', until: on?.until });
  });

  it('is not possible while it is off, or after it has ended by itself', async () => {
    const { clock, context, turnOn } = setUp();
    const off = { code: 'not_possible', message: 'Offline mode is off.' };
    await expect(offlineOff.plan({}, context)).rejects.toMatchObject(off);
    await turnOn({ reason: 'Down', for: '1h' });
    clock.at += hour;
    await expect(offlineOff.plan({}, context)).rejects.toMatchObject(off);
  });

  it('what was changed since the plan is seen by its guard', async () => {
    const { clock, context, turnOn, turnOff } = setUp();
    await turnOn({ reason: 'Down' });
    const plan: PlanOf<unknown> = await offlineOff.plan({}, context);
    await turnOff();
    clock.at += 60_000;
    await turnOn({ reason: 'Down once more' }, 'R-9');
    expect((await offlineOff.plan({}, context)).guard).not.toEqual(plan.guard);
  });
});

it('all examples can be typed', () => {
  const all = [offlineOn, offlineOff, circuits, circuitsReset, cache, cacheTune];
  for (const operation of all)
    for (const example of operation.examples)
      expect(parseRequest(example, all), example).toMatchObject({
        kind: 'parsed',
        operation: { id: operation.id },
      });
});
