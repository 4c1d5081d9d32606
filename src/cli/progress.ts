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

/** A new note of a step in progress is told this long after the line before it at the soonest, milliseconds. */
const notesEvery = 5_000;

/** @param now milliseconds */
export function createProgress(
  tell: (line: string) => void,
  now: () => number = () => performance.now(),
): Progress {
  const told = new Map<string, string | null>();
  const toldNotes = new Map<string, string>();
  let lastAt = -Infinity;

  function sayNote(run: Run): void {
    const note = noteOf(run);
    if (note === '' || note === toldNotes.get(run.id) || now() - lastAt < notesEvery) return;
    lastAt = now();
    toldNotes.set(run.id, note);
    tell(`${run.id} ${note}`);
  }

  return {
    saw(run) {
      const line = lineOf(run);
      if (line === null) return;
      if (told.get(run.id) === line) return sayNote(run);
      told.set(run.id, line);
      lastAt = now();
      tell(line);
    },
    known(run) {
      told.set(run.id, lineOf(run));
      toldNotes.set(run.id, noteOf(run));
    },
    knows: (id) => told.has(id),
  };
}

function noteOf({ steps }: Run): string {
  return steps.find(({ state }) => state === 'in_progress')?.note ?? '';
}

/** For example `R-7K2QMF is running: Restore the table`; null between two steps, where there is nothing to tell. */
function lineOf(run: Run): string | null {
  const step = run.steps.find((candidate) => candidate.state === 'in_progress');
  if (run.state === 'running' && !step) return null;
  return `${run.id} ${whatHappened(run)}${step ? `: ${step.title}` : ''}`;
}
