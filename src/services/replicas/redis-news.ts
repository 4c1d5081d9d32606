// News for all processes by publish and subscribe: nothing is kept, so whoever was not connected is told that it may have
// missed some.
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { heartbeat } from '../heartbeat.js';
import type { Log } from '../log.js';
import type { RedisLink } from './connect-redis.js';
import { createLocalNews, type Told } from './local-news.js';
import type { News } from './replicas.js';

const toldSchema: z.ZodType<Told> = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('interrupt'), run: z.string() }),
  z.object({ kind: z.literal('notion-changed') }),
  z.object({ kind: z.literal('settings-changed') }),
  z.object({ kind: z.literal('circuit-closed'), name: z.string() }),
  z.object({ kind: z.literal('lost') }),
]);
const messageSchema = z.object({ from: z.string(), told: toldSchema });

/** A subscription that died without a word is found out by asking, milliseconds. */
const pingEvery = 10_000;

export interface RunningNews extends News {
  stop(): void;
}

export interface NewsOptions {
  /** Publishes. */
  quick: Pick<RedisLink, 'ready' | 'onReady'>;
  /** A connection of its own: one that subscribes can do nothing else. */
  subscriber: Pick<RedisLink, 'onReady'>;
  channel: string;
  /** Names this process: it hears its own news at once and not over Redis. */
  owner: string;
  log: Pick<Log, 'warn'>;
}

export function createRedisNews({
  quick,
  subscriber,
  channel,
  owner,
  log,
}: NewsOptions): RunningNews {
  const local = createLocalNews(log);
  /** Something was told while Redis was away: the others are told so when it is back. */
  let owed = false;
  let wasConnected = false;
  let listening: Redis | null = null;

  function publish(told: Told): void {
    const redis = quick.ready();
    if (redis === null) {
      owed = true;
      return;
    }
    redis.publish(channel, JSON.stringify({ from: owner, told })).catch(() => {
      owed = true;
    });
  }

  function hear(text: string): void {
    const message = readMessage(text);
    // News of a newer version are left out: what they are about is read again from the store anyway.
    if (message && message.from !== owner) local.tell(message.told);
  }

  quick.onReady(() => {
    if (!owed) return;
    owed = false;
    publish({ kind: 'lost' });
  });
  subscriber.onReady((redis) => {
    if (listening === null) redis.on('message', (_channel, text) => hear(text));
    listening = redis;
    redis
      .subscribe(channel)
      .then(() => {
        if (wasConnected) local.tell({ kind: 'lost' });
        wasConnected = true;
      })
      .catch((error: unknown) => {
        log.warn({ reason: asText(error) }, 'news of other replicas can not be heard');
      });
  });

  const stop = heartbeat(
    pingEvery,
    async () => void (await listening?.ping()),
    // The connection is made anew by itself.
    () => {},
  );

  return {
    tell(news) {
      local.tell(news);
      publish(news);
    },
    listen: local.listen,
    stop,
  };
}

function readMessage(text: string): z.infer<typeof messageSchema> | null {
  try {
    return messageSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function asText(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}
