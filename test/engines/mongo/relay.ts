// Stands between mongorestore and FerretDB, and hands on whatever passes, but for one field: mongorestore 100.6 still sends
// `ns` with each index that it creates. MongoDB takes that and ignores it; FerretDB 1.24 refuses the whole command
// ("Index type map[ns:…] is not implemented yet"). Without the relay no archive with an index could be restored there.
import { connect, createServer } from 'node:net';
import { BSON, type Document } from 'mongodb';
import { openDoor, type Door } from '../../../sandbox/door.js';
import { wholeMessages } from '../../support/mongo-messages.js';

const headerBytes = 16;
const opMessage = 2013;
/** Header, flags, then the kind of the first section, which is the command. */
const commandAt = headerBytes + 4 + 1;

/** @param to port of 127.0.0.1 */
export async function startRelay(to: number): Promise<Door> {
  const server = createServer((client) => {
    const behind = connect(to, '127.0.0.1');
    // An error closes it, too.
    client.on('error', () => undefined).on('close', () => behind.end());
    behind.on('error', () => client.destroy());
    behind.pipe(client);
    const messages = wholeMessages();
    client.on('data', (piece) => {
      for (const message of messages(piece)) behind.write(withoutNamespaces(message) ?? message);
    });
  });
  return openDoor(server);
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
