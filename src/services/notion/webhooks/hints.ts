// Pages of which Notion said that they changed: to be synced soon, ahead of the next turn. A hint may be lost (polling finds
// every change), so that it needs no more than this: one document a page, taken up when due, and again later if it failed.
import { z } from 'zod';
import type { Collection, Store } from '../../store/store.js';
import { update } from '../../store/update.js';
import type { ChangedPage } from './event.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const hintSchema = z.object({
  databaseId: z.string().nullable(),
  dataSourceId: z.string().nullable(),
  firstSeen: instant,
  dueAt: instant,
  /** How often it was taken up since the page last changed. */
  attempts: z.number().int(),
});

/** By page. */
export const notionHints: Collection<z.infer<typeof hintSchema>> = {
  name: 'notion_hints',
  schema: hintSchema,
  indexes: { byDue: ['dueAt'] },
};

export interface Hint extends ChangedPage {
  firstSeen: number;
  attempts: number;
  /** Of the document as it was taken up. */
  revision: number;
}

/** Every method throws Problem store_unavailable when the store does. */
export interface HintBox {
  /** Notes that a page changed. It is due in 10 s, so that a burst of edits is one hint. */
  add(changed: ChangedPage): Promise<void>;
  /** Takes up those that are due, oldest first. What is not `done` comes again after 1, 2, 4 … 60 minutes. */
  due(limit: number): Promise<Hint[]>;
  /** The page was synced. A hint stays when its page has changed meanwhile. */
  done(hint: Hint): Promise<void>;
}

const settleMs = 10_000;
const retryMs = 60_000;
const longestRetryMs = 3_600_000;

export function createHintBox({ store, now }: { store: Store; now: () => number }): HintBox {
  return {
    async add({ page, databaseId, dataSourceId }) {
      const at = now();
      const fresh = {
        databaseId,
        dataSourceId,
        firstSeen: at,
        dueAt: at + settleMs,
        attempts: 0,
      };
      for (;;) {
        if (await store.insert(notionHints, page, fresh)) return;
        const stored = await update(store, notionHints, page, (doc) =>
          // One that nobody has taken up yet will do; its time stays, or it would never come in a long burst.
          doc.attempts === 0
            ? doc
            : { ...fresh, firstSeen: doc.firstSeen, dueAt: Math.min(doc.dueAt, fresh.dueAt) },
        );
        if (stored) return;
      }
    },
    async due(limit) {
      const { items } = await store.list(notionHints, { index: 'byDue', max: now(), limit });
      const taken: Hint[] = [];
      for (const { id, revision, doc } of items) {
        const attempts = doc.attempts + 1;
        const waitMs = Math.min(retryMs * 2 ** doc.attempts, longestRetryMs);
        const next = { ...doc, attempts, dueAt: now() + waitMs };
        if (!(await store.replace(notionHints, id, revision, next))) continue;
        const { databaseId, dataSourceId, firstSeen } = doc;
        taken.push({
          page: id,
          databaseId,
          dataSourceId,
          firstSeen,
          attempts,
          revision: revision + 1,
        });
      }
      return taken;
    },
    async done({ page, revision }) {
      const stored = await store.get(notionHints, page);
      if (stored?.revision === revision) await store.remove(notionHints, page);
    },
  };
}
