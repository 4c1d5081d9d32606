// The cache before Notion: each configured database with its own time to live and its own hit rate.
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { hashJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';
import { notionId } from '../notion/notion-id.js';
import type { NotionConnection } from '../notion/notion.js';
import { fullName } from '../notion/writing/page-place.js';
import type { Store } from '../store/store.js';
import type { News, SharedCache } from '../replicas/replicas.js';
import { databasesOf, type Systems } from '../systems/systems.js';
import { createCacheCounts } from './cache-counts.js';
import { memoryEntries, type CacheEntries } from './cache-entries.js';
import { knownDatabases, other } from './known-databases.js';
import type { CacheStats, NotionCache } from './notion-cache.js';
import { createNotionChanges } from './notion-changes.js';
import { createReadThrough, type ReadThrough } from './read-through.js';
import { sharedEntries } from './shared-entries.js';
import { dataSourceSchema, queryPageSchema } from './stored-answers.js';
import { createTunedTtls } from './tuned-ttls.js';

export interface NotionCacheOptions {
  notion: Pick<NotionConnection, 'people'>;
  systems: Systems;
  /** What is configured for a database such as `finance-ppm/projects`, seconds; 0: it is not cached. */
  ttl: (database: string) => number;
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  registry: Registry;
  /** What all replicas may read; null or left out: only what this process has read is kept. */
  shared?: SharedCache | null;
  /** Tells the other replicas of a change of ours at once; without it they see it by themselves within seconds. */
  news?: Pick<News, 'tell' | 'listen'>;
  maxEntries?: number;
  /** Of what is kept, as JSON text. */
  maxBytes?: number;
}

/** Runbook 5, "Cache Strategy Optimization". */
const lowHitRate = 0.7;
const longestTtl = 3_600;
/** A hit rate of fewer questions says nothing. */
const fewestAsks = 10;

export function createNotionCache(options: NotionCacheOptions): NotionCache {
  const { notion, systems, store, now, maxEntries = 1_000, maxBytes = 64 * 1024 * 1024 } = options;
  const names = databasesOf(systems).map(fullName);
  const databases = knownDatabases(systems);
  const counts = createCacheCounts(options.registry);
  const ttls = createTunedTtls({ store, now, configured: options.ttl, tuned: counts.restart });
  const limits = { maxEntries, maxBytes, now };
  const changes = createNotionChanges({
    store,
    now,
    forget: () => forgetHere(),
    stored: () => options.news?.tell({ kind: 'notion-changed' }),
  });
  options.news?.listen(({ kind }) => {
    if (kind === 'notion-changed' || kind === 'lost') changes.heard();
  });
  const { version } = changes;
  function entries<Value>(kind: string, schema: z.ZodType<Value>): CacheEntries<Value> {
    const own = memoryEntries<Value>(limits);
    const { shared = null } = options;
    return shared ? sharedEntries({ own, shared, kind, schema, version, now }) : own;
  }
  const sources = createReadThrough(entries('data source', dataSourceSchema), now);
  const answers = createReadThrough(entries('answer', queryPageSchema), now);

  async function read<Value>(
    cache: ReadThrough<Value>,
    key: string,
    id: string,
    signal: AbortSignal | undefined,
    call: (signal: AbortSignal) => Promise<Value>,
  ): Promise<Value> {
    await Promise.all([ttls.refresh(), changes.refresh()]);
    const database = databases.nameOf(id);
    const ttlMs = ttls.of(database) * 1_000;
    const { value, isHit } = await cache.read({ key, group: database, ttlMs, call, signal });
    counts.add(database, isHit ? 'hit' : 'miss');
    return value;
  }

  const stats = async (): Promise<CacheStats[]> => {
    await ttls.refresh();
    return names.map((database) => {
      const { hits, misses } = counts.of(database);
      const hitRate = hits + misses === 0 ? null : hits / (hits + misses);
      return { database, ttlSeconds: ttls.of(database), hits, misses, hitRate };
    });
  };

  function forgetHere(database?: string): void {
    // What was read before it was known whose it is may be its.
    for (const group of database === undefined ? [undefined] : [database, other]) {
      sources.forget(group);
      answers.forget(group);
    }
  }

  function forget(database?: string): void {
    forgetHere(database);
    changes.changed();
  }

  return {
    reading: {
      async dataSource(reference, signal) {
        const id = notionId(reference) ?? reference;
        const source = await read(sources, id, id, signal, (inner) =>
          notion.people.dataSource(reference, inner),
        );
        databases.learn(source.id, source.databaseId, id);
        return source;
      },
      async query(dataSource, query, signal) {
        const id = notionId(dataSource) ?? dataSource;
        try {
          const answer = await read(answers, `${id} ${hashJson(query)}`, id, signal, (inner) =>
            notion.people.query(dataSource, query, inner),
          );
          const databaseId = answer.pages[0]?.databaseId ?? null;
          if (databaseId !== null) databases.learn(id, databaseId);
          return answer;
        } catch (error) {
          // A cursor of a page that is kept may be too old: the next question begins anew.
          if (query.cursor !== undefined && isRefusal(error)) forget(databases.nameOf(id));
          throw error;
        }
      },
    },
    stats,
    async tune() {
      const changed: Awaited<ReturnType<NotionCache['tune']>> = [];
      for (const { database, ttlSeconds: from, hits, misses, hitRate } of await stats()) {
        const to = Math.min(from * 2, longestTtl);
        const isLow = hitRate !== null && hitRate < lowHitRate && hits + misses >= fewestAsks;
        if (!isLow || to <= from || !(await ttls.set(database, from, to))) continue;
        changed.push({ database, from, to, hitRate });
      }
      await ttls.refresh();
      return changed;
    },
    forget,
  };
}

function isRefusal(error: unknown): boolean {
  return error instanceof Problem && (error.code === 'invalid_input' || error.code === 'not_found');
}
