// MongoDB that fails: asked again within the patience of a person, and left alone after five failures in a row.
import { createServer, type Socket } from 'node:net';
import { once } from 'node:events';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { connectTaskRecords } from '../../../src/services/mongodb/connect-task-records.js';
import type { TaskRecords } from '../../../src/services/mongodb/task-records.js';
import { createCircuitRegistry } from '../../../src/services/resilience/circuit-registry.js';

const where = { database: 'notion_bot', collection: 'tasks', pageIdField: 'notion_page_id' };
const log = pino({ level: 'silent' });

let mongo: MongoSimulator;
const opened: TaskRecords[] = [];
beforeEach(async () => {
  mongo = await startMongo({ documents: { 'notion_bot.tasks': [{ _id: 'task-8' }] } });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((records) => records.close()));
  await mongo.close();
});

function connect(patienceMs: number, uri: string | undefined = mongo.uri) {
  const registry = new Registry();
  const circuits = createCircuitRegistry();
  const records = connectTaskRecords(uri, log, patienceMs, { registry, circuits });
  opened.push(records);
  return {
    circuits,
    find: (signal?: AbortSignal) => records.find(where, 'task-8', signal),
    outcomes: async () =>
      (await registry.getSingleMetric('outside_calls_total')?.get())?.values.map(
        ({ labels, value }) => [...Object.values(labels), value],
      ),
  };
}

it('is left alone after five failures, and asked again when its circuit is closed', async () => {
  const { find, circuits, outcomes } = connect(200);
  await mongo.setUp(false);
  for (let times = 0; times < 5; times += 1)
    await expect(find()).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: "MongoDB can't be reached.",
    });
  await mongo.setUp(true);
  await expect(find()).rejects.toMatchObject({
    code: 'outside_unavailable',
    message: expect.stringContaining('left alone for a minute'),
    suggestions: [{ operation: 'circuits.reset', input: { name: 'mongodb' } }],
  });
  expect(circuits.list()).toMatchObject([
    { name: 'mongodb', state: 'open', lastFailure: "MongoDB can't be reached." },
  ]);
  circuits.reset('mongodb');
  expect(await find()).toMatchObject({ id: 'task-8' });
  expect(await outcomes()).toEqual([
    ['mongodb', 'failed', 5],
    ['mongodb', 'circuit_open', 1],
    ['mongodb', 'ok', 1],
  ]);
});

it('is asked again by itself, and answers when it is back in time', async () => {
  const { find, outcomes } = connect(1_000);
  await mongo.setUp(false);
  const found = find();
  await expect.poll(outcomes, { timeout: 5_000 }).toEqual([['mongodb', 'retried', 1]]);
  await mongo.setUp(true);
  expect(await found).toMatchObject({ id: 'task-8' });
});

it('what is said at the deadline is what was learnt before it', async () => {
  const { find, outcomes } = connect(700);
  await mongo.setUp(false);
  await expect(find()).rejects.toMatchObject({ message: "MongoDB can't be reached." });
  expect(await outcomes()).toEqual([
    ['mongodb', 'retried', 1],
    ['mongodb', 'failed', 1],
  ]);
});

it('is not left alone because it refuses', async () => {
  const { find, circuits } = connect(1_000, mongo.uri.replace('//', '//ana:hunter2@'));
  for (let times = 0; times < 6; times += 1)
    await expect(find()).rejects.toMatchObject({ code: 'outside_refused' });
  expect(circuits.list()).toMatchObject([{ state: 'closed', failures: 0 }]);
});

it('whoever cancels is not kept waiting, and it is no failure', async () => {
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const address = silent.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const { find, circuits } = connect(20_000, `mongodb://127.0.0.1:${port}`);
  const cancel = new AbortController();
  const found = find(cancel.signal);
  await expect.poll(() => sockets.length).toBeGreaterThan(0);
  cancel.abort();
  await expect(found).rejects.toMatchObject({ code: 'cancelled' });
  expect(circuits.list()).toMatchObject([{ state: 'closed', failures: 0 }]);
  for (const socket of sockets) socket.destroy();
  silent.close();
});

it('has no circuit where it is not configured', () => {
  const circuits = createCircuitRegistry();
  connectTaskRecords(undefined, log, 200, { registry: new Registry(), circuits });
  expect(circuits.list()).toEqual([]);
});
