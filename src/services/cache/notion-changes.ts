// That Notion was changed by the bot, as one row of the store whose revision every replica reads along: what was read before is
// served by none of them for longer than a few seconds, with news or without, and whatever the clocks say.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';

const changes: Collection<{ at: number }> = {
  name: 'notion_changes',
  schema: z.object({
    /** Of the last one, epoch milliseconds. */
    at: z.number().int(),
  }),
  indexes: {},
};
const rowId = 'notion';
/** Milliseconds between two looks into the store. */
const lookEvery = 5_000;

export interface NotionChanges {
  /** Looks into the store if the last look is some seconds old. What can't be read stays as it was. */
  refresh(): Promise<void>;
  /** Grows with every change; null while it is not known: what others have read may be too old, and what is read here too. */
  version(): number | null;
  /** The bot has changed Notion, here. */
  changed(): void;
  /** Another replica has, or news of it may have been missed. */
  heard(): void;
}

export interface NotionChangesOptions {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  /** Called when another replica has changed something: what was read before is forgotten. */
  forget: () => void;
  /** Called when a change of ours is in the store. */
  stored: () => void;
}

export function createNotionChanges(options: NotionChangesOptions): NotionChanges {
  const { store, now, forget, stored } = options;
  let known: number | null = null;
  let isSure = false;
  let lookedAt = -Infinity;
  /** Grows with whatever makes an answer that is under way one of yesterday. */
  let moment = 0;
  let owed = false;
  let working: Promise<void> | null = null;

  function learn(revision: number, asked: number, mine: boolean): void {
    const expected = mine && known !== null ? known + 1 : known;
    if (revision !== expected) forget();
    known = revision;
    if (moment !== asked) return;
    isSure = true;
    lookedAt = now();
  }

  async function storeChange(): Promise<number> {
    for (;;) {
      const doc = { at: now() };
      const row = await update(store, changes, rowId, () => doc);
      if (row) return row.revision;
      if (await store.insert(changes, rowId, doc)) return 1;
    }
  }

  async function work(): Promise<void> {
    const asked = moment;
    if (!owed) {
      const row = await store.get(changes, rowId);
      return learn(row?.revision ?? 0, asked, false);
    }
    owed = false;
    try {
      learn(await storeChange(), asked, true);
    } catch (error) {
      owed = true;
      // The others have to learn of it, though nobody asks anything here.
      setTimeout(() => void settle(), lookEvery).unref();
      throw error;
    }
    stored();
  }

  /** Once at a time; again when something has changed meanwhile. */
  function settle(): Promise<void> {
    working ??= work()
      // A question to Notion does not fail for this: whatever else needs the store says that it is down.
      .catch(() => {
        lookedAt = now();
      })
      .finally(() => {
        working = null;
      });
    return working;
  }

  return {
    version: () => (isSure ? known : null),
    async refresh() {
      if (now() - lookedAt >= lookEvery) await settle();
    },
    changed() {
      [isSure, owed, lookedAt] = [false, true, -Infinity];
      moment += 1;
      // Once more where a look was under way.
      void settle().then(() => (owed ? settle() : undefined));
    },
    heard() {
      [isSure, lookedAt] = [false, -Infinity];
      moment += 1;
      forget();
    },
  };
}
