// Which alert groups a window held back: a row for each, so that a group counts once however often it is reported, and every
// one is found at the end although the window lists only 50.
import { z } from 'zod';
import type { Collection, Store } from '../store/store.js';
import { isOver } from './window-state.js';
import { changeWindow, type WindowParts } from './window-records.js';

const heldSchema = z.object({ window: z.string(), group: z.string() });

const heldGroups: Collection<z.infer<typeof heldSchema>> = {
  name: 'maintenance_held_groups',
  schema: heldSchema,
  indexes: { byWindow: ['window', 'group'] },
};

const listed = 50;
const perPage = 200;

/** Harmless to repeat. A window that has ended meanwhile is woken, so that the group is let go. */
export async function holdBack(
  parts: WindowParts,
  id: string,
  group: { id: string; title: string },
): Promise<void> {
  await parts.store.insert(heldGroups, `${id}/${group.id}`, { window: id, group: group.id });
  const heldCount = await countHeld(parts.store, id);
  await changeWindow(parts, id, (window) => {
    const isListed = window.held.some((one) => one.group === group.id);
    const isLate = isOver(window);
    if ((isListed || window.held.length >= listed) && window.heldCount >= heldCount && !isLate)
      return window;
    return {
      ...window,
      held:
        isListed || window.held.length >= listed
          ? window.held
          : [...window.held, { group: group.id, title: group.title }],
      heldCount: Math.max(window.heldCount, heldCount),
      wakeAt: isLate ? parts.now() : window.wakeAt,
    };
  });
}

function countHeld(store: Store, window: string): Promise<number> {
  return store.count(heldGroups, { index: 'byWindow', equals: [window] });
}

/** Ids of all of them. */
export async function* heldBy(store: Store, window: string): AsyncGenerator<string> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list<z.infer<typeof heldSchema>>>> =
      await store.list(heldGroups, {
        index: 'byWindow',
        equals: [window],
        limit: perPage,
        ...(after === null ? {} : { after }),
      });
    for (const { doc } of page.items) yield doc.group;
    after = page.next;
  } while (after !== null);
}
