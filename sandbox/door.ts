// The door of a simulator on 127.0.0.1: it can be shut, so that whoever comes is refused as by a machine on which nothing
// listens, and opened again on the same port.
import { once } from 'node:events';
import type { Server, Socket } from 'node:net';
import { freePort } from './free-port.js';

export interface Door {
  port: number;
  isOpen(): boolean;
  /** Shut, it cuts every connection and refuses new ones. */
  setOpen(isOpen: boolean): Promise<void>;
  close(): Promise<void>;
}

/** @param wanted its port; without one, one that is free */
export async function openDoor(server: Server, wanted?: number): Promise<Door> {
  const port = wanted ?? (await freePort());
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  async function listen(): Promise<void> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  }
  async function shut(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }
  await listen();
  // One after the other, however fast somebody switches.
  let last: Promise<void> = Promise.resolve();
  function next(step: () => Promise<void>): Promise<void> {
    last = last.then(step, step);
    return last;
  }
  return {
    port,
    isOpen: () => server.listening,
    setOpen: (isOpen) =>
      next(async () => {
        if (!isOpen) await shut();
        else if (!server.listening) await listen();
      }),
    close: () => next(shut),
  };
}
