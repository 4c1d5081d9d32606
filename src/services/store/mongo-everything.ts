// Every document of the bot's memory in MongoDB, whatever its collection.
import type { ClientSession, FindOptions } from 'mongodb';
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { mongoProblem } from './mongo-problem.js';
import { connectMongo, fillingCollection, type OpenedMongo } from './mongo-connection.js';
import type { AnyRow } from './sqlite-everything.js';

const rowSchema = z.object({ _id: z.string(), revision: z.number(), body: z.string() });

/** Snapshots came with MongoDB 5.0. (MongoDB specifications, "Snapshot Reads") */
const snapshotWireVersion = 13;

/**
 * By collection and id. A replica set from MongoDB 5.0 on shows one moment, which it remembers for five minutes unless
 * `minSnapshotHistoryWindowInSeconds` says otherwise; a lone server, and what only speaks its protocol, shows each document as
 * it is when its turn comes.
 * @param uri MONGODB_URI
 * @throws Problem store_unavailable; internal for a document that is not the bot's
 */
export async function* everyMongoRow(uri: string): AsyncGenerator<AnyRow, void> {
  const connection = connectMongo(uri);
  try {
    const on = await connection.read((opened) => Promise.resolve(opened));
    const session = await connection.read(snapshotOf);
    try {
      yield* rowsOn(on, session === null ? {} : { session, readConcern: { level: 'snapshot' } });
    } finally {
      await session?.endSession();
    }
  } finally {
    await connection.close();
  }
}

/** By collection and id. A cursor that breaks is not taken up again: who reads everything begins anew. */
export async function* rowsOn(
  on: OpenedMongo,
  options: FindOptions = {},
): AsyncGenerator<AnyRow, void> {
  try {
    for (const collection of await collectionsOf(on))
      for await (const found of on.documents(collection).find({}, options).sort({ _id: 1 }))
        yield rowIn(collection, found);
  } catch (error) {
    throw mongoProblem(error, 'read');
  }
}

/** Sorted by name. */
export async function collectionsOf({ db }: OpenedMongo): Promise<string[]> {
  const all = await db.listCollections({}, { nameOnly: true }).toArray();
  return all
    .map(({ name }) => name)
    .filter((name) => name !== fillingCollection && !name.startsWith('system.'))
    .toSorted();
}

function rowIn(collection: string, found: unknown): AnyRow {
  const { data } = rowSchema.safeParse(found);
  if (data) return { collection, id: data._id, revision: data.revision, body: data.body };
  throw new Problem(
    'internal',
    `The collection ${collection} of the bot's memory holds a document that is not the bot's.`,
    'Give the bot a database of its own in MONGODB_URI, or move what is not its own away.',
  );
}

/** Null where there is none to be had. */
async function snapshotOf({
  client,
  db,
  isReplicaSet,
}: OpenedMongo): Promise<ClientSession | null> {
  if (!isReplicaSet) return null;
  const said = await db.admin().command({ hello: 1 });
  const isNewEnough = Number(said['maxWireVersion']) >= snapshotWireVersion;
  return isNewEnough ? client.startSession({ snapshot: true }) : null;
}
