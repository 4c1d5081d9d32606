// Whether a restored memory holds what its backup holds.
import { Problem } from '../../core/problem.js';
import { differencesIn } from '../store/sqlite-copying.js';

/** @throws Problem not_possible where something else was written than what was read */
export function refuseDifferent(
  expected: Record<string, number>,
  written: Record<string, number>,
): void {
  const different = differencesIn(expected, written);
  if (different === '') return;
  throw new Problem(
    'not_possible',
    `The new memory would not hold what was read: ${different}.`,
    'A document comes twice in the file, or the file was changed meanwhile. Take another backup. Nothing of it counts.',
  );
}
