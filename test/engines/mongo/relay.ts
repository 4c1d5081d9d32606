// Stands between mongorestore and FerretDB, and hands on whatever passes, but for one field: mongorestore 100.6 still sends
// `ns` with each index that it creates. MongoDB takes that and ignores it; FerretDB 1.24 refuses the whole command
// ("Index type map[ns:…] is not implemented yet"). Without the relay no archive with an index could be restored there.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { BSON, type Document } from 'mongodb';

const headerBytes = 16;
const opMessage = 2013;
/** Header, flags, then the kind of the first section, which is the command. */
const commandAt = headerBytes + 4 + 1;

export interface Relay {
  port: number;
  /** How often an `ns` was taken out. */
  changed(): number;
  close(): Promise<void>;
}

/** @param to port of 127.0.0.1 */
export async function startRelay(to: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let changes = 0;
  const server = createServer((client) => {
    const behind = connect(to, '127.0.0.1');
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    client.on('error', () => behind.destroy());
    behind.on('error', () => client.destroy());
    behind.pipe(client);
    let received = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
        const length = received.readInt32LE(0);
        const message = received.subarray(0, length);
        const without = withoutNamespaces(message);
        if (without !== null) changes += 1;
        behind.write(without ?? message);
        received = received.subarray(length);
      }
    });
    client.on('end', () => behind.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    changed: () => changes,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** The message as FerretDB takes it; null where it does already. */
function withoutNamespaces(message: Buffer): Buffer | null {
  if (message.readInt32LE(12) !== opMessage || message.readUInt8(commandAt - 1) !== 0) return null;
  const end = commandAt + message.readInt32LE(commandAt);
  // Types stay as they are, so that nothing but `ns` changes.
  const command = BSON.deserialize(message.subarray(commandAt, end), { promoteValues: false });
  const indexes: unknown = command['indexes'];
  if (!('createIndexes' in command) || !Array.isArray(indexes)) return null;
  const kept = indexes.map((index: Document) => {
    const { ns: _, ...rest } = index;
    return rest;
  });
  const body = BSON.serialize({ ...command, indexes: kept });
  const changed = Buffer.concat([message.subarray(0, commandAt), body, message.subarray(end)]);
  changed.writeInt32LE(changed.length, 0);
  return changed;
}
