import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createBudget, type Lane } from '../../../src/services/notion/budget.js';
import { BudgetSpent } from '../../../src/services/notion/budget-queue.js';
import { pause } from '../../../src/services/resilience/abortable.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
setMaxListeners(0, never);
const clock = { now: () => Date.now(), sleep: pause };

/** A budget, and calls that note when they were sent. */
function setUp(perMinute: number, reservedForPeople = 0) {
  const budget = createBudget({ perMinute, reservedForPeople, clock });
  const sent: { lane: Lane; at: number }[] = [];
  /** A call that takes `millis` once it has its slot. */
  async function call(lane: Lane, millis = 0, signal = never, until = Infinity): Promise<void> {
    const slot = await budget.take(lane, signal, until);
    sent.push({ lane, at: Date.now() });
    if (millis > 0) await pause(millis, never);
    slot();
  }
  const calls = (count: number, lane: Lane, millis = 0) =>
    Promise.all(Array.from({ length: count }, () => call(lane, millis)));
  const times = () => sent.map(({ at }) => at);
  return { budget, sent, call, calls, times };
}

const settled = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'done',
    (error: unknown) => error,
  );

describe('the window', () => {
  it('is spent in one burst; a slot comes free 60 s after its call was completed', async () => {
    const { calls, times } = setUp(3);
    const all = calls(5, 'background', 400);
    await vi.runAllTimersAsync();
    await all;
    expect(times()).toEqual([0, 0, 0, 60_400, 60_400]);
  });

  it.each([
    ['sent', 0],
    ['answered', 1],
    ['in between', 0.5],
  ])('holds in any 60 s when Notion counts a call as it is %s', async (_when, part) => {
    const perMinute = 10;
    const { budget } = setUp(perMinute, 0.1);
    const counted: number[] = [];
    let seed = 7;
    const random = (): number => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const worker = async (lane: Lane): Promise<void> => {
      for (let n = 0; n < 25; n += 1) {
        const slot = await budget.take(lane, never, Infinity);
        const began = Date.now();
        await pause(Math.ceil(random() * 9_000), never);
        counted.push(began + (Date.now() - began) * part);
        slot();
        if (random() < 0.3) await pause(Math.ceil(random() * 30_000), never);
      }
    };
    const all = Promise.all([
      worker('people'),
      worker('background'),
      worker('background'),
      worker('background'),
    ]);
    await vi.runAllTimersAsync();
    await all;
    expect(counted).toHaveLength(100);
    counted.sort((a, b) => a - b);
    const fullest = counted.map(
      (from) => counted.filter((at) => at >= from && at < from + 60_000).length,
    );
    expect(Math.max(...fullest)).toBe(perMinute);
  });

  it('gives a slot back once, however often a call says that it is completed', async () => {
    const { budget, call, times } = setUp(1);
    const slot = await budget.take('background', never, Infinity);
    slot();
    slot();
    const both = Promise.all([call('background'), call('background')]);
    await vi.runAllTimersAsync();
    await both;
    expect(times()).toEqual([60_000, 120_000]);
  });

  it('tells what is left', async () => {
    const { budget, calls } = setUp(4);
    await calls(3, 'people');
    expect(budget.state()).toEqual({ perMinute: 4, left: 1, closedUntil: null });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(budget.state().left).toBe(4);
  });
});

