// The open data-quality issues, grouped by where they come from. (Runbook 1 "P3 - Data Quality Issue": query
// main.gold.data_quality_issues, identify the source: Notion, transformation, aggregation)
import { z } from 'zod';
import type { Statement } from '../databricks/driver.js';
import { quoteTable, type TableName } from '../databricks/table-name.js';

/** @param table only issues of this one, `catalog.schema.table`; null: of every table */
export function issuesSql(
  issues: TableName,
  table: string | null,
): Required<Omit<Statement, 'stagingFrom'>> {
  const only = table === null ? '' : ' AND lower(table_name) = :table';
  return {
    sql: `SELECT table_name, severity, check_name, count(*) AS issues, sum(row_count) AS row_count, max(detected_at) AS newest
FROM ${quoteTable(issues)} WHERE resolved_at IS NULL${only}
GROUP BY table_name, severity, check_name`,
    values: table === null ? {} : { table },
  };
}

const count = z
  .union([z.bigint(), z.number(), z.string().regex(/^\d+$/)])
  .nullable()
  .transform((value) => Number(value ?? 0));

export const issueRow = z
  .object({
    table_name: z.string().nullable(),
    severity: z.string().nullable(),
    check_name: z.string().nullable(),
    issues: count,
    row_count: count,
    newest: z.date().nullable(),
  })
  .transform((row) => ({
    table: row.table_name ?? '(no table)',
    severity: (row.severity ?? 'unknown').toLowerCase(),
    check: row.check_name ?? '(no name)',
    open: row.issues,
    rows: row.row_count,
    newest: row.newest?.getTime() ?? null,
  }));
