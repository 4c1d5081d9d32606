// The bronze tables over a Databricks SQL warehouse. Everything here may be done twice: rows are merged by page id and
// content hash. So a statement whose reply was lost is simply sent again, and so is one that met another writer.
import type { Registry } from 'prom-client';
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { pause, unlessAborted } from '../resilience/abortable.js';
import { createPolicy, type PolicyOptions } from '../resilience/policy.js';
import type { Bronze } from './bronze.js';
import {
  addColumns,
  countPages,
  createTable,
  markDeleted,
  mergeWatermark,
  pageColumns,
  selectHashes,
  selectLivePages,
  watermarkColumns,
} from './bronze-sql.js';
import { createDriver, type Result, type Statement, type WarehouseAddress } from './driver.js';
import { createBatches, iso } from './page-batches.js';
import { createReader } from './reading.js';
import { counted, hashRow, pageIdRow, parseRow, watermarkRow } from './row-shapes.js';
import { parseTableName, quoteTable, type TableName } from './table-name.js';

export interface BronzeOptions extends WarehouseAddress {
  /** `catalog.schema.table` of the two tables. */
  pages: string;
  watermarks: string;
  /** `/Volumes/catalog/schema/volume`, where rows are staged; undefined: they travel in the statements. */
  volume: string | undefined;
  /** Where rows are kept on their way. */
  directory: string;
  registry: Registry;
  circuits?: PolicyOptions['circuits'];
  log: Log;
}

/** Ids in one statement, and in one answer. */
const idsAtOnce = 20_000;
/** Before a statement that met another writer is sent again, milliseconds. */
const conflictPauses = [500, 1_000, 2_000, 4_000, 8_000] as const;

/** How long `close` waits for staged files to be removed, milliseconds. */
const closeWithinMs = 5_000;

const never = new AbortController().signal;

