// Where a page of a list ended: the values of the index's fields in its last document, and that document's id. Naming a
// place in the order, not a count, keeps it true while documents come and go.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Collection, IndexValue } from './store.js';

const indexValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const placeSchema = z.array(indexValue);
const bodySchema = z.record(z.string(), indexValue.catch(null));

/**
 * The opaque text of Page.next.
 * @param row the last document of the page; `body` is its JSON text
 */
export function cursorAt(
  collection: Pick<Collection<unknown>, 'indexes'>,
  index: string,
  row: { id: string; body: string },
): string {
  const body = bodySchema.parse(JSON.parse(row.body));
  const fields = collection.indexes[index] ?? [];
  const place: IndexValue[] = [...fields.map((field) => body[field] ?? null), row.id];
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/**
 * @param length how many values the index has, the id included
 * @throws Problem invalid_input when it is no cursor of such an index
 */
export function readCursor(cursor: string, length: number): IndexValue[] {
  try {
    const text = Buffer.from(cursor, 'base64url').toString();
    return placeSchema.length(length).parse(JSON.parse(text));
  } catch (cause) {
    throw new Problem(
      'invalid_input',
      'The list can not be continued from there.',
      'Start the list again from its first page.',
      { cause },
    );
  }
}
