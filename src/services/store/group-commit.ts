// Writes that are asked for at the same time share one transaction: what makes a write slow is waiting for the disk, and
// a hundred can wait for it together. Each is on disk when its promise resolves, as if it had been alone.
import type { Connection, Statement } from './sqlite-connection.js';
import { isBusy } from './sqlite-problem.js';

/** More than this at once would keep everything else in the process waiting. */
const largestBatch = 250;

/** How often a database that another process writes to is tried again, and how long, milliseconds. */
const again = { every: 25, within: 5_000 };

interface Waiting {
  statement: Statement;
  resolve: (changes: number) => void;
  reject: (error: unknown) => void;
}

export interface GroupCommit {
  /** The number of changed rows. @throws Problem store_unavailable: then none of those that shared its transaction was made */
  write(statement: Statement): Promise<number>;
  /** Makes what still waits, as far as no other process is in the way. */
  flush(): void;
}

/** @param now milliseconds of a clock that doesn't go back */
export function createGroupCommit(
  connection: Pick<Connection, 'write'>,
  now: () => number = () => performance.now(),
): GroupCommit {
  let waiting: Waiting[] = [];
  /** Since when another process is in the way; null: it isn't. */
  let busySince: number | null = null;
  let timer: NodeJS.Immediate | NodeJS.Timeout | null = null;

  function commitSoon(): void {
    // After the I/O of this turn of the event loop: whatever came in with it goes along.
    timer ??= busySince === null ? setImmediate(commit) : setTimeout(commit, again.every);
  }

  /** @returns false when another process is in the way: all of it waits on */
  function commit(): boolean {
    timer = null;
    const batch = waiting.slice(0, largestBatch);
    try {
      const changes = connection.write(batch.map(({ statement }) => statement));
      for (const [place, { resolve }] of batch.entries()) resolve(changes[place] ?? 0);
    } catch (error) {
      if (isBusy(error)) {
        busySince ??= now();
        if (now() - busySince < again.within) {
          commitSoon();
          return false;
        }
      }
      for (const { reject } of batch) reject(error);
    }
    busySince = null;
    waiting = waiting.slice(batch.length);
    if (waiting.length > 0) commitSoon();
    return true;
  }

  return {
    write: (statement) =>
      new Promise((resolve, reject) => {
        waiting.push({ statement, resolve, reject });
        commitSoon();
      }),
    flush() {
      while (waiting.length > 0 && commit());
    },
  };
}
