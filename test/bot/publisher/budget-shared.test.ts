// Slack's limits kept by three replicas together, on a clock of the test's own.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createBudget, type Budget, type Turn } from '../../../src/bot/publisher/budget.js';
import { fullest } from '../../support/fullest.js';
import { sharedLimits } from '../../support/shared-limits.js';

const channel = 'C01';
let budgets: Budget[];

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  const limit = sharedLimits(Date.now);
  budgets = [1, 2, 3].map(() => createBudget(Date.now, limit));
  return () => vi.useRealTimers();
});

interface Card extends Partial<Turn> {
  id: string;
  replica: number;
}
type Method = 'chat.postMessage' | 'chat.update';

const budgetOf = (replica: number): Budget => budgets[replica] ?? expect.fail('no such replica');
const ask = (method: Method, { replica, ...turn }: Card) =>
  budgetOf(replica).take(method, { channel, priority: 1, isProgress: false, ...turn });

/** Each replica asks for its cards as often as it is told to, until all are sent or the time is over. */
async function sent(
  method: Method,
  all: Card[],
  millis: number,
): Promise<{ id: string; at: number }[]> {
  const order: { id: string; at: number }[] = [];
  const due = new Map(all.map((card) => [card.id, { card, at: Date.now() }]));
  const end = Date.now() + millis;
  while (due.size > 0 && Date.now() < end) {
    for (const [id, { card, at }] of due) {
      if (at > Date.now()) continue;
      const wait = await ask(method, card);
      if (wait === 0) {
        order.push({ id, at: Date.now() });
        due.delete(id);
      } else due.set(id, { card, at: Date.now() + wait });
    }
    vi.advanceTimersByTime(10);
  }
  return order;
}

const many = (count: number, turn: Partial<Turn> = {}): Card[] =>
  Array.from({ length: count }, (_, at) => ({ id: `c${at}`, replica: at % 3, ...turn }));
const times = (order: { at: number }[]): number[] => order.map(({ at }) => at);

describe('three replicas', () => {
  it('post one message a second to a channel, and lose little', async () => {
    const order = await sent('chat.postMessage', many(60), 120_000);
    expect(order).toHaveLength(60);
    expect(fullest(times(order), 1_000)).toBe(1);
    expect(order.at(-1)?.at).toBeLessThan(75_000);
  });

  it('post to different channels without waiting for each other', async () => {
    for (const replica of [0, 1, 2])
      expect(await ask('chat.postMessage', { id: 'c', replica, channel: `C${replica}` })).toBe(0);
  });

  it('edit 50 times in any minute together', async () => {
    const order = await sent('chat.update', many(160), 200_000);
    expect(order).toHaveLength(160);
    expect(fullest(times(order), 60_000)).toBe(50);
  });

  it('leave ten edits of a minute to what has to be told, whoever has to tell it', async () => {
    const order = await sent('chat.update', many(60, { isProgress: true }), 30_000);
    expect(order).toHaveLength(40);
    for (let told = 0; told < 10; told += 1)
      expect(await ask('chat.update', { id: `end${told}`, replica: 2 })).toBe(0);
    expect(await ask('chat.update', { id: 'one more', replica: 2 })).toBeGreaterThan(0);
  });

  it('send what is urgent first, though another one has a hundred that can wait', async () => {
    const waiting = many(100, { priority: 1 }).map((card) => ({
      ...card,
      replica: card.id === 'c7' ? 1 : 0,
    }));
    await sent('chat.postMessage', waiting, 3_500);
    const order = await sent(
      'chat.postMessage',
      [...waiting, { id: 'outage', replica: 2, priority: 0 }],
      10_000,
    );
    expect(order.findIndex(({ id }) => id === 'outage')).toBeLessThanOrEqual(1);
  });

  it('send an incident, and then the alerts, before the threads of whoever has posted last', async () => {
    const threads = Array.from({ length: 50 }, (_, at): Card => ({
      id: `thread${at}`,
      replica: 0,
      priority: 8,
    }));
    await sent('chat.postMessage', threads, 3_500);
    const alerts = Array.from({ length: 5 }, (_, at): Card => ({
      id: `alert${at}`,
      replica: 2,
      priority: 3,
    }));
    const order = await sent(
      'chat.postMessage',
      [...threads, ...alerts, { id: 'incident', replica: 1, priority: 1 }],
      12_000,
    );
    const places = order.map(({ id }) => id.replace(/\d+$/, ''));
    expect(places.slice(0, 2)).toContain('incident');
    expect(places.slice(0, 8).filter((place) => place === 'alert')).toHaveLength(5);
  });

  it('are all closed by a 429 that one of them got', async () => {
    budgetOf(0).close('chat.update', channel, 30_000);
    await vi.advanceTimersByTimeAsync(20_000);
    for (const replica of [0, 1, 2])
      expect(await ask('chat.update', { id: 'c', replica })).toBeGreaterThan(0);
    await vi.advanceTimersByTimeAsync(10_001);
    for (const replica of [0, 1, 2]) expect(await ask('chat.update', { id: 'c', replica })).toBe(0);
  });
});
