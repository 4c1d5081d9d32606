// The door of a simulator on 127.0.0.1: it can be shut, so that whoever comes is refused as by a machine on which nothing
// listens, and opened again on the same port.
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';

export interface Door {
  port: number;
  isOpen(): boolean;
  /** Shut, it cuts every connection and refuses new ones. */
  setOpen(isOpen: boolean): Promise<void>;
  close(): Promise<void>;
}

/** @param port 0, the default, takes a free one */
export async function openDoor(server: Server, port = 0): Promise<Door> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  async function listen(at: number): Promise<void> {
    server.listen(at, '127.0.0.1');
    await once(server, 'listening');
  }
  async function shut(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await listen(port);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const taken = address.port;
  // One after the other, however fast somebody switches.
  let last: Promise<void> = Promise.resolve();
  function next(step: () => Promise<void>): Promise<void> {
    last = last.then(step, step);
    return last;
  }
  return {
    port: taken,
    isOpen: () => server.listening,
    setOpen: (isOpen) =>
      next(async () => {
        if (!isOpen) await shut();
        else if (!server.listening) await listen(taken);
      }),
    close: () => next(shut),
  };
}
