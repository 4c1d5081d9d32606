// MERGE of rows on their way: from a staged file or from a JSON parameter, again and again.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { failure, useWarehouse } from './support.js';

const held = useWarehouse();
let directory = '';
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'ppm-merge-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));
afterEach(() => held.warehouse.faults.set({}));

const table = 'main.bronze.pages';
const volume = '/Volumes/main/bronze/ppm_oncall';
beforeEach(async () => {
  await held.db.rows(`DROP TABLE IF EXISTS ${table}`);
  await held.db.rows(
    `CREATE TABLE IF NOT EXISTS ${table} (page_id STRING, title STRING, edited TIMESTAMP, content_hash STRING, is_deleted BOOLEAN, synced_at TIMESTAMP) USING DELTA`,
  );
});

interface Page {
  readonly seq: number;
  readonly page_id: string;
  readonly title: string;
  readonly edited_at: number;
  readonly content_hash: string | null;
  readonly is_deleted: boolean;
}

const at = Date.parse('2026-06-01T10:00:00.123Z');
const page = (n: number, change: Partial<Page> = {}): Page => ({
  seq: n,
  page_id: `p${n}`,
  title: `Page ${n}`,
  edited_at: at + n,
  content_hash: `h${n}`,
  is_deleted: false,
  ...change,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => page(n));

const columns =
  'seq BIGINT, page_id STRING, title STRING, edited_at BIGINT, content_hash STRING, is_deleted BOOLEAN';
const struct = columns.replaceAll(/(\w+) (\w+)/g, '$1: $2');
const fromParameter = `SELECT inline(from_json(:rows, 'ARRAY<STRUCT<${struct}>>'))`;
const fromFile = (name: string) =>
  `SELECT * FROM read_files('${volume}/${name}', format => 'json', schema => '${columns}')`;

const merge = (source: string) => `MERGE INTO ${table} AS t USING (
  SELECT page_id, title, timestamp_millis(edited_at) AS edited, content_hash, is_deleted
  FROM (SELECT *, row_number() OVER (PARTITION BY page_id ORDER BY seq DESC) AS place FROM (${source}) AS r) AS p
  WHERE place = 1
) AS s ON t.page_id = s.page_id
WHEN MATCHED AND NOT (t.content_hash <=> s.content_hash AND t.is_deleted <=> s.is_deleted)
    AND (t.edited IS NULL OR s.edited >= t.edited)
  THEN UPDATE SET t.title = s.title, t.edited = s.edited, t.content_hash = s.content_hash,
    t.is_deleted = s.is_deleted, t.synced_at = CAST(:at AS TIMESTAMP)
WHEN NOT MATCHED THEN INSERT (page_id, title, edited, content_hash, is_deleted, synced_at)
  VALUES (s.page_id, s.title, s.edited, s.content_hash, s.is_deleted, CAST(:at AS TIMESTAMP))`;

const mergeRows = (rows: readonly Page[], syncedAt = '2026-06-02T00:00:00.000Z') =>
  held.db.one(merge(fromParameter), {
    namedParameters: { rows: JSON.stringify(rows), at: syncedAt },
  });

async function stage(name: string, rows: readonly Page[]): Promise<string> {
  const local = join(directory, name);
  await writeFile(local, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await held.db.rows(`PUT '${local}' INTO '${volume}/${name}' OVERWRITE`, {
    stagingAllowedLocalPath: directory,
  });
  return merge(fromFile(name));
}

const count = (updated: number, inserted: number) => ({
  num_affected_rows: updated + inserted,
  num_updated_rows: updated,
  num_deleted_rows: 0,
  num_inserted_rows: inserted,
});
const latest = () => held.db.one(`DESCRIBE HISTORY ${table} LIMIT 1`);

describe('a MERGE of rows in a parameter', () => {
  it('inserts, updates what is different, and makes no version for what is the same', async () => {
    const rows = [page(1), page(2), page(1, { seq: 9, title: 'Later', content_hash: 'h9' })];
    expect(await mergeRows(rows)).toEqual(count(0, 2));
    expect(await held.db.rows(`SELECT * FROM ${table} ORDER BY page_id`)).toEqual([
      {
        page_id: 'p1',
        title: 'Later',
        edited: new Date(at + 1),
        content_hash: 'h9',
        is_deleted: false,
        synced_at: new Date('2026-06-02T00:00:00Z'),
      },
      expect.objectContaining({ page_id: 'p2', title: 'Page 2' }),
    ]);
    expect(await mergeRows(rows, '2026-06-03T00:00:00.000Z')).toEqual(count(0, 0));
    expect(await latest()).toMatchObject({ version: 1, operation: 'MERGE' });
    const changed = [
      page(1, { content_hash: null, edited_at: at + 5 }),
      page(2, { is_deleted: true }),
    ];
    expect(await mergeRows(changed, '2026-06-03T00:00:00.000Z')).toEqual(count(2, 0));
    // NULL <=> NULL: nothing again; and an older edit changes nothing either.
    expect(await mergeRows([...changed, page(3)])).toEqual(count(0, 1));
    expect(await mergeRows([page(1, { edited_at: at, content_hash: 'old' })])).toEqual(count(0, 0));
  });

  it('takes several MiB, and no rows at all', async () => {
    const rows = many(40).map((row) => ({ ...row, title: '") "AS '.repeat(15_000) }));
    expect(JSON.stringify(rows).length).toBeGreaterThan(4 * 2 ** 20);
    expect(await mergeRows(rows)).toEqual(count(0, 40));
    expect(await held.db.one(`SELECT min(length(title)) AS n FROM ${table}`)).toEqual({
      n: 105_000,
    });
    expect(await mergeRows([])).toEqual(count(0, 0));
    expect(held.warehouse.statements().at(-3)?.parameters[0]?.value?.length).toBeLessThan(20_000);
  });
});

describe('a MERGE of a staged file', () => {
  it('writes anew only the files in which something changes', async () => {
    expect(
      await held.db.one(await stage('all.json', many(800)), {
        namedParameters: { at: '2026-06-02T00:00:00Z' },
      }),
    ).toEqual(count(0, 800));
    const sql = await stage('few.json', [page(3, { content_hash: 'new' }), page(900)]);
    expect(await held.db.one(sql, { namedParameters: { at: '2026-06-02T00:00:00Z' } })).toEqual(
      count(1, 1),
    );
    expect((await latest())['operationMetrics']).toMatchObject({
      numSourceRows: '2',
      numTargetFilesRemoved: '1',
      numTargetRowsUpdated: '1',
      numTargetRowsMatchedUpdated: '1',
      numTargetRowsNotMatchedBySourceUpdated: '0',
      numTargetRowsInserted: '1',
      numTargetRowsCopied: '159',
    });
    expect(
      await held.db.one(
        `SELECT count(*) AS n, count_if(content_hash = 'new') AS new FROM ${table}`,
      ),
    ).toEqual({ n: 801, new: 1 });
  });

  it('is done again after another writer was faster', async () => {
    const sql = await stage('again.json', many(3));
    const namedParameters = { at: '2026-06-02T00:00:00Z' };
    const text = `[DELTA_CONCURRENT_APPEND] ConcurrentAppendException: Files were added to the root of the table by a concurrent update. Please try the operation again. SQLSTATE: 2D521`;
    held.warehouse.faults.set({
      failStatement: { match: '^MERGE INTO main.bronze', error: text, sqlState: '2D521' },
    });
    const error = await failure(held.db.one(sql, { namedParameters }));
    expect(error).toMatchObject({ errorCode: 'ERROR', response: { sqlState: '2D521' } });
    expect(error.message).toContain('[DELTA_CONCURRENT_APPEND]');
    expect(await latest()).toMatchObject({ version: 0 });
    expect(await held.db.one(sql, { namedParameters })).toEqual(count(0, 3));
  });
});

it('a MERGE reaches the rows of every file that no row of the source meets', async () => {
  await mergeRows(many(400));
  const rest = `MERGE INTO ${table} AS t USING (SELECT 'p1' AS page_id) AS s ON t.page_id = s.page_id
    WHEN NOT MATCHED BY SOURCE AND t.title <> 'Page 2' THEN DELETE`;
  expect(await held.db.one(rest)).toMatchObject({ num_affected_rows: 398, num_deleted_rows: 398 });
});

describe('ids in a parameter', () => {
  const ids = "SELECT explode(from_json(:ids, 'ARRAY<STRING>')) AS page_id";
  const given = (...list: unknown[]) => ({ namedParameters: { ids: JSON.stringify(list) } });

  it('choose rows for SELECT, UPDATE and MERGE', async () => {
    await mergeRows(many(400));
    expect(
      await held.db.rows(
        `SELECT t.page_id FROM ${table} AS t JOIN (${ids}) AS s ON t.page_id = s.page_id ORDER BY t.page_id`,
        given('p1', 'p399', 'p1000', null),
      ),
    ).toEqual([{ page_id: 'p1' }, { page_id: 'p399' }]);
    expect(
      await held.db.one(
        `UPDATE ${table} SET is_deleted = true WHERE page_id IN (${ids})`,
        given('p1', 'p2'),
      ),
    ).toEqual({ num_affected_rows: 2 });
    const mark = `MERGE INTO ${table} AS t USING (${ids}) AS s ON t.page_id = s.page_id
      WHEN MATCHED AND NOT (t.is_deleted <=> true) THEN UPDATE SET t.is_deleted = true`;
    expect(await held.db.one(mark, given('p1', 'p7', 'p1000'))).toEqual(count(1, 0));
    expect(
      await held.db.one(`SELECT count(*) AS n FROM ${table} WHERE NOT (is_deleted <=> true)`),
    ).toEqual({ n: 397 });
  });

  it('are no rows where the parameter is no JSON, and NULL', async () => {
    for (const text of ['', '["a"', 'null', '7'])
      expect(await held.db.rows(ids, { namedParameters: { ids: text } })).toEqual([]);
    expect(await held.db.rows(ids, { namedParameters: { ids: null } })).toEqual([]);
  });
});
