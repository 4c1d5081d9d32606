// Between a document and its stored JSON text. What comes back is checked, because a database outlives the code that
// wrote it and can be edited by hand.
import { Problem } from '../../core/problem.js';
import type { Collection, Stored } from './store.js';

/** The database cuts a text at NUL and turns half a surrogate pair into U+FFFD, so two such ids could become one. */
const unstorable = /[\0\p{Surrogate}]/u;

/** @throws Problem invalid_input when the database could not tell this id from another */
export function checkId(id: string): void {
  if (unstorable.test(id))
    throw new Problem(
      'invalid_input',
      'An id holds a character that can not be stored.',
      'Leave out NUL and broken Unicode.',
    );
}

/**
 * A document as its collection's schema reads it.
 * @param row.body JSON text
 * @throws Problem internal, naming collection and id, when the document does not fit
 */
export function readDocument<Doc>(
  collection: Collection<Doc>,
  row: { id: string; revision: number; body: string },
): Stored<Doc> {
  try {
    return {
      id: row.id,
      revision: row.revision,
      doc: collection.schema.parse(JSON.parse(row.body)),
    };
  } catch (cause) {
    throw new Problem(
      'internal',
      `The stored document ${collection.name}/${row.id} is not readable.`,
      'It was changed by hand or by another version of ppm-oncall. Tell the platform team.',
      { cause },
    );
  }
}
