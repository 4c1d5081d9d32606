// The bronze adapter against the simulated warehouse, with the real driver.
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { z } from 'zod';
import { startWarehouse, type Warehouse } from '../../../sandbox/databricks/index.js';
import {
  connectBronze,
  type BronzeOptions,
} from '../../../src/services/databricks/bronze-tables.js';
import type { Log } from '../../../src/services/log.js';
import type { StoredPage } from './bronze-contract.js';

export const volume = '/Volumes/main/bronze/ppm_oncall';
export const pagesTable = 'main.bronze.notion_raw_pages';
export const watermarksTable = 'main.bronze.notion_sync_watermarks';

/** Microseconds, as a row of the simulator has them, in milliseconds. */
const time = z.bigint().transform((micros) => Number(micros / 1000n));
const storedRow = z
  .tuple([
    z.string(),
    z.string(),
    z.string(),
    z.string(),
    time,
    time,
    z.string(),
    z.string(),
    z.boolean(),
    time,
  ])
  .transform(
    ([id, databaseId, title, url, createdAt, editedAt, properties, hash, deleted, syncedAt]) => ({
      pageId: id,
      databaseId,
      title,
      url,
      createdAt,
      editedAt,
      properties,
      contentHash: hash,
      deleted,
      syncedAt,
    }),
  );

/** One warehouse and one directory for a test file. */
export function useBronze(seed?: (warehouse: Warehouse) => Promise<void>) {
  let started: Warehouse | undefined;
  let directory = '';
  const open: { close(): Promise<void> }[] = [];
  const warnings: string[] = [];
  const quiet = (): undefined => undefined;
  const log: Log = {
    debug: quiet,
    info: quiet,
    warn: (_data: unknown, message?: string) => void warnings.push(message ?? ''),
    error: quiet,
  };
  const held = {
    warnings,
    get warehouse(): Warehouse {
      if (!started) throw new Error('The warehouse has not started');
      return started;
    },
    connect(changes: Partial<BronzeOptions> = {}) {
      const { port, token, httpPath, caCert } = held.warehouse;
      const bronze = connectBronze({
        host: `localhost:${port}`,
        token,
        path: httpPath,
        caCertificate: caCert,
        statementTimeoutSeconds: 900,
        pages: pagesTable,
        watermarks: watermarksTable,
        volume,
        directory,
        registry: new Registry(),
        log,
        ...changes,
      });
      open.push(bronze);
      return bronze;
    },
    async dropTables() {
      for (const table of [pagesTable, watermarksTable])
        await held.warehouse.query(`DROP TABLE IF EXISTS ${table}`);
    },
    async stored(): Promise<Map<string, StoredPage>> {
      const { rows } = await held.warehouse.query(`SELECT * FROM ${pagesTable} ORDER BY page_id`);
      return new Map(rows.map((row) => storedRow.parse(row)).map((row) => [row.pageId, row]));
    },
    /** The first words of the statements that came in while `act` ran, and of each its longest parameter. */
    async sentBy(act: () => Promise<unknown>): Promise<{ word: string; longest: number }[]> {
      const before = held.warehouse.statements().length;
      await act();
      return held.warehouse
        .statements()
        .slice(before)
        .map(({ sql, parameters }) => ({
          word: /^\w+/.exec(sql)?.[0] ?? '',
          longest: Math.max(0, ...parameters.map(({ value = '' }) => Buffer.byteLength(value))),
        }));
    },
    /** Files with rows on their way. */
    spooled: async (within = directory) => (await readdir(within)).toSorted(),
    get directory() {
      return directory;
    },
  };
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ppm-bronze-'));
    started = await startWarehouse({ seed: seed ?? (async () => undefined) });
  }, 60_000);
  afterEach(async () => {
    held.warehouse.faults.set({});
    warnings.length = 0;
    await Promise.all(open.splice(0).map((bronze) => bronze.close()));
  });
  afterAll(async () => {
    await started?.close();
    await rm(directory, { recursive: true, force: true });
  });
  return held;
}
