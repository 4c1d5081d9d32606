// How a MongoDB server and one of its databases are. What a server doesn't tell, or keeps from this user, is null.
import type { Db, Document } from 'mongodb';
import { z } from 'zod';
import { figure } from './admin-figures.js';
import { isUntold } from './admin-problems.js';
import { collectionsOf } from './admin-shape.js';
import type { MongoStatus } from './mongo-admin.js';

const serverSchema = z.object({
  uptime: figure,
  connections: z.object({ current: figure, available: figure }).optional(),
});
const databaseSchema = z.object({
  dataSize: figure,
  storageSize: figure,
  indexSize: figure,
  fsUsedSize: figure,
  fsTotalSize: figure,
});
const collectionSchema = z.object({ count: figure, size: figure, nindexes: figure });

/** @param now epoch milliseconds */
export async function statusOf(
  db: Db,
  signal: AbortSignal,
  now: () => number,
): Promise<MongoStatus> {
  const admin = db.client.db('admin');
  const began = now();
  await admin.command({ ping: 1 }, { signal });
  const pingMillis = now() - began;
  const [build, server, sizes, names] = await Promise.all([
    admin.command({ buildInfo: 1 }, { signal }),
    untoldAs({}, admin.command({ serverStatus: 1 }, { signal })),
    db.command({ dbStats: 1 }, { signal }),
    collectionsOf(db, signal),
  ]);
  const { uptime, connections } = serverSchema.parse(server);
  const stats = databaseSchema.parse(sizes);
  const collections = await Promise.all(names.map((name) => collectionOf(db, name, signal)));
  return {
    version: z.object({ version: z.string() }).parse(build).version,
    uptimeSeconds: uptime,
    pingMillis,
    connections: pair(connections?.current, connections?.available, (current, available) => ({
      current,
      available,
    })),
    dataBytes: stats.dataSize ?? 0,
    storageBytes: stats.storageSize ?? 0,
    indexBytes: stats.indexSize ?? 0,
    disk: pair(stats.fsUsedSize, stats.fsTotalSize, (usedBytes, totalBytes) =>
      totalBytes > 0 ? { usedBytes, totalBytes } : null,
    ),
    collections,
  };
}

async function collectionOf(
  db: Db,
  name: string,
  signal: AbortSignal,
): Promise<MongoStatus['collections'][number]> {
  const answer = await untoldAs({}, db.command({ collStats: name }, { signal }));
  const { count, size, nindexes } = collectionSchema.parse(answer);
  return { name, documents: count ?? 0, bytes: size ?? 0, indexes: nindexes ?? 0 };
}

/** The answer, or `instead` where the server doesn't know the command or keeps it from this user. */
export async function untoldAs<T>(instead: T, asked: Promise<Document>): Promise<Document | T> {
  try {
    return await asked;
  } catch (error) {
    if (!isUntold(error)) throw error;
    return instead;
  }
}

function pair<T>(
  a: number | null | undefined,
  b: number | null | undefined,
  both: (a: number, b: number) => T,
): T | null {
  return typeof a === 'number' && typeof b === 'number' ? both(a, b) : null;
}
