// How far a run is, in one line, told once for each change.
import type { Run } from '../core/run.js';
import { whatHappened } from '../core/run-state.js';

export interface Progress {
  /** Tells where the run is, unless that was told last. */
  saw(run: Run): void;
  /** Takes it as told: it stands on the screen already. */
  known(run: Run): void;
}

export function createProgress(tell: (line: string) => void): Progress {
  const told = new Map<string, string>();
  return {
    saw(run) {
      const line = lineOf(run);
      if (told.get(run.id) === line) return;
      told.set(run.id, line);
      tell(line);
    },
    known: (run) => void told.set(run.id, lineOf(run)),
  };
}

/** For example `R-7K2QMF is running: Restore the table`. */
function lineOf(run: Run): string {
  const step = run.steps.find((candidate) => candidate.state === 'in_progress');
  return `${run.id} ${whatHappened(run)}${step ? `: ${step.title}` : ''}`;
}
