// The store in memory with lists in order and within bounds, as timers need them. A look at the timers is cheap: hours of
// the pretended clock have thousands of them.
import type { Collection, ListQuery, Store, Stored } from '../../../src/services/store/store.js';

interface Row {
  revision: number;
  body: string;
  fields: Map<string, unknown>;
}

export function orderedStore(): Store {
  const collections = new Map<string, Map<string, Row>>();
  const rowsOf = ({ name }: { name: string }): Map<string, Row> => {
    const known = collections.get(name) ?? new Map<string, Row>();
    collections.set(name, known);
    return known;
  };
  const read = <Doc>({ schema }: Collection<Doc>, id: string, row: Row): Stored<Doc> => {
    const body: unknown = JSON.parse(row.body);
    return { id, revision: row.revision, doc: schema.parse(body) };
  };
  const write = (rows: Map<string, Row>, id: string, revision: number, doc: unknown): void => {
    const fields = new Map<string, unknown>(Object.entries(Object(doc)));
    rows.set(id, { revision, body: JSON.stringify(doc), fields });
  };
  return {
    async insert(collection, id, doc) {
      const rows = rowsOf(collection);
      if (rows.has(id)) return false;
      write(rows, id, 1, doc);
      return true;
    },
    async get(collection, id) {
      const row = rowsOf(collection).get(id);
      return row ? read(collection, id, row) : null;
    },
    async replace(collection, id, revision, doc) {
      const rows = rowsOf(collection);
      if (rows.get(id)?.revision !== revision) return false;
      write(rows, id, revision + 1, doc);
      return true;
    },
    async list(collection, query) {
      const found = matching(rowsOf(collection), collection, query);
      const items = (query.order === 'desc' ? found.toReversed() : found)
        .slice(0, query.limit)
        .map(([id, row]) => read(collection, id, row));
      return { items, next: null };
    },
    count: async (collection, query) => matching(rowsOf(collection), collection, query).length,
    async remove(collection, id) {
      return rowsOf(collection).delete(id);
    },
    time: async () => Date.now(),
    async close() {},
  };
}

/** In the index's order. */
function matching(
  rows: Map<string, Row>,
  { indexes }: { indexes: Collection<unknown>['indexes'] },
  { index, equals = [], min, max }: Pick<ListQuery, 'index' | 'equals' | 'min' | 'max'>,
): [string, Row][] {
  const fields = indexes[index] ?? [];
  const by = fields[equals.length] ?? '';
  const isWithin = (value: unknown): boolean =>
    (typeof min !== 'number' || Number(value) >= min) &&
    (typeof max !== 'number' || Number(value) <= max);
  return [...rows]
    .filter(
      ([, row]) =>
        equals.every((value, at) => row.fields.get(fields[at] ?? '') === value) &&
        isWithin(row.fields.get(by)),
    )
    .toSorted(
      ([idA, a], [idB, b]) => compare(a.fields.get(by), b.fields.get(by)) || compare(idA, idB),
    );
}

function compare(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : Number(String(a) > String(b));
}
