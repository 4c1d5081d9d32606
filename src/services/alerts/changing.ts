// How a stored group or storm is changed by people and by the bot's own loops: compare-and-swap, then whoever draws it is
// told. A repeat after a crash changes nothing and tells all the same, so that no card stays behind its record.
import { touchCards, type Redraw } from '../cards/rows.js';
import type { Collection, IndexValue, Store } from '../store/store.js';
import { update } from '../store/update.js';
import { alertGroups, storms, type AlertGroup, type Storm } from './records.js';

export interface Changing {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  redraw: Redraw;
}

/** How many documents are read at once. */
const perPage = 200;
/** How many of them are changed at once. */
const together = 20;

/** Null when there is no such group. `change` returns its argument where there is nothing to do. */
export async function changeGroup(
  { store, now, redraw }: Changing,
  id: string,
  change: (group: AlertGroup) => AlertGroup,
): Promise<AlertGroup | null> {
  const stored = await update(store, alertGroups, id, (group) => {
    const next = change(group);
    return next === group ? group : { ...next, changedAt: now() };
  });
  if (!stored) return null;
  redraw({ kind: 'alert-group', id });
  await touchCards(store, { kind: 'alert-group', id }, now());
  return stored.doc;
}

/** Null when there is no such storm. */
export async function changeStorm(
  { store, now, redraw }: Changing,
  id: string,
  change: (storm: Storm) => Storm,
): Promise<Storm | null> {
  const stored = await update(store, storms, id, change);
  if (!stored) return null;
  redraw({ kind: 'storm', id });
  await touchCards(store, { kind: 'storm', id }, now());
  return stored.doc;
}

/** Does something for each group that fires (of one storm, if it is named), a few at a time. */
export async function eachFiring(
  store: Store,
  storm: string | null,
  act: (group: AlertGroup) => Promise<void>,
): Promise<void> {
  const which =
    storm === null
      ? { index: 'byState', equals: ['firing'] }
      : { index: 'byStorm', equals: [storm, 'firing'] };
  for await (const group of chunks(store, alertGroups, which)) await Promise.all(group.map(act));
}

/** Everything that an index has under these values, in chunks. */
export async function* chunks<Doc>(
  store: Store,
  collection: Collection<Doc>,
  which: { index: string; equals: readonly IndexValue[] },
): AsyncGenerator<Doc[]> {
  let after: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof store.list<Doc>>> = await store.list(collection, {
      ...which,
      limit: perPage,
      ...(after === null ? {} : { after }),
    });
    for (let start = 0; start < page.items.length; start += together)
      yield page.items.slice(start, start + together).map(({ doc }) => doc);
    after = page.next;
  } while (after !== null);
}
