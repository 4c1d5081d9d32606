// Budgets shared by replicas on a real Redis: three processes together keep to one, in every span of time; Redis killed, flushed
// and frozen.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { until } from '../../sandbox/until.js';
import { connectRedis, type RedisLink } from '../../src/services/replicas/connect-redis.js';
import { createSharedLimits } from '../../src/services/replicas/limits.js';
import { fullest } from '../support/fullest.js';
import { programNamed } from './program.js';
import { startRedis } from './redis-server.js';
import type { RedisServer } from '../../sandbox/redis-server.js';

const program = programNamed('redis-server');
const skipped = program === null ? ' (skipped: no redis-server)' : '';
const child = fileURLToPath(new URL('limits-child.ts', import.meta.url));
const run = promisify(execFile);
const grantedSchema = z.array(z.tuple([z.number(), z.number()]));
let redis: RedisServer;
let links: RedisLink[];

beforeAll(async () => {
  if (program !== null) redis = await startRedis();
});
afterAll(() => redis?.close());
beforeEach(async () => {
  if (program === null) return;
  links = [1, 2, 3].map(() => connectRedis(redis.url, 'quick'));
  await ready();
  await flush();
  return async () => {
    await Promise.all(links.map((link) => link.close()));
  };
});

const ready = () => until('Redis is there', () => links.every((link) => link.ready() !== null));
const flush = async () => void (await links[0]?.ready()?.flushall());
/** The same budget as three replicas see it. */
const replicas = (calls: number, spanMs: number, key = 'notion') =>
  links.map((link) =>
    createSharedLimits({
      link,
      prefix: 'test',
      log: { warn: () => {} },
      registry: new Registry(),
      now: Date.now,
    })({ key, calls, spanMs }),
  );
/** How many are granted when everybody asks so often. */
async function granted(limits: ReturnType<typeof replicas>, times: number): Promise<number> {
  const asks = limits.flatMap((limit) => Array.from({ length: times }, () => limit.take()));
  return (await Promise.all(asks)).filter((wait) => wait === 0).length;
}

describe.skipIf(program === null)(`budgets of several replicas${skipped}`, () => {
  test('three processes together never call more in any span, and leave little of it unused', async () => {
    const [calls, spanMs, lastsMs] = [40, 1_500, 6_000];
    const argv = ['--import', 'tsx', child, redis.url, ...[calls, spanMs, lastsMs].map(String)];
    const outputs = await Promise.all([1, 2, 3].map(() => run(process.execPath, argv)));
    const each = outputs.map(({ stdout }) => grantedSchema.parse(JSON.parse(stdout)));
    const all = each.flat();
    // Counted somewhere between question and answer: whatever is certainly in one span must not be too much.
    const certain = all.map(
      ([from]) => all.filter(([begin, end]) => begin >= from && end < from + spanMs).length,
    );
    expect(Math.max(...certain)).toBeLessThanOrEqual(calls);
    const slack = Math.max(...all.map(([from, to]) => to - from));
    expect(
      fullest(
        all.map(([, to]) => to),
        spanMs - slack,
      ),
    ).toBeLessThanOrEqual(calls);
    expect(all.length).toBeGreaterThan(calls * Math.floor(lastsMs / spanMs - 1));
    for (const own of each) expect(own.length).toBeGreaterThan(0);
  });

  test('a burst is granted at once and no more than that, and the wait told is the true one', async () => {
    const limits = replicas(30, 1_000);
    expect(await granted(limits, 40)).toBe(30);
    const [limit = expect.fail('a limit')] = limits;
    const wait = await limit.take();
    expect(wait).toBeGreaterThan(500);
    expect(wait).toBeLessThanOrEqual(1_000);
    await expect.poll(() => limit.take(), { timeout: 3_000, interval: 20 }).toBe(0);
  });

  test('a limit on the same log that allows less leaves the rest to the other', async () => {
    expect(await granted(replicas(8, 5_000), 10)).toBe(8);
    expect(await granted(replicas(10, 5_000), 10)).toBe(2);
    expect(await granted(replicas(10, 5_000, 'another'), 10)).toBe(10);
  });

  test('calls that were made anyway are counted, too', async () => {
    const [one = expect.fail(), ...others] = replicas(10, 5_000);
    await one.count(4);
    expect(await granted(others, 10)).toBe(6);
    await one.count(4);
    expect(await granted(others, 1)).toBe(0);
  });

  test('a silence that one was asked for holds for all, and the longest one', async () => {
    const [one = expect.fail(), two = expect.fail(), three = expect.fail()] = replicas(10, 1_000);
    await one.block(1_500);
    await two.block(20);
    for (const limit of [one, three]) expect(await limit.take()).toBeGreaterThan(1_000);
    await expect.poll(() => two.take(), { interval: 20 }).toBeGreaterThan(1_000);
    await expect.poll(() => three.take(), { timeout: 3_000, interval: 20 }).toBe(0);
    expect(await one.take()).toBe(0);
  });

  test('Redis flushed: no more than one span allows beside it', async () => {
    const limits = replicas(10, 5_000);
    expect(await granted(limits, 10)).toBe(10);
    await flush();
    expect(await granted(limits, 10)).toBe(10);
    expect(await granted(limits, 10)).toBe(0);
  });

  test('Redis killed: each keeps to its own share, what it called before included; then it is one budget again', async () => {
    const limits = replicas(30, 60_000);
    const [one = expect.fail(), ...others] = limits;
    expect(await granted([one], 8)).toBe(8);
    await redis.kill();
    await until('the loss is noticed', () => links.every((link) => link.ready() === null));
    expect(await granted([one], 30)).toBe(2);
    expect(await granted(others, 30)).toBe(20);
    await one.block(60_000);
    expect(await one.take()).toBeGreaterThan(50_000);
    await redis.start();
    await ready();
    expect(await granted(others, 30)).toBe(30);
    expect(await one.take()).toBeGreaterThan(50_000);
  });

  test('Redis frozen: an answer comes all the same', async () => {
    const [one = expect.fail()] = replicas(30, 60_000, 'frozen');
    redis.freeze();
    const began = performance.now();
    expect(await granted([one], 30)).toBe(10);
    expect(performance.now() - began).toBeLessThan(2_500);
    redis.go();
    await ready();
  });
});
