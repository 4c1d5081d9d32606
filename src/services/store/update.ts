// Read, change, compare-and-swap, and again if somebody was faster: how every record is changed.
import type { Collection, Store, Stored } from './store.js';

/**
 * Replaces a document by `change(document)` until no other writer came between.
 * @returns the stored result, or null when there is no such document; when `change` returns its argument, nothing is written
 */
export async function update<Doc>(
  store: Store,
  collection: Collection<Doc>,
  id: string,
  change: (doc: Doc) => Doc,
): Promise<Stored<Doc> | null> {
  for (;;) {
    const current = await store.get(collection, id);
    if (!current) return null;
    const doc = change(current.doc);
    if (doc === current.doc) return current;
    if (await store.replace(collection, id, current.revision, doc))
      return { id, revision: current.revision + 1, doc };
  }
}
