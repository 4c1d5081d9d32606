// Stands before FerretDB and hands it one question at a time, whoever asks. FerretDB 1 reads what an update means and then
// writes by `_id` alone, in two steps: of two updates at once that both name revision 1, both succeed. MongoDB makes such an
// update whole. With the steps of different clients apart, all the rest can be tested on a real server.
import { connect, createServer } from 'node:net';
import { openDoor, type Door } from '../../../sandbox/door.js';
import { wholeMessages } from '../../support/mongo-messages.js';

const opMessage = 2013;
/** Nobody waits for an answer to such a message. */
const moreToCome = 2;

/** @param to port of 127.0.0.1 */
export async function startOneAtATime(to: number): Promise<Door> {
  let turn: Promise<void> = Promise.resolve();
  const server = createServer((client) => {
    const behind = connect(to, '127.0.0.1');
    let answered: () => void = () => undefined;
    const leave = (): void => {
      client.destroy();
      behind.destroy();
      answered();
    };
    for (const socket of [client, behind]) socket.on('error', leave).on('close', leave);
    const asked = wholeMessages();
    const said = wholeMessages();
    client.on('data', (piece) => {
      for (const message of asked(piece))
        turn = turn.then(() => {
          if (behind.destroyed) return undefined;
          behind.write(message);
          return isAnswered(message) ? new Promise((resolve) => (answered = resolve)) : undefined;
        });
    });
    behind.on('data', (piece) => {
      for (const message of said(piece)) {
        client.write(message);
        answered();
      }
    });
  });
  return openDoor(server);
}

function isAnswered(message: Buffer): boolean {
  return message.readInt32LE(12) !== opMessage || (message.readUInt32LE(16) & moreToCome) === 0;
}
