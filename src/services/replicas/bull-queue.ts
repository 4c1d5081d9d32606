// Wake-ups over Redis with BullMQ: a queue for each topic, so that long runs never keep requests waiting. What waits under one id
// is one job; woken while it is worked on, it waits once more. A job carries nothing but its id: one that is lost, or that comes
// twice because its process died or its lock ran out, does no harm, for the store decides who works.
import type { Redis } from 'ioredis';
import type { Queue as BullQueue, Worker } from 'bullmq';
import type { Log } from '../log.js';
import type { RedisLink } from './connect-redis.js';
import type { LocalQueue, Work } from './local-queue.js';
import type { ReplicaMetrics } from './replica-metrics.js';
import { wakeTopics, type Queue, type WakeTopic } from './replicas.js';

/** How many this process works on at once; the others wait for a replica that is less busy, or for the sweep. */
const concurrency: Record<WakeTopic, number> = { run: 50, request: 50, timers: 1 };

/** One that could not be sent in this time is worked on here, milliseconds: whoever clicked has three seconds. */
const sendMillis = 1_000;
/** How long closing may take, milliseconds. */
const closeMillis = 2_000;
const sayEvery = 60_000;

const jobOptions = { removeOnComplete: true, removeOnFail: true, attempts: 1 } as const;

const workerOptions = {
  // A process that dies between hearing of a job and taking it leaves it to the next look of another one, seconds.
  drainDelay: 1,
  lockDuration: 15_000,
  stalledInterval: 10_000,
  runRetryDelay: 500,
  skipVersionCheck: true,
} as const;

export interface RunningQueue extends Queue {
  /** Waits a moment for what is under way. Never fails. */
  close(): Promise<void>;
}

export interface BullOptions {
  /** Of the patient kind: BullMQ waits by itself. */
  link: RedisLink;
  /** Tells sooner than the patient one that Redis is away. */
  quick: Pick<RedisLink, 'ready'>;
  /** First part of all keys. */
  prefix: string;
  local: LocalQueue;
  metrics: ReplicaMetrics;
  log: Pick<Log, 'warn'>;
}

export function createBullQueue(options: BullOptions): RunningQueue {
  const { link, quick, prefix, local, metrics, log } = options;
  const attended = new Set<WakeTopic>();
  const workers = new Map<WakeTopic, Worker>();
  let queues: ReadonlyMap<WakeTopic, BullQueue> | null = null;
  let startWorker: ((topic: WakeTopic) => void) | null = null;
  let closing: Promise<unknown> | null = null;
  let isOpening = false;
  let saidAt = -Infinity;

  const isUp = (): boolean => quick.ready() !== null && link.ready() !== null;

  function failed(error: unknown): void {
    // An outage is told by the connection, once; in one, each queue stumbles again and again.
    if (!isUp() || performance.now() - saidAt < sayEvery) return;
    saidAt = performance.now();
    const reason = error instanceof Error ? error.message : 'unknown';
    log.warn({ reason }, 'the queue in Redis stumbled');
  }

  async function take(topic: WakeTopic, id: string): Promise<void> {
    // Taken on the way out: once more to the others, as it would be if it had come a moment later.
    if (closing) return pass(topic, id);
    metrics.wakeUp(topic, 'taken');
    await local.work(topic, id);
  }

  async function open(redis: Redis): Promise<void> {
    const { Queue, Worker } = await import('bullmq');
    const shared = { connection: redis, prefix, skipVersionCheck: true };
    queues = new Map(
      wakeTopics.map((topic) => {
        const queue = new Queue(topic, { ...shared, streams: { events: { maxLen: 100 } } });
        queue.on('error', failed);
        return [topic, queue];
      }),
    );
    startWorker = (topic) => {
      if (workers.has(topic) || closing) return;
      const worker = new Worker(topic, ({ name }) => take(topic, name), {
        ...shared,
        ...workerOptions,
        concurrency: concurrency[topic],
      });
      worker.on('error', failed);
      workers.set(topic, worker);
    };
    for (const topic of attended) startWorker(topic);
  }
  link.onReady((redis) => {
    if (isOpening || closing) return;
    isOpening = true;
    open(redis).catch(failed);
  });

  /** @throws when Redis did not take it in time */
  async function send(topic: WakeTopic, id: string): Promise<void> {
    const queue = queues?.get(topic);
    if (!queue || !isUp()) throw new Error('Redis is away');
    const job = { ...jobOptions, deduplication: { id, keepLastIfActive: true } };
    await within(sendMillis, queue.add(id, null, job));
  }

  async function pass(topic: WakeTopic, id: string): Promise<void> {
    try {
      await send(topic, id);
      metrics.wakeUp(topic, 'sent');
    } catch {
      metrics.wakeUp(topic, 'here');
      await local.work(topic, id);
    }
  }

  function leave(): void {
    closing ??= Promise.all([...workers.values()].map((worker) => worker.close())).catch(failed);
  }

  return {
    wake(topic, id) {
      void pass(topic, id);
    },
    attend(topic: WakeTopic, work: Work) {
      local.attend(topic, work);
      attended.add(topic);
      startWorker?.(topic);
    },
    leave,
    async close() {
      leave();
      local.close();
      await within(closeMillis, Promise.resolve(closing)).catch(failed);
      await within(
        closeMillis,
        Promise.all([...(queues?.values() ?? [])].map((queue) => queue.close())),
      ).catch(failed);
    },
  };
}

/** @throws what `work` throws, or that it was late */
async function within<Result>(millis: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), millis);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
