// What the bot has stored about alerts, read beside the running bot, and a store that can't be written for a while.
import { execFileSync } from 'node:child_process';
import { cards, type Card } from '../../src/services/cards/rows.js';
import {
  alertGroups,
  alerts,
  deliveries,
  type Alert,
  type AlertGroup,
} from '../../src/services/alerts/records.js';
import { openSqlite } from '../../src/services/store/sqlite.js';
import type { Collection, ListQuery, Stored } from '../../src/services/store/store.js';

export interface Memory {
  /** How many alerts are stored. */
  count(): Promise<number>;
  /** How many notifications were taken and not worked on yet. */
  waiting(): Promise<number>;
  alerts(): Promise<Stored<Alert>[]>;
  groups(): Promise<Stored<AlertGroup>[]>;
  /** Of a group, without what stands in its thread. */
  cardOf(group: string): Promise<Card | null>;
  close(): Promise<void>;
}

export function openMemory(directory: string): Memory {
  const store = openSqlite(directory);

  async function all<Doc>(
    collection: Collection<Doc>,
    query: Omit<ListQuery, 'limit'>,
  ): Promise<Stored<Doc>[]> {
    const found: Stored<Doc>[] = [];
    let after: string | null | undefined;
    do {
      const page = await store.list(collection, {
        ...query,
        limit: 1_000,
        ...(after ? { after } : {}),
      });
      found.push(...page.items);
      after = page.next;
    } while (after !== null);
    return found;
  }

  return {
    count: () => store.count(alerts, { index: 'byGroup' }),
    waiting: () => store.count(deliveries, { index: 'byAge' }),
    alerts: () => all(alerts, { index: 'byGroup' }),
    groups: () => all(alertGroups, { index: 'byAge' }),
    cardOf: async (group) => (await store.get(cards, `alert-group:${group}:card`))?.doc ?? null,
    close: () => store.close(),
  };
}

/** The process can write no file any more, as on a full disk, until the result is called. Reading goes on. */
export function fillDisk(pid: number): () => void {
  const limit = (most: string) =>
    execFileSync('prlimit', ['--pid', String(pid), `--fsize=${most}:unlimited`]);
  limit('0');
  return () => void limit('unlimited');
}
