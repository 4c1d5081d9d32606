// CREATE TABLE, DROP TABLE and the two ALTER TABLEs that operators use.
import {
  commit,
  nothing,
  translatorFor,
  openTable,
  type Plan,
  type StatementContext,
} from '../engine.js';
import { fieldAlreadyExists, notSimulated } from '../errors.js';
import { totalRows, type Operation } from '../delta/table.js';
import { writeTo } from '../delta/rewrite.js';
import { Cursor, splitArguments } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import type { Token } from '../sql/tokenizer.js';
import { formatType, parseType, type Column } from '../sql/types.js';
import { counts, writeMetrics } from './insert.js';

function parseColumn(tokens: readonly Token[]): Column {
  const cursor = new Cursor(tokens);
  const name = cursor.next().text;
  const type = parseType(cursor);
  const nullable = !cursor.take('NOT', 'NULL');
  const comment = cursor.take('COMMENT') ? cursor.next().text : undefined;
  if (!cursor.done) throw notSimulated(`the column option ${cursor.next().text}`);
  return { name, type, nullable, ...(comment === undefined ? {} : { comment }) };
}

/** `('a' = 'b', …)` */
function parseProperties(cursor: Cursor): Record<string, string> {
  const pairs = splitArguments(cursor.parenthesised()).map((tokens): [string, string] => {
    const split = tokens.findIndex((t) => t.kind === 'symbol' && t.text === '=');
    const key = tokens
      .slice(0, split)
      .map((t) => t.text)
      .join('');
    return [
      key,
      tokens
        .slice(split + 1)
        .map((t) => t.text)
        .join(''),
    ];
  });
  return Object.fromEntries(pairs);
}

function parseOptions(cursor: Cursor): {
  properties: Record<string, string>;
  comment: string | undefined;
} {
  let properties: Record<string, string> = {};
  let comment: string | undefined;
  while (!cursor.done && !cursor.at('AS') && !cursor.at('SELECT')) {
    if (cursor.take('USING')) cursor.expect('DELTA');
    else if (cursor.take('COMMENT')) comment = cursor.next().text;
    else if (cursor.take('TBLPROPERTIES')) properties = parseProperties(cursor);
    else if (cursor.take('CLUSTER', 'BY')) cursor.parenthesised();
    else throw cursor.error();
  }
  cursor.take('AS');
  return { properties, comment };
}

function operationOf(replaces: boolean, fromQuery: boolean): Operation {
  if (replaces) return fromQuery ? 'CREATE OR REPLACE TABLE AS SELECT' : 'CREATE OR REPLACE TABLE';
  return fromQuery ? 'CREATE TABLE AS SELECT' : 'CREATE TABLE';
}

/** `CREATE [OR REPLACE] TABLE [IF NOT EXISTS] t [(…)] [options] [AS query]`; behind CREATE. */
export function planCreate(cursor: Cursor, context: StatementContext): Plan {
  const replace = cursor.take('OR', 'REPLACE');
  cursor.expect('TABLE');
  const tolerant = cursor.take('IF', 'NOT', 'EXISTS');
  const { catalog, store } = context.engine;
  const name = catalog.qualify(
    parseName(cursor, { identifierClause: true }),
    context.session.namespace,
  );
  catalog.assertSchema(name[0], name[1]);
  const declared = cursor.at('(') ? splitArguments(cursor.parenthesised()).map(parseColumn) : [];
  const { properties, comment } = parseOptions(cursor);
  const tokens = cursor.rest();
  const query = tokens.length === 0 ? undefined : translatorFor(context, tokens).translate(tokens);
  return {
    writes: true,
    run: async () => {
      const existing = catalog.find(name);
      if (existing !== undefined && tolerant) return nothing;
      const columns =
        query === undefined
          ? declared
          : (await store.run(`SELECT * FROM (${query}) AS q LIMIT 0`)).columns;
      const added = query === undefined ? [] : await writeTo(store, columns, query);
      context.assertAlive();
      const table =
        existing !== undefined && replace ? existing : catalog.create(name, context.now);
      const parameters = {
        partitionBy: '[]',
        description: comment ?? null,
        isManaged: 'true',
        properties: JSON.stringify(properties),
      };
      const operation = operationOf(replace, query !== undefined);
      const metrics = query === undefined ? {} : writeMetrics(added);
      const change = { operation, parameters, metrics, columns, properties, isBlindAppend: true };
      const removed = table.versions.length === 0 ? [] : table.latest.files;
      if (table.versions.length === 0) {
        table.commit({ ...change, readVersion: null, files: added }, context.author, context.now);
      } else commit(context, table, table.latest, { ...change, mode: 'whole', removed, added });
      if (query === undefined) return nothing;
      return counts({ num_affected_rows: totalRows(added), num_inserted_rows: totalRows(added) });
    },
  };
}

/** `DROP TABLE [IF EXISTS] t`; the cursor stands behind DROP. */
export function planDrop(cursor: Cursor, context: StatementContext): Plan {
  cursor.expect('TABLE');
  const tolerant = cursor.take('IF', 'EXISTS');
  const name = parseName(cursor, { identifierClause: true });
  cursor.expectEnd();
  const { catalog } = context.engine;
  const found = catalog.find(catalog.qualify(name, context.session.namespace));
  const table = found === undefined && tolerant ? undefined : openTable(context, name, 'MODIFY');
  return {
    writes: true,
    run: async () => {
      context.assertAlive();
      if (table !== undefined) catalog.drop(table);
      return nothing;
    },
  };
}

/** `ALTER TABLE t {SET TBLPROPERTIES (…) | ADD COLUMN[S] (…)}`; the cursor stands behind ALTER. */
export function planAlter(cursor: Cursor, context: StatementContext): Plan {
  cursor.expect('TABLE');
  const table = openTable(context, parseName(cursor, { identifierClause: true }), 'MODIFY');
  const read = table.latest;
  const base = { mode: 'whole', metrics: {}, removed: [], added: [] } as const;
  if (cursor.take('SET', 'TBLPROPERTIES')) {
    const properties = parseProperties(cursor);
    cursor.expectEnd();
    const parameters = { properties: JSON.stringify(properties) };
    return {
      writes: true,
      run: async () => {
        const all = { ...read.properties, ...properties };
        commit(context, table, read, {
          ...base,
          operation: 'SET TBLPROPERTIES',
          parameters,
          properties: all,
        });
        return nothing;
      },
    };
  }
  cursor.expect('ADD');
  if (!cursor.take('COLUMN')) cursor.expect('COLUMNS');
  const added = cursor.at('(') ? splitArguments(cursor.parenthesised()) : [cursor.rest()];
  const columns = [...read.columns];
  for (const column of added.map(parseColumn)) {
    const same = columns.find((c) => c.name.toLowerCase() === column.name.toLowerCase());
    if (same !== undefined)
      throw fieldAlreadyExists(
        column.name,
        formatType({ name: 'struct', fields: read.columns }).toUpperCase(),
      );
    columns.push(column);
  }
  const parameters = {
    columns: JSON.stringify(added.map((tokens) => tokens.map((t) => t.text).join(' '))),
  };
  return {
    writes: true,
    run: async () => {
      commit(context, table, read, { ...base, operation: 'ADD COLUMNS', parameters, columns });
      return nothing;
    },
  };
}
