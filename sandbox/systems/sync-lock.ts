// The lock of the Wittwizz sync, which a killed one leaves behind (runbook wittwizz, "Reset Sync State"). It stands in the
// file in which the scripts remember (notion-sync.mjs).
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const lockSchema = z.object({ pid: z.int(), since: z.string() });
const memorySchema = z.object({
  lock: lockSchema.nullable(),
  failed: z.array(z.string()),
});
type Memory = z.output<typeof memorySchema>;

export interface SyncLock {
  /** A lock that nobody works under; null: there is none. */
  stale(): z.output<typeof lockSchema> | null;
  /** As one that was killed two hours ago left it. */
  leave(): void;
  clear(): void;
}

/** Larger than any process id of Linux. */
const noProcess = 4_194_305;
const ageMs = 2 * 3_600_000;

export function syncLock(dataDir: string, now: () => number): SyncLock {
  const path = join(dataDir, 'wittwizz-sync.json');
  function read(): Memory {
    try {
      return memorySchema.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // No sync has run so far, or one is just writing.
      return { lock: null, failed: [] };
    }
  }
  const write = (memory: Memory): void => writeFileSync(path, JSON.stringify(memory));
  return {
    stale() {
      const { lock } = read();
      return lock === null || isAlive(lock.pid) ? null : lock;
    },
    leave() {
      const since = new Date(now() - ageMs).toISOString();
      write({ ...read(), lock: { pid: noProcess, since } });
    },
    clear: () => write({ ...read(), lock: null }),
  };
}

function isAlive(pid: number): boolean {
  try {
    // Signal 0 asks only whether the process is there.
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
