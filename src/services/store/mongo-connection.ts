// One client of the bot's memory in MongoDB. What was acknowledged is on the disk of most members, and what is read is too,
// so that a change of primary takes nothing back. What a change of primary cuts short is repeated: once by the driver, writes
// under their number in the session, so that they are made once; and then from here, until patience is at its end: a dead
// primary refuses connections for longer than the driver tries. The driver is loaded at the first use.
import { setTimeout } from 'node:timers/promises';
import type { Collection, Db, MongoClient } from 'mongodb';
import { Problem } from '../../core/problem.js';
import type { Keys } from './mongo-keys.js';
import { isPassing, mongoProblem, unreadableUri } from './mongo-problem.js';

/**
 * Names each of the last writes of a document, by its revision modulo `slots`: who got no answer finds out whether the write
 * was theirs, also when others have written since.
 */
export type Slot = `w${number}`;
export const slots = 8;

/** A document as MongoDB has it. */
export interface MongoDocument {
  _id: string;
  revision: number;
  /** JSON text, as SQLite has it: any text survives, and a copy from there is exact. */
  body: string;
  keys: Keys;
  [slot: Slot]: string;
}

export interface MongoOptions {
  /** How long an answer may take, milliseconds. */
  patienceMs?: number;
  /** Opens a database that is being filled, too. */
  filling?: boolean;
}

export interface OpenedMongo {
  client: MongoClient;
  db: Db;
  /** A lone server has no majority to read from, and gives no view of one moment. */
  isReplicaSet: boolean;
  documents(collection: string): Collection<MongoDocument>;
}

/** Both repeat what a change of primary cut short, and throw Problem store_unavailable when the database fails or is closed. */
export interface MongoConnection {
  read<Value>(work: (on: OpenedMongo) => Promise<Value>): Promise<Value>;
  /** @param work when repeated, may have been made before. What it throws says whether the change may have been made. */
  write<Value>(work: (on: OpenedMongo, isRepeated: boolean) => Promise<Value>): Promise<Value>;
  /** Waits for what is under way. */
  close(): Promise<void>;
}

const usualPatienceMs = 10_000;
/** How long there may be no primary, milliseconds. */
const electionMs = 5_000;
/** Before the second try; later ones wait up to ten times as long. */
const pauseMs = 50;
const usualDatabase = 'ppm_oncall';
/** Of one process. */
const mostConnections = 40;

/** Where it is said that a database is being filled by a copy or a restore; no name of a kind of document has a dot. */
export const fillingCollection = 'ppm.filling';

/** @param uri MONGODB_URI */
export function connectMongo(
  uri: string,
  { patienceMs = usualPatienceMs, filling = false }: MongoOptions = {},
): MongoConnection {
  let opened: Promise<OpenedMongo> | null = null;
  let isClosed = false;
  const underWay = new Set<Promise<unknown>>();

  async function openedNow(): Promise<OpenedMongo> {
    const opening = (opened ??= open(uri, { patienceMs, filling }));
    try {
      return await opening;
    } catch (error) {
      // The next verb tries again.
      if (opened === opening) opened = null;
      throw error;
    }
  }

  async function run<Value>(
    did: 'read' | 'write',
    work: (on: OpenedMongo, isRepeated: boolean) => Promise<Value>,
  ): Promise<Value> {
    const end = performance.now() + patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work(await openedNow(), attempt > 0);
      } catch (error) {
        if (!isPassing(error) || performance.now() > end) throw mongoProblem(error, did);
      }
      await setTimeout(pauseMs * Math.random() * Math.min(attempt + 1, 10));
    }
  }

  async function tracked<Value>(start: () => Promise<Value>): Promise<Value> {
    if (isClosed)
      throw new Problem('store_unavailable', "The bot's memory is closed.", 'Start ppm-oncall.');
    const work = start();
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  return {
    read: (work) => tracked(() => run('read', work)),
    write: (work) => tracked(() => run('write', work)),
    async close() {
      isClosed = true;
      await Promise.allSettled(underWay);
      const gone = opened;
      opened = null;
      await (await gone?.catch(() => null))?.client.close();
    },
  };
}

async function open(
  uri: string,
  { patienceMs, filling }: Required<MongoOptions>,
): Promise<OpenedMongo> {
  const client = await clientOf(uri, patienceMs);
  const { ReadConcern } = await import('mongodb');
  try {
    await client.connect();
    const said = await client.db('admin').command({ hello: 1 });
    const isReplicaSet = 'setName' in said || said['msg'] === 'isdbgrid';
    const readConcern = isReplicaSet ? { readConcern: new ReadConcern('majority') } : {};
    const db = client.db(databaseIn(uri), readConcern);
    if (!filling) await refuseFilling(db);
    return { client, db, isReplicaSet, documents: (name) => db.collection<MongoDocument>(name) };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** @throws Problem store_unavailable for a URI that is none */
async function clientOf(uri: string, patienceMs: number): Promise<MongoClient> {
  const { MongoClient } = await import('mongodb');
  try {
    return new MongoClient(uri, {
      appName: 'ppm-oncall',
      maxPoolSize: mostConnections,
      serverSelectionTimeoutMS: Math.min(electionMs, patienceMs / 2),
      connectTimeoutMS: patienceMs / 2,
      waitQueueTimeoutMS: patienceMs,
      // Of one try.
      socketTimeoutMS: patienceMs,
      readPreference: 'primary',
      writeConcern: { w: 'majority', journal: true, wtimeoutMS: patienceMs * 0.8 },
    });
  } catch {
    throw unreadableUri();
  }
}

/** A bot on half a memory would do again what it has done. */
async function refuseFilling(db: Db): Promise<void> {
  const note = await db.collection(fillingCollection).findOne({});
  if (note === null) return;
  throw new Problem(
    'store_unavailable',
    `The database ${db.databaseName} of the bot's memory is not whole: something fills it, or was broken off.`,
    'Let `ppm store copy` or `ppm state restore` come to its end, or drop the database and begin again.',
  );
}

/** The name behind the hosts; without one, the bot's own. */
export function databaseIn(uri: string): string {
  const name = /^mongodb(?:\+srv)?:\/\/[^/?]+\/([^?]*)/.exec(uri)?.[1] ?? '';
  return name === '' ? usualDatabase : decodeURIComponent(name);
}
