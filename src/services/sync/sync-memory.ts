// SyncState in the bot's memory: one document per database's last sync, per failed page, and per pause.
import { z } from 'zod';
import type { Collection, Store, Stored } from '../store/store.js';
import { update } from '../store/update.js';
import {
  failureKinds,
  syncModes,
  type FailedPage,
  type LastSync,
  type Pause,
  type SyncState,
} from './sync-state.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const failedPages: Collection<FailedPage> = {
  name: 'sync_failures',
  schema: z.object({
    system: z.string(),
    database: z.string(),
    pageId: z.string(),
    title: z.string(),
    kind: z.enum(failureKinds),
    message: z.string(),
    property: z.string().nullable(),
    firstAt: instant,
    lastAt: instant,
    attempts: z.number().int(),
  }),
  indexes: { bySystem: ['system', 'database', 'lastAt'] },
};

const lastSyncs: Collection<LastSync> = {
  name: 'last_syncs',
  schema: z.object({
    system: z.string(),
    database: z.string().nullable(),
    mode: z.enum(syncModes),
    run: z.string(),
    startedAt: instant,
    endedAt: instant,
    outcome: z.enum(['succeeded', 'partial', 'failed']),
    kind: z.enum(failureKinds).nullable(),
    message: z.string(),
    pages: z.number().int(),
    changed: z.number().int(),
    deleted: z.number().int(),
    failed: z.number().int(),
    unknownTypes: z.array(z.string()),
  }),
  indexes: { bySystem: ['system', 'endedAt'] },
};

const pauses: Collection<Pause> = {
  name: 'sync_pauses',
  schema: z.object({
    system: z.string(),
    by: z.string(),
    reason: z.string(),
    since: instant,
    until: instant.nullable(),
  }),
  indexes: { bySystem: ['system'] },
};

const perPage = 1_000;

/** @param now epoch milliseconds */
export function createSyncMemory({ store, now }: { store: Store; now: () => number }): SyncState {
  async function all<Doc>(
    collection: Collection<Doc>,
    equals: readonly string[],
  ): Promise<Stored<Doc>[]> {
    const found: Stored<Doc>[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.list<Doc>>> = await store.list(collection, {
        index: 'bySystem',
        equals,
        limit: perPage,
        ...(after === null ? {} : { after }),
      });
      found.push(...page.items);
      after = page.next;
    } while (after !== null);
    return found;
  }

  async function put<Doc>(collection: Collection<Doc>, id: string, doc: Doc): Promise<void> {
    if (await store.insert(collection, id, doc)) return;
    await update(store, collection, id, () => doc);
  }

  const holding = async (): Promise<Pause[]> =>
    (await all(pauses, []))
      .map(({ doc }) => doc)
      .filter(({ until }) => until === null || until > now());

  return {
    lastSyncs: async (system) =>
      (await all(lastSyncs, system === undefined ? [] : [system])).map(({ doc }) => doc),
    failedPages: async (system, database) =>
      (
        await all(
          failedPages,
          [system, database].filter((part) => part !== undefined),
        )
      ).map(({ doc }) => doc),
    pauses: holding,
    pauseOf: async (system) =>
      (await holding()).find((pause) => pause.system === system || pause.system === '*') ?? null,
    pause: (pause) => put(pauses, pause.system, pause),
    async resume(system) {
      const held = (await holding()).some((pause) => pause.system === system);
      await store.remove(pauses, system);
      return held;
    },
    sawEnd: (last) => put(lastSyncs, `${last.system}/${last.database ?? ''}`, last),
    async sawFailure(failed, at) {
      const first = { ...failed, firstAt: at, lastAt: at, attempts: 1 };
      if (await store.insert(failedPages, failed.pageId, first)) return;
      await update(store, failedPages, failed.pageId, (before) => ({
        ...failed,
        // A page that can't be read has no title: the one it had will do.
        title: failed.title === '' ? before.title : failed.title,
        firstAt: before.firstAt,
        lastAt: at,
        attempts: before.attempts + 1,
      }));
    },
    async sawSuccess(pageIds) {
      for (const id of pageIds) await store.remove(failedPages, id);
    },
  };
}
