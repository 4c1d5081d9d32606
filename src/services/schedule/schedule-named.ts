// Finds a schedule by what somebody typed, and says which are near when it is none.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../core/problem.js';

/** @throws Problem not_found naming the nearest */
export function scheduleNamed<One extends { name: string }>(
  schedules: readonly One[],
  typed: string,
): One {
  const wanted = typed.trim().toLowerCase();
  const found = schedules.find(({ name }) => name.toLowerCase() === wanted);
  if (found) return found;
  const near = schedules
    .map(({ name }) => ({ name, far: distance(wanted.slice(0, 60), name) }))
    .toSorted((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
  throw new Problem(
    'not_found',
    `There is no schedule ${JSON.stringify(typed.slice(0, 60))}.`,
    near.length === 0
      ? 'There are none.'
      : `Did you mean ${near.join(', ')}? \`schedule\` lists all.`,
    { field: 'name' },
  );
}
