// Delta tables as on-call thinks of them: versions, rows then and now, restore. Implementations throw Problem with the
// codes not_found, invalid_input, history_gone, outside_refused, outside_unavailable and outcome_unknown.
import type { TableName } from './table-name.js';

export interface TableVersion {
  version: number;
  /** Epoch milliseconds. */
  at: number;
  user: string;
  /** WRITE, MERGE, DELETE, RESTORE, VACUUM END … */
  operation: string;
  parameters: Record<string, string>;
  metrics: Record<string, string>;
}

export interface TableDetail {
  /** Delta's own id: another one means that the table was dropped and made again. */
  id: string;
  files: number;
  bytes: number;
}

export interface Rows {
  columns: string[];
  /** Cells as text; null stays null. */
  rows: (string | null)[][];
}

export interface RestoreMetrics {
  restoredFiles: number;
  removedFiles: number;
  filesAfter: number;
  bytesAfter: number;
}

export interface Tables {
  /** `catalog.schema.table` names of a schema. */
  list(catalog: string, schema: string, signal?: AbortSignal): Promise<string[]>;
  detail(table: TableName, signal?: AbortSignal): Promise<TableDetail>;
  /** Newest first. */
  history(table: TableName, limit: number, signal?: AbortSignal): Promise<TableVersion[]>;
  /** Rows now, or as of a version. */
  count(table: TableName, version?: number, signal?: AbortSignal): Promise<number>;
  rows(table: TableName, version: number, limit: number, signal?: AbortSignal): Promise<Rows>;
  /** How many rows of `from` are not in `to`, both being versions. not_possible where their columns differ. */
  difference(table: TableName, from: number, to: number, signal?: AbortSignal): Promise<number>;
  /**
   * Never repeated by any layer: throws outcome_unknown when the reply was lost, and StatementStopped, which is one too,
   * when the warehouse says that it stopped it: then the history tells at once.
   * @param timing.since when the intent was stored, or before that, epoch milliseconds
   */
  restore(
    table: TableName,
    version: number,
    timing: { signal: AbortSignal; since: number },
  ): Promise<RestoreMetrics>;
  /** Who the warehouse takes us for: compared with the user of a version. */
  currentUser(signal?: AbortSignal): Promise<string>;
  /** Longest time after a restore's `since` that its statement can be under way, milliseconds. */
  readonly statementTimeout: number;
}
