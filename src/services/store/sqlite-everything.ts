// Every document of the bot's memory, whatever its collection, as it is at one moment: for a backup of it.
import { z } from 'zod';
import { jsonSchema, type Json } from '../../core/json.js';
import { connect, type Connection } from './sqlite-connection.js';

/** A document as it is stored. */
export interface AnyRow {
  collection: string;
  id: string;
  revision: number;
  /** JSON text. */
  body: string;
}

export interface AnyDocument {
  collection: string;
  id: string;
  revision: number;
  doc: Json;
}

const rowsSchema = z.array(
  z.object({ collection: z.string(), id: z.string(), revision: z.number(), body: z.string() }),
);

/** Documents that are read at once: the whole process waits meanwhile. */
const portion = 500;

/**
 * By collection and id, from a connection of its own that sees nothing of what is written meanwhile.
 * @param directory PPM_DATA_DIR
 * @throws Problem store_unavailable
 */
export async function* everyDocument(directory: string): AsyncGenerator<AnyDocument, void> {
  const connection = connect(directory);
  try {
    // What is read in one transaction is of one moment. Closing ends it.
    connection.define('BEGIN');
    for (const { body, ...row } of everyRow(connection))
      yield { ...row, doc: jsonSchema.parse(JSON.parse(body)) };
  } finally {
    connection.close();
  }
}

/** By collection and id. */
export function* everyRow(connection: Pick<Connection, 'all'>): Generator<AnyRow, void> {
  for (let last: AnyRow | null = null; ;) {
    const some = after(connection, last);
    yield* some;
    last = some.at(-1) ?? null;
    if (last === null) return;
  }
}

function after(connection: Pick<Connection, 'all'>, last: AnyRow | null): AnyRow[] {
  const rows = connection.all(
    `SELECT collection, id, revision, body FROM documents WHERE (collection, id) > (?, ?)
     ORDER BY collection, id LIMIT ${portion}`,
    last === null ? ['', ''] : [last.collection, last.id],
  );
  return rowsSchema.parse(rows);
}
