// The MongoDB servers of the systems as on-call looks at and mends them, asked with the one policy: a circuit for each
// setting. The driver is loaded at the first question.
import { Registry } from 'prom-client';
import { Problem } from '../../core/problem.js';
import type { SettingOf } from '../commands/environment.js';
import type { Log } from '../log.js';
import { DeadlineExceeded } from '../resilience/failures.js';
import { createPolicy, type Policy, type PolicyOptions } from '../resilience/policy.js';
import type { AdminClient, Work } from './admin-client.js';
import { adminProblemOf, circuitOf, inDoubt, missing } from './admin-policy.js';
import type { MongoAdmin, Where } from './mongo-admin.js';
import { failureOf } from './policy-problems.js';

const minute = 60_000;
/** For counting every document of a database, and for dropping one, milliseconds. */
const countingMs = 5 * minute;
/** An index of millions of documents takes its time. */
const buildingMs = 30 * minute;
/** A person waits: as many patiences for all tries as it takes to find a server, lose it and find it again. */
const patiences = 3;

export interface MongoAdminOptions {
  settingOf: SettingOf;
  log: Log;
  registry?: Registry;
  circuits?: PolicyOptions['circuits'];
  /** For finding a server, and for a usual answer, milliseconds. */
  patienceMs?: number;
  /** Epoch milliseconds; measures the ping. */
  now?: () => number;
}

type Modules = Awaited<ReturnType<typeof load>>;

export function connectMongoAdmin({
  settingOf,
  log,
  registry = new Registry(),
  circuits,
  patienceMs = 5_000,
  now = Date.now,
}: MongoAdminOptions): MongoAdmin & { close(): Promise<void> } {
  const servers = new Map<string, { policy: Policy; client: AdminClient | null }>();
  let loading: Promise<Modules> | null = null;
  const lookingMs = patiences * patienceMs;

  function serverOf(setting: string): { policy: Policy; client: AdminClient | null } {
    const known = servers.get(setting);
    if (known) return known;
    const policy = createPolicy({ system: circuitOf(setting), registry, circuits });
    const made = { policy, client: null };
    servers.set(setting, made);
    return made;
  }

  /** Everything here may be asked twice. @param asked.changes whether it is in doubt without an answer */
  async function ask<T>(
    { setting }: Where,
    asked: { signal: AbortSignal; deadlineMs: number; changes?: true },
    work: (modules: Modules) => Work<T>,
  ): Promise<T> {
    const uri = settingOf(setting);
    if (uri === undefined) throw missing(setting);
    const modules = await (loading ??= load());
    const server = serverOf(setting);
    const client = (server.client ??= modules.openAdminClient(setting, uri, { log, patienceMs }));
    let isSent = false;
    let earlier: unknown;
    const once = (inner: AbortSignal) =>
      client
        .ask(work(modules), inner, () => {
          isSent = true;
        })
        .catch((error: unknown) => {
          // A try that the deadline cut short knows less than the one before it.
          if (inner.reason instanceof DeadlineExceeded) throw earlier ?? failureOf(error);
          earlier = failureOf(error);
          throw earlier;
        });
    const { signal, deadlineMs } = asked;
    return server.policy.run(once, { idempotent: true, signal, deadlineMs }).catch((error) => {
      const problem = adminProblemOf(error, setting);
      const isOpen =
        problem instanceof Problem &&
        (problem.code === 'outside_unavailable' || problem.code === 'cancelled');
      throw asked.changes && isSent && isOpen ? inDoubt(problem) : problem;
    });
  }

  return {
    status: (where, signal) =>
      ask(
        where,
        { signal, deadlineMs: lookingMs },
        ({ statusOf }) =>
          (client, inner) =>
            statusOf(client.db(where.database), inner, now),
      ),
    slow: (where, limit, signal) =>
      ask(
        where,
        { signal, deadlineMs: lookingMs },
        ({ slowOf }) =>
          (client, inner) =>
            slowOf(client.db(where.database), limit, inner),
      ),
    shape: (where, signal) =>
      ask(
        where,
        { signal, deadlineMs: countingMs },
        ({ shapeOf }) =>
          (client, inner) =>
            shapeOf(client.db(where.database), inner, countingMs),
      ),
    createIndex: (where, collection, key, signal) =>
      ask(
        where,
        { signal, deadlineMs: buildingMs, changes: true },
        ({ createIndex }) =>
          (client, inner) =>
            createIndex(client.db(where.database), { collection, key }, inner),
      ),
    dropIndex: (where, collection, name, signal) =>
      ask(
        where,
        { signal, deadlineMs: countingMs, changes: true },
        ({ dropIndex }) =>
          (client, inner) =>
            dropIndex(client.db(where.database), { collection, name }, inner),
      ),
    dropDatabase: (where, signal) =>
      ask(where, { signal, deadlineMs: countingMs, changes: true }, () => async (client, inner) => {
        await client.db(where.database).command({ dropDatabase: 1 }, { signal: inner });
      }),
    writers: (where, millis, signal) =>
      ask(
        where,
        { signal, deadlineMs: lookingMs + millis },
        ({ writersOf }) =>
          (client, inner) =>
            writersOf(client.db(where.database), millis, inner),
      ),
    async close() {
      await Promise.all([...servers.values()].map(async ({ client }) => client?.close()));
      servers.clear();
    },
  };
}

async function load() {
  const [client, status, slow, shape, writers] = await Promise.all([
    import('./admin-client.js'),
    import('./admin-status.js'),
    import('./admin-slow.js'),
    import('./admin-shape.js'),
    import('./admin-writers.js'),
  ]);
  return { ...client, ...status, ...slow, ...shape, ...writers };
}
