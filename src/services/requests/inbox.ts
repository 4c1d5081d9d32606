// What came in from outside and was acknowledged: stored first under an id that makes a repeat harmless, then worked on,
// and worked on again by whoever finds it if the process dies. A request is kept for a day so that repeats are known.
import { z } from 'zod';
import { jsonObjectSchema, type JsonObject } from '../../core/json.js';
import { asProblem } from '../../core/problem.js';
import { every, type Loop } from '../every.js';
import { heartbeat } from '../heartbeat.js';
import type { Log } from '../log.js';
import { createAlone } from '../replicas/alone.js';
import type { Queue } from '../replicas/replicas.js';
import type { Collection, Store } from '../store/store.js';
import { update } from '../store/update.js';

const requestSchema = z.object({
  kind: z.string(),
  /** Emptied when the work is done. */
  payload: jsonObjectSchema,
  done: z.boolean(),
  owner: z.string().nullable(),
  attempts: z.number().int(),
  /** When to look at it again: the end of a lease, a retry, or of its keeping (epoch milliseconds). */
  wakeAt: z.number().int(),
});
type Request = z.infer<typeof requestSchema>;

export const requests: Collection<Request> = {
  name: 'requests',
  schema: requestSchema,
  indexes: { byWake: ['wakeAt'] },
};

const keepMillis = 24 * 3_600_000;
const maximumAttempts = 5;

/** Does the work of one request; must be harmless when repeated. What it throws is tried again. */
export type Handler = (request: { id: string; kind: string; payload: JsonObject }) => Promise<void>;

export interface Inbox {
  /** Stores a request, and has some replica start on it. A repeat does nothing. @throws Problem store_unavailable: then it must not be acknowledged */
  accept(id: string, kind: string, payload: JsonObject): Promise<void>;
  start(handler: Handler): void;
  /** Takes no new work and waits for what is under way. */
  stop(): Promise<void>;
}

export function createInbox(options: {
  store: Store;
  now: () => number;
  log: Log;
  owner: string;
  sweepMillis: number;
  /** After this long without a sign of life a request is taken up by another process. */
  leaseMillis: number;
  /** Who else works on requests; left out: nobody. */
  queue?: Queue;
}): Inbox {
  const { store, now, log, owner, leaseMillis, queue = createAlone(options.log).queue } = options;
  const underWay = new Map<string, Promise<void>>();
  let handler: Handler | null = null;
  let loop: Loop | undefined;

  /** Never fails. */
  async function work(id: string): Promise<void> {
    if (!handler || underWay.has(id)) return;
    const done = attempt(id, handler)
      .catch((error: unknown) =>
        log.error({ err: error, request: id }, 'a request could not be worked on'),
      )
      .finally(() => underWay.delete(id));
    underWay.set(id, done);
    await done;
  }

  async function attempt(id: string, handle: Handler): Promise<void> {
    const request = await claim(id);
    if (!request) return;
    const stop = keepAlive(id);
    try {
      await handle({ id, kind: request.kind, payload: request.payload });
      await update(store, requests, id, (doc) => ({
        ...doc,
        payload: {},
        done: true,
        owner: null,
        wakeAt: now() + keepMillis,
      }));
    } catch (error) {
      log.warn(
        { err: asProblem(error), request: id, attempt: request.attempts },
        'a request failed and is tried again',
      );
      const given = request.attempts >= maximumAttempts;
      const wakeAt = given ? now() + keepMillis : now() + 1000 * 2 ** request.attempts;
      await update(store, requests, id, (doc) =>
        // Another process may have taken it up meanwhile, or done it.
        doc.owner === owner ? { ...doc, done: given, owner: null, wakeAt } : doc,
      );
    } finally {
      stop();
    }
  }

  function keepAlive(id: string): () => void {
    return heartbeat(
      leaseMillis / 3,
      async () => {
        await update(store, requests, id, (doc) =>
          doc.owner === owner ? { ...doc, wakeAt: now() + leaseMillis } : doc,
        );
      },
      (error) => log.warn({ err: error, request: id }, 'a lease could not be renewed'),
    );
  }

  /** The request with this process as its owner, or null when somebody else has it or it is done. */
  async function claim(id: string): Promise<Request | null> {
    const stored = await update(store, requests, id, (doc) =>
      doc.done || (doc.owner !== null && doc.wakeAt > now())
        ? doc
        : { ...doc, owner, attempts: doc.attempts + 1, wakeAt: now() + leaseMillis },
    );
    return stored && !stored.doc.done && stored.doc.owner === owner ? stored.doc : null;
  }

  async function sweep(): Promise<void> {
    const { items } = await store.list(requests, { index: 'byWake', max: now(), limit: 200 });
    for (const { id, doc } of items) {
      if (doc.done) await store.remove(requests, id);
      else void work(id);
    }
  }

  return {
    async accept(id, kind, payload) {
      const isNew = await store.insert(requests, id, {
        kind,
        payload,
        done: false,
        owner: null,
        attempts: 0,
        wakeAt: now(),
      });
      if (isNew) queue.wake('request', id);
    },
    start(given) {
      handler = given;
      queue.attend('request', work);
      loop = every(options.sweepMillis, sweep, (error) =>
        log.warn({ err: error }, 'the inbox could not be swept'),
      );
    },
    async stop() {
      await loop?.stop();
      handler = null;
      await Promise.all(underWay.values());
    },
  };
}
