// The pages of a data source in the order of a time, from any place in it, without making those that nobody asks for: the
// generated ones are found by their number.
import type { Bounds } from './filter.js';
import {
  comparePlaces,
  firstFrom,
  placeOf,
  type Place,
  type TimeKey,
} from '../state/sorted-pages.js';
import { toMinute, type Database, type Page } from '../state/page.js';
import { generatedOrder, type Workspace } from '../state/workspace.js';

export interface Order {
  by: TimeKey;
  ascending: boolean;
}

export interface Within {
  /** Times of the order's own key outside of which nothing is wanted. */
  kept: Bounds;
  /** The same for generated pages, whose times are one. Null: none of them. */
  generated: Bounds | null;
}

/** @param after what comes after it in the order's direction is still to come; null for all */
export function* ordered(
  workspace: Workspace,
  database: Database,
  order: Order,
  within: Within,
  after: Place | null,
): Generator<Page> {
  const { by, ascending } = order;
  const comesFirst = (a: Page, b: Page): boolean =>
    comparePlaces(placeOf(a, by), placeOf(b, by)) < 0 === ascending;
  const one = generatedInOrder(workspace, database, order, within.generated, after);
  const other = keptInOrder(workspace, database, order, within.kept, after);
  let left = one.next();
  let right = other.next();
  while (!left.done || !right.done) {
    if (right.done || (!left.done && comesFirst(left.value, right.value))) {
      if (left.value) yield left.value;
      left = one.next();
    } else {
      yield right.value;
      right = other.next();
    }
  }
}

function* keptInOrder(
  workspace: Workspace,
  database: Database,
  { by, ascending }: Order,
  bounds: Bounds,
  after: Place | null,
): Generator<Page, undefined> {
  const pages = workspace.pagesBy(database, by);
  const numbers = numbersWithin(pages.length, ascending, bounds, after, (index) => {
    const page = pages[index];
    return page ? placeOf(page, by) : { at: Infinity, order: '' };
  });
  for (const index of numbers) {
    const page = pages[index];
    if (page) yield page;
  }
  return undefined;
}

/** Generated pages were never edited, so both times are the same, and both orders. */
function* generatedInOrder(
  workspace: Workspace,
  database: Database,
  { ascending }: Order,
  bounds: Bounds | null,
  after: Place | null,
): Generator<Page, undefined> {
  const { generated, replaced } = database;
  if (!generated || !bounds) return;
  const numbers = numbersWithin(generated.count, ascending, bounds, after, (index) => ({
    at: toMinute(generated.createdAt(index)),
    order: generatedOrder(index),
  }));
  for (const index of numbers)
    if (!replaced.has(index)) yield workspace.generatedPage(database, index);
  return undefined;
}

/** The numbers of a sorted row whose times lie within, behind a place, in the direction asked for. */
function* numbersWithin(
  count: number,
  ascending: boolean,
  { from, before }: Bounds,
  after: Place | null,
  place: (index: number) => Place,
): Generator<number> {
  let start = firstFrom(count, (index) => place(index).at >= from);
  let end = firstFrom(count, (index) => place(index).at >= before);
  if (after && ascending)
    start = Math.max(
      start,
      firstFrom(count, (index) => comparePlaces(place(index), after) > 0),
    );
  if (after && !ascending)
    end = Math.min(
      end,
      firstFrom(count, (index) => comparePlaces(place(index), after) >= 0),
    );
  for (let step = 0; step < end - start; step += 1) yield ascending ? start + step : end - 1 - step;
}
