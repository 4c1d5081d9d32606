// How often and how long the bot's memory is asked, by verb: what a company needs to know before its database is too small.
import { Histogram, type Registry } from 'prom-client';
import type { Store } from './store.js';

/** Seconds: from a page that SQLite has in memory to a majority that had to be waited for. */
const buckets = [0.0005, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5];

/** The same store, counted in `ppm_store_seconds`. */
export function timedStore(store: Store, registry: Registry): Store {
  const seconds = new Histogram({
    name: 'ppm_store_seconds',
    help: "How long the bot's memory took to answer",
    labelNames: ['verb'],
    buckets,
    registers: [registry],
  });

  async function timed<Value>(verb: keyof Store, call: () => Promise<Value>): Promise<Value> {
    const end = seconds.startTimer({ verb });
    try {
      return await call();
    } finally {
      end();
    }
  }

  return {
    insert: (collection, id, doc) => timed('insert', () => store.insert(collection, id, doc)),
    get: (collection, id) => timed('get', () => store.get(collection, id)),
    replace: (collection, id, revision, doc) =>
      timed('replace', () => store.replace(collection, id, revision, doc)),
    list: (collection, query) => timed('list', () => store.list(collection, query)),
    count: (collection, query) => timed('count', () => store.count(collection, query)),
    remove: (collection, id) => timed('remove', () => store.remove(collection, id)),
    time: () => store.time(),
    close: () => store.close(),
  };
}
