// Reads the records that a system keeps in MongoDB, with the official driver: connected at the first question, reading
// only, and no address in anything that is said.
import { MongoClient } from 'mongodb';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { unlessAborted } from '../resilience/abortable.js';
import { idsThatMatch, plainFields, type AnyRecord } from './documents.js';
import { badAddress, mongoProblem } from './problems.js';
import type { TaskRecords } from './task-records.js';

/** @param patienceMs for finding a server, and for an answer, milliseconds */
export function openTaskRecords(uri: string, log: Log, patienceMs: number): TaskRecords {
  let kept: { client: MongoClient; connecting: Promise<MongoClient> } | null = null;

  /** The driver never connects again with a client whose first connection failed: the next question gets a new one. */
  function connected(): Promise<MongoClient> {
    if (kept) return kept.connecting;
    const client = open(uri);
    const opening = { client, connecting: client.connect() };
    kept = opening;
    opening.connecting.catch(() => {
      if (kept === opening) kept = null;
      return client.close().catch(() => undefined);
    });
    return opening.connecting;
  }

  function open(address: string): MongoClient {
    try {
      return new MongoClient(address, {
        appName: 'ppm-oncall',
        serverSelectionTimeoutMS: patienceMs,
        connectTimeoutMS: patienceMs,
        socketTimeoutMS: 2 * patienceMs,
        maxPoolSize: 4,
        retryWrites: false,
        readPreference: 'primaryPreferred',
      });
    } catch {
      // Only a wrong address makes it throw, and its text may have the password in it.
      throw badAddress();
    }
  }

  return {
    async find({ database, collection, pageIdField }, id, signal = new AbortController().signal) {
      try {
        const client = await unlessAborted(connected(), signal);
        const found = await client
          .db(database)
          .collection<AnyRecord>(collection)
          .findOne(idsThatMatch(id, pageIdField), {
            maxTimeMS: patienceMs,
            signal,
          });
        return found === null ? null : plainFields(found);
      } catch (error) {
        if (error instanceof Problem) throw error;
        const problem = mongoProblem(error, signal);
        // The driver's own text may hold the address, password included.
        log.warn({ code: problem.code, kind: nameOf(error) }, 'MongoDB did not answer a question');
        throw problem;
      }
    },
    async close() {
      await kept?.client.close();
      kept = null;
    },
  };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
