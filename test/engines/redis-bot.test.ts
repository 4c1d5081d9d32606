// The bot as a process with REDIS_URL: it starts, serves and stops whether Redis is there or not, and says how it is.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';
import { programNamed } from './program.js';
import { redisPassword, startRedis } from './redis-server.js';
import type { RedisServer } from '../../sandbox/redis-server.js';

const program = programNamed('redis-server');
if (program === null) console.warn('skipped: there is no redis-server');

let redis: RedisServer;
let company: PretendCompany;

describe.skipIf(program === null)('a bot with REDIS_URL', () => {
  beforeAll(async () => {
    redis = await startRedis();
    company = await openCompany({
      slack: { rate: false },
      bot: { extra: { REDIS_URL: redis.url } },
    });
  });
  afterEach(() => company.bot.kill('SIGKILL'));
  afterAll(async () => {
    await company.close();
    await redis.close();
  });

  test('shares while Redis is there, is ready while it is away, and stops at once', async () => {
    await company.bot.start();
    await until('it reaches Redis', async () => (await metric('ppm_redis_up')) === 1);
    expect(await metric('ppm_leader')).toBe(1);
    await until('it is ready', async () => (await ready()) === 200);
    await redis.kill();
    await until('it has seen that Redis is away', async () => (await metric('ppm_redis_up')) === 0);
    expect(await ready()).toBe(200);
    await redis.start();
    await until('it reaches Redis again', async () => (await metric('ppm_redis_up')) === 1);
    await stopsQuickly();
    const log = company.bot.log().join('\n');
    expect(log).toContain('ppm-oncall has stopped');
    expect(log).not.toContain(redisPassword);
    expect(log).not.toMatch(/"level":[56]0/);
  });

  test('starts without Redis, serves, and stops at once', async () => {
    await redis.kill();
    await company.bot.start();
    await until('it is ready', async () => (await ready()) === 200);
    expect(await metric('ppm_redis_up')).toBe(0);
    await stopsQuickly();
    await redis.start();
  });
});

async function stopsQuickly(): Promise<void> {
  const asked = performance.now();
  await company.bot.kill('SIGTERM');
  expect(performance.now() - asked).toBeLessThan(5_000);
  expect(company.bot.exitCode()).toBe(0);
}

async function ready(): Promise<number> {
  return (await fetch(`http://127.0.0.1:${company.bot.port()}/ready`)).status;
}

async function metric(name: string): Promise<number | null> {
  const answer = await fetch(`http://127.0.0.1:${company.bot.port()}/metrics`);
  const line = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(await answer.text());
  return line ? Number(line[1]) : null;
}
