// Delta tables over a Databricks SQL warehouse. Only SQL that open-source Delta Lake on Spark knows as well; names come
// as parsed TableNames, are quoted here and nowhere else, and numbers are checked before they become text.
import type { Registry } from 'prom-client';
import type { z } from 'zod';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import { createChanger } from './changing.js';
import { answerWithinMs, createDriver, type Result, type WarehouseAddress } from './driver.js';
import { createReader } from './reading.js';
import {
  cellText,
  counted,
  detail,
  historyRow,
  listed,
  parseRow,
  restored,
  user,
} from './row-shapes.js';
import { parseTableName, quoteTable, type TableName } from './table-name.js';
import type { Tables } from './tables.js';

export interface TablesOptions extends WarehouseAddress {
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  log: Log;
  /** Epoch milliseconds; left out: this machine's clock. */
  now?: () => number;
}

/** Connects when it is first used. Every method rejects with a Problem. `close` never fails. */
export function connectTables(options: TablesOptions): Tables & { close(): Promise<void> } {
  const { log, registry, now = Date.now } = options;
  const policy = createPolicy({ system: 'databricks', registry, circuits: options.circuits });
  // Apart, so that a change never shares a session with reads.
  const readingDriver = createDriver(options, log);
  const changingDriver = createDriver(options, log);
  const read = createReader(readingDriver, policy);
  const changer = createChanger({
    driver: changingDriver,
    policy,
    statementTimeoutMs: options.statementTimeoutSeconds * 1000,
    answerWithinMs: answerWithinMs(options),
    log,
    now,
  });

  const all = async <T extends z.ZodType>(
    shape: T,
    sql: string,
    signal: AbortSignal | undefined,
  ): Promise<z.output<T>[]> =>
    (await read({ sql }, signal)).rows.map((row) => parseRow(shape, row));
  const one = async <T extends z.ZodType>(
    shape: T,
    sql: string,
    signal: AbortSignal | undefined,
  ): Promise<z.output<T>> => first(shape, await read({ sql }, signal));

  return {
    statementTimeout: changer.longestMs,
    async list(catalog, schema, signal) {
      // Parsed as the name of some table in it: one grammar for all names.
      const name = parseTableName(`${catalog}.${schema}.any`, catalog);
      const within = `\`${name.catalog}\`.\`${name.schema}\``;
      const rows = await all(listed, `SHOW TABLES IN ${within}`, signal);
      return rows
        .filter((row) => !row.isTemporary)
        .map((row) => `${name.catalog}.${name.schema}.${row.tableName}`);
    },
    async detail(table, signal) {
      const row = await one(detail, `DESCRIBE DETAIL ${quoteTable(table)}`, signal);
      return { id: row.id, files: row.numFiles, bytes: row.sizeInBytes };
    },
    history: (table, limit, signal) =>
      all(historyRow, `DESCRIBE HISTORY ${quoteTable(table)} LIMIT ${whole(limit)}`, signal),
    async count(table, version, signal) {
      const from = version === undefined ? quoteTable(table) : asOf(table, version);
      return (await one(counted, `SELECT count(*) AS n FROM ${from}`, signal)).n;
    },
    async rows(table, version, limit, signal) {
      const sql = `SELECT * FROM ${asOf(table, version)} LIMIT :limit`;
      const { columns, rows } = await read({ sql, values: { limit: whole(limit) } }, signal);
      return { columns, rows: rows.map((row) => columns.map((name) => cellText(row[name]))) };
    },
    async difference(table, from, to, signal) {
      const rest = `SELECT * FROM ${asOf(table, from)} EXCEPT ALL SELECT * FROM ${asOf(table, to)}`;
      return (await one(counted, `SELECT count(*) AS n FROM (${rest})`, signal)).n;
    },
    async restore(table, version, timing) {
      const sql = `RESTORE TABLE ${quoteTable(table)} TO VERSION AS OF ${whole(version)}`;
      return first(restored, await changer.change({ sql }, timing));
    },
    currentUser: async (signal) => (await one(user, 'SELECT current_user() AS name', signal)).name,
    async close() {
      await Promise.all([readingDriver.close(), changingDriver.close()]);
    },
  };
}

function asOf(table: TableName, version: number): string {
  return `${quoteTable(table)} VERSION AS OF ${whole(version)}`;
}

/** Time travel takes no parameters, so a number is checked before it stands in SQL. */
function whole(value: number): number {
  if (Number.isSafeInteger(value) && value >= 0) return value;
  throw new Problem('invalid_input', `${value} is no version.`, 'Versions are 0, 1, 2 …');
}

function first<T extends z.ZodType>(shape: T, { rows }: Result): z.output<T> {
  return parseRow(shape, rows[0]);
}
