// The pages of a database that are kept as such, in the order of each of their times: found by halving, and put in and taken
// out one by one, because somebody edits them between any two queries.
import { toMinute, type Page } from './page.js';

export type TimeKey = 'createdAt' | 'editedAt';

/** A place in an order by time: pages of the same minute are told apart by their `order`. */
export interface Place {
  /** Rounded down to the minute, epoch milliseconds. */
  at: number;
  order: string;
}

export function placeOf(page: Page, by: TimeKey): Place {
  return { at: toMinute(page[by]), order: page.order };
}

export function comparePlaces(a: Place, b: Place): number {
  return a.at - b.at || (a.order < b.order ? -1 : a.order > b.order ? 1 : 0);
}

/** The least number from 0 to `count` for which it is true; it stays true for all greater ones. */
export function firstFrom(count: number, isTrue: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isTrue(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

export class SortedPages {
  readonly all = new Set<Page>();
  /** Made at the first query that wants it. */
  private readonly sorted = new Map<TimeKey, Page[]>();

  add(page: Page): void {
    this.all.add(page);
    for (const [by, pages] of this.sorted) pages.splice(this.indexOf(pages, by, page), 0, page);
  }

  /** The page must be as it was when it was added. */
  remove(page: Page): void {
    if (!this.all.delete(page)) return;
    for (const [by, pages] of this.sorted) pages.splice(this.indexOf(pages, by, page), 1);
  }

  /** Oldest first. */
  by(key: TimeKey): readonly Page[] {
    const known = this.sorted.get(key);
    if (known) return known;
    const pages = [...this.all].toSorted((a, b) => comparePlaces(placeOf(a, key), placeOf(b, key)));
    this.sorted.set(key, pages);
    return pages;
  }

  private indexOf(pages: readonly Page[], by: TimeKey, page: Page): number {
    const place = placeOf(page, by);
    return firstFrom(pages.length, (index) => {
      const other = pages[index];
      return other === undefined || comparePlaces(placeOf(other, by), place) >= 0;
    });
  }
}
