// Three replicas with one budget between them, on a clock of the test's own: counted as strictly as Notion may.
import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Lane } from '../../../src/services/notion/budget.js';
import { BudgetSpent } from '../../../src/services/notion/budget-queue.js';
import { createSharedBudget } from '../../../src/services/notion/budget-shared.js';
import { pause } from '../../../src/services/resilience/abortable.js';
import { fullest } from '../../support/fullest.js';
import { sharedLimits } from '../../support/shared-limits.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
setMaxListeners(0, never);
const clock = { now: () => Date.now(), sleep: pause };

function randomFrom(seed: number): () => number {
  return () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed / 2_147_483_647;
  };
}

/** Three replicas; the numbers may be changed. */
function setUp(perMinute: number, reservedForPeople = 0, wire?: () => Promise<void>) {
  const numbers = { perMinute, reservedForPeople, clock };
  const limit = sharedLimits(Date.now, wire);
  const budgets = [1, 2, 3].map(() => createSharedBudget(numbers, limit));
  const sent: { lane: Lane; at: number; replica: number }[] = [];
  async function call(replica: number, lane: Lane, millis = 0, until = Infinity): Promise<void> {
    const budget = budgets[replica] ?? expect.fail('no such replica');
    const slot = await budget.take(lane, never, until);
    sent.push({ lane, at: Date.now(), replica });
    if (millis > 0) await pause(millis, never);
    slot();
  }
  /** So many calls of each replica. */
  const calls = (count: number, lane: Lane) =>
    Promise.all(
      budgets.flatMap((_, replica) => Array.from({ length: count }, () => call(replica, lane))),
    );
  return { numbers, budgets, sent, call, calls };
}

describe('the window', () => {
  it.each([
    ['sent', () => 0],
    ['answered', () => 1],
    ['in between', () => 0.5],
    ['sent or answered', randomFrom(3)],
  ])('holds for all in any 60 s when Notion counts a call as it is %s', async (_when, part) => {
    const random = randomFrom(11);
    const perMinute = 30;
    const { budgets } = setUp(perMinute, 0.1, () => pause(Math.ceil(random() * 40), never));
    const counted: number[] = [];
    const begun: number[] = [];
    const work = budgets.flatMap((budget) =>
      Array.from({ length: 8 }, async (_, worker) => {
        for (let made = 0; made < 12; made += 1) {
          const slot = await budget.take(worker === 0 ? 'people' : 'background', never, Infinity);
          const began = Date.now();
          begun.push(began);
          // Most are quick; some take as long as a call may.
          await pause(Math.ceil(random() * (random() < 0.2 ? 30_000 : 1_900)), never);
          counted.push(began + (Date.now() - began) * part());
          slot();
          if (random() < 0.2) await pause(Math.ceil(random() * 45_000), never);
        }
      }),
    );
    await vi.runAllTimersAsync();
    await Promise.all(work);
    expect(counted).toHaveLength(288);
    expect(fullest(counted, 60_000)).toBeLessThanOrEqual(perMinute);
    // And little of it is left unused.
    expect(fullest(begun, 62_000)).toBeGreaterThan(perMinute - 3);
  });

  it('is spent in one burst by whoever comes, and free again by itself', async () => {
    const { calls, sent } = setUp(10);
    void calls(7, 'people');
    await vi.advanceTimersByTimeAsync(100);
    expect(sent).toHaveLength(10);
    await vi.advanceTimersByTimeAsync(61_800);
    expect(sent).toHaveLength(10);
    await vi.advanceTimersByTimeAsync(200);
    expect(sent).toHaveLength(20);
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(21);
  });

  it('follows the numbers that people change, for all', async () => {
    const { calls, sent, numbers } = setUp(6);
    void calls(10, 'people');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent).toHaveLength(6);
    numbers.perMinute = 9;
    await vi.advanceTimersByTimeAsync(6_000);
    expect(sent).toHaveLength(9);
  });
});

describe('people', () => {
  it('have a share that the syncs of all replicas leave alone', async () => {
    const { calls, sent, call } = setUp(20, 0.1);
    void calls(20, 'background');
    await vi.advanceTimersByTimeAsync(30_000);
    expect(sent).toHaveLength(18);
    await Promise.all([call(0, 'people'), call(2, 'people')]);
    expect(sent.at(-1)).toMatchObject({ lane: 'people', at: 30_000 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toHaveLength(20);
  });

  it('come before the syncs of other replicas', async () => {
    const { call, sent } = setUp(10, 0.2);
    await Promise.all(Array.from({ length: 10 }, () => call(0, 'people')));
    for (const replica of [1, 2])
      for (let sync = 0; sync < 5; sync += 1) void call(replica, 'background');
    for (let asked = 0; asked < 6; asked += 1) void call(0, 'people');
    await vi.advanceTimersByTimeAsync(63_000);
    const next = sent.slice(10).map(({ lane }) => lane);
    expect(next.slice(0, 6)).toEqual(Array(6).fill('people'));
    // The reserve stays free.
    expect(next).toHaveLength(8);
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(26);
  });

  it('are told at once that there will be no call in time', async () => {
    const { calls, call, budgets } = setUp(3);
    await calls(1, 'people');
    const refused = call(1, 'people', 0, 20_000).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1);
    expect(await refused).toBeInstanceOf(BudgetSpent);
    expect(await refused).toMatchObject({ freeAt: 62_000 });
    expect(budgets[1]?.state().left).toBe(0);
    // The next one need not even ask.
    await expect(call(1, 'people', 0, 20_000)).rejects.toBeInstanceOf(BudgetSpent);
    const patient = call(1, 'people', 0, 70_000);
    await vi.runAllTimersAsync();
    await patient;
  });

  it('who leave hold nobody up', async () => {
    const { calls, budgets, sent, call } = setUp(3);
    await calls(1, 'people');
    const impatient = new AbortController();
    const [budget = expect.fail()] = budgets;
    const gone = budget.take('people', impatient.signal, Infinity).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10);
    impatient.abort('gone');
    expect(await gone).toBe('gone');
    expect(vi.getTimerCount()).toBe(0);
    const stays = call(0, 'people');
    await vi.runAllTimersAsync();
    await stays;
    expect(sent.at(-1)?.at).toBe(62_000);
    await expect(budget.take('people', impatient.signal, Infinity)).rejects.toBe('gone');
  });
});

describe('Retry-After', () => {
  it('that one replica was told closes for all', async () => {
    const { budgets, call, sent } = setUp(10);
    budgets[0]?.close(30_000);
    expect(budgets[0]?.state()).toEqual({ perMinute: 10, left: 0, closedUntil: 30_000 });
    const all = [call(0, 'people'), call(1, 'people'), call(2, 'background')];
    await vi.advanceTimersByTimeAsync(29_900);
    expect(sent).toEqual([]);
    await vi.runAllTimersAsync();
    await Promise.all(all);
    for (const { at } of sent) expect(at).toBe(30_000);
  });

  it('refuses those who can not wait for so long', async () => {
    const { budgets, call } = setUp(10);
    const [budget = expect.fail()] = budgets;
    await call(0, 'people');
    budget.close(30_000);
    await expect(call(0, 'people', 0, 20_000)).rejects.toMatchObject({ freeAt: 30_000 });
  });
});
