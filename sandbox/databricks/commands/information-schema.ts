// main.information_schema.*: the catalogue as tables one can select from.
import { tableNotFound } from '../errors.js';
import type { Catalog, FullName } from '../delta/catalog.js';
import { quoteText } from '../sql/quote.js';
import { formatType } from '../sql/types.js';

const at = (millis: number) => `TIMESTAMP ${quoteText(new Date(millis).toISOString())}`;

function values(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const list = columns.map((c) => `"${c}"`).join(', ');
  if (rows.length === 0)
    return `(SELECT ${columns.map((c) => `NULL AS "${c}"`).join(', ')} WHERE false)`;
  return `(SELECT * FROM (VALUES ${rows.map((row) => `(${row.join(', ')})`).join(', ')}) AS v(${list}))`;
}

/** DuckDB's SQL for one of its views. Throws TABLE_OR_VIEW_NOT_FOUND for those not simulated. */
export function informationSchema(catalog: Catalog, fullName: FullName): string {
  switch (fullName[2]) {
    case 'schemata':
      return values(
        ['catalog_name', 'schema_name', 'schema_owner'],
        catalog.schemaNames.map((name) => [
          quoteText(catalog.name),
          quoteText(name),
          quoteText('data-platform'),
        ]),
      );
    case 'tables':
      return values(
        [
          'table_catalog',
          'table_schema',
          'table_name',
          'table_type',
          'data_source_format',
          'table_owner',
          'created',
          'last_altered',
        ],
        catalog.tables.map((table) => [
          ...table.fullName.map(quoteText),
          quoteText('MANAGED'),
          quoteText('DELTA'),
          quoteText('data-platform'),
          at(table.createdAt),
          at(table.latest.timestamp),
        ]),
      );
    case 'columns':
      return values(
        [
          'table_catalog',
          'table_schema',
          'table_name',
          'column_name',
          'ordinal_position',
          'is_nullable',
          'full_data_type',
          'data_type',
          'comment',
        ],
        catalog.tables.flatMap((table) =>
          table.latest.columns.map((column, i) => [
            ...table.fullName.map(quoteText),
            quoteText(column.name),
            String(i),
            quoteText(column.nullable === false ? 'NO' : 'YES'),
            quoteText(formatType(column.type)),
            quoteText(
              formatType(column.type)
                .replace(/[(<].*$/, '')
                .toUpperCase(),
            ),
            column.comment === undefined ? 'NULL' : quoteText(column.comment),
          ]),
        ),
      );
    default:
      throw tableNotFound(fullName);
  }
}
