// Names of tables, parsed strictly before they come near SQL: identifiers can't be parameters in RESTORE and VACUUM.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';

export interface TableName {
  catalog: string;
  schema: string;
  table: string;
}

/** Unity Catalog allows 255 characters; these are the ones that need no thought about quoting or look-alikes. */
const part = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

/**
 * `catalog.schema.table` or `schema.table` (then `defaultCatalog` is put before it). Back-ticks around a part are allowed.
 * @throws Problem invalid_input
 */
export function parseTableName(text: string, defaultCatalog: string): TableName {
  const parts = text.split('.').map((piece) => /^`([^`]*)`$/.exec(piece)?.[1] ?? piece);
  const [catalog, schema, table] = parts.length === 2 ? [defaultCatalog, ...parts] : parts;
  if (
    parts.length > 3 ||
    !catalog ||
    !schema ||
    !table ||
    ![catalog, schema, table].every((piece) => part.test(piece))
  )
    throw new Problem(
      'invalid_input',
      `${JSON.stringify(text.slice(0, 100))} is not a table name.`,
      'Write catalog.schema.table with letters, digits and underscores, such as main.silver.projects.',
      { field: 'table' },
    );
  return {
    catalog: catalog.toLowerCase(),
    schema: schema.toLowerCase(),
    table: table.toLowerCase(),
  };
}

/** `main.silver.projects` */
export function showTable(name: TableName): string {
  return `${name.catalog}.${name.schema}.${name.table}`;
}

/** With each part in back-ticks, for SQL. */
export function quoteTable(name: TableName): string {
  return `\`${name.catalog}\`.\`${name.schema}\`.\`${name.table}\``;
}

/** An operation's input that names a table: forms offer the tables of ppm.config.yaml. */
export const tableInput = z
  .string()
  .min(1)
  .max(300)
  .meta({ field: 'table', description: 'Table: catalog.schema.table' });
