// The records of the systems in MongoDB, asked for with the one policy. The driver is loaded at the first question: most
// processes never ask one, and a terminal that somebody waits for starts the sooner.
import { Registry } from 'prom-client';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { DeadlineExceeded } from '../resilience/failures.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import { failureOf, problemOf, system } from './policy-problems.js';
import type { TaskRecords } from './task-records.js';

/** A person waits: as many patiences for all tries as it takes to find a server, lose it and find it again. */
const patiences = 3;

/**
 * @param uri PLATFORM_MONGODB_URI; without it every question is answered with what to do, and there is no circuit
 * @param patienceMs for finding a server, and for an answer, milliseconds
 * @param seen where its calls are counted, and its circuit is looked at
 */
export function connectTaskRecords(
  uri: string | undefined,
  log: Log,
  patienceMs = 5_000,
  seen: Pick<PolicyOptions, 'registry' | 'circuits'> = { registry: new Registry() },
): TaskRecords {
  if (uri === undefined) return unconfigured;
  const policy = createPolicy({ system, ...seen });
  let opened: Promise<TaskRecords> | null = null;

  async function open(address: string): Promise<TaskRecords> {
    const { openTaskRecords } = await import('./mongo-records.js');
    return openTaskRecords(address, log, patienceMs);
  }

  return {
    async find(where, id, signal = new AbortController().signal) {
      opened ??= open(uri);
      const records = await opened;
      let earlier: unknown;
      const ask = (inner: AbortSignal) =>
        records.find(where, id, inner).catch((error: unknown) => {
          // A try that the deadline cut short knows less than the one before it.
          if (inner.reason instanceof DeadlineExceeded) throw earlier ?? failureOf(error);
          earlier = failureOf(error);
          throw earlier;
        });
      const deadlineMs = patiences * patienceMs;
      return policy.run(ask, { idempotent: true, signal, deadlineMs }).catch((error: unknown) => {
        throw problemOf(error);
      });
    },
    async close() {
      await (await opened)?.close();
      opened = null;
    },
  };
}

const unconfigured: TaskRecords = {
  async find() {
    throw new Problem(
      'not_possible',
      'No MongoDB is configured for the systems.',
      'Set PLATFORM_MONGODB_URI and start the bot again.',
    );
  },
  async close() {},
};
