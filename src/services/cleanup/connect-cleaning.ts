// The cleanup over a Databricks SQL warehouse. Every change in it is harmless to repeat: what is gone is not found again.
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { createDriver, type WarehouseAddress } from '../databricks/driver.js';
import { createReader } from '../databricks/reading.js';
import { counted, historyRow, parseRow } from '../databricks/row-shapes.js';
import { quoteTable, type TableName } from '../databricks/table-name.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import type { Cleaning } from './cleaning.js';
import { countOld, countOldNow, deleteOld, vacuum, vacuumDryRun } from './cleanup-sql.js';
import { issueRow, issuesSql } from './issues-sql.js';

export interface CleaningOptions extends WarehouseAddress {
  /** Where data-quality issues are. */
  issuesTable: TableName;
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  log: Log;
}

/** What DELETE returns, and MERGE. (Delta Lake, DeleteCommand, MergeIntoCommand) */
const changed = z.object({
  num_affected_rows: z.union([z.bigint(), z.int()]).transform(Number),
});

/** Connects when it is first used. Every method rejects with a Problem. `close` never fails. */
export function connectCleaning(options: CleaningOptions): Cleaning & { close(): Promise<void> } {
  const driver = createDriver(options, options.log);
  const policy = createPolicy({
    system: 'databricks-cleanup',
    registry: options.registry,
    circuits: options.circuits,
  });
  // A VACUUM of a large table takes its time: as long as the warehouse lets it.
  const send = createReader(driver, policy, {
    withinMs: options.statementTimeoutSeconds * 1000,
  });
  const at = (before: number): { before: string } => ({ before: new Date(before).toISOString() });

  return {
    async countOld(rule, before, version, signal) {
      const sql = version === null ? countOldNow(rule) : countOld(rule, whole(version));
      const { rows } = await send({ sql, values: at(before) }, signal);
      return parseRow(counted, rows[0]).n;
    },
    async deleteOld(rule, before, signal) {
      const { rows } = await send({ sql: deleteOld(rule), values: at(before) }, signal);
      return parseRow(changed, rows[0]).num_affected_rows;
    },
    async countFiles(table, retainHours, signal) {
      const { rows } = await send({ sql: vacuumDryRun(table, allowed(retainHours)) }, signal);
      return rows.length;
    },
    async vacuum(table, retainHours, signal) {
      await send({ sql: vacuum(table, allowed(retainHours)) }, signal);
      const { rows } = await send({ sql: `DESCRIBE HISTORY ${quoteTable(table)} LIMIT 1` }, signal);
      return { files: filesIn(rows[0]) };
    },
    async issues(table, signal) {
      const { sql, values } = issuesSql(options.issuesTable, table);
      const { rows } = await send({ sql, values }, signal);
      return rows.map((row) => parseRow(issueRow, row));
    },
    close: () => driver.close(),
  };
}

/** Files that the VACUUM deleted, from its own version; null where another one has come in between. */
function filesIn(row: unknown): number | null {
  const { operation, metrics } = parseRow(historyRow, row);
  const files = Number(metrics['numDeletedFiles']);
  return operation === 'VACUUM END' && Number.isFinite(files) ? files : null;
}

/** Time travel takes no parameters, so a number is checked before it stands in SQL. */
function whole(version: number): number {
  if (Number.isSafeInteger(version) && version >= 0) return version;
  throw new Problem('invalid_input', `${version} is no version.`, 'Versions are 0, 1, 2 …');
}

/** A week: what is younger may be in use, and a restore needs it. (Runbook 1 "Cleanup Old Runs": RETAIN 168 HOURS) */
export const leastRetainHours = 168;

/** @throws Problem invalid_input below 168 hours */
function allowed(retainHours: number): number {
  if (Number.isSafeInteger(retainHours) && retainHours >= leastRetainHours) return retainHours;
  throw new Problem(
    'invalid_input',
    `VACUUM with ${retainHours} hours is refused: files of the last 168 hours may be in use, and restores need them.`,
    'Use 168 hours or more.',
    { field: 'retainHours' },
  );
}
