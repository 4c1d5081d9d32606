// Stands before FerretDB and hands it one question at a time, whoever asks. FerretDB 1 reads what an update means and then
// writes by `_id` alone, in two steps: of two updates at once that both name revision 1, both succeed. MongoDB makes such an
// update whole. With the steps of different clients apart, all the rest can be tested on a real server.
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const opMessage = 2013;
/** Nobody waits for an answer to such a message. */
const moreToCome = 2;

export interface OneAtATime {
  port: number;
  close(): Promise<void>;
}

/** @param to port of 127.0.0.1 */
export async function startOneAtATime(to: number): Promise<OneAtATime> {
  const sockets = new Set<Socket>();
  let turn: Promise<void> = Promise.resolve();
  const server = createServer((client) => {
    const behind = connect(to, '127.0.0.1');
    for (const socket of [client, behind]) {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    }
    let answered: () => void = () => undefined;
    const leave = (): void => {
      client.destroy();
      behind.destroy();
      answered();
    };
    for (const socket of [client, behind]) socket.on('error', leave).on('close', leave);
    eachMessage(client, (message) => {
      turn = turn.then(() => {
        if (behind.destroyed) return undefined;
        behind.write(message);
        return isAnswered(message) ? new Promise((resolve) => (answered = resolve)) : undefined;
      });
    });
    eachMessage(behind, (message) => {
      client.write(message);
      answered();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

function eachMessage(socket: Socket, act: (message: Buffer) => void): void {
  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    while (received.length >= 4 && received.length >= received.readInt32LE(0)) {
      const length = received.readInt32LE(0);
      act(Buffer.from(received.subarray(0, length)));
      received = received.subarray(length);
    }
  });
}

function isAnswered(message: Buffer): boolean {
  return message.readInt32LE(12) !== opMessage || (message.readUInt32LE(16) & moreToCome) === 0;
}
