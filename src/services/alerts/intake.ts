// Takes alerts in: one row for each notification before its sender hears that all is well, and the work comes after.
import { randomUUID } from 'node:crypto';
import { Problem } from '../../core/problem.js';
import type { Store } from '../store/store.js';
import type { Backlog } from './applying/backlog.js';
import type { AlertBatch, Intake } from './batch.js';
import { deliveries, type Delivery } from './records.js';

/** More than these may not wait: their sender keeps them better than a queue that grows. */
const mostWaiting = 20_000;

/** @param options.now epoch milliseconds */
export function createIntake(options: {
  store: Store;
  now: () => number;
  backlog: Pick<Backlog, 'add' | 'waiting'>;
}): Intake {
  const { store, now, backlog } = options;
  let last = 0;

  /** Never the same twice: AlertBatch.resolvesGroup is about what came before it. */
  function received(): number {
    last = Math.max(now(), last + 1);
    return last;
  }

  return {
    async take(batch: AlertBatch) {
      if (backlog.waiting() >= mostWaiting) throw tooMuch();
      const delivery: Delivery = { batch, receivedAt: received() };
      const id = randomUUID();
      await store.insert(deliveries, id, delivery);
      backlog.add(id, delivery);
    },
  };
}

function tooMuch(): Problem {
  return new Problem(
    'store_unavailable',
    `${mostWaiting.toLocaleString('en')} notifications of alerts wait to be worked on.`,
    'Send it again in a minute. Nothing was stored.',
  );
}
