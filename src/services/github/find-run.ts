// The run that a dispatch has made, found by the marker in its title: for certain, not by time alone.
import { Problem } from '../../core/problem.js';
import type { Github, WorkflowRun } from './github.js';

/** How far GitHub's clock may be behind ours. The marker decides; the time only keeps the list short. */
const clocksDiffer = 5 * 60_000;

/**
 * @param sought `marker`: stands in the run's title as a word of its own, or in brackets; `since`: epoch milliseconds of the
 * dispatch, by our clock
 * @returns null where there is none: a fresh one can be missing from GitHub's list for some seconds
 * @throws Problem outcome_unknown where several have the marker; what Github throws
 */
export async function findDispatched(
  github: Pick<Github, 'dispatchedRuns'>,
  sought: { repository: string; workflow: string; marker: string; since: number },
  signal: AbortSignal,
): Promise<WorkflowRun | null> {
  const { repository, workflow, marker, since } = sought;
  const runs = await github.dispatchedRuns(repository, workflow, since - clocksDiffer, signal);
  const [found, ...others] = runs.filter(({ title }) => hasMarker(title, marker));
  if (others.length === 0) return found ?? null;
  throw new Problem(
    'outcome_unknown',
    `${others.length + 1} runs of ${workflow} have ${marker} in their title.`,
    'Somebody has dispatched it by hand with the same marker: look at them on GitHub, and delete those that are not meant.',
  );
}

function hasMarker(title: string, marker: string): boolean {
  if (marker === '') return false;
  for (let at = title.indexOf(marker); at >= 0; at = title.indexOf(marker, at + 1)) {
    const before = title[at - 1] ?? ' ';
    const after = title[at + marker.length] ?? ' ';
    if (!isOfWord(before) && !isOfWord(after)) return true;
  }
  return false;
}

/** R-12 is no word of R-123, nor of XR-12 or R-12-b. */
function isOfWord(character: string): boolean {
  return /[\p{L}\p{N}_-]/u.test(character);
}
