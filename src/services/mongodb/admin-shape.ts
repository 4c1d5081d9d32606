// Collections with their exact counts and indexes, and the two changes of an index.
import type { Db, Document } from 'mongodb';
import { z } from 'zod';
import type { CollectionShape, IndexShape } from '../backups/backups.js';
import { fieldsOfKey, nameOfIndex } from './admin-index-keys.js';
import { serverCode } from './admin-problems.js';

/** NamespaceNotFound, IndexNotFound. (MongoDB, "Error Codes") */
const gone: ReadonlySet<unknown> = new Set([26, 27]);
/** IndexOptionsConflict: there is one with these fields under another name. */
const otherName = 85;

const indexes = z.object({
  cursor: z.object({
    firstBatch: z.array(
      z.object({
        name: z.string(),
        key: z.record(z.string(), z.unknown()),
        unique: z.unknown().optional(),
      }),
    ),
  }),
});

/** Views, time series and the server's own ones left out, as in the manifest of a backup; by name. */
export async function collectionsOf(db: Db, signal: AbortSignal): Promise<string[]> {
  const all = await db.listCollections({}, { nameOnly: true, signal }).toArray();
  return all
    .filter(
      ({ name, type }) =>
        (type === undefined || type === 'collection') && !name.startsWith('system.'),
    )
    .map(({ name }) => name)
    .toSorted();
}

/** @param longestMs for counting one collection, milliseconds */
export async function shapeOf(
  db: Db,
  signal: AbortSignal,
  longestMs: number,
): Promise<CollectionShape[]> {
  const names = await collectionsOf(db, signal);
  return Promise.all(
    names.map(async (name) => {
      const [documents, found] = await Promise.all([
        // An empty filter counts what is there; the count in the server's metadata may be wrong after a crash.
        db.collection(name).countDocuments({}, { signal, maxTimeMS: longestMs }),
        indexesOf(db, name, signal),
      ]);
      return { name, documents, indexes: found };
    }),
  );
}

/** None where the collection is gone. */
export async function indexesOf(
  db: Db,
  collection: string,
  signal: AbortSignal,
): Promise<IndexShape[]> {
  // A collection has 64 at most: they come in one batch.
  const command = { listIndexes: collection, cursor: { batchSize: 1_000 } };
  const answer = await db.command(command, { signal }).catch((error: unknown): Document => {
    if (gone.has(serverCode(error))) return { cursor: { firstBatch: [] } };
    throw error;
  });
  return indexes.parse(answer).cursor.firstBatch.map(({ name, key, unique }) => ({
    name,
    key: keyText(key),
    isUnique: unique === true,
  }));
}

/** @param key as JSON @returns the index's name */
export async function createIndex(
  db: Db,
  { collection, key }: { collection: string; key: string },
  signal: AbortSignal,
): Promise<string> {
  const fields = fieldsOfKey(key);
  const name = nameOfIndex(key);
  try {
    await db.command({ createIndexes: collection, indexes: [{ key: fields, name }] }, { signal });
    return name;
  } catch (error) {
    const same =
      serverCode(error) === otherName
        ? (await indexesOf(db, collection, signal)).find((index) => index.key === key)
        : undefined;
    if (!same) throw error;
    return same.name;
  }
}

export async function dropIndex(
  db: Db,
  { collection, name }: { collection: string; name: string },
  signal: AbortSignal,
): Promise<void> {
  await db.command({ dropIndexes: collection, index: name }, { signal }).catch((error: unknown) => {
    if (!gone.has(serverCode(error))) throw error;
  });
}

/** With the order of the fields; numbers as JSON writes them, whatever BSON has. */
function keyText(key: Readonly<Record<string, unknown>>): string {
  const plain = Object.entries(key).map(([field, value]) => [
    field,
    typeof value === 'string' ? value : Number(value),
  ]);
  return JSON.stringify(Object.fromEntries(plain));
}
