// One client at the pretended server: its messages are answered one after the other until it goes.
import type { Socket } from 'node:net';
import { answerCommand } from './commands.js';
import { failureOf } from './fail-points.js';
import { isWrite } from './replication.js';
import type { Connection, ReplicaSetState, State } from './state.js';
import { nextChange, patienceOf } from './waiting-hello.js';
import { answerTo, takeMessages, type Asked } from './wire.js';

/** @param member which of the replica set it came to; 0 for a server that stands alone */
export function serve(socket: Socket, state: State, member = 0): void {
  state.connected += 1;
  const remote = `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`;
  const connection: Connection = { id: state.connected, remote, appName: '', member };
  state.connections.add(connection);
  socket.on('close', () => state.connections.delete(connection));
  // A driver that goes away cuts its connections.
  socket.on('error', () => socket.destroy());

  function take(one: Asked): void {
    const patience = patienceOf(one.command, state.set);
    if (state.set !== null && one.takesMore) void goOn(one, state.set, patience);
    else answer(one);
  }

  /** Answers at once where something has changed, and from then on whenever something does. */
  async function goOn(one: Asked, set: ReplicaSetState, patience: number): Promise<void> {
    if (patience > 0) await nextChange(set, patience);
    while (!socket.destroyed) {
      answer(one, true);
      await nextChange(set, Number(one.command['maxAwaitTimeMS']));
    }
  }

  function answer(one: Asked, isMore = false): void {
    if (socket.destroyed) return;
    const failure = failureOf(one.command, state);
    if (failure?.closeConnection === true) return void socket.destroy();
    const said = answerCommand(one.command, state, connection, failure);
    if (state.set !== null && state.set.losing > 0 && isWrite(one.command) && said['ok'] === 1) {
      state.set.losing -= 1;
      return void socket.destroy();
    }
    if (!one.silent) socket.write(answerTo(one, said, isMore));
  }

  let received = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    try {
      const { asked, rest } = takeMessages(Buffer.concat([received, chunk]));
      received = Buffer.from(rest);
      for (const one of asked) take(one);
    } catch {
      // What is no message of this protocol ends the connection, as a server does it.
      socket.destroy();
    }
  });
}
