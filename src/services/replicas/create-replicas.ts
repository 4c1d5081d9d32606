// What replicas share, by Redis where REDIS_URL is set, and otherwise as one process by itself. Nothing here waits for Redis: it
// connects beside the start, and until then everything is as without it.
import type { Registry } from 'prom-client';
import type { Log } from '../log.js';
import { createAlone } from './alone.js';
import { createBullQueue } from './bull-queue.js';
import { connectRedis, type RedisLink } from './connect-redis.js';
import { runForElection } from './election.js';
import { createSharedLimits } from './limits.js';
import { createLocalQueue } from './local-queue.js';
import { createRedisNews } from './redis-news.js';
import { createReplicaMetrics, type ReplicaMetrics } from './replica-metrics.js';
import type { Replicas } from './replicas.js';
import { createSharedCache } from './shared-cache.js';

export interface ReplicasOptions {
  /** REDIS_URL; undefined: this process is by itself. */
  url: string | undefined;
  /** Names this process. */
  owner: string;
  /** Keeps two bots on one Redis apart: the id of the bot's channel. */
  scope: string;
  log: Pick<Log, 'warn' | 'info'>;
  registry: Registry;
  /** Epoch milliseconds. */
  now: () => number;
}

export function createReplicas(options: ReplicasOptions): Replicas {
  const { url, owner, scope, log, registry, now } = options;
  if (url === undefined) return createAlone(log);
  const prefix = `ppm:${scope}`;
  const quick = connectRedis(url, 'quick', log);
  const patient = connectRedis(url, 'patient');
  const subscriber = connectRedis(url, 'patient');
  const election = runForElection({ link: quick, key: `${prefix}:leader`, owner });
  const metrics: ReplicaMetrics = createReplicaMetrics(registry, {
    isUp: () => quick.ready() !== null,
    isLeader: election.isLeader,
  });
  const local = createLocalQueue(log);
  const queue = createBullQueue({ link: patient, quick, prefix, local, metrics, log });
  const news = createRedisNews({ quick, subscriber, channel: `${prefix}:news`, owner, log });
  return {
    queue,
    news,
    election,
    limit: createSharedLimits({ link: quick, prefix, log, registry, now }),
    cache: createSharedCache({ link: quick, prefix, log }),
    probe: {
      name: 'Redis',
      // Not asked by /ready: the bot serves without it.
      onDemand: true,
      ask: () => ask(quick),
    },
    async close() {
      await queue.close();
      news.stop();
      await election.stop();
      await Promise.all([quick, patient, subscriber].map((link) => link.close()));
    },
  };
}

async function ask(link: RedisLink): Promise<string> {
  const redis = link.ready();
  if (redis === null) throw new Error('away: each replica works by itself, and slower');
  await redis.ping();
  return 'answers a ping';
}
