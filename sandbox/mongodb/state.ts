// What the pretended server holds: collections with their documents and indexes, cursors, connections, counters.
import type { Document } from 'mongodb';
import { Documents } from './documents.js';
import { ServerError } from './server-error.js';

/** As listIndexes gives it: `{ v: 2, key: { user_id: 1 }, name: 'user_id_1' }`. */
export interface IndexSpec {
  v: number;
  key: Document;
  name: string;
  unique?: boolean;
  [option: string]: unknown;
}

export interface Collection {
  documents: Documents;
  /** `_id_` is the first. */
  indexes: IndexSpec[];
  /** Those of `create`. */
  options: Document;
}

export type Collections = Map<string, Collection>;

/** A client's connection, as currentOp tells of it. */
export interface Connection {
  id: number;
  /** `127.0.0.1:50412` */
  remote: string;
  /** Empty until it has said hello, and for one without a name. */
  appName: string;
  /** Of the replica set, 0 to 2; 0 for a server that stands alone. */
  member: number;
}

export const operations = ['insert', 'query', 'update', 'delete', 'getmore', 'command'] as const;
export type Operation = (typeof operations)[number];

export type Write = 'insert' | 'update' | 'remove';

export interface State {
  /** By `database.collection`. */
  collections: Collections;
  /** What is left of a cursor, by its id. */
  cursors: Map<string, { namespace: string; rest: Document[] }>;
  nextCursor: number;
  connections: Set<Connection>;
  /** Connections so far. */
  connected: number;
  counted: Record<Operation, number>;
  /** Writes by `database.collection`, as `top` tells of them. */
  written: Map<string, Record<Write, number>>;
  /** Epoch milliseconds. */
  startedAt: number;
  /** The profiler of each database that has one; level 0 where there is none. */
  profilers: Map<string, { level: number; slowms: number }>;
  /** Of the file system, bytes. */
  disk: { usedBytes: number; totalBytes: number };
  /** Null for a server that stands alone. */
  set: ReplicaSetState | null;
  failPoint: FailPoint | null;
}

/** What the members of a replica set have in common. */
export interface ReplicaSetState {
  name: string;
  /** `127.0.0.1:…`, by member. */
  hosts: string[];
  /** None between two. */
  primary: number | null;
  /** Grows with every election. */
  term: number;
  /** The last write of each session that may be repeated, and what was answered. */
  retried: Map<string, { number: bigint; answer: Document }>;
  /** What most members have, where the primary has written more than that; a new primary has no more. */
  committed: Collections | null;
  /** What there was at a moment, by its timestamp. */
  snapshots: Map<string, Collections>;
  /** Grows with every change that a driver should know of; those who wait for one. */
  version: number;
  waiting: Set<() => void>;
  /** So many replies to writes are still to be lost: the write is made, and the connection breaks. */
  losing: number;
}

/** As `configureFailPoint` sets it: what these commands answer, and how often still. */
export interface FailPoint {
  commands: string[];
  times: number;
  errorCode: number | null;
  closeConnection: boolean;
  writeConcernError: Document | null;
}

/** What an answer is made from. */
export interface Asking {
  state: State;
  connection: Connection;
  /** `$db` */
  database: string;
}

const gigabyte = 1024 ** 3;
/** What is usual, and what is left when it is almost full. */
export const roomyDisk = { usedBytes: 21 * gigabyte, totalBytes: 64 * gigabyte };
export const fullDisk = { usedBytes: 63 * gigabyte, totalBytes: 64 * gigabyte };

export function emptyState(): State {
  return {
    collections: new Map(),
    cursors: new Map(),
    nextCursor: 1,
    connections: new Set(),
    connected: 0,
    counted: { insert: 0, query: 0, update: 0, delete: 0, getmore: 0, command: 0 },
    written: new Map(),
    startedAt: Date.now(),
    profilers: new Map(),
    disk: roomyDisk,
    set: null,
    failPoint: null,
  };
}

export const ownIndex = (): IndexSpec => ({ v: 2, key: { _id: 1 }, name: '_id_' });

/** Made where there is none yet, as a server does on the first write. */
export function ensured(state: State, namespace: string): Collection {
  const existing = state.collections.get(namespace);
  if (existing) return existing;
  const made: Collection = { documents: new Documents(), indexes: [ownIndex()], options: {} };
  state.collections.set(namespace, made);
  return made;
}

export function documentsOf(state: State, namespace: string): Document[] {
  return [...(state.collections.get(namespace)?.documents.values() ?? [])];
}

/** As they are now, whatever is written afterwards: documents are replaced, never changed. */
export function copied(collections: Collections): Collections {
  const all = [...collections].map(([name, each]): [string, Collection] => [
    name,
    { ...each, documents: new Documents(each.documents), indexes: [...each.indexes] },
  ]);
  return new Map(all);
}

/** Counts one write, for the whole server and for its collection. */
export function countWrite({ counted, written }: State, namespace: string, write: Write): void {
  counted[write === 'remove' ? 'delete' : write] += 1;
  const here = written.get(namespace) ?? { insert: 0, update: 0, remove: 0 };
  written.set(namespace, { ...here, [write]: here[write] + 1 });
}

/** Namespaces of a database, sorted by name. */
export function namespacesOf(state: State, database: string): string[] {
  return [...state.collections.keys()]
    .filter((namespace) => namespace.startsWith(`${database}.`))
    .toSorted();
}

/** @throws ServerError InvalidNamespace */
export function namespaceOf({ database }: Pick<Asking, 'database'>, collection: unknown): string {
  if (typeof collection !== 'string' || collection === '')
    throw new ServerError(73, 'InvalidNamespace', 'collection name has invalid type or is empty');
  return `${database}.${collection}`;
}
