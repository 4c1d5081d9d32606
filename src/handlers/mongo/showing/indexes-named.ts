// Indexes by the names that people type: `tasks.status_1,users.email_1`. A collection's name may have points in it too.
import { distance } from 'fastest-levenshtein';
import { Problem } from '../../../core/problem.js';
import type { CollectionShape, IndexShape } from '../../../services/backups/backups.js';

/** @throws Problem invalid_input on `indexes`, naming the nearest; not_possible for the index of `_id` */
export function indexesNamed(
  text: string,
  shapes: readonly CollectionShape[],
): { collection: string; index: IndexShape }[] {
  const all = shapes.flatMap(({ name, indexes }) =>
    indexes.map((index) => ({ collection: name, index, full: `${name}.${index.name}` })),
  );
  const names = [...new Set(text.split(',').map((one) => one.trim()))].filter((one) => one !== '');
  if (names.length === 0) throw unknown('', []);
  return names.map((wanted) => {
    const found = all.find(({ full }) => full === wanted);
    if (!found)
      throw unknown(
        wanted,
        all.map(({ full }) => full).filter((full) => !full.endsWith('._id_')),
      );
    if (found.index.name === '_id_')
      throw new Problem(
        'not_possible',
        `${wanted} can't be dropped: every collection needs the index of its _id.`,
        'Leave it out.',
        { field: 'indexes' },
      );
    return { collection: found.collection, index: found.index };
  });
}

function unknown(wanted: string, names: readonly string[]): Problem {
  const given = wanted.slice(0, 80);
  const near = names.toSorted((a, b) => distance(given, a) - distance(given, b)).slice(0, 5);
  return new Problem(
    'invalid_input',
    `There is no index ${JSON.stringify(given)}.`,
    near.length > 0 ? `There are ${near.join(', ')}.` : 'Write collection.index: tasks.status_1.',
    { field: 'indexes' },
  );
}
