// The bot's memory in MongoDB, for any number of replicas: a collection for every kind of document, compare-and-swap by one
// update that names the revision, lists that only walk an index.
import { randomBytes } from 'node:crypto';
import type { Document } from 'mongodb';
import { z } from 'zod';
import { cursorAt } from './cursor.js';
import { checkId, readDocument } from './document.js';
import {
  connectMongo,
  slots,
  type MongoConnection,
  type MongoDocument,
  type MongoOptions,
  type OpenedMongo,
  type Slot,
} from './mongo-connection.js';
import { keysOf } from './mongo-keys.js';
import { indexFor, mongoFilter, mongoRanges, type IndexedCollection } from './mongo-list.js';
import { checkSize, inDoubt, isDuplicate, isSameIndex } from './mongo-problem.js';
import type { Store } from './store.js';

/**
 * The store in a database of MongoDB: the one that the URI names, else `ppm_oncall`. It connects at the first verb.
 * @param uri MONGODB_URI
 */
export function openMongo(uri: string, options: MongoOptions = {}): Store {
  return mongoStore(connectMongo(uri, options));
}

const rowSchema = z.object({ _id: z.string(), revision: z.number(), body: z.string() });
const limitSchema = z.object({ limit: z.int().min(1).max(1_000) });
const wanted = { projection: { revision: 1, body: 1 } };

interface Row {
  id: string;
  revision: number;
  body: string;
}

/** The store on an open connection. */
export function mongoStore(connection: MongoConnection): Store {
  /** By collection and index, while they are made and afterwards. */
  const indexed = new Map<string, Promise<void>>();

  async function ensureIndex(
    on: OpenedMongo,
    collection: IndexedCollection,
    index: string,
  ): Promise<void> {
    const spec = indexFor(collection, index);
    if (spec === null) return;
    const name = `${collection.name} ${spec.name}`;
    const making = indexed.get(name) ?? makeIndex(on, collection.name, spec);
    indexed.set(name, making);
    try {
      await making;
    } catch (error) {
      // The next list tries again.
      indexed.delete(name);
      throw error;
    }
  }

  return {
    async insert(collection, id, doc) {
      checkId(id);
      const body = JSON.stringify(doc);
      checkSize(body);
      const write = randomBytes(9).toString('base64url');
      const document = { _id: id, revision: 1, body, keys: keysOf(body), ...signed(1, write) };
      return connection.write(async (on, isRepeated) => {
        const documents = on.documents(collection.name);
        try {
          await documents.insertOne(document);
          return true;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
          return isRepeated && wasMade(await documents.findOne({ _id: id }), write, 1);
        }
      });
    },
    async get(collection, id) {
      checkId(id);
      const found = await connection.read((on) =>
        on.documents(collection.name).findOne({ _id: id }, wanted),
      );
      return found === null ? null : readDocument(collection, rowOf(found));
    },
    async replace(collection, id, revision, doc) {
      checkId(id);
      const body = JSON.stringify(doc);
      checkSize(body);
      const write = randomBytes(9).toString('base64url');
      const next = revision + 1;
      const whole = { revision: next, body, keys: keysOf(body), ...signed(next, write) };
      return connection.write(async (on, isRepeated) => {
        const documents = on.documents(collection.name);
        const { matchedCount } = await documents.updateOne({ _id: id, revision }, { $set: whole });
        if (matchedCount === 1) return true;
        return isRepeated && wasMade(await documents.findOne({ _id: id }), write, next);
      });
    },
    async list(collection, query) {
      const { limit } = limitSchema.parse(query);
      const ranges = mongoRanges(collection, query);
      const rows = await connection.read(async (on) => {
        await ensureIndex(on, collection, query.index);
        // One more than asked for tells whether there is a next page.
        const found: Row[] = [];
        for (const { filter, sort } of ranges) {
          const missing = limit + 1 - found.length;
          if (missing === 0) break;
          const cursor = on.documents(collection.name).find(filter, wanted);
          found.push(...(await cursor.sort(sort).limit(missing).toArray()).map(rowOf));
        }
        return found;
      });
      const last = rows[limit - 1];
      return {
        items: rows.slice(0, limit).map((row) => readDocument(collection, row)),
        next: last && rows.length > limit ? cursorAt(collection, query.index, last) : null,
      };
    },
    async remove(collection, id) {
      checkId(id);
      return connection.write(async (on, isRepeated) => {
        const { deletedCount } = await on.documents(collection.name).deleteOne({ _id: id });
        // It is gone, and nobody knows by whom.
        if (deletedCount === 0 && isRepeated) throw inDoubt();
        return deletedCount === 1;
      });
    },
    async count(collection, query) {
      const filter = mongoFilter(collection, query);
      return connection.read(async (on) => {
        await ensureIndex(on, collection, query.index);
        return on.documents(collection.name).countDocuments(filter);
      });
    },
    time: () =>
      connection.read(async ({ client }) => timeIn(await client.db('admin').command({ hello: 1 }))),
    close: () => connection.close(),
  };
}

const helloSchema = z.object({ localTime: z.date() });

/** Of the primary, epoch milliseconds. */
function timeIn(hello: Document): number {
  return helloSchema.parse(hello).localTime.getTime();
}

const slotOf = (revision: number): Slot => `w${revision % slots}`;
const signed = (revision: number, write: string): Record<Slot, string> => ({
  [slotOf(revision)]: write,
});

/**
 * Whether a write was made whose answer was lost, by what is there now.
 * @param revision that it would have led to
 * @throws Problem store_unavailable when others have written too often since
 */
function wasMade(found: MongoDocument | null, write: string, revision: number): boolean {
  const since = found === null ? slots : found.revision - revision;
  if (since < 0 || since >= slots) throw inDoubt();
  return found?.[slotOf(revision)] === write;
}

/** Harmless where it is there, or when another process makes it at the same time. */
async function makeIndex(
  { db }: OpenedMongo,
  collection: string,
  spec: { key: Record<string, 1>; name: string },
): Promise<void> {
  try {
    await db.collection(collection).createIndexes([spec]);
  } catch (error) {
    if (!isSameIndex(error)) throw error;
  }
}

function rowOf(document: Document): Row {
  const { _id: id, ...rest } = rowSchema.parse(document);
  return { id, ...rest };
}
