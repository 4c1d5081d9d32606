// Whose turn it is when Slack's limits make cards wait: the most urgent first, then who waits longest.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createBudget, type Budget } from '../../../src/bot/publisher/budget.js';

const channel = 'C01';
let budget: Budget;

beforeEach(() => {
  vi.useFakeTimers();
  budget = createBudget(Date.now);
  return () => vi.useRealTimers();
});

const asks = (
  id: string,
  priority = 1,
  method: 'chat.postMessage' | 'chat.update' = 'chat.postMessage',
) => budget.take(method, { id, channel, priority, isProgress: false });

/** Everybody asks as often as they are told to, until all have been sent; gives the order. */
async function sent(all: [id: string, priority: number][]): Promise<string[]> {
  const order: string[] = [];
  const due = new Map(all.map(([id, priority]) => [id, { priority, at: Date.now() }]));
  for (let step = 0; due.size > 0 && step < 10_000; step += 1) {
    for (const [id, { priority, at }] of due) {
      if (at > Date.now()) continue;
      const wait = await asks(id, priority);
      if (wait === 0) {
        order.push(id);
        due.delete(id);
      } else due.set(id, { priority, at: Date.now() + wait });
    }
    vi.advanceTimersByTime(50);
  }
  return order;
}

describe('turns', () => {
  it('one post a second and channel', async () => {
    expect(await asks('a')).toBe(0);
    const wait = await asks('b');
    expect(wait).toBeGreaterThan(0);
    expect(wait).toBeLessThanOrEqual(1_000);
    vi.advanceTimersByTime(1_000);
    expect(await asks('b')).toBe(0);
  });

  it('what is urgent overtakes, the others keep their order', async () => {
    await asks('earlier');
    const others = Array.from({ length: 20 }, (_, at): [string, number] => [`c${at}`, 2]);
    const order = await sent([...others, ['outage', 0]]);
    expect(order[0]).toBe('outage');
    expect(order).toHaveLength(21);
    expect(order.slice(1, 4)).toEqual(['c0', 'c1', 'c2']);
  });

  it('loses little of what Slack allows to waiting', async () => {
    const begin = Date.now();
    await sent(Array.from({ length: 60 }, (_, at) => [`c${at}`, 1]));
    expect(Date.now() - begin).toBeLessThan(75_000);
  });

  it('who is far behind asks seldom, who is next often', async () => {
    await asks('first');
    const waits: number[] = [];
    for (let each = 0; each < 60; each += 1) {
      vi.advanceTimersByTime(1);
      waits.push(await asks(`c${each}`));
    }
    expect(waits[0]).toBe(999);
    expect(waits[3]).toBe(2_500);
    expect(waits.at(-1)).toBe(7_500);
    // Nor is it taken for one that has given up meanwhile: nobody overtakes it.
    vi.advanceTimersByTime(7_000);
    expect(await asks('late')).toBeGreaterThan(2_500);
  });

  it('whoever asks no more holds nobody up for long', async () => {
    await asks('a');
    await asks('gone', 0);
    vi.advanceTimersByTime(2_000);
    expect(await asks('b')).toBeGreaterThan(0);
    vi.advanceTimersByTime(4_000);
    expect(await asks('b')).toBe(0);
  });

  it('50 edits a minute in all, whatever the channel', async () => {
    const waits = await Promise.all(
      Array.from({ length: 51 }, (_, at) => asks(`c${at}`, 1, 'chat.update')),
    );
    expect(waits.filter((wait) => wait === 0)).toHaveLength(50);
  });

  it('a 429 closes the method', async () => {
    budget.close('chat.postMessage', channel, 30_000);
    vi.advanceTimersByTime(20_000);
    expect(await asks('a')).toBeGreaterThan(0);
    vi.advanceTimersByTime(11_000);
    expect(await asks('a')).toBe(0);
  });
});

describe('progress', () => {
  const edits = (id: string, isProgress: boolean) =>
    budget.take('chat.update', { id, channel, priority: 1, isProgress });

  it('leaves ten edits of a minute to what has to be told', async () => {
    let made = 0;
    while ((await edits('steps', true)) === 0) made += 1;
    expect(made).toBe(40);
    expect(await edits('end', false)).toBe(0);
  });

  it('waits behind what has to be told, however long it has waited', async () => {
    for (let each = 0; each < 50; each += 1) await edits('x', false);
    expect(await edits('steps', true)).toBeGreaterThan(0);
    vi.advanceTimersByTime(1_000);
    const [wait, behind] = [await edits('end', false), await edits('steps', true)];
    expect(wait).toBeGreaterThan(0);
    expect(behind).toBeGreaterThanOrEqual(wait);
    vi.advanceTimersByTime(60_000);
    expect(await edits('end', false)).toBe(0);
  });
});
