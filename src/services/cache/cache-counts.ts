// Hits and misses of each database: for Prometheus since the start, for tuning since the last one.
import { Counter, type Registry } from 'prom-client';

export interface CacheCounts {
  add(database: string, result: 'hit' | 'miss'): void;
  /** Since the start of the process or the last tuning. */
  of(database: string): { hits: number; misses: number };
  /** What came before a new time to live says nothing about it. */
  restart: (database: string) => void;
}

export function createCacheCounts(registry: Registry): CacheCounts {
  const total = new Counter({
    name: 'notion_cache_requests_total',
    help: 'Questions to Notion that went through the cache, by database and whether a call was spared',
    labelNames: ['database', 'result'],
    registers: [registry],
  });
  const counted = new Map<string, { hits: number; misses: number }>();
  const of = (database: string) => counted.get(database) ?? { hits: 0, misses: 0 };
  return {
    of,
    add(database, result) {
      total.inc({ database, result });
      const { hits, misses } = of(database);
      counted.set(
        database,
        result === 'hit' ? { hits: hits + 1, misses } : { hits, misses: misses + 1 },
      );
    },
    restart: (database) => counted.delete(database),
  };
}
