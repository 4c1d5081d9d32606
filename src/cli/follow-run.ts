// Follows a run from a terminal, whoever works on it: the record is read until nothing more will happen to it.
import { setTimeout } from 'node:timers/promises';
import type { Run } from '../core/run.js';
import { hasEnded } from '../core/run.js';

/** How often the record is read, milliseconds. */
const pollMillis = 300;

/**
 * Reads the run until it has ended or `signal` says to stop.
 * @param saw called with each reading that is not the end
 * @returns the run as it was seen last: ended, or interrupted
 */
export async function followRun(options: {
  first: Run;
  get: () => Promise<Run | null>;
  saw: (run: Run) => void;
  signal: AbortSignal;
}): Promise<Run> {
  const { get, saw, signal } = options;
  let run = options.first;
  while (!hasEnded(run) && !signal.aborted) {
    // An interrupted wait ends the loop.
    await setTimeout(pollMillis, undefined, { signal }).catch(() => undefined);
    run = (await get()) ?? run;
    if (!hasEnded(run)) saw(run);
  }
  return run;
}
