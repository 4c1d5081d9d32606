// Deliveries that wait to be applied: the rows are the truth, a bounded part of them is in memory. What a process left
// behind is found by whoever sweeps.
import type { Store } from '../../store/store.js';
import { deliveries, type Delivery } from '../records.js';
import type { Waiting } from './merge.js';

/** In memory; what is beyond is read from the store when its turn comes. */
const mostInMemory = 1_000;
/** One pass. */
const mostDeliveries = 500;
const mostAlerts = 2_000;
const perPage = 100;
/** Older than this, a delivery is not being worked on by a process that lives. */
const abandonedMs = 10_000;

export interface Backlog {
  /** How many wait in the store, as far as is known. */
  waiting(): number;
  /** Queues a delivery that was stored just now. */
  add(id: string, delivery: Delivery): void;
  /** Queues a delivery again, with what its sender had left out. */
  completed(id: string, delivery: Delivery): void;
  /** The next to be applied, oldest first; empty when there is nothing to do. */
  next(): Promise<Waiting[]>;
  /** Removes what was applied. */
  done(ids: readonly string[]): Promise<void>;
  /** Leaves them to a later sweep. */
  failed(ids: readonly string[]): void;
  /** Finds what is older than 10 s, whoever took it in, and counts anew. */
  sweep(): Promise<void>;
}

/** @param now epoch milliseconds */
export function createBacklog({ store, now }: { store: Store; now: () => number }): Backlog {
  const queue: Waiting[] = [];
  /** Queued or being worked on. */
  const mine = new Set<string>();
  let waiting = 0;
  /** Set while there may be more in the store than in memory: reading goes on from there. */
  let behind: { after: string | null } | null = null;

  function enqueue(id: string, delivery: Delivery): void {
    if (mine.has(id)) return;
    mine.add(id);
    queue.push({ id, delivery, completed: false });
  }

  async function read(): Promise<void> {
    if (behind === null) return;
    const { after } = behind;
    const page = await store.list(deliveries, {
      index: 'byAge',
      limit: perPage,
      ...(after === null ? {} : { after }),
    });
    for (const { id, doc } of page.items) enqueue(id, doc);
    behind = page.next === null ? null : { after: page.next };
  }

  return {
    waiting: () => waiting,
    add(id, delivery) {
      waiting += 1;
      if (queue.length < mostInMemory) enqueue(id, delivery);
      else behind ??= { after: null };
    },
    completed(id, delivery) {
      queue.push({ id, delivery, completed: true });
    },
    async next() {
      while (queue.length === 0 && behind !== null) await read();
      let alerts = 0;
      const end = queue.slice(0, mostDeliveries).findIndex(({ delivery }) => {
        alerts += delivery.batch.alerts.length;
        return alerts >= mostAlerts;
      });
      return queue.splice(0, end === -1 ? mostDeliveries : end + 1);
    },
    async done(ids) {
      const removed = await Promise.all(ids.map((id) => store.remove(deliveries, id)));
      for (const id of ids) mine.delete(id);
      waiting = Math.max(0, waiting - removed.filter(Boolean).length);
    },
    failed(ids) {
      for (const id of ids) mine.delete(id);
    },
    async sweep() {
      waiting = await store.count(deliveries, { index: 'byAge' });
      const max = now() - abandonedMs;
      const page = await store.list(deliveries, { index: 'byAge', max, limit: perPage });
      for (const { id, doc } of page.items) enqueue(id, doc);
      if (page.next !== null) behind ??= { after: null };
    },
  };
}
