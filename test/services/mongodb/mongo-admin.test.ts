// What on-call asks of a MongoDB and mends in it, over a real socket to the simulator.
import { connect as connectTo, createServer, type Socket } from 'node:net';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { connectMongoAdmin } from '../../../src/services/mongodb/connect-mongo-admin.js';
import { shapeOfFilter } from '../../../src/services/mongodb/admin-slow.js';
import { createCircuitRegistry } from '../../../src/services/resilience/circuit-registry.js';

const where = { setting: 'PLATFORM_MONGODB_URI', database: 'notion_bot' };
const signal = new AbortController().signal;
const key = '{"status":1,"created_at":-1}';

let mongo: MongoSimulator;
let admin: ReturnType<typeof connectMongoAdmin>;
const settings = new Map<string, string>();
const said: string[] = [];
const log = pino({}, { write: (line: string) => said.push(line) });

const connect = (patienceMs = 1_000, circuits = createCircuitRegistry()) =>
  connectMongoAdmin({ settingOf: (name) => settings.get(name), log, patienceMs, circuits });

beforeEach(async () => {
  said.length = 0;
  mongo = await startMongo({
    documents: {
      'notion_bot.tasks': Array.from({ length: 12 }, (_, number) => ({ _id: `t${number}` })),
      'notion_bot.users': [{ _id: 'u1', email: 'ana@example.com' }],
    },
    indexes: {
      'notion_bot.users': [
        { key: { email: 1 }, name: 'email_1', unique: true },
        { key: { place: '2dsphere', name: -1 }, name: 'near' },
      ],
    },
  });
  settings.set(where.setting, mongo.uri);
  admin = connect();
});
afterEach(async () => {
  await admin.close();
  await mongo.close();
});

