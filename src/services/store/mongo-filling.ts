// A database of MongoDB while a copy or a restore fills it. A note in it says so until the end, and a bot that comes meanwhile
// refuses to work with half a memory. Documents that are there already are left as they are.
import { Problem } from '../../core/problem.js';
import {
  connectMongo,
  databaseIn,
  fillingCollection,
  type OpenedMongo,
} from './mongo-connection.js';
import { collectionsOf, rowsOn } from './mongo-everything.js';
import { keysOf } from './mongo-keys.js';
import type { AnyRow } from './sqlite-everything.js';

/** What is doing it. */
export type Filler = 'store copy' | 'state restore';

export interface Filling {
  database: string;
  /** Who began to fill it and did not come to the end; null: nobody. */
  begunBy(): Promise<string | null>;
  begin(filler: Filler): Promise<void>;
  /** All rows, by collection and id. */
  rows(): AsyncIterable<AnyRow>;
  /** Documents by collection. */
  counts(): Promise<Record<string, number>>;
  /** Adds a document where none of its name is there yet. It may wait for more of its collection. */
  add(row: AnyRow): Promise<void>;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** The bot may come. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

const note = 'filling';
/** Documents that are written at once. */
const portion = 200;
/** A batch of large documents takes its time. */
const patienceMs = 60_000;

/** All throw Problem store_unavailable. @param uri MONGODB_URI */
export function openFilling(uri: string): Filling {
  const connection = connectMongo(uri, { filling: true, patienceMs });
  const notes = ({ db }: OpenedMongo) =>
    db.collection<{ _id: string; by: string }>(fillingCollection);
  /** Of one collection. */
  let waiting: AnyRow[] = [];

  async function flush(): Promise<void> {
    const rows = waiting;
    waiting = [];
    const [first] = rows;
    if (first === undefined) return;
    await connection.write(async (on) => {
      const documents = on.documents(first.collection);
      const ids = rows.map(({ id }) => id);
      const there = await documents
        .find({ _id: { $in: ids } }, { projection: { _id: 1 } })
        .toArray();
      const known = new Set(there.map(({ _id }) => _id));
      // The first of two of the same name.
      const missing = rows
        .filter(({ id }) => !known.has(id) && known.add(id))
        .map(({ id, revision, body }) => ({ _id: id, revision, body, keys: keysOf(body) }));
      if (missing.length > 0) await documents.insertMany(missing, { ordered: false });
    });
  }

  return {
    database: databaseIn(uri),
    begunBy: () =>
      connection.read(async (on) => (await notes(on).findOne({ _id: note }))?.by ?? null),
    begin: (by) =>
      connection.write(async (on) => {
        await notes(on).updateOne({ _id: note }, { $set: { by } }, { upsert: true });
      }),
    async *rows() {
      yield* rowsOn(await connection.read((opened) => Promise.resolve(opened)));
    },
    counts: () =>
      connection.read(async (on) => {
        const counted: [string, number][] = [];
        for (const name of await collectionsOf(on))
          counted.push([name, await on.documents(name).countDocuments()]);
        return Object.fromEntries(counted.filter(([, many]) => many > 0));
      }),
    async add(row) {
      const [first = row] = waiting;
      if (first.collection !== row.collection || waiting.length >= portion) await flush();
      waiting.push(row);
    },
    flush,
    finish: () =>
      connection.write(async ({ db }) => {
        await db.collection(fillingCollection).drop();
      }),
    close: () => connection.close(),
  };
}

/** @throws Problem target_busy when another one fills it, or was broken off */
export async function refuseOther(filling: Filling, own: Filler | null): Promise<void> {
  const by = await filling.begunBy();
  if (by === null || by === own) return;
  throw new Problem(
    'target_busy',
    `\`ppm ${by}\` fills the database ${filling.database}, or was broken off.`,
    'Where none is under way, drop the database and begin again.',
  );
}
