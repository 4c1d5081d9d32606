// The weekly cleanup of Delta tables: rows that are old, and files that no version in use needs. (Runbook 1 "Weekly: Cleanup
// Old Runs")
import type { CleanupConfig } from '../../config/delivery-schema.js';
import type { TableName } from '../databricks/table-name.js';

export type DeleteRule = CleanupConfig['deletes'][number];

export interface Vacuumed {
  /** Files deleted; null where the warehouse doesn't say. */
  files: number | null;
}

/** Open issues of one check. */
export interface IssueGroup {
  table: string;
  /** In lower case: critical, high, medium, low … */
  severity: string;
  check: string;
  open: number;
  rows: number;
  /** Epoch milliseconds; null where none is known. */
  newest: number | null;
}

/** Everything throws what services/databricks/tables.ts throws. */
export interface Cleaning {
  /**
   * Rows that the rule would delete.
   * @param before epoch milliseconds: what is older goes
   * @param version of the table; null: as it is now
   */
  countOld(
    rule: DeleteRule,
    before: number,
    version: number | null,
    signal: AbortSignal,
  ): Promise<number>;
  /** Deletes them; another time it finds none. @returns rows */
  deleteOld(rule: DeleteRule, before: number, signal: AbortSignal): Promise<number>;
  /** Files that VACUUM would delete (DRY RUN); 1,000 for as many or more. @param retainHours at least 168 */
  countFiles(table: TableName, retainHours: number, signal: AbortSignal): Promise<number>;
  /** Harmless to repeat. */
  vacuum(table: TableName, retainHours: number, signal: AbortSignal): Promise<Vacuumed>;
  /** Of `gold.data_quality_issues`, unresolved ones. @param table null: of every table */
  issues(table: string | null, signal: AbortSignal): Promise<IssueGroup[]>;
}
