// Follows a run from a terminal: its plan, then each step as it happens, then how it ended.
import { setTimeout } from 'node:timers/promises';
import type { Run } from '../core/run.js';
import { hasEnded } from '../core/run.js';
import { whatHappened } from '../core/run-state.js';

/** How often the record is read, milliseconds. */
const pollMillis = 300;

/**
 * Reads the run until it has ended, telling each change once.
 * @param tell one line, e.g. `R-7K2QMF is running: Restore the table`
 * @returns the run as it was seen last: ended, or interrupted
 */
export async function followRun(options: {
  first: Run;
  get: () => Promise<Run | null>;
  tell: (line: string) => void;
  signal: AbortSignal;
}): Promise<Run> {
  let run = options.first;
  let told = '';
  while (!hasEnded(run) && !options.signal.aborted) {
    const line = lineOf(run);
    if (line !== told) options.tell(line);
    told = line;
    // An interrupted wait ends the loop above.
    await setTimeout(pollMillis, undefined, { signal: options.signal }).catch(() => undefined);
    run = (await options.get()) ?? run;
  }
  return run;
}

function lineOf(run: Run): string {
  const step = run.steps.find((candidate) => candidate.state === 'in_progress');
  return `${run.id} ${whatHappened(run)}${step ? `: ${step.title}` : ''}`;
}
