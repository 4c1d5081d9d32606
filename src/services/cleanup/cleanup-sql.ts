// The statements of the cleanup. Open-source Delta Lake knows all of them: its DELETE takes no subquery, so rows that another
// table must not refer to go by MERGE.
import type { DeleteRule } from './cleaning.js';
import { parseTableName, quoteTable, type TableName } from '../databricks/table-name.js';

const before = 'CAST(:before AS TIMESTAMP)';

/** Which rows a rule means, of a relation that is called `t`. */
function isOld({ column, unless }: DeleteRule): string {
  const old = `t.\`${column}\` < ${before}`;
  if (!unless) return old;
  const kept = `SELECT 1 FROM ${quoted(unless.table)} AS k WHERE k.\`${unless.column}\` = t.\`${unless.matches}\``;
  return `${old} AND NOT EXISTS (${kept})`;
}

/** How many rows of a version the rule means. */
export function countOld(rule: DeleteRule, version: number): string {
  return `SELECT count(*) AS n FROM ${quoted(rule.table)} VERSION AS OF ${version} AS t WHERE ${isOld(rule)}`;
}

/** How many rows the rule means now. */
export function countOldNow(rule: DeleteRule): string {
  return `SELECT count(*) AS n FROM ${quoted(rule.table)} AS t WHERE ${isOld(rule)}`;
}

/** Another time it finds nothing. */
export function deleteOld(rule: DeleteRule): string {
  const table = quoted(rule.table);
  const { column, unless } = rule;
  if (!unless) return `DELETE FROM ${table} WHERE \`${column}\` < ${before}`;
  const key = `\`${unless.matches}\``;
  return `MERGE INTO ${table} AS t USING (
  SELECT DISTINCT ${key} FROM ${table} AS t WHERE ${isOld(rule)}
) AS gone ON t.${key} <=> gone.${key} AND t.\`${column}\` < ${before}
WHEN MATCHED THEN DELETE`;
}

/** @param retainHours at least 168 */
export function vacuum(table: TableName, retainHours: number): string {
  return `VACUUM ${quoteTable(table)} RETAIN ${retainHours} HOURS`;
}

/** One row for each file, at most 1,000. */
export function vacuumDryRun(table: TableName, retainHours: number): string {
  return `${vacuum(table, retainHours)} DRY RUN`;
}

/** Names of the configuration are parsed like anybody's. */
function quoted(name: string): string {
  return quoteTable(parseTableName(name, ''));
}
