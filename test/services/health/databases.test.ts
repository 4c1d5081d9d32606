// Redis and MongoDB, over real sockets: what they answer, and that no connection stays.
import { connect, createServer } from 'node:net';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { startMongo } from '../../../sandbox/mongodb/index.js';
import { startRedis } from '../../../sandbox/redis/index.js';
import { askOne, serve } from './stage.js';

const quick = { timeoutSeconds: 0.3 };
const password = 'pa55-word';

// The probe loads the driver at its first time, which may take longer than the deadlines here.
beforeAll(() => import('mongodb'));

it('Redis answers a ping, refuses a password, and is down', async () => {
  const redis = await startRedis({ password });
  onTestFinished(() => redis.close());
  const ask = (url: string) =>
    askOne({ kind: 'redis', timeoutSeconds: 2 }, { settings: { PLATFORM_REDIS_URL: url } });
  expect(await ask(redis.url)).toMatchObject({ status: 'good', said: 'answers a ping' });
  expect(await ask(redis.url.replace(password, 'wrong-one'))).toMatchObject({
    status: 'bad',
    failure: 'auth',
    said: 'it refuses the password of PLATFORM_REDIS_URL',
  });
  await redis.setUp(false);
  expect(await ask(redis.url)).toMatchObject({ status: 'bad', failure: 'refused' });
  expect(await ask('mysql://user:secret@host/')).toMatchObject({
    status: 'warning',
    failure: 'not_configured',
    said: 'the setting PLATFORM_REDIS_URL is no address of Redis',
  });
});

it('MongoDB answers a ping, and is down', async () => {
  const mongo = await startMongo({});
  onTestFinished(() => mongo.close());
  const ask = (uri: string) =>
    askOne({ kind: 'mongodb', timeoutSeconds: 2 }, { settings: { PLATFORM_MONGODB_URI: uri } });
  expect(await ask(mongo.uri)).toMatchObject({ status: 'good', said: 'answers a ping' });
  await mongo.setUp(false);
  expect(await ask(mongo.uri)).toMatchObject({ status: 'bad', failure: 'refused' });
  const found = await ask('mongodb://ana:pa55%zz@host:1/');
  expect(found).toMatchObject({ status: 'warning', failure: 'not_configured' });
  expect(found.said).not.toContain('pa55');
});

it('a connection is closed after its ping', async () => {
  const [redis, mongo] = await Promise.all([startRedis({ password }), startMongo({})]);
  onTestFinished(async () => void (await Promise.all([redis.close(), mongo.close()])));
  for (const [kind, setting, url] of [
    ['redis', 'PLATFORM_REDIS_URL', redis.url],
    ['mongodb', 'PLATFORM_MONGODB_URI', mongo.uri],
  ] as const) {
    let connections = 0;
    await using between = await serve(
      createServer((socket) => {
        connections += 1;
        const onwards = connect(Number(new URL(url).port), '127.0.0.1');
        onwards.on('error', () => socket.destroy());
        socket.pipe(onwards).pipe(socket);
      }),
    );
    const through = url.replace(new URL(url).port, String(between.port));
    const found = await askOne({ kind }, { settings: { [setting]: through } });
    expect(found).toMatchObject({ status: 'good', said: 'answers a ping' });
    expect(connections).toBeGreaterThan(0);
    await expect.poll(between.open).toBe(0);
  }
});

it.each([
  ['redis', 'redis', 'PLATFORM_REDIS_URL', 'redis://:pa55-word@'],
  ['mongodb', 'mongodb', 'PLATFORM_MONGODB_URI', 'mongodb://'],
] as const)('%s that never answers is left at the deadline', async (_name, kind, setting, url) => {
  let connections = 0;
  await using mute = await serve(
    createServer((socket) => {
      connections += 1;
      socket.resume();
    }),
  );
  const found = await askOne(
    { kind, ...quick },
    { settings: { [setting]: `${url}127.0.0.1:${mute.port}` } },
  );
  expect(found.status).toBe('bad');
  expect(['timeout', 'unreachable']).toContain(found.failure);
  expect(found.millis).toBeLessThan(1_000);
  expect(found.said).not.toContain('pa55');
  await expect.poll(mute.open).toBe(0);
  expect(connections).toBeLessThanOrEqual(2);
});
