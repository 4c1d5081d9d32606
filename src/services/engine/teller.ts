// How far a step has come, on its way to the card: at most one write a second, however often the step tells.
import { asProblem } from '../../core/problem.js';
import type { Tell } from '../../core/operation.js';
import type { Log } from '../log.js';
import type { RunRecords } from './run-records.js';

const everyMs = 1_000;

export interface Teller {
  tell: Tell;
  /** The last note is written, and none after this resolves. Never fails. */
  settle(): Promise<void>;
}

export function createTeller(
  { records, log }: { records: Pick<RunRecords, 'change'>; log: Pick<Log, 'warn'> },
  { owner, run, step }: { owner: string; run: string; step: string },
): Teller {
  let latest: { note: string; reached?: number } | null = null;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> | null = null;
  let settled = false;

  async function write(): Promise<void> {
    if (latest === null) return;
    const told = latest;
    latest = null;
    try {
      await records.change(run, { type: 'step_noted', owner, step, ...told });
    } catch (error) {
      // Whoever has taken the run over tells now; the heartbeat ends this one.
      if (asProblem(error).code !== 'lease_lost')
        log.warn({ err: error, run }, 'the progress of a step was not stored');
    }
  }

  function next(): void {
    timer = undefined;
    if (latest === null || settled) return;
    writing = write().finally(() => {
      writing = null;
      if (!settled) timer = setTimeout(next, everyMs);
    });
  }

  return {
    tell(note, reached) {
      latest = { note, ...(Number.isFinite(reached) && reached !== undefined ? { reached } : {}) };
      if (timer === undefined && writing === null && !settled) next();
    },
    async settle() {
      settled = true;
      clearTimeout(timer);
      await writing;
      await write();
    },
  };
}
