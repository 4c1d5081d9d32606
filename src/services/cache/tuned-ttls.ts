// Times to live that `cache tune` has set, in the store: they outlive a restart and reach every replica within seconds.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';

interface TunedTtl {
  /** `finance-ppm/projects` */
  database: string;
  /** What was configured when it was tuned, seconds: as soon as somebody configures another one, that holds. */
  base: number;
  seconds: number;
  /** Epoch milliseconds. */
  at: number;
}

const tunedTtls: Collection<TunedTtl> = {
  name: 'cache_ttls',
  schema: z.object({
    database: z.string(),
    base: z.number(),
    seconds: z.number(),
    at: z.number().int(),
  }),
  indexes: { byDatabase: ['database'] },
};

/** Milliseconds between two looks into the store. */
const lookEvery = 5_000;
/** Databases of ppm.config.yaml are far fewer. */
const mostRows = 1_000;

export interface TunedTtls {
  /** Looks into the store if the last look is some seconds old. What can't be read stays as it was. */
  refresh(): Promise<void>;
  /** Seconds. */
  of(database: string): number;
  /** False if it is no longer `from`: somebody was faster. @throws Problem store_unavailable */
  set(database: string, from: number, to: number): Promise<boolean>;
}

export interface TunedTtlsOptions {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  /** What is configured, seconds. */
  configured: (database: string) => number;
  /** Told when a time to live was tuned, here or by another replica. */
  tuned: (database: string) => void;
}

export function createTunedTtls({ store, now, configured, tuned }: TunedTtlsOptions): TunedTtls {
  let rows = new Map<string, TunedTtl>();
  let lookedAt = -Infinity;
  let looking: Promise<void> | null = null;

  async function look(): Promise<void> {
    const { items } = await store.list(tunedTtls, { index: 'byDatabase', limit: mostRows });
    const before = rows;
    rows = new Map(items.map(({ doc }) => [doc.database, doc]));
    for (const [database, { at }] of rows) if (before.get(database)?.at !== at) tuned(database);
  }

  function holds(row: TunedTtl | undefined, database: string): number {
    const base = configured(database);
    return row?.base === base ? row.seconds : base;
  }

  return {
    async refresh() {
      if (now() - lookedAt < lookEvery) return;
      looking ??= look()
        // A question to Notion does not fail for this: whatever else needs the store says that it is down.
        .catch(() => undefined)
        .finally(() => {
          lookedAt = now();
          looking = null;
        });
      await looking;
    },
    of: (database) => holds(rows.get(database), database),
    async set(database, from, to) {
      const row: TunedTtl = { database, base: configured(database), seconds: to, at: now() };
      let isSet = await store.insert(tunedTtls, database, row);
      if (!isSet)
        await update(store, tunedTtls, database, (doc) => {
          isSet = holds(doc, database) === from;
          return isSet ? row : doc;
        });
      lookedAt = -Infinity;
      return isSet;
    },
  };
}
