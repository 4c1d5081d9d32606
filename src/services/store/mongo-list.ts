// How a list becomes questions to MongoDB that only walk an index. As in sqlite-list.ts, what follows a cursor is several
// ranges, one after the other in the list's order: one filter with $or would have to be merged or sorted by the server.
import type { Document } from 'mongodb';
import { readCursor } from './cursor.js';
import { keyOf } from './mongo-keys.js';
import type { Collection, IndexValue, ListQuery } from './store.js';

export type IndexedCollection = Pick<Collection<unknown>, 'name' | 'indexes'>;

/** One range of an index. */
export interface MongoRange {
  filter: Document;
  sort: Record<string, 1 | -1>;
}

/** What createIndexes takes; null for a list by id alone, which every collection has an index for. */
export function indexFor(
  collection: IndexedCollection,
  index: string,
): { key: Record<string, 1>; name: string } | null {
  const paths = pathsOf(collection, index);
  if (paths.length === 1) return null;
  const key = Object.fromEntries(paths.map((path) => [path, 1 as const]));
  // Named by its fields: an index that is declared anew is made anew.
  return { key, name: `ppm(${(collection.indexes[index] ?? []).join()})` };
}

/**
 * The ranges to read one after the other until the page is full.
 * @throws Problem invalid_input when `query.after` is no cursor of this index
 */
export function mongoRanges(collection: IndexedCollection, query: ListQuery): MongoRange[] {
  const paths = pathsOf(collection, query.index);
  const { equals = [], order = 'asc', min, max, after } = query;
  const bounded = min !== undefined || max !== undefined;
  const rest = paths.slice(equals.length);
  const first = firstOf(collection, query, rest);

  const prefix = paths.slice(0, equals.length).map(same(equals));
  const range = (conditions: readonly Document[], by: readonly string[]): MongoRange => ({
    filter: merged([...prefix, ...conditions]),
    sort: Object.fromEntries(by.map((path) => [path, order === 'asc' ? 1 : -1])),
  });

  const lower = min === undefined ? [] : [{ [first]: { $gte: keyOf(min) } }];
  const upper = max === undefined ? [] : [{ [first]: { $lte: keyOf(max) } }];
  if (after === undefined) return [range([...lower, ...upper], rest)];

  const place = readCursor(after, paths.length).slice(equals.length);
  const nearestFirst = [...rest.entries()].toReversed();
  return nearestFirst.flatMap(([depth, path]) => {
    const start = rest.slice(0, depth).map(same(place));
    // The bound on the cursor's side is met.
    const end = depth > 0 ? [] : order === 'asc' ? upper : lower;
    const value = place[depth] ?? null;
    const ranges = beyond(path, value, order).map((condition) =>
      range([...start, condition, ...end], rest.slice(depth)),
    );
    // Descending ends with the nulls, which a bound leaves out; an id is never null.
    const nullsFollow = order === 'desc' && value !== null && depth < rest.length - 1;
    if (nullsFollow && !(depth === 0 && bounded))
      ranges.push(range([...start, { [path]: null }], rest.slice(depth + 1)));
    return ranges;
  });
}

/** What a list would give in all. */
export function mongoFilter(
  collection: IndexedCollection,
  query: Pick<ListQuery, 'index' | 'equals' | 'min' | 'max'>,
): Document {
  return merged(mongoRanges(collection, { ...query, limit: 1 }).map(({ filter }) => filter));
}

/** What comes after a value, nulls aside: a comparison with text finds text only. Nothing comes after null descending. */
function beyond(path: string, value: IndexValue, order: 'asc' | 'desc'): Document[] {
  const stored = storedAt(path, value);
  if (order === 'desc') return stored === null ? [] : [{ [path]: { $lt: stored } }];
  return [{ [path]: stored === null ? { $gte: '' } : { $gt: stored } }];
}

function same(values: readonly IndexValue[]) {
  return (path: string, position: number): Document => ({
    [path]: storedAt(path, values[position] ?? null),
  });
}

function storedAt(path: string, value: IndexValue): IndexValue {
  return path === '_id' ? value : keyOf(value);
}

/** Conditions of one field become one. */
function merged(conditions: readonly Document[]): Document {
  const filter: Document = {};
  for (const [path, condition] of conditions.flatMap((each) => Object.entries(each)))
    filter[path] =
      typeof condition === 'object' && condition !== null
        ? { ...filter[path], ...condition }
        : condition;
  return filter;
}

/** The field that is ordered by first, or bounded. */
function firstOf(
  { name }: IndexedCollection,
  { index, min, max }: Pick<ListQuery, 'index' | 'min' | 'max'>,
  rest: readonly string[],
): string {
  const [first] = rest;
  if (first === undefined || (rest.length === 1 && (min !== undefined || max !== undefined)))
    throw new TypeError(`${name}.${index} has too few fields for this list`);
  return first;
}

function pathsOf({ name, indexes }: IndexedCollection, index: string): string[] {
  const fields = indexes[index];
  if (!fields) throw new TypeError(`${name} has no index ${index}`);
  return [...fields.map((field) => `keys.${field}`), '_id'];
}
