// One of the processes leads: it holds a key in Redis that it keeps renewing; when it stops or dies, another one takes it.
import type { Redis } from 'ioredis';
import { heartbeat } from '../heartbeat.js';
import type { RedisLink } from './connect-redis.js';
import type { Election } from './replicas.js';

/** How long a leader that was killed is missed at most, milliseconds. */
const leaseMillis = 6_000;

const renewIfMine =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0";
const giveUpIfMine =
  "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

export interface RunningElection extends Election {
  /** Lets another process lead at once. Never fails. */
  stop(): Promise<void>;
}

/** @param options.key the key that the leader holds; its value is the leader's name */
export function runForElection(options: {
  link: Pick<RedisLink, 'ready' | 'onReady'>;
  key: string;
  owner: string;
  leaseMs?: number;
}): RunningElection {
  const { link, key, owner, leaseMs = leaseMillis } = options;
  let leadsUntil = -Infinity;
  let isStopped = false;
  let stopBeating = (): void => {};

  async function ask(redis: Redis): Promise<void> {
    // Counted from before the question: the key never lives shorter than this process believes.
    const asked = performance.now();
    const isMine =
      (await redis.eval(renewIfMine, 1, key, owner, leaseMs)) === 1 ||
      (await redis.set(key, owner, 'PX', leaseMs, 'NX')) === 'OK';
    leadsUntil = isMine && !isStopped ? asked + leaseMs : -Infinity;
  }

  async function again(): Promise<void> {
    const redis = link.ready();
    if (redis && !isStopped) await ask(redis);
  }
  /** Everybody leads while Redis takes no writes (its disk is full, it became a replica), as while it is away. */
  function failed(): void {
    if (!isStopped) leadsUntil = performance.now() + leaseMs;
  }

  return {
    stand() {
      stopBeating = heartbeat(leaseMs / 3, again, failed);
      link.onReady(() => void again().catch(failed));
    },
    isLeader: () => link.ready() === null || performance.now() < leadsUntil,
    async stop() {
      isStopped = true;
      stopBeating();
      leadsUntil = -Infinity;
      await link
        .ready()
        ?.eval(giveUpIfMine, 1, key, owner)
        .catch(() => {});
    },
  };
}
