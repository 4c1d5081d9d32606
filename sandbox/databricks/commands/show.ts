// SHOW …, USE …, SET …: looking around, and the session's own settings.
import { nothing, openTable, type Plan, type Result, type StatementContext } from '../engine.js';
import { castInvalidInput, configNotAvailable, notSimulated } from '../errors.js';
import type { Cursor } from '../sql/cursor.js';
import { parseName } from '../sql/names.js';
import type { Cell } from '../sql/types.js';

const texts = (names: readonly string[], rows: readonly (readonly Cell[])[]): Result => ({
  columns: names.map((name) => ({
    name,
    type: { name: name === 'isTemporary' ? 'boolean' : 'string' },
  })),
  rows,
});

const read = (result: () => Result): Plan => ({ writes: false, run: async () => result() });

/** SHOW's patterns are not LIKE's: `*` is any text and `|` is or. */
function parsePattern(cursor: Cursor): (name: string) => boolean {
  cursor.take('LIKE');
  if (cursor.done) return () => true;
  const { text, kind } = cursor.next();
  if (kind !== 'string') throw cursor.error();
  const escaped = text.replaceAll(/[.+?^${}()[\]\\]/g, String.raw`\$&`).replaceAll('*', '.*');
  const pattern = new RegExp(`^(?:${escaped})$`, 'i');
  return (name) => pattern.test(name);
}

const takeIn = (cursor: Cursor) => cursor.take('IN') || cursor.take('FROM');

/** The cursor stands behind SHOW. */
export function planShow(cursor: Cursor, context: StatementContext): Plan {
  const { catalog } = context.engine;
  const { namespace } = context.session;
  if (cursor.take('CATALOGS')) {
    cursor.expectEnd();
    return read(() => texts(['catalog'], [[catalog.name]]));
  }
  if (cursor.take('SCHEMAS') || cursor.take('DATABASES')) {
    const [name = namespace.catalog] = takeIn(cursor) ? parseName(cursor) : [];
    catalog.assertSchema(name, 'default');
    const matches = parsePattern(cursor);
    cursor.expectEnd();
    return read(() =>
      texts(
        ['databaseName'],
        catalog.schemaNames.filter(matches).map((s) => [s]),
      ),
    );
  }
  if (cursor.take('TABLES')) {
    const name = takeIn(cursor) ? parseName(cursor) : [namespace.schema];
    const schema = (name.at(-1) ?? '').toLowerCase();
    catalog.assertSchema(name.length > 1 ? (name[0] ?? '') : namespace.catalog, schema);
    const matches = parsePattern(cursor);
    cursor.expectEnd();
    const tables = catalog.tablesIn(schema).filter((t) => matches(t.fullName[2]));
    return read(() =>
      texts(
        ['database', 'tableName', 'isTemporary'],
        tables.map((t) => [schema, t.fullName[2], false]),
      ),
    );
  }
  if (cursor.take('COLUMNS')) {
    if (!takeIn(cursor)) throw cursor.error();
    const table = openTable(context, parseName(cursor, { identifierClause: true }), 'SELECT');
    return read(() =>
      texts(
        ['col_name'],
        table.latest.columns.map((c) => [c.name]),
      ),
    );
  }
  if (cursor.take('TBLPROPERTIES')) {
    const table = openTable(context, parseName(cursor, { identifierClause: true }), 'SELECT');
    return read(() => texts(['key', 'value'], Object.entries(table.latest.properties)));
  }
  throw cursor.error();
}

/** `USE [CATALOG | SCHEMA] name`; the cursor stands behind USE. */
export function planUse(cursor: Cursor, context: StatementContext): Plan {
  const { catalog } = context.engine;
  const { namespace } = context.session;
  const isCatalog = cursor.take('CATALOG');
  if (!isCatalog && !cursor.take('SCHEMA')) cursor.take('DATABASE');
  const name = parseName(cursor).map((part) => part.toLowerCase());
  cursor.expectEnd();
  const last = name.at(-1) ?? '';
  const next = isCatalog
    ? { catalog: last, schema: 'default' }
    : { catalog: name.length > 1 ? (name[0] ?? '') : namespace.catalog, schema: last };
  catalog.assertSchema(next.catalog, next.schema);
  return read(() => {
    Object.assign(namespace, next);
    return nothing;
  });
}

/** All that a SQL warehouse lets one set; other Spark settings it refuses (Configuration parameters). */
const settable = new Set([
  'ansi_mode',
  'enable_photon',
  'legacy_time_parser_policy',
  'max_file_partition_bytes',
  'query_tags',
  'statement_timeout',
  'timezone',
  'use_cached_result',
]);

function checkSetting(key: string, value: string): void {
  if (!settable.has(key.toLowerCase())) throw configNotAvailable(key);
  if (key.toLowerCase() === 'statement_timeout' && !/^\d+$/.test(value))
    throw castInvalidInput(value, 'INT');
  if (key.toLowerCase() === 'timezone' && value !== 'UTC')
    throw notSimulated(`the time zone ${value}`);
}

/** `SET`, `SET key` and `SET key = value`; the cursor stands behind SET. Keys ignore case. */
export function planSet(cursor: Cursor, context: StatementContext): Plan {
  const { settings } = context.session;
  if (cursor.done) return read(() => texts(['key', 'value'], [...settings]));
  let key = '';
  while (!cursor.done && !cursor.at('=')) key += cursor.next().text;
  if (!cursor.take('=')) {
    const value = settings.get(key.toLowerCase()) ?? '<undefined>';
    return read(() => texts(['key', 'value'], [[key, value]]));
  }
  const value = cursor
    .rest()
    .map((token) => token.text)
    .join('');
  checkSetting(key, value);
  return read(() => {
    settings.set(key.toLowerCase(), value);
    return texts(['key', 'value'], [[key, value]]);
  });
}
