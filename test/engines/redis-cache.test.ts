// What replicas keep of Notion in a real Redis: read by all, gone in time, and missed by nobody when Redis is away or flushed.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { until } from '../../sandbox/until.js';
import { connectRedis, type RedisLink } from '../../src/services/replicas/connect-redis.js';
import type { SharedCache } from '../../src/services/replicas/replicas.js';
import { createSharedCache } from '../../src/services/replicas/shared-cache.js';
import { byCreation, cacheSite } from '../services/cache/site.js';
import { memoryStore } from '../support/memory-store.js';
import { programNamed } from './program.js';
import { startRedis } from './redis-server.js';
import type { RedisServer } from '../../sandbox/redis-server.js';

const program = programNamed('redis-server');
const skipped = program === null ? ' (skipped: no redis-server)' : '';
let redis: RedisServer;
let links: RedisLink[];

beforeAll(async () => {
  if (program !== null) redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(async () => {
  if (program === null) return;
  links = [1, 2].map(() => connectRedis(redis.url, 'quick'));
  await ready();
  await links[0]?.ready()?.flushall();
  return async () => {
    await Promise.all(links.map((link) => link.close()));
  };
});

const ready = () => until('Redis is there', () => links.every((link) => link.ready() !== null));

function cacheOf(replica: number): SharedCache {
  const link = { ready: () => links[replica]?.ready() ?? null };
  return createSharedCache({ link, prefix: 'test', log: { warn: () => {} } });
}

describe.skipIf(program === null)(`the cache of several replicas${skipped}`, () => {
  test('a text is there for all until its time is over', async () => {
    const [one, two] = [cacheOf(0), cacheOf(1)];
    await one.set('a key of any length '.repeat(100), 'Größe', 400);
    expect(await two.get('a key of any length '.repeat(100))).toBe('Größe');
    expect(await two.get('another key')).toBeNull();
    await expect.poll(() => two.get('a key of any length '.repeat(100))).toBeNull();
    for (const key of (await links[0]?.ready()?.keys('*')) ?? [])
      expect(key.length).toBeLessThan(80);
  });

  test('what is too large or over already is not kept', async () => {
    const one = cacheOf(0);
    await one.set('large', 'ä'.repeat(600_000), 60_000);
    await one.set('over', 'text', 0);
    await one.set('fits', 'a'.repeat(1_000_000), 60_000);
    expect(await one.get('large')).toBeNull();
    expect(await one.get('over')).toBeNull();
    expect(await one.get('fits')).toHaveLength(1_000_000);
  });

  test('what one replica has read serves the other; flushed or killed, each reads for itself', async () => {
    const store = memoryStore();
    const site = (replica: number) => cacheSite(store, { shared: cacheOf(replica) });
    const [one, two, three] = [site(0), site(1), site(1)];
    const read = async ({ cache, projects }: typeof one): Promise<number> =>
      (await cache.reading.query(projects.source.id, byCreation)).pages.length;
    expect(await read(one)).toBe(4);
    expect(await read(two)).toBe(4);
    expect(two.notion.calls).toEqual([]);
    await links[0]?.ready()?.flushall();
    expect(await read(two)).toBe(4);
    expect(await read(three)).toBe(4);
    expect(three.notion.calls).toHaveLength(1);
    await redis.kill();
    one.cache.forget();
    expect(await read(one)).toBe(4);
    expect(one.notion.calls).toHaveLength(2);
    await redis.start();
    await ready();
    three.clock.at += 5_000;
    await read(three);
    expect(three.notion.calls).toHaveLength(2);
  });
});
