// How a list becomes SQL that only walks an index. What follows a cursor is several ranges, one after the other in the
// list's order: SQLite can seek to each, whereas one condition with ORs would scan everything before it.
import { readCursor } from './cursor.js';
import type { Collection, IndexValue, ListQuery } from './store.js';

export type IndexedCollection = Pick<Collection<unknown>, 'name' | 'indexes'>;

/** One range of an index. */
export interface Range {
  sql: string;
  /** To bind, followed by the limit. */
  values: string[];
}

interface Condition {
  sql: string;
  values: readonly IndexValue[];
}

/** Both sides of a comparison go through SQLite's JSON, so that booleans, integers and odd texts compare alike. */
const bound = "json_extract(?, '$')";

/** SQL that makes an index of the collection unless it is there. */
export function indexSql(collection: IndexedCollection, index: string): string {
  const { name, columns } = indexOf(collection, index);
  return `CREATE INDEX IF NOT EXISTS ${name} ON documents (${columns.join()}) WHERE collection = '${collection.name}'`;
}

/**
 * The ranges to read one after the other until the page is full.
 * @throws Problem invalid_input when `query.after` is no cursor of this index
 */
export function rangesOf(collection: IndexedCollection, query: ListQuery): Range[] {
  const { name, columns } = indexOf(collection, query.index);
  const { equals = [], order = 'asc', min, max } = query;
  const bounded = min !== undefined || max !== undefined;
  const rest = columns.slice(equals.length);
  const [first] = rest;
  if (first === undefined || (bounded && rest.length === 1))
    throw new TypeError(`${collection.name}.${query.index} has too few fields for this list`);

  const prefix = columns.slice(0, equals.length).map(same(equals));
  const range = (conditions: readonly Condition[], orderBy: readonly string[]): Range => {
    const all = [...prefix, ...conditions];
    return {
      sql: [
        `SELECT id, revision, body FROM documents INDEXED BY ${name}`,
        `WHERE ${[`collection = '${collection.name}'`, ...all.map((each) => each.sql)].join(' AND ')}`,
        `ORDER BY ${orderBy.map((column) => `${column} ${order}`).join()} LIMIT ?`,
      ].join(' '),
      values: all.flatMap((each) => each.values.map((value) => JSON.stringify(value))),
    };
  };

  const lower = min === undefined ? [] : [compare(first, '>=', min)];
  const upper = max === undefined ? [] : [compare(first, '<=', max)];
  if (query.after === undefined) return [range([...lower, ...upper], rest)];

  const place = readCursor(query.after, columns.length).slice(equals.length);
  const nearestFirst = [...rest.entries()].toReversed();
  return nearestFirst.flatMap(([depth, column]) => {
    const start = rest.slice(0, depth).map(same(place));
    // The bound on the cursor's side is met, and would compete with the cursor for the seek.
    const end = depth > 0 ? [] : order === 'asc' ? upper : lower;
    const ranges = beyond(column, place[depth] ?? null, order).map((condition) =>
      range([...start, condition, ...end], rest.slice(depth)),
    );
    // Descending ends with the nulls, which a bound leaves out; an id is never null.
    const nullsFollow = order === 'desc' && place[depth] !== null && depth < rest.length - 1;
    if (nullsFollow && !(depth === 0 && bounded))
      ranges.push(range([...start, compare(column, 'IS', null)], rest.slice(depth + 1)));
    return ranges;
  });
}

/** How many documents a list would give in all. */
export function countOf(
  collection: IndexedCollection,
  query: Pick<ListQuery, 'index' | 'equals' | 'min' | 'max'>,
): { sql: string; values: string[] } {
  const { name, columns } = indexOf(collection, query.index);
  const { equals = [], min, max } = query;
  const first = columns[equals.length];
  const bounded = min !== undefined || max !== undefined;
  if (first === undefined || (bounded && equals.length === columns.length - 1))
    throw new TypeError(`${collection.name}.${query.index} has too few fields for this count`);
  const conditions = [
    ...columns.slice(0, equals.length).map(same(equals)),
    ...(min === undefined ? [] : [compare(first, '>=', min)]),
    ...(max === undefined ? [] : [compare(first, '<=', max)]),
  ];
  const where = [`collection = '${collection.name}'`, ...conditions.map(({ sql }) => sql)];
  return {
    sql: `SELECT COUNT(*) AS many FROM documents INDEXED BY ${name} WHERE ${where.join(' AND ')}`,
    values: conditions.flatMap((each) => each.values.map((value) => JSON.stringify(value))),
  };
}

/** What comes after a value, nulls aside; nothing comes after null when descending. */
function beyond(column: string, value: IndexValue, order: 'asc' | 'desc'): Condition[] {
  if (order === 'desc') return value === null ? [] : [compare(column, '<', value)];
  // SQLite orders null before numbers and numbers before texts; `IS NOT NULL` would not seek.
  return value === null
    ? [{ sql: `${column} >= -9e999`, values: [] }]
    : [compare(column, '>', value)];
}

function same(values: readonly IndexValue[]) {
  return (column: string, position: number): Condition =>
    compare(column, 'IS', values[position] ?? null);
}

function compare(column: string, operator: string, value: IndexValue): Condition {
  return { sql: `${column} ${operator} ${bound}`, values: [value] };
}

function indexOf(
  collection: IndexedCollection,
  index: string,
): { name: string; columns: string[] } {
  const fields = collection.indexes[index];
  if (!fields) throw new TypeError(`${collection.name} has no index ${index}`);
  // Named by its fields: an index that is declared anew is made anew.
  const name = `"${pasted(collection.name)}(${fields.map(pasted).join()})"`;
  return { name, columns: [...fields.map((field) => `json_extract(body, '$.${field}')`), 'id'] };
}

/** A name that goes into SQL as it is: it comes from code, and a mistake there should show at once. */
function pasted(name: string): string {
  if (/^\w[\w-]*$/.test(name)) return name;
  throw new TypeError(`${name} can't be the name of a collection or a field`);
}
