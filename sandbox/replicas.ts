// The bot as one process or as several: what they share (memory, a folder, Redis), and the balancer before them.
import { startBalancer, type Balancer } from './balancer.js';
import { createBotProcess, type BotOptions, type BotProcess } from './bot-process.js';
import { bot, credentials } from './company.js';
import { startMongoReplicaSet, type MongoReplicaSet } from './mongodb/replica-set.js';
import { startRedisServer } from './redis-server.js';

export interface Replicas {
  bots: readonly [BotProcess, ...BotProcess[]];
  /** Where webhooks go, and Slack's requests in HTTP mode: the balancer, or the only bot itself. */
  url(): string;
  /** Null before a single bot. */
  balancer: Balancer | null;
  /** The MongoDB where several have their memory; null for one, which has a file. */
  memory: MongoReplicaSet | null;
  /** Settings of all of them, and of a terminal beside them. */
  options: BotOptions;
  /** Starts all that are stopped. */
  startAll(): Promise<void>;
  /** Sends the signal to all at once. */
  killAll(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
  close(): Promise<void>;
}

/** @param count how many; one needs nothing but its own folder */
export async function openReplicas(count: number, given: BotOptions): Promise<Replicas> {
  const shared = count > 1 ? await openShared() : alone;
  const options = { ...given, extra: { ...shared.settings, ...given.extra } };
  const bots = named(count).map((name) => createBotProcess({ ...options, name }));
  const [first, ...others] = bots;
  if (!first) throw new Error('there must be one bot at least');
  const balancer = count > 1 ? await startBalancer(bots) : null;
  const killAll = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    await Promise.all(bots.map((each) => each.kill(signal)));
  };
  return {
    bots: [first, ...others],
    url: () => balancer?.url ?? `http://127.0.0.1:${first.port()}`,
    balancer,
    memory: shared.memory,
    options,
    async startAll() {
      const stopped = bots.filter((each) => each.state() === 'stopped');
      await Promise.all(stopped.map((each) => each.start()));
    },
    killAll,
    async close() {
      await killAll('SIGKILL');
      await balancer?.close();
      await shared.close();
    },
  };
}

interface Shared {
  memory: MongoReplicaSet | null;
  settings: Record<string, string>;
  close(): Promise<void>;
}

const alone: Shared = { memory: null, settings: {}, close: async () => {} };

async function openShared(): Promise<Shared> {
  const [memory, redis] = await Promise.all([
    startMongoReplicaSet(),
    startRedisServer(credentials.redisPassword),
  ]);
  return {
    memory,
    settings: { MONGODB_URI: memory.uri, ...(redis === null ? {} : { REDIS_URL: redis.url }) },
    async close() {
      await redis?.close();
      await memory.close();
    },
  };
}

function named(count: number): string[] {
  return count === 1
    ? [bot.name]
    : Array.from({ length: count }, (_, index) => `${bot.name}-${index + 1}`);
}
