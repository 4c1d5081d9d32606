// What the bot remembers while it copies pages into a database: which database it made for a run, and which new page an old
// one has become. A process that dies goes on from here, and no page is made twice.
import { z } from 'zod';
import { update } from '../../store/update.js';
import type { Collection, Store } from '../../store/store.js';

const madeSchema = z.object({ databaseId: z.string(), dataSource: z.string(), url: z.string() });
export type MadeDatabase = z.infer<typeof madeSchema>;

const recreationSchema = z.object({
  run: z.string(),
  /** Data source that it stands in for. */
  source: z.string(),
  /** Of the new database; the run's id in it tells it from all others. */
  title: z.string(),
  /** Epoch milliseconds. */
  since: z.number(),
  made: madeSchema.nullable(),
});
export type Recreation = z.infer<typeof recreationSchema>;

const copySchema = z.object({
  run: z.string(),
  from: z.string(),
  /** When it was asked for, epoch milliseconds. */
  since: z.number(),
  /** The new page's id; null: asked for, and nobody knows yet what became of it. */
  page: z.string().nullable(),
});
export type Copy = z.infer<typeof copySchema>;

export const recreations: Collection<Recreation> = {
  name: 'notion_recreations',
  schema: recreationSchema,
  indexes: { bySource: ['source', 'since'] },
};

export const pageCopies: Collection<Copy> = {
  name: 'notion_page_copies',
  schema: copySchema,
  indexes: { byRun: ['run'] },
};

export interface Recreations {
  /** The run's own, made now if it has none; `since` is when its database was asked for last. */
  begin(wanted: Omit<Recreation, 'made'>): Promise<Recreation>;
  made(run: string, database: MadeDatabase): Promise<void>;
  /** The last one that was begun for this data source. */
  latestOf(source: string): Promise<Recreation | null>;
  /** Stored before a page is asked for, the first time or again. */
  intend(run: string, from: string, since: number): Promise<void>;
  copied(run: string, from: string, page: string): Promise<void>;
  /** By the old page's id. */
  copies(run: string): Promise<Map<string, Copy>>;
}

export function createRecreations(store: Store): Recreations {
  const copyId = (run: string, from: string): string => `${run}/${from}`;
  return {
    async begin(wanted) {
      const mine = { ...wanted, made: null };
      if (await store.insert(recreations, wanted.run, mine)) return mine;
      const again = await update(store, recreations, wanted.run, (doc) =>
        doc.made === null ? { ...doc, since: wanted.since } : doc,
      );
      return again?.doc ?? mine;
    },
    async made(run, made) {
      await update(store, recreations, run, (doc) => ({ ...doc, made }));
    },
    async latestOf(source) {
      const query = { index: 'bySource', equals: [source], order: 'desc', limit: 1 } as const;
      return (await store.list(recreations, query)).items[0]?.doc ?? null;
    },
    async intend(run, from, since) {
      const id = copyId(run, from);
      if (await store.insert(pageCopies, id, { run, from, since, page: null })) return;
      await update(store, pageCopies, id, (doc) => ({ ...doc, since }));
    },
    async copied(run, from, page) {
      await update(store, pageCopies, copyId(run, from), (doc) => ({ ...doc, page }));
    },
    async copies(run) {
      const all = new Map<string, Copy>();
      let after: string | undefined;
      for (;;) {
        const { items, next } = await store.list(pageCopies, {
          index: 'byRun',
          equals: [run],
          limit: 1_000,
          ...(after === undefined ? {} : { after }),
        });
        for (const { doc } of items) all.set(doc.from, doc);
        if (next === null) return all;
        after = next;
      }
    },
  };
}