/** Connects when it is first used. Every method rejects with a Problem. `close` never fails. */
export function connectBronze(options: BronzeOptions): Bronze & { close(): Promise<void> } {
  const { log, registry, volume, directory } = options;
  const pages = parseTableName(options.pages, '');
  const watermarks = parseTableName(options.watermarks, '');
  const driver = createDriver(options, log);
  const send = createReader(
    driver,
    createPolicy({ system: 'databricks-sync', registry, circuits: options.circuits }),
    {
      withinMs: options.statementTimeoutSeconds * 1000,
    },
  );

  /** The same, and again when another writer was faster: Delta then refuses, and nothing was done. */
  async function write(statement: Statement, signal: AbortSignal = never): Promise<Result> {
    for (let conflicts = 0; ; conflicts += 1) {
      try {
        return await send(statement, signal);
      } catch (error) {
        const wait = conflictPauses[conflicts];
        if (!(error instanceof Problem) || error.code !== 'plan_drifted' || wait === undefined)
          throw error;
        await pause(wait * (0.8 + 0.4 * Math.random()), signal);
      }
    }
  }

  async function ifThere<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
    try {
      return await ask();
    } catch (error) {
      if (error instanceof Problem && error.code === 'not_found') return otherwise;
      throw error;
    }
  }

  /** The same where a table that somebody else made has not our columns yet. */
  async function ifPrepared<T>(ask: () => Promise<T>, otherwise: T): Promise<T> {
    return ifThere(ask, otherwise).catch((error: unknown) => {
      if (lacksColumn(error)) return otherwise;
      throw error;
    });
  }

  /** Those of the columns that the table lacks; null where there is no table. */
  async function missingColumns(
    table: TableName,
    columns: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<[name: string, type: string][] | null> {
    return ifThere(async () => {
      const { rows } = await send({ sql: `DESCRIBE TABLE ${quoteTable(table)}` }, signal);
      const there = new Set(rows.map((row) => String(row['col_name']).toLowerCase()));
      return Object.entries(columns).filter(([name]) => !there.has(name));
    }, null);
  }

  async function prepareTable(
    table: TableName,
    columns: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    const missing = await missingColumns(table, columns, signal);
    if (missing === null) {
      await write({ sql: createTable(table, columns) }, signal);
    } else if (missing.length > 0) {
      try {
        await write({ sql: addColumns(table, Object.fromEntries(missing)) }, signal);
      } catch (error) {
        // Another process was faster, or so were we, before the reply was lost: then all is there.
        const left = await missingColumns(table, columns, signal).catch(() => null);
        if (left?.length !== 0) throw error;
      }
    }
  }

  const batches = createBatches({ pages, volume, directory, send, write, log });

  return {
    names: { pages: options.pages, watermarks: options.watermarks },
    openBatch: batches.open,
    async prepare(signal) {
      await prepareTable(pages, pageColumns, signal);
      await prepareTable(watermarks, watermarkColumns, signal);
    },
    watermarks: (signal) =>
      ifThere(async () => {
        const sql = `SELECT * FROM ${quoteTable(watermarks)} WHERE database_id IS NOT NULL`;
        const { rows } = await send({ sql }, signal);
        return rows.map((row) => parseRow(watermarkRow, row));
      }, []),
    async setWatermark({ databaseId, syncedAt, editedAt, pages: count }, signal) {
      const values = {
        database_id: databaseId,
        synced_at: syncedAt === null ? null : iso(syncedAt),
        edited_at: editedAt === null ? null : iso(editedAt),
        pages: count === null ? null : String(count),
      };
      await write({ sql: mergeWatermark(watermarks), values }, signal);
    },
    async resetWatermarks(databaseId, signal) {
      const table = quoteTable(watermarks);
      if (databaseId === null) {
        // Open-source Delta Lake has no TRUNCATE.
        await ifThere(() => write({ sql: `DELETE FROM ${table}` }, signal), null);
        return;
      }
      await prepareTable(watermarks, watermarkColumns, signal);
      const sql = `UPDATE ${table} SET last_synced_at = TIMESTAMP '2000-01-01T00:00:00Z', edited_watermark = NULL WHERE database_id = :database_id`;
      await write({ sql, values: { database_id: databaseId } }, signal);
    },
    async hashes(pageIds, signal) {
      const found = new Map<string, string>();
      for (const ids of inSlices(pageIds)) {
        const values = { ids: JSON.stringify(ids) };
        const rows = await ifPrepared(() => rowsOf(selectHashes(pages), values, signal), []);
        for (const row of rows) {
          const { page_id, content_hash } = parseRow(hashRow, row);
          found.set(page_id, content_hash);
        }
      }
      return found;
    },
    async livePages(databaseId, spans, { undated, signal }) {
      const found: string[] = [];
      if (spans.length === 0 && !undated) return found;
      const sql = `${selectLivePages(pages, spans, undated)} AND page_id > :after ORDER BY page_id LIMIT ${idsAtOnce}`;
      for (let after = ''; ; after = found.at(-1) ?? '') {
        const values = { database_id: databaseId, after };
        const rows = await ifPrepared(() => rowsOf(sql, values, signal), []);
        for (const row of rows) found.push(parseRow(pageIdRow, row).page_id);
        if (rows.length < idsAtOnce) return found;
      }
    },
    async markDeleted(databaseId, pageIds, { syncedAt, signal }) {
      // Each once: a MERGE refuses to meet a row twice.
      for (const ids of inSlices([...new Set(pageIds)])) {
        const values = {
          ids: JSON.stringify(ids),
          database_id: databaseId,
          synced_at: iso(syncedAt),
        };
        await write({ sql: markDeleted(pages), values }, signal);
      }
    },
    count: (databaseId, signal) =>
      ifThere(async () => {
        const ask = (canBeDeleted: boolean): Promise<Record<string, unknown>[]> =>
          rowsOf(countPages(pages, canBeDeleted), { database_id: databaseId }, signal);
        // A table that somebody else made may not have the column yet.
        const rows = await ask(true).catch((error: unknown) => {
          if (lacksColumn(error)) return ask(false);
          throw error;
        });
        return parseRow(counted, rows[0]).n;
      }, 0),
    async close() {
      const enough = AbortSignal.timeout(closeWithinMs);
      await unlessAborted(batches.settled(), enough).catch(() => undefined);
      await driver.close();
    },
  };

  async function rowsOf(
    sql: string,
    values: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<Record<string, unknown>[]> {
    return (await send({ sql, values }, signal)).rows;
  }
}

function lacksColumn(error: unknown): boolean {
  return error instanceof Problem && error.message.includes('[UNRESOLVED_COLUMN');
}

function* inSlices(ids: readonly string[]): Generator<readonly string[]> {
  for (let from = 0; from < ids.length; from += idsAtOnce) yield ids.slice(from, from + idsAtOnce);
}
