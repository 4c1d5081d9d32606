// This process's hands: takes the lease of a run, keeps it alive while it works, and lets go when it is told to stop.
import { asProblem } from '../../core/problem.js';
import { isToBeInterrupted } from '../../core/run-steps.js';
import type { Run } from '../../core/run.js';
import { heartbeat } from '../heartbeat.js';
import { advance } from './execution.js';
import type { EngineParts } from './parts.js';

export interface Worker {
  /** Works on a run until it ends or has to wait; does nothing when somebody works on it. Never throws. */
  work(id: string): Promise<void>;
  /** Tells the step that is under way here that the run is being cancelled. False where nothing of it is under way here. */
  interrupt(id: string): boolean;
  /** Takes no new work and waits for what is under way, at most `millis`. What is left over is picked up when its lease ends. */
  drain(millis: number): Promise<void>;
  /** Lets go of what is left over, when nothing works on it here any more: others go on at once, and need no lease to end. */
  letGo(): Promise<void>;
}

/** @param owner names this process in leases; never reused by another process */
export function createWorker(
  parts: EngineParts,
  options: { owner: string; leaseMillis: number },
): Worker {
  const { owner, leaseMillis } = options;
  const shifts = new Map<string, { controller: AbortController; done: Promise<void> }>();
  let draining = false;

  async function claim(id: string): Promise<Run | null> {
    try {
      return await parts.records.change(id, {
        type: 'claim',
        owner,
        until: parts.now() + leaseMillis,
      });
    } catch (error) {
      const problem = asProblem(error);
      if (problem.code === 'internal') throw error;
      return null;
    }
  }

  function keepAlive(id: string, controller: AbortController): () => void {
    return heartbeat(
      leaseMillis / 3,
      async () => {
        const until = parts.now() + leaseMillis;
        const run = await parts.records.change(id, { type: 'renew', owner, until });
        if (isToBeInterrupted(run)) controller.abort();
      },
      (error) => {
        if (asProblem(error).code === 'lease_lost') controller.abort();
        else parts.log.warn({ err: error, run: id }, 'a lease could not be renewed');
      },
    );
  }

  async function shift(id: string, controller: AbortController): Promise<void> {
    const run = await claim(id);
    if (!run) return;
    const stop = keepAlive(id, controller);
    try {
      await advance(parts, owner, run, controller.signal);
    } finally {
      stop();
    }
  }

  return {
    async work(id) {
      if (draining || shifts.has(id)) return;
      const controller = new AbortController();
      const done = shift(id, controller)
        .catch((error: unknown) =>
          parts.log.warn({ err: error, run: id }, 'work on a run stopped here'),
        )
        .finally(() => shifts.delete(id));
      shifts.set(id, { controller, done });
      await done;
    },
    interrupt(id) {
      const here = shifts.get(id);
      here?.controller.abort();
      return here !== undefined;
    },
    async drain(millis) {
      draining = true;
      let timer: NodeJS.Timeout | undefined;
      const patience = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, millis);
      });
      await Promise.race([Promise.all([...shifts.values()].map((entry) => entry.done)), patience]);
      clearTimeout(timer);
    },
    async letGo() {
      const left = [...shifts.keys()].map((id) =>
        parts.records.change(id, { type: 'release', owner }).catch((error: unknown) => {
          parts.log.warn({ err: error, run: id }, 'a run could not be left to others');
        }),
      );
      await Promise.all(left);
    },
  };
}
