// What runs at a place, and what ran there before, from the deployments that are known. (Runbook 1, "P1 - Complete Outage":
// recent deployments are candidates for a rollback)
import { Problem } from '../../core/problem.js';
import type { Known } from './deploys.js';
import { short } from './deploy-place.js';

export interface Standing {
  /** The newest good one: what runs, as far as is known. */
  runs: Known | null;
  /** The newest that has ended, good or bad. */
  last: Known | null;
  underWay: Known | null;
}

/** @param known newest first */
export function standingOf(known: readonly Known[]): Standing {
  const settled = known.filter(({ state }) => state !== 'under_way');
  const [newest] = known;
  return {
    runs: settled.find(({ state }) => state === 'good') ?? null,
    last: settled[0] ?? null,
    underWay: newest?.state === 'under_way' ? newest : null,
  };
}

/**
 * The newest good deployment of another commit than the last one: where that was good what ran before it, else what runs.
 * @param known newest first
 * @returns its commit. @throws Problem not_possible where there is none
 */
export function findLastGood(known: readonly Known[], place: string): string {
  const sound = withoutSpoiled(known);
  const last = sound.find(({ state }) => state !== 'under_way');
  // The commit that went wrong must not come back by an older deployment of it that was good then.
  const found = sound.find(
    ({ state, commit }) => state === 'good' && commit !== null && !isSame(commit, last?.commit),
  );
  if (found && found.commit !== null) return found.commit;
  throw new Problem(
    'not_possible',
    last === undefined
      ? `No deployment of ${place} is known: there is nothing to go back to.`
      : `No good deployment of ${place} is known before ${last.commit === null ? 'the last one' : short(last.commit)}.`,
    'Name the commit with --commit; `deploy status` shows what is known.',
    { field: 'commit' },
  );
}

/** Of a short and a long sha too. */
export function isSame(a: string, b: string | null | undefined): boolean {
  if (b === null || b === undefined) return false;
  return a.startsWith(b) || b.startsWith(a);
}

/** One that went well by itself and whose commit was found bad afterwards counts as bad. */
function withoutSpoiled(known: readonly Known[]): Known[] {
  return known.map((one) => {
    const isSpoiled =
      one.state === 'good' &&
      one.commit !== null &&
      known.some(
        ({ state, commit, at }) => state === 'bad' && commit === one.commit && at >= one.at,
      );
    return isSpoiled ? { ...one, state: 'bad' } : one;
  });
}