describe('people', () => {
  it('have a share that background calls leave alone', async () => {
    const { calls, sent } = setUp(10, 0.2);
    void calls(20, 'background');
    await vi.advanceTimersByTimeAsync(59_000);
    expect(sent).toHaveLength(8);
    await calls(2, 'people');
    expect(sent.at(-1)).toEqual({ lane: 'people', at: 59_000 });
    await vi.runAllTimersAsync();
    expect(sent).toHaveLength(22);
  });

  it('may use the whole budget, and then background calls wait', async () => {
    const { calls, sent } = setUp(10, 0.2);
    await calls(10, 'people');
    void calls(1, 'background');
    await vi.runAllTimersAsync();
    expect(sent.at(-1)).toEqual({ lane: 'background', at: 60_000 });
  });

  it('are served before background calls that wait longer', async () => {
    const { calls, call, sent } = setUp(2);
    await calls(2, 'background');
    void calls(3, 'background');
    await vi.advanceTimersByTimeAsync(50_000);
    void call('people', 0, never, 70_000);
    await vi.runAllTimersAsync();
    expect(sent.slice(2)).toEqual([
      { lane: 'people', at: 60_000 },
      { lane: 'background', at: 60_000 },
      { lane: 'background', at: 120_000 },
      { lane: 'background', at: 120_000 },
    ]);
  });

  it('learn at once when there will be no slot in time, and when there is one', async () => {
    const { calls, call } = setUp(2);
    await calls(1, 'background');
    await vi.advanceTimersByTimeAsync(10_000);
    await calls(1, 'background');
    await vi.advanceTimersByTimeAsync(35_000);
    const first = call('people', 0, never, Date.now() + 20_000);
    const second = await settled(call('people', 0, never, Date.now() + 20_000));
    expect(second).toBeInstanceOf(BudgetSpent);
    expect(second).toMatchObject({ freeAt: 70_000 });
    await vi.advanceTimersByTimeAsync(15_000);
    await expect(first).resolves.toBeUndefined();
  });

  it('learn it too when every slot is held by a call under way', async () => {
    const { call } = setUp(1);
    void call('background', 5_000);
    expect(await settled(call('people', 0, never, 20_000))).toMatchObject({ freeAt: 60_000 });
    await vi.runAllTimersAsync();
  });
});

describe('silence', () => {
  it('holds for everybody until it is over, however long that is', async () => {
    const { budget, call, sent } = setUp(10, 0.1);
    budget.close(40 * 86_400_000);
    expect(budget.state().closedUntil).toBe(40 * 86_400_000);
    void call('people');
    void call('background');
    await vi.advanceTimersByTimeAsync(40 * 86_400_000 - 1);
    expect(sent).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.map(({ lane }) => lane)).toEqual(['people', 'background']);
    expect(budget.state().closedUntil).toBeNull();
  });

  it('is not cut short by a later, shorter one', async () => {
    const { budget, call, times } = setUp(10);
    budget.close(30_000);
    budget.close(5_000);
    void call('background');
    await vi.runAllTimersAsync();
    expect(times()).toEqual([30_000]);
  });

  it('that begins while somebody waits is told to people who would wait too long', async () => {
    const { budget, calls, call } = setUp(1);
    await calls(1, 'background');
    await vi.advanceTimersByTimeAsync(45_000);
    const asked = settled(call('people', 0, never, 65_000));
    const background = settled(call('background'));
    budget.close(300_000);
    expect(await asked).toMatchObject({ freeAt: 300_000 });
    await vi.advanceTimersByTimeAsync(255_000);
    expect(await background).toBe('done');
  });
});

describe('cancelled waits', () => {
  it('end with the reason, free the way for others, and leave no timer', async () => {
    const { calls, call, times } = setUp(1);
    await calls(1, 'background');
    const controller = new AbortController();
    const cancelled = settled(call('background', 0, controller.signal));
    const after = call('background');
    controller.abort(new Error('enough'));
    expect(await cancelled).toEqual(new Error('enough'));
    await vi.runAllTimersAsync();
    await after;
    expect(times()).toEqual([0, 60_000]);
  });

  it('leave no timer when nobody waits any more', async () => {
    const { calls, call } = setUp(1);
    await calls(1, 'background');
    expect(vi.getTimerCount()).toBe(0);
    const controller = new AbortController();
    const cancelled = settled(call('background', 0, controller.signal));
    expect(vi.getTimerCount()).toBe(1);
    controller.abort();
    await cancelled;
    expect(vi.getTimerCount()).toBe(0);
  });

  it('are not begun with a signal that was aborted before', async () => {
    const { call, sent } = setUp(1);
    expect(await settled(call('people', 0, AbortSignal.abort('no')))).toBe('no');
    expect(sent).toEqual([]);
  });
});
