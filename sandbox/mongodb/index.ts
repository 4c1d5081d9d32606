// A MongoDB server in one process, over a real socket: enough of it for a driver that reads and inserts. It keeps its
// documents in memory and knows no users.
import { createServer } from 'node:net';
import type { Document } from 'mongodb';
import { openDoor } from '../door.js';
import { answerCommand, insertOne, type State } from './commands.js';
import { matches } from './filter.js';
import { answerTo, takeMessages } from './wire.js';

export interface MongoSimulator {
  /** `mongodb://127.0.0.1:…`, for PLATFORM_MONGODB_URI. */
  uri: string;
  /** @param namespace `database.collection` @throws ServerError when the `_id` is taken */
  insert(namespace: string, document: Document): void;
  /** Sets fields of the document with this `_id`; null takes it away. False where there is none. */
  update(namespace: string, id: unknown, changes: Document | null): boolean;
  /** Everything in a collection, as it is. */
  documents(namespace: string): readonly Document[];
  isUp(): boolean;
  /** Down, it refuses connections; what it has is kept. */
  setUp(isUp: boolean): Promise<void>;
  close(): Promise<void>;
}

/**
 * @param options.documents by `database.collection`
 * @param options.port 0, the default, takes a free one
 */
export async function startMongo({
  documents = {},
  port = 0,
}: {
  documents?: Readonly<Record<string, readonly Document[]>>;
  port?: number;
}): Promise<MongoSimulator> {
  const state: State = { collections: new Map(), cursors: new Map(), nextCursor: 1 };

  function insert(namespace: string, document: Document): void {
    const error = insertOne(state.collections, namespace, document);
    if (error) throw error;
  }
  for (const [namespace, all] of Object.entries(documents))
    for (const document of all) insert(namespace, document);

  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    // A driver that goes away cuts its connections.
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => {
      try {
        const { asked, rest } = takeMessages(Buffer.concat([received, chunk]));
        received = Buffer.from(rest);
        for (const one of asked) {
          const answer = answerCommand(one.command, state);
          if (!one.silent) socket.write(answerTo(one, answer));
        }
      } catch {
        // What is no message of this protocol ends the connection, as a server does it.
        socket.destroy();
      }
    });
  });
  const door = await openDoor(server, port);

  return {
    uri: `mongodb://127.0.0.1:${door.port}`,
    insert,
    update(namespace, id, changes) {
      const all = state.collections.get(namespace) ?? [];
      const index = all.findIndex((document) => matches(document, { _id: { $eq: id } }));
      if (index < 0) return false;
      const changed = changes === null ? [] : [{ ...all[index], ...changes }];
      state.collections.set(namespace, all.toSpliced(index, 1, ...changed));
      return true;
    },
    documents: (namespace) => state.collections.get(namespace) ?? [],
    isUp: () => door.isOpen(),
    setUp: (isUp) => door.setOpen(isUp),
    close: () => door.close(),
  };
}
