// The records of the systems in MongoDB. The driver is loaded at the first question: most processes never ask one, and a
// terminal that somebody waits for starts the sooner.
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import type { TaskRecords } from './task-records.js';

/**
 * @param uri PLATFORM_MONGODB_URI; without it every question is answered with what to do
 * @param patienceMs for finding a server, and for an answer, milliseconds
 */
export function connectTaskRecords(
  uri: string | undefined,
  log: Log,
  patienceMs = 5_000,
): TaskRecords {
  let opened: Promise<TaskRecords> | null = null;

  async function open(address: string): Promise<TaskRecords> {
    const { openTaskRecords } = await import('./mongo-records.js');
    return openTaskRecords(address, log, patienceMs);
  }

  return {
    async find(where, id, signal) {
      if (uri === undefined)
        throw new Problem(
          'not_possible',
          'No MongoDB is configured for the systems.',
          'Set PLATFORM_MONGODB_URI and start the bot again.',
        );
      opened ??= open(uri);
      return (await opened).find(where, id, signal);
    },
    async close() {
      await (await opened)?.close();
      opened = null;
    },
  };
}
