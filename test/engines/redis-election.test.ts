// One process leads at a time: it stops leading when it is killed, and the next one takes over within its lease.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { pino } from 'pino';
import { until } from '../../sandbox/until.js';
import { connectRedis, type RedisLink } from '../../src/services/replicas/connect-redis.js';
import { runForElection, type RunningElection } from '../../src/services/replicas/election.js';
import { programNamed } from './program.js';
import { startRedis } from './redis-server.js';
import type { RedisServer } from '../../sandbox/redis-server.js';

const program = programNamed('redis-server');
if (program === null) console.warn('skipped: there is no redis-server');

const key = 'ppm:C-TEST:leader';
const leaseMs = 900;

interface Candidate {
  name: string;
  link: RedisLink;
  election: RunningElection;
}
let redis: RedisServer;
let candidates: Candidate[];

const leaders = (): string[] =>
  candidates.filter(({ election }) => election.isLeader()).map(({ name }) => name);

function stand(name: string): Candidate {
  const link = connectRedis(redis.url, 'quick', pino({ level: 'silent' }));
  const election = runForElection({ link, key, owner: name, leaseMs });
  election.stand();
  const candidate = { name, link, election };
  candidates.push(candidate);
  return candidate;
}

describe.skipIf(program === null)('the election', () => {
  beforeEach(async () => {
    redis = await startRedis();
    candidates = [];
  });
  afterEach(async () => {
    redis.go();
    for (const { election, link } of candidates) {
      await election.stop();
      await link.close();
    }
    await redis.close();
  });

  test('one of three leads for as long as it lives, and leaves it to another when it stops', async () => {
    const [a] = [stand('a'), stand('b'), stand('c')];
    await until('all reach Redis', () => candidates.every(({ link }) => link.ready() !== null));
    await until('one leads', () => leaders().length === 1);
    const [first] = leaders();
    const seen = new Set<string>();
    await twoLeases(a, () => seen.add(leaders().join()));
    expect([...seen]).toEqual([first]);
    const leader = candidates.find(({ name }) => name === first) ?? a;
    await leader.election.stop();
    await until(
      'another one leads',
      () => leaders().length === 1 && leaders()[0] !== first,
      leaseMs,
    );
  });

  test('killed, its leader is followed by another one within its lease', async () => {
    const child = await leadingChild();
    const other = stand('other');
    await until('the other one reaches Redis', () => other.link.ready() !== null);
    const seen = new Set<boolean>();
    await twoLeases(other, () => seen.add(other.election.isLeader()));
    expect([...seen]).toEqual([false]);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    const killed = performance.now();
    await until('the other one leads', () => other.election.isLeader());
    expect(performance.now() - killed).toBeLessThan(leaseMs * 1.5);
  });

  test('a leader that was stopped does not lead when it comes back', async () => {
    const child = await leadingChild();
    child.kill('SIGSTOP');
    const other = stand('other');
    await until(
      'the other one leads',
      () => other.link.ready() !== null && other.election.isLeader(),
    );
    child.kill('SIGCONT');
    expect(await answerOf(child)).toBe(false);
    expect(other.election.isLeader()).toBe(true);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  });

  test('away or flushed: everybody leads, and then one again', async () => {
    stand('a');
    stand('b');
    expect(leaders()).toEqual(['a', 'b']);
    await until('one leads', () => leaders().length === 1);
    const redisNow = candidates[0]?.link.ready();
    await redisNow?.flushall();
    await until('one leads that holds the key', async () => {
      const holder = await redisNow?.get(key);
      return leaders().length === 1 && leaders()[0] === holder;
    });
    await redis.kill();
    await until('both lead', () => leaders().length === 2);
    await redis.start();
    await until('one leads', () => leaders().length === 1);
  });

  test('there, and taking no writes: everybody leads, and then one again', async () => {
    stand('a');
    stand('b');
    await until('one leads', () => leaders().length === 1);
    const redisNow = candidates[0]?.link.ready();
    // As a primary does that has lost its replicas; READONLY and a full disk refuse in the same way.
    await redisNow?.config('SET', 'min-replicas-to-write', '1');
    await until('both lead', () => leaders().length === 2);
    expect(await redisNow?.get(key)).not.toBeNull();
    await redisNow?.config('SET', 'min-replicas-to-write', '0');
    await until('one leads', () => leaders().length === 1);
  });
});

/** Looks again and again until the lease was renewed as often as it is in more than twice its time. */
async function twoLeases({ link }: Candidate, look: () => void): Promise<void> {
  let renewed = 0;
  let before = 0;
  await until('the lease was renewed again and again', async () => {
    look();
    const left = (await link.ready()?.pttl(key)) ?? 0;
    if (left > before) renewed += 1;
    before = left;
    return renewed > 7;
  });
}

/** A process that leads, and says whether it does when asked. */
async function leadingChild(): Promise<ChildProcess> {
  const path = fileURLToPath(new URL('redis-candidate.ts', import.meta.url));
  const child = fork(path, [redis.url, key, String(leaseMs)], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const answer = once(child, 'message');
  child.send('leading?');
  const [isLeader] = await answer;
  return isLeader;
}
