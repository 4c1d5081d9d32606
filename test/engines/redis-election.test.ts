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
import { startRedis, type RedisServer } from './redis-server.js';

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
  const candidate = { name, link, election: runForElection({ link, key, owner: name, leaseMs }) };
  candidates.push(candidate);
  return candidate;
}

describe.skipIf(program === null)('the election', () => {
  beforeEach(async () => {
    redis = await startRedis(program ?? '');
    candidates = [];
  });
  afterEach(async () => {
    redis.go();
    for (const { election, link } of candidates) {
      await election.stop();
      await link.close();
    }
    await redis.stop();
  });

  test('one of three leads for as long as it lives, and leaves it to another when it stops', async () => {
    const [a] = [stand('a'), stand('b'), stand('c')];
    await until('all reach Redis', () => candidates.every(({ link }) => link.ready() !== null));
    await until('one leads', () => leaders().length === 1);
    const [first] = leaders();
    const seen = new Set<string>();
    for (let look = 0; look < 40; look += 1) {
      await new Promise((resolve) => {
        setTimeout(resolve, leaseMs / 20);
      });
      seen.add(leaders().join());
    }
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
    await new Promise((resolve) => {
      setTimeout(resolve, leaseMs);
    });
    expect(other.election.isLeader()).toBe(false);
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
});

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
