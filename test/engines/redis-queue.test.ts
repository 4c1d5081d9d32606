// Wake-ups, news and election over a real Redis: each wake-up taken once, none lost while Redis is there, and nobody notices
// when it is flushed, frozen or killed but by being slower.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { until } from '../../sandbox/until.js';
import { programNamed } from './program.js';
import {
  allConnected,
  leadersOf,
  openThree,
  valueOf,
  wakeUps,
  type Replica,
} from './redis-replicas.js';
import { redisPassword, startRedis } from './redis-server.js';
import type { RedisServer } from '../../sandbox/redis-server.js';

const program = programNamed('redis-server');
if (program === null) console.warn('skipped: there is no redis-server');

let redis: RedisServer;
let all: [Replica, Replica, Replica];
let work: (id: string) => Promise<void>;

const begun = (): string[] => all.flatMap((one) => one.begun);
const timesBegun = (id: string): number => begun().filter((one) => one === id).length;

describe.skipIf(program === null)('three replicas on one Redis', () => {
  beforeEach(async () => {
    redis = await startRedis();
    work = async () => {};
    all = await openThree({ url: redis.url, work: (id) => work(id) });
  });
  afterEach(async () => {
    redis.go();
    await Promise.all(all.map((one) => one.close()));
    await redis.close();
  });

  test('each wake-up is taken once, and all three take some', async () => {
    work = () => pause(5);
    const ids = Array.from({ length: 300 }, (_none, place) => `R-${place}`);
    for (const [place, id] of ids.entries()) all[place % 3]?.queue.wake('run', id);
    await until('all are worked on', () => new Set(begun()).size === ids.length);
    expect(begun().toSorted()).toEqual(ids.toSorted());
    expect(all.map((one) => one.begun.length).every((count) => count > 0)).toBe(true);
  });

  test('the same id waiting twice is one, and woken while it is worked on it is worked on again', async () => {
    const held = holdable();
    work = held.work;
    const before = await wakeUps(all, 'sent');
    all[0].queue.wake('run', 'R-1');
    await until('it is worked on', () => timesBegun('R-1') === 1);
    for (const one of [...all, ...all]) one.queue.wake('run', 'R-1');
    await until('all were sent', async () => (await wakeUps(all, 'sent')) >= before + 7);
    expect(timesBegun('R-1')).toBe(1);
    expect(await left()).toBeGreaterThan(0);
    work = async () => {};
    held.letGo();
    await until('it is worked on again', () => timesBegun('R-1') === 2);
    await until('nothing is left', async () => (await left()) === 0);
    expect(timesBegun('R-1')).toBe(2);
  });

  test('what throws is not tried again by the queue, and is woken again later', async () => {
    work = async () => {
      throw new Error('not today');
    };
    all[0].queue.wake('run', 'R-1');
    await until('it was tried', () => timesBegun('R-1') === 1);
    await until('nothing is left', async () => (await left()) === 0);
    expect(timesBegun('R-1')).toBe(1);
    all[1].queue.wake('run', 'R-1');
    await until('it was tried again', () => timesBegun('R-1') > 1);
    await until('nothing is left', async () => (await left()) === 0);
    expect(timesBegun('R-1')).toBe(2);
  });

  test('one that has left takes nothing, and still wakes the others', async () => {
    all[0].queue.leave();
    all[1].queue.leave();
    for (let turn = 0; turn < 30; turn += 1) all[0].queue.wake('run', `R-${turn}`);
    await until('all are worked on', () => all[2].begun.length === 30);
    expect(begun()).toHaveLength(30);
  });

  test('what a killed process had taken is taken again, and the others go on at once', async () => {
    const path = fileURLToPath(new URL('redis-worker.ts', import.meta.url));
    const child = fork(path, [redis.url], { execArgv: ['--import', 'tsx'] });
    const taken: string[] = [];
    child.on('message', (id) => {
      if (typeof id === 'string') taken.push(id);
    });
    let woken = 0;
    await until('it has taken some', () => {
      all[0].queue.wake('run', `R-${woken}`);
      woken += 1;
      return taken.length > 2;
    });
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const killed = performance.now();
    for (let turn = 0; turn < 30; turn += 1) all[1].queue.wake('run', `R-N${turn}`);
    await until('the others are worked on', () =>
      Array.from({ length: 30 }, (_none, turn) => `R-N${turn}`).every((id) => timesBegun(id) === 1),
    );
    expect(performance.now() - killed).toBeLessThan(3_000);
    await until('and its own too', () => taken.every((id) => timesBegun(id) === 1), 45_000);
    expect(new Set(begun()).size).toBe(woken + 30);
  });

  test('flushed in the middle of work, nothing hangs and later wake-ups are taken', async () => {
    const held = holdable();
    work = held.work;
    for (const id of ['R-1', 'R-2', 'R-3']) all[0].queue.wake('run', id);
    await until('they are worked on', () => begun().length === 3);
    const admin = new Redis(redis.url);
    await admin.flushall();
    admin.disconnect();
    held.letGo();
    held.letGo();
    held.letGo();
    work = async () => {};
    for (const one of all) {
      one.queue.wake('run', `R-of-${one.name}`);
      one.queue.wake('run', 'R-1');
    }
    await until('later ones are worked on', () =>
      all.every((one) => timesBegun(`R-of-${one.name}`) === 1 && timesBegun('R-1') >= 2),
    );
    await until('one leads again', () => leadersOf(all).length === 1);
    expect(
      all.flatMap(({ logged }) => logged).filter((line) => line.includes('"level":50')),
    ).toEqual([]);
  });

  test('killed, everybody works by itself at once; back, they share again', async () => {
    await redis.kill();
    await until('nobody reaches it', async () => !(await anyUp()));
    for (const one of all) one.queue.wake('run', `R-of-${one.name}`);
    await until('each does its own', () =>
      all.every((one) => one.begun.join() === `R-of-${one.name}`),
    );
    expect(leadersOf(all)).toEqual(['a', 'b', 'c']);
    for (const one of all)
      await expect(one.probe?.ask(AbortSignal.timeout(500))).rejects.toThrow('away');

    await redis.start();
    await allConnected(all);
    await until('one leads', () => leadersOf(all).length === 1);
    all[0].queue.leave();
    all[0].queue.wake('run', 'R-later');
    await until('another one takes it', () => timesBegun('R-later') === 1);
    expect(all[0].begun).toEqual([]);
    expect(await all[0].probe?.ask(AbortSignal.timeout(500))).toBe('answers a ping');
    for (const { logged } of all) {
      expect(logged.filter((line) => line.includes('Redis is away'))).toHaveLength(1);
      expect(logged.filter((line) => line.includes('Redis is there again'))).toHaveLength(1);
      expect(logged.join('')).not.toContain(redisPassword);
    }
  });

  test('frozen, a wake-up is worked on here within two seconds', async () => {
    redis.freeze();
    const asked = performance.now();
    all[1].queue.wake('run', 'R-1');
    await until('it is worked on here', () => all[1].begun.includes('R-1'));
    expect(performance.now() - asked).toBeLessThan(2_000);
    await until('it counts as away', async () => !(await all[1].isUp()), 20_000);
    const askedAgain = performance.now();
    all[1].queue.wake('run', 'R-2');
    await until('it is worked on at once', () => all[1].begun.includes('R-2'));
    expect(performance.now() - askedAgain).toBeLessThan(200);
    expect(await valueOf(all[1].registry, 'ppm_wake_ups_total', { outcome: 'here' })).toBe(2);
  });

  test('news reach all, the teller too, once each; after an outage everybody hears that some may be lost', async () => {
    const news = { kind: 'interrupt', run: 'R-1' } as const;
    all[1].news.tell(news);
    await until('all have heard', () => all.every(({ heard }) => heard.length > 0));
    // Each is told something later over Redis: if the first came to it twice, it has by then.
    const later = { kind: 'interrupt', run: 'R-2' } as const;
    all[0].news.tell(later);
    all[2].news.tell(later);
    await until('all have heard what came later', () => all.every(({ heard }) => heard.length > 2));
    for (const { heard } of all) expect(heard).toEqual([news, later, later]);
    await redis.kill();
    await until('nobody reaches it', async () => !(await anyUp()));
    all[1].news.tell({ kind: 'settings-changed' });
    expect(all[1].heard.at(-1)).toEqual({ kind: 'settings-changed' });
    await redis.start();
    await until('all hear that news were lost', () =>
      all.every(({ heard }) => heard.some(({ kind }) => kind === 'lost')),
    );
    expect(all[0].heard).not.toContainEqual({ kind: 'settings-changed' });
  });
});

async function anyUp(): Promise<boolean> {
  return (await Promise.all(all.map((one) => one.isUp()))).some(Boolean);
}

/** Wake-ups of runs that wait in Redis or are worked on. */
async function left(): Promise<number> {
  const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
  const queue = new Queue('run', { connection, prefix: 'ppm:C-TEST', skipVersionCheck: true });
  try {
    return await queue.getJobCountByTypes('wait', 'delayed', 'active');
  } finally {
    await queue.close();
    connection.disconnect();
  }
}

function holdable(): { work: (id: string) => Promise<void>; letGo: () => void } {
  const waiting: (() => void)[] = [];
  return {
    work: () =>
      new Promise<void>((resolve) => {
        waiting.push(resolve);
      }),
    letGo: () => waiting.shift()?.(),
  };
}
