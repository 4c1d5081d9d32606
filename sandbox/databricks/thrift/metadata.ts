// What the driver's getCatalogs, getSchemas, getTables and getColumns return: JDBC's columns.
import type { Catalog } from '../delta/catalog.js';
import type { Result } from '../engine.js';
import { formatType, type Cell, type Column } from '../sql/types.js';
import { typeId } from './wire.js';

/** JDBC's patterns: `%` is any text, `_` any character; no pattern matches everything. */
function like(pattern: string | null | undefined): (name: string) => boolean {
  if (pattern === undefined || pattern === null || pattern === '') return () => true;
  const escaped = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  const expression = new RegExp(`^${escaped}$`, 'i');
  return (name) => expression.test(name);
}

const text = (...names: string[]): Column[] =>
  names.map((name) => ({ name, type: { name: 'string' } }));
const int = (...names: string[]): Column[] =>
  names.map((name) => ({ name, type: { name: 'int' } }));

export interface Patterns {
  readonly catalogName?: string | null;
  readonly schemaName?: string | null;
  readonly tableName?: string | null;
  readonly columnName?: string | null;
}

export const catalogs = (catalog: Catalog): Result => ({
  columns: text('TABLE_CAT'),
  rows: [[catalog.name]],
});

export const tableTypes = (): Result => ({
  columns: text('TABLE_TYPE'),
  rows: [['TABLE'], ['VIEW']],
});

export function schemas(catalog: Catalog, patterns: Patterns): Result {
  const names = like(patterns.catalogName)(catalog.name)
    ? catalog.schemaNames.filter(like(patterns.schemaName))
    : [];
  return {
    columns: text('TABLE_SCHEM', 'TABLE_CATALOG'),
    rows: names.map((name) => [name, catalog.name]),
  };
}

const matching = (catalog: Catalog, patterns: Patterns) =>
  catalog.tables.filter(
    ({ fullName }) =>
      like(patterns.catalogName)(fullName[0]) &&
      like(patterns.schemaName)(fullName[1]) &&
      like(patterns.tableName)(fullName[2]),
  );

export const tables = (catalog: Catalog, patterns: Patterns): Result => ({
  columns: text(
    'TABLE_CAT',
    'TABLE_SCHEM',
    'TABLE_NAME',
    'TABLE_TYPE',
    'REMARKS',
    'TYPE_CAT',
    'TYPE_SCHEM',
    'TYPE_NAME',
    'SELF_REFERENCING_COL_NAME',
    'REF_GENERATION',
  ),
  rows: matching(catalog, patterns).map((t) => [
    ...t.fullName,
    'TABLE',
    '',
    null,
    null,
    null,
    null,
    null,
  ]),
});

export function columns(catalog: Catalog, patterns: Patterns): Result {
  const matches = like(patterns.columnName);
  const rows = matching(catalog, patterns).flatMap((table) =>
    table.latest.columns.flatMap((column, i): Cell[][] =>
      matches(column.name)
        ? [
            [
              ...table.fullName,
              column.name,
              formatType(column.type).toUpperCase(),
              column.comment ?? null,
              typeId(column.type),
              i,
              column.nullable === false ? 0 : 1,
            ],
          ]
        : [],
    ),
  );
  return {
    columns: [
      ...text('TABLE_CAT', 'TABLE_SCHEM', 'TABLE_NAME', 'COLUMN_NAME', 'TYPE_NAME', 'REMARKS'),
      ...int('DATA_TYPE', 'ORDINAL_POSITION', 'NULLABLE'),
    ],
    rows,
  };
}

export const typeInfo = (): Result => ({
  columns: [...text('TYPE_NAME'), ...int('DATA_TYPE')],
  rows: (['boolean', 'int', 'bigint', 'double', 'string', 'date', 'timestamp'] as const).map(
    (name) => [name.toUpperCase(), typeId({ name })],
  ),
});
