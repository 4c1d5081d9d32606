// How far a run is, in one line, told once for each change.
import type { Run } from '../core/run.js';
import { whatHappened } from '../core/run-state.js';

export interface Progress {
  /** Tells where the run is, unless that was told last. */
  saw(run: Run): void;
  /** Takes it as told: it stands on the screen already. */
  known(run: Run): void;
  /** Whether anything was told of this run. */
  knows(id: string): boolean;
}

export function createProgress(tell: (line: string) => void): Progress {
  const told = new Map<string, string | null>();
  return {
    saw(run) {
      const line = lineOf(run);
      if (line === null || told.get(run.id) === line) return;
      told.set(run.id, line);
      tell(line);
    },
    known: (run) => void told.set(run.id, lineOf(run)),
    knows: (id) => told.has(id),
  };
}

/** For example `R-7K2QMF is running: Restore the table`; null between two steps, where there is nothing to tell. */
function lineOf(run: Run): string | null {
  const step = run.steps.find((candidate) => candidate.state === 'in_progress');
  if (run.state === 'running' && !step) return null;
  return `${run.id} ${whatHappened(run)}${step ? `: ${step.title}` : ''}`;
}
