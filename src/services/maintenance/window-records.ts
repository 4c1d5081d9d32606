// Windows in the store: read by state, changed by compare-and-swap, and whoever draws them is told.
import { touchCards, type Redraw } from '../cards/rows.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import { maintenanceWindows, type MaintenanceWindow } from './maintenance.js';

export interface WindowParts {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  redraw: Redraw;
}

const perPage = 200;

/** Those whose stored state is one of two, earliest first. */
export async function openWindows(store: Store): Promise<MaintenanceWindow[]> {
  const found: MaintenanceWindow[] = [];
  for (const state of ['active', 'scheduled'] as const) {
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof store.list<MaintenanceWindow>>> = await store.list(
        maintenanceWindows,
        {
          index: 'byState',
          equals: [state],
          limit: perPage,
          ...(after === null ? {} : { after }),
        },
      );
      found.push(...page.items.map(({ doc }) => doc));
      after = page.next;
    } while (after !== null);
  }
  return found.toSorted((a, b) => a.from - b.from || a.id.localeCompare(b.id));
}

/** Null when there is no such window. `change` returns its argument where there is nothing to do. */
export async function changeWindow(
  { store, now, redraw }: WindowParts,
  id: string,
  change: (window: MaintenanceWindow) => MaintenanceWindow,
): Promise<MaintenanceWindow | null> {
  const stored = await update(store, maintenanceWindows, id, (window) => {
    const next = change(window);
    return next === window ? window : { ...next, changedAt: now() };
  });
  if (!stored) return null;
  await redrawn({ store, now, redraw }, id);
  return stored.doc;
}

export async function redrawn({ store, now, redraw }: WindowParts, id: string): Promise<void> {
  redraw({ kind: 'maintenance', id });
  await touchCards(store, { kind: 'maintenance', id }, now());
}
