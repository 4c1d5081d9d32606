// The driver's side of what on-call does in a MongoDB: one client for each setting, connected at the first question and kept
// until the bot stops. No address in anything that is said.
import { MongoClient } from 'mongodb';
import type { Log } from '../log.js';
import { unlessAborted } from '../resilience/abortable.js';
import { adminProblem, badAddress, isUnsent } from './admin-problems.js';

/** What an answer is made from; `signal` ends the commands too, by closing their connection. */
export type Work<T> = (client: MongoClient, signal: AbortSignal) => Promise<T>;

export interface AdminClient {
  /**
   * @param sent is called when something may have been sent that got no answer
   * @throws Problem
   */
  ask<T>(work: Work<T>, signal: AbortSignal, sent: () => void): Promise<T>;
  close(): Promise<void>;
}

/** Our own name in the server's lists of clients begins so. */
export const ownName = 'ppm-oncall';

/** @param options.patienceMs for finding a server, milliseconds */
export function openAdminClient(
  setting: string,
  uri: string,
  { log, patienceMs }: { log: Log; patienceMs: number },
): AdminClient {
  let kept: { client: MongoClient; connecting: Promise<MongoClient> } | null = null;

  /** The driver never connects again with a client whose first connection failed: the next question gets a new one. */
  function connected(): Promise<MongoClient> {
    if (kept) return kept.connecting;
    const client = open();
    const opening = { client, connecting: client.connect() };
    kept = opening;
    opening.connecting.catch(() => {
      if (kept === opening) kept = null;
      return client.close().catch(() => undefined);
    });
    return opening.connecting;
  }

  function open(): MongoClient {
    try {
      return new MongoClient(uri, {
        appName: `${ownName}-admin`,
        serverSelectionTimeoutMS: patienceMs,
        connectTimeoutMS: patienceMs,
        waitQueueTimeoutMS: 2 * patienceMs,
        maxPoolSize: 4,
        retryWrites: false,
        retryReads: false,
        readPreference: 'primary',
      });
    } catch {
      // Only a wrong address makes it throw, and its text may have the password in it.
      throw badAddress(setting);
    }
  }

  return {
    async ask(work, signal, sent) {
      let client: MongoClient | null = null;
      try {
        client = await unlessAborted(connected(), signal);
        return await unlessAborted(work(client, signal), signal);
      } catch (error) {
        if (client !== null && !isUnsent(error)) sent();
        const problem = adminProblem(error, setting, signal);
        const kind = error instanceof Error ? error.name : typeof error;
        // The driver's own text may hold the address, password included.
        log.warn({ code: problem.code, kind }, 'MongoDB did not do what on-call asked');
        throw problem;
      }
    },
    async close() {
      await kept?.client.close();
      kept = null;
    },
  };
}
