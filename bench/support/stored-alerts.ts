// Which of the alerts that were sent the bot has stored, and how many notifications it has still to work on.
import type { PretendCompany } from '../../sandbox/pretend-company.js';
import { alerts, deliveries } from '../../src/services/alerts/records.js';
import { openStore } from '../../src/services/store/open-store.js';
import type { Store } from '../../src/services/store/store.js';

export interface StoredAlerts {
  ids(): Promise<Set<string>>;
  waiting(): Promise<number>;
  close(): Promise<void>;
}

/** The memory of the bots, which may be running. */
export function storeOf({ botOptions }: PretendCompany): Store {
  return openStore({
    PPM_DATA_DIR: botOptions.dataDir,
    MONGODB_URI: botOptions.extra?.['MONGODB_URI'],
  });
}

export function openStored(company: PretendCompany): StoredAlerts {
  const store = storeOf(company);
  return {
    async ids() {
      const ids = new Set<string>();
      for (let after: string | undefined; ;) {
        const page = await store.list(alerts, {
          index: 'byGroup',
          limit: 1_000,
          ...(after === undefined ? {} : { after }),
        });
        for (const { id } of page.items) ids.add(id);
        if (page.next === null) return ids;
        after = page.next;
      }
    },
    waiting: () => store.count(deliveries, { index: 'byAge' }),
    close: () => store.close(),
  };
}
