// What the two actions on indexes look at: what must be unchanged, and the proof at the end.
import type { Check } from '../../../core/operation.js';
import type { CollectionShape } from '../../../services/backups/backups.js';
import type { Context } from '../../../services/context.js';
import type { Where } from '../../../services/mongodb/mongo-admin.js';

/** `tasks._id_, tasks.status_1`: of these collections. */
export function indexesThere(
  shapes: readonly CollectionShape[],
  collections: readonly string[],
): string[] {
  return shapes
    .filter(({ name }) => collections.includes(name))
    .flatMap(({ name, indexes }) => indexes.map((index) => `${name}.${index.name}`))
    .toSorted();
}

/** @param isWanted whether each has to be there, or gone */
export async function indexChecks(
  where: Where,
  indexes: readonly { collection: string; key: string; name: string }[],
  isWanted: boolean,
  { mongoAdmin, signal }: Pick<Context, 'mongoAdmin' | 'signal'>,
): Promise<Check[]> {
  const shapes = await mongoAdmin.shape(where, signal);
  const words = (isThere: boolean): string => (isThere ? 'there' : 'not there');
  return indexes.map(({ collection, key, name }) => {
    const isThere = shapes.some(
      (one) => one.name === collection && one.indexes.some((index) => index.key === key),
    );
    return {
      name: `${collection}.${name}`,
      ok: isThere === isWanted,
      expected: words(isWanted),
      actual: words(isThere),
    };
  });
}
