// INSERT INTO, INSERT OVERWRITE and TRUNCATE TABLE.
import {
  commit,
  nothing,
  openTable,
  translatorFor,
  type Plan,
  type Result,
  type StatementContext,
} from '../engine.js';
import { notEnoughColumns, schemaMismatch } from '../delta/delta-errors.js';
import { castOverflowInInsert, isOverflow, unresolvedColumn } from '../errors.js';
import { assertNotNull, writeTo } from '../delta/rewrite.js';
import { totalBytes, totalRows, type DataFile, type DeltaTable } from '../delta/table.js';
import type { Cursor } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import { quoteIdentifier } from '../sql/quote.js';
import { toDuck, type Column } from '../sql/types.js';

const bigint = { name: 'bigint' } as const;

/** The single row in which Databricks answers a statement that changes rows. */
export const counts = (of: Readonly<Record<string, number>>): Result => ({
  columns: Object.keys(of).map((name) => ({ name, type: bigint })),
  rows: [Object.values(of).map(BigInt)],
});

export const writeMetrics = (files: readonly DataFile[]) => ({
  numFiles: String(files.length),
  numOutputRows: String(totalRows(files)),
  numOutputBytes: String(totalBytes(files)),
});

function parseColumns(
  cursor: Cursor,
  table: DeltaTable,
  columns: readonly Column[],
): readonly string[] {
  if (!cursor.at('(') || cursor.peek(1)?.text.toUpperCase() === 'SELECT')
    return columns.map((c) => c.name);
  return cursor
    .parenthesised()
    .filter((token) => token.kind !== 'symbol')
    .map((token) => {
      const found = columns.find((c) => c.name.toLowerCase() === token.text.toLowerCase());
      if (found === undefined)
        throw unresolvedColumn(
          token.text,
          table.latest.columns.map((c) => c.name),
        );
      return found.name;
    });
}

/** A value that a column can't hold has a name of its own where it is inserted. */
function asInserted(error: unknown): never {
  throw isOverflow(error) ? castOverflowInInsert() : error;
}

/** The query's rows under the table's columns and types; what the query does not give is NULL. */
async function shape(
  context: StatementContext,
  table: DeltaTable,
  query: string,
  given: readonly string[],
) {
  const { columns } = await context.engine.store.run(`SELECT * FROM (${query}) AS q LIMIT 0`);
  if (columns.length !== given.length) {
    throw columns.length < given.length
      ? notEnoughColumns(table.fullName, given.length, columns.length)
      : schemaMismatch();
  }
  const selected = table.latest.columns.map((column) => {
    const value = given.includes(column.name) ? `q.${quoteIdentifier(column.name)}` : 'NULL';
    return `CAST(${value} AS ${toDuck(column.type)}) AS ${quoteIdentifier(column.name)}`;
  });
  const aliases = given.map(quoteIdentifier).join(', ');
  return `SELECT ${selected.join(', ')} FROM (${query}) AS q(${aliases})`;
}

/** `INSERT {INTO | OVERWRITE} [TABLE] t [(a, b)] {VALUES … | SELECT …}`; the cursor stands behind INSERT. */
export function planInsert(cursor: Cursor, context: StatementContext): Plan {
  const overwrite = cursor.take('OVERWRITE');
  if (!overwrite) cursor.expect('INTO');
  cursor.take('TABLE');
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'MODIFY');
  const read = table.latest;
  const given = parseColumns(cursor, table, read.columns);
  const tokens = cursor.rest();
  const query = translatorFor(context, tokens).translate(tokens);
  return {
    writes: true,
    run: async () => {
      const rows = await shape(context, table, query, given);
      await assertNotNull(context.engine.store, `(${rows})`, read.columns).catch(asInserted);
      const added = await writeTo(context.engine.store, read.columns, rows).catch(asInserted);
      commit(context, table, read, {
        mode: overwrite ? 'rewrite' : 'append',
        operation: 'WRITE',
        parameters: {
          mode: overwrite ? 'Overwrite' : 'Append',
          statsOnLoad: 'false',
          partitionBy: '[]',
        },
        metrics: writeMetrics(added),
        isBlindAppend: !overwrite,
        removed: overwrite ? read.files : [],
        added,
      });
      return counts({ num_affected_rows: totalRows(added), num_inserted_rows: totalRows(added) });
    },
  };
}

/** `TRUNCATE TABLE t`; the cursor stands behind TRUNCATE. */
export function planTruncate(cursor: Cursor, context: StatementContext): Plan {
  cursor.expect('TABLE');
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'MODIFY');
  const read = table.latest;
  cursor.expectEnd();
  return {
    writes: true,
    run: async () => {
      commit(context, table, read, {
        mode: 'rewrite',
        operation: 'TRUNCATE',
        parameters: {},
        metrics: {
          numRemovedFiles: String(read.files.length),
          numDeletedRows: String(totalRows(read.files)),
        },
        removed: read.files,
        added: [],
      });
      return nothing;
    },
  };
}
