// Small things that the seeds of the pretend databases are made of. `now` rules the times, a page's number all the rest.
import { notionPageId } from '../../company.js';
import type { DatabaseSeed, PageSeed, PropertySeed } from '../protocol.js';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** 2026-02-01 */
export const dateText = (millis: number): string => new Date(millis).toISOString().slice(0, 10);

/** The item at `index`, from the start again after the end. */
export function turn<Item>(items: readonly [Item, ...Item[]], index: number): Item {
  return items[index % items.length] ?? items[0];
}

export const plain = (type: string): PropertySeed => ({ type, [type]: {} });

export const choices = (type: 'select' | 'status', ...names: string[]): PropertySeed => ({
  type,
  [type]: { options: names.map((name) => ({ name })) },
});

/** Seeds of `count` pages, oldest first, with the ids that belong to their numbers. */
export function pagesOf(
  database: { pages: string },
  count: number,
  page: (number: number) => Omit<PageSeed, 'id'>,
): PageSeed[] {
  return Array.from({ length: count }, (_, number) => ({
    id: notionPageId(database, number),
    ...page(number),
  }));
}

export function seedOf(
  { id, dataSourceId, title }: { id: string; dataSourceId: string; title: string },
  rest: Omit<DatabaseSeed, 'id' | 'dataSourceId' | 'title'>,
): DatabaseSeed {
  return { id, dataSourceId, title, ...rest };
}
