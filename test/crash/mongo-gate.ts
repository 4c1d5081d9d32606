// Stands between one replica and MongoDB: reads what the driver says, and every write meets its fate before it is passed on.
// The same gate can stand before a real server.
import { connect, createServer } from 'node:net';
import type { Document } from 'mongodb';
import { z } from 'zod';
import { openDoor } from '../../sandbox/door.js';
import { takeMessages } from '../../sandbox/mongodb/wire.js';
import { wholeMessages } from '../support/mongo-messages.js';
import { onlyTimes } from './only-times.mjs';
import type { Deed, Fate, Writer } from './fate.js';
import type { Gate } from './http-gate.js';

/** Documents as they were last written through any gate, by collection and id. */
export type Bodies = Map<string, { revision: number; body: string }>;

export async function openMongoGate(options: {
  /** Of the server on this machine that leads, or led last. */
  port: () => number;
  /** Shared by the gates before one database. */
  bodies: Bodies;
  writer: Writer;
  fate: Fate;
}): Promise<Gate> {
  const { writer, fate, bodies } = options;
  const server = createServer((client) => {
    const port = options.port();
    const upstream = connect(port, '127.0.0.1');
    const both = [client, upstream];
    const cut = (): void => both.forEach((socket) => socket.destroy());
    /** Fates of what was passed on and is not answered yet, oldest first. */
    const waiting: (Deed | null)[] = [];
    for (const socket of both) {
      socket.setNoDelay(true);
      socket.on('error', cut).on('close', cut);
    }
    const said = wholeMessages();
    const answered = wholeMessages();

    client.on('data', (bytes) => {
      // Another member leads: the driver, which knows of this gate only, has to come back to be led there.
      if (options.port() !== port) return cut();
      for (const message of said(bytes)) {
        const { kind, silent } = writeIn(message, bodies);
        const deed = kind === null ? null : fate.meets(kind, writer);
        if (deed === 'kill-before') {
          writer.kill();
          return cut();
        }
        // Its reply waits in the kernel until the process goes on.
        if (deed === 'pause') void writer.pause();
        if (!silent) waiting.push(deed);
        upstream.write(message);
      }
    });

    upstream.on('data', (bytes) => {
      for (const message of answered(bytes)) {
        const deed = waiting.shift() ?? null;
        if (deed === 'kill-after') writer.kill();
        if (deed === 'kill-after' || deed === 'lose-reply') return cut();
        client.write(message);
      }
    });
  });
  return openDoor(server);
}

function writeIn(message: Buffer, bodies: Bodies): { kind: string | null; silent: boolean } {
  const [asked] = takeMessages(message).asked;
  if (!asked) return { kind: null, silent: false };
  return { kind: kindOf(asked.command, bodies), silent: asked.silent };
}

const verbs = { insert: 'insert', update: 'replace', delete: 'remove' } as const;
const insertSchema = z.object({
  documents: z.array(z.object({ _id: z.string(), body: z.string() })),
});
const updateSchema = z.object({
  updates: z.array(
    z.object({
      q: z.object({ _id: z.string(), revision: z.number() }),
      u: z.object({ $set: z.object({ body: z.string() }) }),
    }),
  ),
});

/** `replace runs`, `insert cards` … in the words of the store; null: it changes nothing of the bot's memory. */
function kindOf(command: Document, bodies: Bodies): string | null {
  for (const [verb, word] of Object.entries(verbs)) {
    const collection: unknown = command[verb];
    if (typeof collection !== 'string') continue;
    const [inserted] = insertSchema.safeParse(command).data?.documents ?? [];
    const [updated] = updateSchema.safeParse(command).data?.updates ?? [];
    if (inserted) {
      const key = `${collection}/${inserted._id}`;
      if (bodies.has(key)) return null;
      bodies.set(key, { revision: 1, body: inserted.body });
    }
    if (!updated) return `${word} ${collection}`;
    const { q, u } = updated;
    const key = `${collection}/${q._id}`;
    const before = bodies.get(key) ?? null;
    // Somebody was faster.
    if (before && before.revision !== q.revision) return null;
    const { body } = u.$set;
    bodies.set(key, { revision: q.revision + 1, body });
    return `${word} ${collection}${onlyTimes(before?.body ?? null, body) ? ' (times)' : ''}`;
  }
  return null;
}
