// The indexes that ppm.config.yaml expects beside those that are there. (Runbook 4 "Database Optimization": Add Indexes)
import type { CollectionShape, IndexShape } from '../backups/backups.js';
import type { IndexWanted } from './admin-index-keys.js';
import type { MongoSystem } from './admin-systems.js';

export interface IndexRow extends IndexWanted {
  /** Null: it is not there. */
  index: IndexShape | null;
  /** The index of `_id` is always expected. */
  isExpected: boolean;
}

export function expectedIndexes({ mongodb }: Pick<MongoSystem, 'mongodb'>): IndexWanted[] {
  return Object.entries(mongodb.indexes).flatMap(([collection, keys]) =>
    keys.map((key) => ({ collection, key: JSON.stringify(key) })),
  );
}

/** Those that are there in the order of collections, each followed by the expected ones that are missing. */
export function indexRows(
  expected: readonly IndexWanted[],
  shapes: readonly CollectionShape[],
): IndexRow[] {
  const names = new Set([...shapes, ...expected.map(nameOnly)].map(({ name }) => name));
  return [...names].toSorted().flatMap((collection) => {
    const there = shapes.find(({ name }) => name === collection)?.indexes ?? [];
    const wanted = expected.filter((one) => one.collection === collection);
    return [
      ...there.map((index) => ({
        collection,
        key: index.key,
        index,
        isExpected: index.name === '_id_' || wanted.some(({ key }) => key === index.key),
      })),
      ...wanted
        .filter(({ key }) => !there.some((index) => index.key === key))
        .map(({ key }) => ({ collection, key, index: null, isExpected: true })),
    ];
  });
}

export function missingOf(
  expected: readonly IndexWanted[],
  shapes: readonly CollectionShape[],
): IndexWanted[] {
  return expected.filter(
    ({ collection, key }) =>
      !shapes.some(
        ({ name, indexes }) => name === collection && indexes.some((index) => index.key === key),
      ),
  );
}

function nameOnly({ collection }: IndexWanted): { name: string } {
  return { name: collection };
}
