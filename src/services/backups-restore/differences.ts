// A database beside the manifest of a backup: counts and indexes, difference by difference.
import type { Check } from '../../core/operation.js';
import type { CollectionShape, IndexShape } from '../backups/backups.js';
import { counted } from '../notion/reading/words.js';
import { plural } from './bytes.js';

export interface Difference {
  /** A collection, or one of its indexes: `tasks`, `tasks.status_1`. */
  what: string;
  expected: string;
  actual: string;
}

/** Shown at most. */
const mostShown = 20;

/**
 * @param extras whether there may be more collections than in the backup: mongorestore --drop leaves them alone
 * @param counts whether documents are compared too; a service that runs again changes them
 */
export function differencesOf(
  expected: readonly CollectionShape[],
  actual: readonly CollectionShape[],
  { extras, counts }: { extras: boolean; counts: boolean },
): Difference[] {
  const wanted = new Set(expected.map(({ name }) => name));
  return [
    ...expected.flatMap((one) => {
      const found = actual.find(({ name }) => name === one.name);
      if (!found)
        return [
          { what: one.name, expected: counted(one.documents, 'document'), actual: 'missing' },
        ];
      return [
        ...(counts && found.documents !== one.documents
          ? [
              {
                what: one.name,
                expected: counted(one.documents, 'document'),
                actual: counted(found.documents, 'document'),
              },
            ]
          : []),
        ...indexDifferences(one, found),
      ];
    }),
    ...(extras
      ? []
      : actual
          .filter(({ name }) => !wanted.has(name))
          .map(({ name, documents }) => ({
            what: name,
            expected: 'not there',
            actual: counted(documents, 'document'),
          }))),
  ];
}

function indexDifferences(expected: CollectionShape, actual: CollectionShape): Difference[] {
  const names = new Set([...expected.indexes, ...actual.indexes].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const said = {
      expected: textOf(expected.indexes.find((index) => index.name === name)),
      actual: textOf(actual.indexes.find((index) => index.name === name)),
    };
    return said.expected === said.actual ? [] : [{ what: `${expected.name}.${name}`, ...said }];
  });
}

/** Servers differ in whether they call the index of `_id` unique. */
function textOf(index: IndexShape | undefined): string {
  if (!index) return 'missing';
  return `${index.key}${index.isUnique && index.name !== '_id_' ? ' unique' : ''}`;
}

/** `5 collections, 1204 documents, 9 indexes` */
export function sizeOfShape(all: readonly CollectionShape[]): string {
  const documents = all.reduce((sum, one) => sum + one.documents, 0);
  const indexes = all.reduce((sum, one) => sum + one.indexes.length, 0);
  return `${counted(all.length, 'collection')}, ${counted(documents, 'document')}, ${plural(indexes, 'index', 'indexes')}`;
}

/** `tasks: expected 250 documents, found 249 documents`, one for each; what is too much is only counted. */
export function linesOf(differences: readonly Difference[]): string[] {
  const lines = differences
    .slice(0, mostShown)
    .map(({ what, expected, actual }) => `${what}: expected ${expected}, found ${actual}`);
  const more = differences.length - lines.length;
  return more > 0 ? [...lines, `${more} more`] : lines;
}

/** Each difference a failed check; one that holds where there is none. */
export function checksOf(
  name: string,
  expected: readonly CollectionShape[],
  differences: readonly Difference[],
): Check[] {
  const size = sizeOfShape(expected);
  if (differences.length === 0) return [{ name, ok: true, expected: size, actual: size }];
  return differences
    .slice(0, mostShown)
    .map(({ what, ...said }) => ({ name: `${name}: ${what}`, ok: false, ...said }));
}
