// Whether a restored memory holds what its backup holds.
import { canonicalJson } from '../../core/json.js';
import { Problem } from '../../core/problem.js';

/** @throws Problem not_possible where something else was written than what was read */
export function refuseDifferent(
  expected: Record<string, number>,
  written: Record<string, number>,
): void {
  if (canonicalJson(expected) === canonicalJson(written)) return;
  const names = [...new Set([...Object.keys(expected), ...Object.keys(written)])];
  const different = names
    .filter((name) => expected[name] !== written[name])
    .map((name) => `${name} ${written[name] ?? 0} of ${expected[name] ?? 0}`);
  throw new Problem(
    'not_possible',
    `The new memory would not hold what was read: ${different.join(', ')}.`,
    'A document comes twice in the file, or the file was changed meanwhile. Take another backup. Nothing of it counts.',
  );
}
