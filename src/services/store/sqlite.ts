// The bot's memory in one SQLite file, for one machine: the bot and any number of terminals may use it at once. One
// table holds every document; the declared indexes are indexes on fields of its JSON.
import { z } from 'zod';
import { cursorAt } from './cursor.js';
import { checkId, readDocument } from './document.js';
import { connect, type Connection, type SqlValue } from './sqlite-connection.js';
import { createGroupCommit } from './group-commit.js';
import { countOf, indexSql, rangesOf, type IndexedCollection } from './sqlite-list.js';
import type { Store } from './store.js';

/**
 * The store in `ppm.db` of a directory (PPM_DATA_DIR), which is made when it is missing.
 * @throws Problem store_unavailable when it can't be opened
 */
export function openSqlite(directory: string): Store {
  return sqliteStore(connect(directory));
}

const rowSchema = z.object({ id: z.string(), revision: z.number(), body: z.string() });
const rowsSchema = z.array(rowSchema);
type Row = z.infer<typeof rowSchema>;
const countsSchema = z.array(z.object({ many: z.number() }));
const limitSchema = z.object({ limit: z.int().min(1).max(1_000) });

/** The store on an open connection. */
export function sqliteStore(connection: Connection): Store {
  const indexed = new Set<string>();
  const commits = createGroupCommit(connection);

  const write = async (sql: string, values: readonly SqlValue[]): Promise<boolean> =>
    (await commits.write({ sql, values })) === 1;

  function ensureIndex(collection: IndexedCollection, index: string): void {
    const sql = indexSql(collection, index);
    if (indexed.has(sql)) return;
    connection.define(sql);
    indexed.add(sql);
  }

  return {
    async insert(collection, id, doc) {
      checkId(id);
      const sql = 'INSERT INTO documents VALUES (?, ?, 1, ?) ON CONFLICT DO NOTHING';
      return write(sql, [collection.name, id, JSON.stringify(doc)]);
    },
    async get(collection, id) {
      checkId(id);
      const sql = 'SELECT id, revision, body FROM documents WHERE collection = ? AND id = ?';
      const [row] = rowsSchema.parse(connection.all(sql, [collection.name, id]));
      return row ? readDocument(collection, row) : null;
    },
    async replace(collection, id, revision, doc) {
      checkId(id);
      const sql =
        'UPDATE documents SET revision = revision + 1, body = ? WHERE collection = ? AND id = ? AND revision = ?';
      return write(sql, [JSON.stringify(doc), collection.name, id, revision]);
    },
    async list(collection, query) {
      const { limit } = limitSchema.parse(query);
      const ranges = rangesOf(collection, query);
      ensureIndex(collection, query.index);
      // One more than asked for tells whether there is a next page.
      const rows: Row[] = [];
      for (const range of ranges) {
        const missing = limit + 1 - rows.length;
        if (missing === 0) break;
        rows.push(...rowsSchema.parse(connection.all(range.sql, [...range.values, missing])));
      }
      const last = rows[limit - 1];
      return {
        items: rows.slice(0, limit).map((row) => readDocument(collection, row)),
        next: last && rows.length > limit ? cursorAt(collection, query.index, last) : null,
      };
    },
    async remove(collection, id) {
      checkId(id);
      const sql = 'DELETE FROM documents WHERE collection = ? AND id = ?';
      return write(sql, [collection.name, id]);
    },
    async count(collection, query) {
      const { sql, values } = countOf(collection, query);
      ensureIndex(collection, query.index);
      const [row] = countsSchema.parse(connection.all(sql, values));
      return row?.many ?? 0;
    },
    // Everybody who has the file is on this machine.
    time: async () => Date.now(),
    async close() {
      commits.flush();
      connection.close();
    },
  };
}