/** Passes everything on, until a command of this name goes by: its reply is lost, the first time. */
async function relayTo(uri: string, command: string, { cut = true } = {}) {
  const sockets = new Set<Socket>();
  let lost = 0;
  const server = createServer((client) => {
    const port = Number(new URL(uri).port);
    const upstream = connectTo(port, '127.0.0.1');
    let isLost = false;
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => [client, upstream].forEach((one) => one.destroy()));
    }
    client.on('data', (chunk) => {
      if (lost === 0 && chunk.includes(command)) {
        lost += 1;
        isLost = true;
      }
      upstream.write(chunk);
    });
    upstream.on('data', (chunk) => {
      if (!isLost) client.write(chunk);
      else if (cut) client.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {
    uri: `mongodb://127.0.0.1:${port}`,
    lost: () => lost,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );

describe('status', () => {
  it('says version, connections, disk, and what is in it', async () => {
    const status = await admin.status(where, signal);
    expect(status).toMatchObject({
      version: '8.0.4',
      uptimeSeconds: expect.any(Number),
      connections: { current: expect.any(Number), available: expect.any(Number) },
      disk: { totalBytes: 64 * 1024 ** 3 },
    });
    expect(status.pingMillis).toBeGreaterThanOrEqual(0);
    expect(status.dataBytes).toBeGreaterThan(0);
    expect(status.collections).toMatchObject([
      { name: 'tasks', documents: 12, indexes: 1 },
      { name: 'users', documents: 1, indexes: 3 },
    ]);
  });
});

describe('shape', () => {
  it('counts documents and names indexes with the order of their fields', async () => {
    expect(await admin.shape(where, signal)).toEqual([
      {
        name: 'tasks',
        documents: 12,
        indexes: [{ name: '_id_', key: '{"_id":1}', isUnique: false }],
      },
      {
        name: 'users',
        documents: 1,
        indexes: [
          { name: '_id_', key: '{"_id":1}', isUnique: false },
          { name: 'email_1', key: '{"email":1}', isUnique: true },
          { name: 'near', key: '{"place":"2dsphere","name":-1}', isUnique: false },
        ],
      },
    ]);
  });

  it('of a database that is not there is empty', async () => {
    expect(await admin.shape({ ...where, database: 'ppm_verify_1' }, signal)).toEqual([]);
  });

  it('leaves out what the server keeps for itself', async () => {
    mongo.setProfiled(true);
    const names = (await admin.shape(where, signal)).map(({ name }) => name);
    expect(names).toEqual(['tasks', 'users']);
  });
});

describe('indexes', () => {
  it('are created and dropped, each twice without harm', async () => {
    for (const _ of [1, 2])
      expect(await admin.createIndex(where, 'tasks', key, signal)).toBe('status_1_created_at_-1');
    expect(mongo.indexes('notion_bot.tasks')).toHaveLength(2);
    for (const _ of [1, 2]) await admin.dropIndex(where, 'tasks', 'status_1_created_at_-1', signal);
    expect(mongo.indexes('notion_bot.tasks')).toHaveLength(1);
    await admin.dropIndex(where, 'nothing', 'x_1', signal);
  });

  it('the one with the same fields under another name counts', async () => {
    const near = '{"place":"2dsphere","name":-1}';
    expect(await admin.createIndex(where, 'users', near, signal)).toBe('near');
  });

  it('that of _id can not be dropped', async () => {
    expect(await refusal(admin.dropIndex(where, 'tasks', '_id_', signal))).toMatchObject({
      code: 'outside_refused',
    });
  });
});

it('drops a database and nothing else', async () => {
  mongo.insert('ppm_verify_1.tasks', { _id: 1 });
  for (const _ of [1, 2]) await admin.dropDatabase({ ...where, database: 'ppm_verify_1' }, signal);
  expect(mongo.documents('ppm_verify_1.tasks')).toEqual([]);
  expect(mongo.documents('notion_bot.tasks')).toHaveLength(12);
});

describe('slow queries', () => {
  it('are null while the profiler is off', async () => {
    expect(await admin.slow(where, 10, signal)).toBeNull();
  });

  it('come slowest first, without a value', async () => {
    mongo.setProfiled(true);
    const found = (await admin.slow(where, 3, signal)) ?? [];
    expect(found).toHaveLength(3);
    const millis = found.map((one) => one.millis);
    expect(millis).toEqual(millis.toSorted((a, b) => b - a));
    for (const { shape, collection } of found) {
      expect(collection).not.toContain('notion_bot.');
      expect(JSON.stringify(JSON.parse(shape)).replaceAll(/"[^"]*":|[{}[\],]/g, '')).toMatch(
        /^("\?")*$/,
      );
    }
  });

  it.each([
    [
      { user_id: 'u-17', due: { $lt: new Date(0) } },
      { user_id: '?', due: { $lt: '?' } },
    ],
    [{ $or: [{ a: 1 }, { b: 'x' }] }, { $or: [{ a: '?' }, { b: '?' }] }],
    [{ status: { $in: ['ana@example.com', 'b'] } }, { status: { $in: '?' } }],
    [{ a: { b: { c: { d: { e: 1 } } } } }, { a: { b: { c: { d: '?' } } } }],
    [{ name: /ana/ }, { name: '?' }],
  ])('the shape of %o has no value', (filter, shape) => {
    expect(shapeOfFilter(filter)).toEqual(shape);
  });
});

describe('writers', () => {
  it('there are none', async () => {
    expect(await admin.writers(where, 50, signal)).toMatchObject({ writes: 0 });
  });

  it('are counted and named', async () => {
    await mongo.setWriter('notion-bot-api');
    await expect
      .poll(async () => (await admin.writers(where, 300, signal)).writes ?? 0)
      .toBeGreaterThan(0);
    expect((await admin.writers(where, 10, signal)).clients).toContain('notion-bot-api');
  });

  it('the wait ends when it is cancelled', async () => {
    const controller = new AbortController();
    const asked = refusal(admin.writers(where, 60_000, controller.signal));
    await expect.poll(() => mongo.counted().command).toBeGreaterThan(0);
    controller.abort();
    expect(await asked).toMatchObject({ code: 'cancelled' });
  });
});

describe('what goes wrong', () => {
  it('without the setting nothing is asked', async () => {
    const asked = admin.status({ ...where, setting: 'OTHER_MONGODB_URI' }, signal);
    expect(await refusal(asked)).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('OTHER_MONGODB_URI'),
    });
  });

  it('a wrong address is said without the address', async () => {
    settings.set(where.setting, 'mongodb://ana:hunter2@');
    const problem = await refusal(admin.status(where, signal));
    expect(problem).toMatchObject({ code: 'not_possible' });
    expect(`${String(problem)}${said.join('')}`).not.toContain('hunter2');
  });

  it('a server that is away is said, and asked again by itself when it is back', async () => {
    await mongo.setUp(false);
    await admin.close();
    admin = connect(300);
    expect(await refusal(admin.shape(where, AbortSignal.timeout(800)))).toMatchObject({
      code: 'cancelled',
    });
    await mongo.setUp(true);
    expect(await admin.shape(where, signal)).toHaveLength(2);
  });

  it('a change whose reply is lost is asked for again, and done once', async () => {
    const relay = await relayTo(mongo.uri, 'createIndexes');
    settings.set(where.setting, relay.uri);
    expect(await admin.createIndex(where, 'tasks', key, signal)).toBe('status_1_created_at_-1');
    expect(relay.lost()).toBe(1);
    expect(mongo.indexes('notion_bot.tasks')).toHaveLength(2);
    await relay.close();
  });

  it('a change that was sent and not answered is in doubt', async () => {
    const relay = await relayTo(mongo.uri, 'createIndexes', { cut: false });
    settings.set(where.setting, relay.uri);
    const controller = new AbortController();
    const asked = refusal(admin.createIndex(where, 'tasks', key, controller.signal));
    await expect.poll(() => mongo.indexes('notion_bot.tasks').length).toBe(2);
    controller.abort();
    expect(await asked).toMatchObject({ code: 'outcome_unknown' });
    await relay.close();
  });

  it('each setting has a circuit of its own, beside that of the records', async () => {
    settings.set('OTHER_URI', mongo.uri);
    const circuits = createCircuitRegistry();
    const other = connect(1_000, circuits);
    await other.shape(where, signal);
    await other.shape(where, signal);
    await other.shape({ ...where, setting: 'OTHER_URI' }, signal);
    expect(circuits.list().map(({ name }) => name)).toEqual([
      'mongodb-admin',
      'mongodb-admin-other-uri',
    ]);
    await other.close();
  });
});
