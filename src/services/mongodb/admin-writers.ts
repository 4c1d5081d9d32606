// Whether somebody writes to a database: counted twice with a wait in between, and who they are.
import type { Db } from 'mongodb';
import { z } from 'zod';
import { pause } from '../resilience/abortable.js';
import { ownName } from './admin-client.js';
import { figure } from './admin-figures.js';
import { untoldAs } from './admin-status.js';

const mostNamed = 10;
const writing: ReadonlySet<string> = new Set(['insert', 'update', 'remove']);

const counted = z.object({ count: figure }).optional();
const top = z.object({
  totals: z.record(z.string(), z.unknown()),
});
const namespace = z.object({ insert: counted, update: counted, remove: counted });
const times = z.object({ total: figure }).optional();
const server = z.object({
  opcounters: z.object({ insert: figure, update: figure, delete: figure }).optional(),
  metrics: z
    .object({
      commands: z
        .object({ insert: times, update: times, delete: times, findAndModify: times })
        .optional(),
    })
    .optional(),
});
const operations = z.object({
  inprog: z.array(
    z.object({
      op: z.string().default(''),
      ns: z.string().default(''),
      active: z.boolean().default(false),
      appName: z.string().default(''),
      client: z.string().default(''),
    }),
  ),
});

/** @param millis between the two counts */
export async function writersOf(
  db: Db,
  millis: number,
  signal: AbortSignal,
): Promise<{ writes: number | null; clients: string[] }> {
  const before = await countWrites(db, signal);
  await pause(millis, signal);
  const after = await countWrites(db, signal);
  const now = await current(db, signal);
  const grown = before === null || after === null ? null : Math.max(0, after - before);
  // What has been under way all the time is in no counter yet; that nothing is under way at a moment proves nothing.
  const active = now?.active ?? 0;
  const writes = grown === null ? active || null : Math.max(grown, active);
  return { writes, clients: now?.clients ?? [] };
}

/** Of this database where the server counts by collection (`top`), else of the whole server; null where it counts neither. */
async function countWrites(db: Db, signal: AbortSignal): Promise<number | null> {
  const admin = db.client.db('admin');
  const byCollection = await untoldAs(null, admin.command({ top: 1 }, { signal }));
  if (byCollection !== null) {
    const { totals } = top.parse(byCollection);
    return Object.entries(totals)
      .filter(([name]) => name.startsWith(`${db.databaseName}.`))
      .map(([, value]) => namespace.parse(value))
      .reduce(
        (total, { insert, update, remove }) =>
          total + sum([insert, update, remove].map((one) => one?.count ?? null)),
        0,
      );
  }
  const { opcounters, metrics } = server.parse(
    await untoldAs({}, admin.command({ serverStatus: 1 }, { signal })),
  );
  if (opcounters) return sum([opcounters.insert, opcounters.update, opcounters.delete]);
  // Servers that only speak MongoDB's protocol count commands.
  const commands = metrics?.commands;
  if (!commands) return null;
  return sum(Object.values(commands).map((one) => one?.total ?? null));
}

/** Writes under way in this database, and who is there: those on this database, else all that are connected. */
async function current(
  db: Db,
  signal: AbortSignal,
): Promise<{ active: number; clients: string[] } | null> {
  const command = { currentOp: 1, $all: true };
  const answer = await untoldAs(null, db.client.db('admin').command(command, { signal }));
  if (answer === null) return null;
  const others = operations
    .parse(answer)
    .inprog.filter(({ appName, client }) => !appName.startsWith(ownName) && client !== '');
  const here = others.filter(({ ns }) => ns.startsWith(`${db.databaseName}.`));
  const nameOf = ({ appName, client }: { appName: string; client: string }): string =>
    appName === '' ? client.replace(/:\d+$/, '') : appName.slice(0, 60);
  return {
    active: here.filter(({ active, op }) => active && writing.has(op)).length,
    clients: [...new Set((here.length > 0 ? here : others).map(nameOf))].slice(0, mostNamed),
  };
}

function sum(all: readonly (number | null)[]): number {
  return all.reduce<number>((total, one) => total + (one ?? 0), 0);
}
