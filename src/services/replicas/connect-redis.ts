// A connection to Redis that nobody has to wait for: commands fail at once while it is away, and it comes back by itself for as
// long as the process lives. An outage is logged once when it begins and once when it ends.
import type { Redis, RedisOptions } from 'ioredis';
import type { Log } from '../log.js';

export interface RedisLink {
  /** The connection while it can be used; null while Redis is away or was not reached yet. */
  ready(): Redis | null;
  /** Told each time the connection can be used again, and at once where it can be used already. */
  onReady(listener: (redis: Redis) => void): void;
  /** Never fails, and no connection is made after it. */
  close(): Promise<void>;
}

export type LinkKind =
  /** For single commands: one that gets no answer within a second fails. */
  | 'quick'
  /** For what waits by itself (subscriptions, workers): commands wait for the connection. */
  | 'patient';

/** A command without an answer has failed after so many milliseconds: whoever clicked has three seconds. */
const quickMillis = 1_000;
/** A connection on which nothing was heard for so long is made anew, milliseconds. */
const deadMillis = 3_000;
const longestPause = 2_000;

const kinds = {
  quick: {
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    commandTimeout: quickMillis,
    socketTimeout: deadMillis,
  },
  // A worker waits for a second at most before it asks again: nothing heard for longer is a dead connection here too.
  patient: { maxRetriesPerRequest: null, socketTimeout: deadMillis },
} satisfies Record<LinkKind, RedisOptions>;

/**
 * @param url `redis://` or `rediss://` (TLS), with user and password where it needs them
 * @param log where outages are told; left out for the second connection of a process, which would only say the same
 */
export function connectRedis(
  url: string,
  kind: LinkKind,
  log?: Pick<Log, 'warn' | 'info'>,
): RedisLink {
  const listeners: ((redis: Redis) => void)[] = [];
  let redis: Redis | null = null;
  let isAway = false;
  let isClosed = false;

  function lost(reason: string): void {
    if (isAway || isClosed) return;
    isAway = true;
    log?.warn({ reason }, 'Redis is away: this process goes on by itself');
  }

  async function connect(): Promise<void> {
    const { Redis } = await import('ioredis');
    if (isClosed) return;
    const made = new Redis(url, {
      ...kinds[kind],
      connectionName: `ppm-oncall-${kind}`,
      connectTimeout: deadMillis,
      // It became a replica of another one: behind the address there is a new primary by now, or soon.
      reconnectOnError: ({ message }) => message.startsWith('READONLY'),
      retryStrategy: (times: number) =>
        Math.min(50 * 2 ** times, longestPause) * (0.75 + Math.random() / 2),
    });
    redis = made;
    // Only the words: a refused AUTH carries the password among its arguments.
    made.on('error', (error: Error) => lost(error.message || 'no connection'));
    made.on('close', () => lost('the connection was closed'));
    made.on('ready', () => {
      if (isAway) log?.info({}, 'Redis is there again');
      isAway = false;
      for (const listener of listeners) listener(made);
    });
  }
  const connecting = connect().catch((error: unknown) => {
    lost(error instanceof Error ? error.message : 'the driver could not be loaded');
  });

  const ready = (): Redis | null => (redis?.status === 'ready' ? redis : null);
  return {
    ready,
    onReady(listener) {
      listeners.push(listener);
      const now = ready();
      if (now) listener(now);
    },
    async close() {
      isClosed = true;
      await connecting;
      redis?.disconnect();
    },
  };
}
