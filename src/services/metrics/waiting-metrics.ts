// What waits, asked of the store when somebody scrapes: approvals, requests that were acknowledged and not worked on, and
// how long the oldest of them has waited.
import { Gauge, type Registry } from 'prom-client';
import { runs } from '../engine/run-records.js';
import { requests } from '../requests/inbox.js';
import type { Store } from '../store/store.js';

export function addWaitingMetrics(options: {
  registry: Registry;
  store: Store;
  now: () => number;
}): void {
  const { registry, store, now } = options;
  registry.registerMetric(
    new Gauge({
      name: 'ppm_approvals_waiting',
      help: 'Runs that wait for approval',
      registers: [],
      async collect() {
        this.set(await store.count(runs, { index: 'byState', equals: ['awaiting_approval'] }));
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'ppm_approval_age_seconds',
      help: 'How long the oldest of them has waited',
      registers: [],
      async collect() {
        const oldest = await store.list(runs, {
          index: 'byState',
          equals: ['awaiting_approval'],
          limit: 1,
        });
        const since = oldest.items[0]?.doc.createdAt;
        this.set(since === undefined ? 0 : (now() - since) / 1000);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'ppm_queue_age_seconds',
      help: 'How long the oldest request that was acknowledged has waited for its work',
      registers: [],
      async collect() {
        // One under way is due again when its lease ends, so what is due waits for somebody.
        const due = await store.list(requests, { index: 'byWake', max: now(), limit: 20 });
        const oldest = due.items.find(({ doc }) => !doc.done)?.doc.wakeAt;
        this.set(oldest === undefined ? 0 : (now() - oldest) / 1000);
      },
    }),
  );
}
