// The store in memory, for tests that need thousands of them; only what they use. What the databases do is held by
// test/services/store/contract.ts.
import type { Collection, Store, Stored } from '../../src/services/store/store.js';

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
    async list(collection, { index, equals = [], limit }) {
      const fields = collection.indexes[index] ?? [];
      const items = [...documents(collection.name).keys()]
        .flatMap((id) => read(collection, id) ?? [])
        .filter(({ doc }) => {
          const values = new Map(Object.entries(Object(doc)));
          return equals.every((value, at) => values.get(fields[at] ?? '') === value);
        });
      return { items: items.slice(0, limit), next: null };
    },
    async remove(collection, id) {
      if (!documents(collection.name).has(id)) return false;
      write(() => documents(collection.name).delete(id));
      return true;
    },
    async close() {},
  };
}
