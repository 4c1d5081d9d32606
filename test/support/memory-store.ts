// The store in memory, for tests that need thousands of them; only what they use. What the databases do is held by
// test/services/store/contract.ts.
import type { Collection, ListQuery, Store, Stored } from '../../src/services/store/store.js';

/** @param around called before and after each write; a test throws there: the process died */
export function memoryStore(around: () => void = () => {}): Store {
  const collections = new Map<string, Map<string, { revision: number; body: string }>>();
  const documents = (name: string): Map<string, { revision: number; body: string }> => {
    const known = collections.get(name) ?? new Map<string, { revision: number; body: string }>();
    collections.set(name, known);
    return known;
  };
  const read = <Doc>(collection: Collection<Doc>, id: string): Stored<Doc> | null => {
    const kept = documents(collection.name).get(id);
    if (!kept) return null;
    const body: unknown = JSON.parse(kept.body);
    return { id, revision: kept.revision, doc: collection.schema.parse(body) };
  };
  const matching = <Doc>(
    collection: Collection<Doc>,
    { index, equals = [], min, max }: Omit<ListQuery, 'limit'>,
  ): Stored<Doc>[] => {
    const fields = collection.indexes[index] ?? [];
    return [...documents(collection.name).keys()]
      .flatMap((id) => read(collection, id) ?? [])
      .filter((item) => {
        const next = valueOf(item, fields[equals.length]);
        const bounded = min !== undefined || max !== undefined;
        return (
          equals.every((value, at) => valueOf(item, fields[at]) === value) &&
          (!bounded || next !== null) &&
          (min === undefined || compare(next, min) >= 0) &&
          (max === undefined || compare(next, max) <= 0)
        );
      });
  };
  const write = (act: () => void): void => {
    around();
    act();
    around();
  };
  return {
    async insert(collection, id, doc) {
      if (documents(collection.name).has(id)) return false;
      write(() => documents(collection.name).set(id, { revision: 1, body: JSON.stringify(doc) }));
      return true;
    },
    get: async (collection, id) => read(collection, id),
    async replace(collection, id, revision, doc) {
      if (documents(collection.name).get(id)?.revision !== revision) return false;
      const next = { revision: revision + 1, body: JSON.stringify(doc) };
      write(() => documents(collection.name).set(id, next));
      return true;
    },
    async list(collection, query) {
      const items = matching(collection, query).toSorted(byFields(collection, query));
      const start = query.after === undefined ? 0 : Number(query.after);
      const end = start + query.limit;
      return { items: items.slice(start, end), next: items.length > end ? String(end) : null };
    },
    count: async (collection, query) => matching(collection, query).length,
    async remove(collection, id) {
      if (!documents(collection.name).has(id)) return false;
      write(() => documents(collection.name).delete(id));
      return true;
    },
    time: async () => Date.now(),
    async close() {},
  };
}

function byFields<Doc>(
  { indexes }: Collection<Doc>,
  { index, order }: ListQuery,
): (a: Stored<Doc>, b: Stored<Doc>) => number {
  const fields = indexes[index] ?? [];
  const sign = order === 'desc' ? -1 : 1;
  return (a, b) => {
    for (const field of fields) {
      const difference = compare(valueOf(a, field), valueOf(b, field));
      if (difference !== 0) return sign * difference;
    }
    return sign * (a.id < b.id ? -1 : 1);
  };
}

function valueOf<Doc>({ doc }: Stored<Doc>, field: string | undefined): unknown {
  return new Map<string, unknown>(Object.entries(Object(doc))).get(field ?? '') ?? null;
}

/** Null before numbers before texts, as the databases have it. */
function compare(a: unknown, b: unknown): number {
  const rank = (value: unknown): number => (value === null ? 0 : typeof value === 'number' ? 1 : 2);
  if (rank(a) !== rank(b)) return rank(a) - rank(b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
