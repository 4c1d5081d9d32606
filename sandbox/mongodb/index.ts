// A MongoDB server in one process, over a real socket: enough of it for drivers, for mongodump and mongorestore, and for who
// looks after it. It keeps its documents in memory and knows no users.
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Document } from 'mongodb';
import { openDoor } from '../door.js';
import { addIndex } from './indexes.js';
import { addProfile, profilerOf, setProfiler } from './profiler.js';
import { seededDatabase, slowQueries } from './seeds.js';
import { serve } from './serving.js';
import {
  countWrite,
  documentsOf,
  emptyState,
  ensured,
  fullDisk,
  roomyDisk,
  type IndexSpec,
  type Operation,
} from './state.js';
import { toolFaultFile, type ToolFaultFile } from './tool-faults.js';
import { spelled } from './values.js';
import { startWriter, type Writer } from './writers.js';
import { insertOne, replaceOne } from './writing.js';

export interface MongoSimulator {
  /** `mongodb://127.0.0.1:…`, for PLATFORM_MONGODB_URI. */
  uri: string;
  /** @param namespace `database.collection` @throws ServerError when the `_id` is taken */
  insert(namespace: string, document: Document): void;
  /** Sets fields of the document with this `_id`; null takes it away. False where there is none. */
  update(namespace: string, id: unknown, changes: Document | null): boolean;
  /** Everything in a collection, as it is. */
  documents(namespace: string): readonly Document[];
  /** `_id_` is the first; empty where there is no such collection. */
  indexes(namespace: string): readonly IndexSpec[];
  /** Since it started, as serverStatus says it. */
  counted(): Readonly<Record<Operation, number>>;
  /** Whether notion_bot is profiled; switched on, it has seen a few slow queries before. */
  isProfiled(): boolean;
  setProfiled(isOn: boolean): void;
  /** A client with this name writes five times a second; null: none does. */
  setWriter(appName: string | null): Promise<void>;
  writer(): string | null;
  /** The disk that dbStats tells of. */
  isDiskFull(): boolean;
  setDiskFull(isOn: boolean): void;
  /** What goes wrong in the pretended mongodump and mongorestore. */
  tools: ToolFaultFile;
  isUp(): boolean;
  /** Down, it refuses connections; what it has is kept. */
  setUp(isUp: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param options.documents by `database.collection`
 * @param options.indexes beside `_id_`, likewise: `{ key: { user_id: 1 }, name: 'user_id_1' }`
 * @param options.toolFaults path of the file with the faults of the pretended tools; without it, one in the temporary folder
 * @param options.port without one, one that is free
 */
export async function startMongo({
  documents = {},
  indexes = {},
  port,
  toolFaults,
}: {
  documents?: Readonly<Record<string, readonly Document[]>>;
  indexes?: Readonly<Record<string, readonly Document[]>>;
  port?: number;
  toolFaults?: string;
} = {}): Promise<MongoSimulator> {
  const state = emptyState();
  for (const [namespace, all] of Object.entries(documents))
    for (const document of all) insertOne(state, namespace, document);
  for (const [namespace, all] of Object.entries(indexes))
    for (const one of all) addIndex(ensured(state, namespace), one, namespace);

  const server = createServer((socket) => serve(socket, state));
  const door = await openDoor(server, port);
  const uri = `mongodb://127.0.0.1:${door.port}`;
  const tools = toolFaultFile(toolFaults ?? join(tmpdir(), `ppm-mongo-tools-${door.port}.json`));
  let writer: Writer | null = null;

  async function setWriter(appName: string | null): Promise<void> {
    await writer?.stop();
    writer = appName === null ? null : startWriter(uri, appName);
  }

  return {
    uri,
    insert(namespace, document) {
      insertOne(state, namespace, document);
    },
    update(namespace, id, changes) {
      const key = spelled(id);
      const collection = state.collections.get(namespace);
      const found = collection?.documents.get(key);
      if (!collection || !found) return false;
      if (changes === null) collection.documents.delete(key);
      else replaceOne(state, namespace, found, { ...found, ...changes });
      countWrite(state, namespace, changes === null ? 'remove' : 'update');
      return true;
    },
    documents: (namespace) => documentsOf(state, namespace),
    indexes: (namespace) => state.collections.get(namespace)?.indexes ?? [],
    counted: () => ({ ...state.counted }),
    isProfiled: () => profilerOf(state, seededDatabase).level > 0,
    setProfiled(isOn) {
      setProfiler(state, seededDatabase, { level: isOn ? 1 : 0 });
      state.collections.delete(`${seededDatabase}.system.profile`);
      if (!isOn) return;
      for (const entry of slowQueries(Date.now())) addProfile(state, seededDatabase, entry);
    },
    setWriter,
    writer: () => writer?.appName ?? null,
    isDiskFull: () => state.disk === fullDisk,
    setDiskFull(isOn) {
      state.disk = isOn ? fullDisk : roomyDisk;
    },
    tools,
    isUp: () => door.isOpen(),
    setUp: (isUp) => door.setOpen(isUp),
    async close() {
      await setWriter(null);
      await tools.remove();
      await door.close();
    },
  };
}
