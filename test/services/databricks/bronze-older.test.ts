// Bronze tables that are absent, or that somebody else has made: fewer columns, and rows that the bot doesn't know.
import { describe, expect, it } from 'vitest';
import { commit, morning, page, pageId, projects } from './bronze-contract.js';
import { pagesTable, useBronze, watermarksTable } from './bronze-support.js';

const held = useBronze();

/** As the connector before the bot made them. */
async function olderTables() {
  await held.dropTables();
  await held.warehouse.query(
    `CREATE TABLE ${pagesTable} AS SELECT '${pageId(1)}' AS page_id, '${projects}' AS database_id, '{}' AS raw_json, TIMESTAMP '2026-01-01' AS synced_at
     UNION ALL SELECT 'a page that is gone', '${projects}', '{}', TIMESTAMP '2026-01-01'
     UNION ALL SELECT 'another', '8f1c-tasks', '{}', TIMESTAMP '2026-01-01'`,
  );
  await held.warehouse.query(
    `CREATE TABLE ${watermarksTable} AS SELECT '${projects}' AS database_id, TIMESTAMP '2026-01-01' AS last_synced_at, CAST(2 AS BIGINT) AS pages_synced`,
  );
}

const columnsOf = async (table: string): Promise<unknown[]> =>
  (await held.warehouse.query(`DESCRIBE TABLE ${table}`)).rows.map(([name]) => name);

describe('tables that are absent', () => {
  it('are empty', async () => {
    await held.dropTables();
    const bronze = held.connect();
    expect(await bronze.watermarks()).toEqual([]);
    expect(await bronze.count(projects)).toBe(0);
  });

  it('are created, with a type for each column', async () => {
    await held.dropTables();
    await held.connect().prepare();
    const { rows } = await held.warehouse.query(`DESCRIBE TABLE ${pagesTable}`);
    expect(rows.map(([name, type]) => [name, type])).toEqual([
      ['page_id', 'string'],
      ['database_id', 'string'],
      ['title', 'string'],
      ['url', 'string'],
      ['created_time', 'timestamp'],
      ['last_edited_time', 'timestamp'],
      ['properties', 'string'],
      ['content_hash', 'string'],
      ['is_deleted', 'boolean'],
      ['synced_at', 'timestamp'],
    ]);
    expect(await columnsOf(watermarksTable)).toEqual([
      'database_id',
      'last_synced_at',
      'edited_watermark',
      'pages_synced',
    ]);
  });

  it('are created once, however often they are prepared, also by two at once', async () => {
    await held.dropTables();
    await Promise.all([held.connect().prepare(), held.connect().prepare()]);
    const bronze = held.connect();
    const sent = await held.sentBy(() => bronze.prepare());
    expect(sent.map(({ word }) => word)).toEqual(['DESCRIBE', 'DESCRIBE']);
  }, 20_000);
});

describe('tables of another connector', () => {
  it('are counted and read before they are prepared', async () => {
    await olderTables();
    const bronze = held.connect();
    expect(await bronze.count(projects)).toBe(2);
    expect(await bronze.watermarks()).toEqual([
      { databaseId: projects, syncedAt: Date.UTC(2026, 0, 1), editedAt: null, pages: 2 },
    ]);
  });

  it('get the columns that they lack, and keep those they have', async () => {
    await olderTables();
    await held.connect().prepare();
    expect(await columnsOf(pagesTable)).toEqual([
      'page_id',
      'database_id',
      'raw_json',
      'synced_at',
      'title',
      'url',
      'created_time',
      'last_edited_time',
      'properties',
      'content_hash',
      'is_deleted',
    ]);
    expect(await columnsOf(watermarksTable)).toContain('edited_watermark');
  });

  it('have their rows overwritten, whatever the mode, and found without a creation time', async () => {
    await olderTables();
    const bronze = held.connect();
    await bronze.prepare();
    const live = (undated: boolean) =>
      bronze.livePages(projects, [{ from: 0, to: null }], { undated });
    expect(await live(false)).toEqual([]);
    expect((await live(true)).toSorted()).toEqual(['a page that is gone', pageId(1)]);
    expect((await bronze.hashes([pageId(1)])).size).toBe(0);
    expect(await commit(bronze, [page(1)])).toBe(1);
    expect(await live(false)).toEqual([pageId(1)]);
    await bronze.markDeleted(projects, ['a page that is gone', 'another'], { syncedAt: morning });
    expect(await live(true)).toEqual([pageId(1)]);
    expect(await bronze.count('8f1c-tasks')).toBe(1);
  });

  it('have their watermarks reset, though a column is missing', async () => {
    await olderTables();
    const bronze = held.connect();
    await bronze.resetWatermarks(projects);
    expect(await bronze.watermarks()).toEqual([
      { databaseId: projects, syncedAt: Date.UTC(2000, 0), editedAt: null, pages: 2 },
    ]);
  });
});
