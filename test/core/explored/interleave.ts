// Every order in which the store can answer several pieces of real code at work at once: each call of the store waits for its
// turn, and whose turn it is is tried out in all ways, from the beginning each time.
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../../src/services/store/store.js';
import { memoryStore } from '../../support/memory-store.js';

export interface Piece {
  name: string;
  /** Does its work on the store that it is given. */
  work(store: Store): Promise<void>;
}

/** More orders than this are no test any more. */
const mostOrders = 20_000;

/**
 * @param prepare fills a store and gives the pieces that work on it; called anew for each order
 * @param after told of each order, with the store as it is then
 * @returns how many orders there were
 */
export async function inEveryOrder(
  prepare: (store: Store) => Promise<Piece[]>,
  after: (store: Store, order: readonly string[]) => Promise<void>,
): Promise<number> {
  let orders = 0;
  /** Which of those that waited had its turn, of how many, at each turn. */
  let turns: { taken: number; of: number }[] = [];
  for (;;) {
    orders += 1;
    if (orders > mostOrders) throw new Error(`more than ${mostOrders} orders`);
    const done = await inOrder(prepare, after, turns);
    // The last turn at which another was possible is taken differently.
    turns = done.slice(0, done.findLastIndex(({ taken, of }) => taken + 1 < of) + 1);
    const last = turns.at(-1);
    if (!last) return orders;
    last.taken += 1;
  }
}

async function inOrder(
  prepare: (store: Store) => Promise<Piece[]>,
  after: (store: Store, order: readonly string[]) => Promise<void>,
  wanted: readonly { taken: number; of: number }[],
): Promise<{ taken: number; of: number }[]> {
  const store = memoryStore();
  const pieces = await prepare(store);
  const waiting = new Map<string, () => void>();
  let working = pieces.length;
  const works = pieces.map(async ({ name, work }) => {
    await work(taking(store, () => new Promise((resolve) => waiting.set(name, resolve))));
    working -= 1;
  });
  const all = Promise.all(works);
  const turns: { taken: number; of: number }[] = [];
  const order: string[] = [];
  for (;;) {
    // Everybody goes on until they wait for the store.
    while (waiting.size < working) await Promise.race([setImmediate(), all]);
    const names = [...waiting.keys()].toSorted();
    if (names.length === 0) break;
    const taken = wanted[turns.length]?.taken ?? 0;
    const name = names[taken] ?? '';
    turns.push({ taken, of: names.length });
    order.push(name);
    const go = waiting.get(name);
    waiting.delete(name);
    go?.();
  }
  await all;
  await after(store, order);
  return turns;
}

function taking(store: Store, turn: () => Promise<void>): Store {
  const inTurn = async <T>(act: () => Promise<T>): Promise<T> => {
    await turn();
    return act();
  };
  return {
    insert: (...args) => inTurn(() => store.insert(...args)),
    get: (...args) => inTurn(() => store.get(...args)),
    replace: (...args) => inTurn(() => store.replace(...args)),
    list: (...args) => inTurn(() => store.list(...args)),
    count: (...args) => inTurn(() => store.count(...args)),
    remove: (...args) => inTurn(() => store.remove(...args)),
    time: () => store.time(),
    close: () => store.close(),
  };
}
