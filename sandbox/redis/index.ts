// A Redis server in one process, over a real socket: enough of it for a client that connects with a password and pings.
import { createServer, type Socket } from 'node:net';
import { openDoor } from '../door.js';
import { answerCommand, type Connection } from './commands.js';
import { encoded, failure, takeRequests } from './resp.js';

export interface RedisSimulator {
  /** `redis://:…@127.0.0.1:…`, for PLATFORM_REDIS_URL. */
  url: string;
  isUp(): boolean;
  /** Down, it refuses connections. */
  setUp(isUp: boolean): Promise<void>;
  close(): Promise<void>;
}

export async function startRedis({ password }: { password: string }): Promise<RedisSimulator> {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    serve(socket, { isAuthenticated: false, version: 2, id: connections }, password);
  });
  const door = await openDoor(server);
  return {
    url: `redis://:${encodeURIComponent(password)}@127.0.0.1:${door.port}`,
    isUp: () => door.isOpen(),
    setUp: (isUp) => door.setOpen(isUp),
    close: () => door.close(),
  };
}

function serve(socket: Socket, connection: Connection, password: string): void {
  let received = Buffer.alloc(0);
  // A client that goes away cuts its connection.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: Buffer) => {
    try {
      const { requests, rest } = takeRequests(Buffer.concat([received, chunk]));
      received = Buffer.from(rest);
      for (const words of requests) {
        // In the version of the connection as it is after the command: HELLO changes it.
        const reply = answerCommand(words, connection, password);
        socket.write(encoded(reply, connection.version));
        if (words[0]?.toUpperCase() === 'QUIT') socket.end();
      }
    } catch (error) {
      const text = error instanceof Error ? error.message : 'Protocol error';
      socket.end(encoded(failure(`ERR ${text}`), connection.version));
    }
  });
}
