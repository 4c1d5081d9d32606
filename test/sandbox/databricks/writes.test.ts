import { describe, expect, it } from 'vitest';
import { failure, makeVersions, useWarehouse } from './support.js';

const held = useWarehouse();
const latest = async (table: string) => held.db.one(`DESCRIBE HISTORY ${table} LIMIT 1`);

describe('statements that change rows', () => {
  it('INSERT counts, fills missing columns with NULL and checks the number of values', async () => {
    await held.db.rows('CREATE TABLE t_insert (a STRING NOT NULL, b INT, c DATE)');
    expect(await held.db.rows(`INSERT INTO t_insert (b, a) VALUES (1, 'x'), (2, 'y')`)).toEqual([
      { num_affected_rows: 2, num_inserted_rows: 2 },
    ]);
    expect(await held.db.rows('SELECT * FROM t_insert ORDER BY b')).toEqual([
      { a: 'x', b: 1, c: null },
      { a: 'y', b: 2, c: null },
    ]);
    expect((await failure(held.db.rows(`INSERT INTO t_insert VALUES ('z')`))).message).toContain(
      'INSERT_COLUMN_ARITY_MISMATCH',
    );
    expect((await failure(held.db.rows('INSERT INTO t_insert (b) VALUES (1)'))).message).toContain(
      'DELTA_NOT_NULL_CONSTRAINT_VIOLATED',
    );
    expect(await latest('t_insert')).toMatchObject({
      version: 1,
      operation: 'WRITE',
      isBlindAppend: true,
      operationParameters: { mode: 'Append' },
    });
    await held.db.rows(`INSERT OVERWRITE t_insert VALUES ('only', 9, DATE '2026-01-02')`);
    expect(await held.db.rows('SELECT * FROM t_insert')).toEqual([
      { a: 'only', b: 9, c: new Date('2026-01-02') },
    ]);
  });

  it('UPDATE and DELETE rewrite only the files they touch', async () => {
    const table = await makeVersions(held.warehouse, 'rewritten');
    expect(
      await held.db.rows(`UPDATE ${table} AS t SET t.name = concat(name, '!') WHERE t.id = 3`),
    ).toEqual([{ num_affected_rows: 1 }]);
    expect((await latest(table))['operationMetrics']).toMatchObject({
      numUpdatedRows: '1',
      numCopiedRows: '159',
      numRemovedFiles: '1',
      numAddedFiles: '1',
    });
    expect(await held.db.one(`SELECT name FROM ${table} WHERE id = 3`)).toEqual({ name: 'row 3!' });
    expect(await held.db.rows(`DELETE FROM ${table} WHERE id < 10`)).toEqual([
      { num_affected_rows: 10 },
    ]);
  });

  it('make no version when nothing matched', async () => {
    const table = await makeVersions(held.warehouse, 'untouched');
    expect(await held.db.rows(`DELETE FROM ${table} WHERE id = -1`)).toEqual([
      { num_affected_rows: 0 },
    ]);
    expect(await held.db.rows(`UPDATE ${table} SET name = 'x' WHERE id = -1`)).toEqual([
      { num_affected_rows: 0 },
    ]);
    expect(await latest(table)).toMatchObject({ version: 3 });
  });

  it('MERGE updates, deletes and inserts, and refuses two sources for one row', async () => {
    await held.db.rows('CREATE TABLE t_merge AS SELECT n AS id, 10 * n AS v FROM range(5) AS r(n)');
    const merged = await held.db.rows(`
      MERGE INTO main.silver.t_merge AS t USING (VALUES (1, 111), (7, 777)) AS s(id, v) ON t.id = s.id
      WHEN MATCHED AND s.v > 100 THEN UPDATE SET *
      WHEN NOT MATCHED THEN INSERT (id, v) VALUES (s.id, s.v + 1)
      WHEN NOT MATCHED BY SOURCE AND t.id > 3 THEN DELETE`);
    expect(merged).toEqual([
      { num_affected_rows: 3, num_updated_rows: 1, num_deleted_rows: 1, num_inserted_rows: 1 },
    ]);
    expect(await held.db.rows('SELECT * FROM t_merge ORDER BY id')).toEqual([
      { id: 0, v: 0 },
      { id: 1, v: 111 },
      { id: 2, v: 20 },
      { id: 3, v: 30 },
      { id: 7, v: 778 },
    ]);
    const twice = `MERGE INTO t_merge t USING (VALUES (1, 5), (1, 6)) AS s(id, v) ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v`;
    expect((await failure(held.db.rows(twice))).message).toContain(
      'DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE',
    );
  });

  it('TRUNCATE empties, DROP removes, CREATE OR REPLACE keeps the history', async () => {
    const table = await makeVersions(held.warehouse, 'emptied');
    expect(await held.db.rows(`TRUNCATE TABLE ${table}`)).toEqual([]);
    expect(await latest(table)).toMatchObject({
      operation: 'TRUNCATE',
      operationMetrics: { numDeletedRows: '200' },
    });
    await held.db.rows(`CREATE OR REPLACE TABLE ${table} AS SELECT 'new' AS only`);
    expect(await held.db.rows(`SELECT * FROM ${table}`)).toEqual([{ only: 'new' }]);
    await held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 3`);
    expect(await held.db.one(`SELECT count(amount) AS n FROM ${table}`)).toEqual({ n: 200 });
    expect((await failure(held.db.rows(`CREATE TABLE ${table} (a INT)`))).message).toContain(
      'TABLE_OR_VIEW_ALREADY_EXISTS',
    );
    await held.db.rows(`CREATE TABLE IF NOT EXISTS ${table} (a INT)`);
    await held.db.rows(`DROP TABLE ${table}`);
    await held.db.rows(`DROP TABLE IF EXISTS ${table}`);
    expect((await failure(held.db.rows(`SELECT * FROM ${table}`))).message).toContain(
      'TABLE_OR_VIEW_NOT_FOUND',
    );
  });

  it('ALTER TABLE ADD COLUMNS leaves old files readable', async () => {
    const table = await makeVersions(held.warehouse, 'widened');
    await held.db.rows(`ALTER TABLE ${table} ADD COLUMNS (note STRING COMMENT 'free text')`);
    await held.db.rows(`UPDATE ${table} SET note = 'seen' WHERE id = 1`);
    expect(
      await held.db.rows(`SELECT note, count(*) AS n FROM ${table} GROUP BY note ORDER BY n`),
    ).toEqual([
      { note: 'seen', n: 1 },
      { note: null, n: 199 },
    ]);
    expect(
      Object.keys(await held.db.one(`SELECT * FROM ${table} VERSION AS OF 3 LIMIT 1`)),
    ).not.toContain('note');
  });
});

describe('the runbook', () => {
  it('resets a watermark and deletes old pages that no project needs', async () => {
    await held.db.rows(`CREATE TABLE main.bronze.notion_raw_pages AS
      SELECT concat('p', n) AS page_id, current_timestamp() - INTERVAL 40 DAY AS synced_at FROM range(60) AS r(n)`);
    await held.db.rows(
      `CREATE TABLE main.silver.projects AS SELECT concat('p', n) AS notion_page_id FROM range(20) AS r(n)`,
    );
    const [{ num_affected_rows: deleted } = {}] = await held.db.rows(`
      DELETE FROM main.bronze.notion_raw_pages
      WHERE synced_at < CURRENT_DATE() - INTERVAL 30 DAY
        AND NOT EXISTS (
          SELECT 1 FROM main.silver.projects p
          WHERE p.notion_page_id = notion_raw_pages.page_id
        );`);
    expect(deleted).toBe(40);
    await held.db.rows(
      `CREATE TABLE main.bronze.notion_sync_watermarks AS SELECT 'a' AS database_id, current_timestamp() AS last_synced_at`,
    );
    await held.db.rows(
      `UPDATE main.bronze.notion_sync_watermarks SET last_synced_at = '2000-01-01T00:00:00Z' WHERE database_id = :id`,
      { namedParameters: { id: 'a' } },
    );
    const stale = await held.db.one(`
      -- Check last sync times
      SELECT database_id, last_synced_at, DATEDIFF(CURRENT_TIMESTAMP(), last_synced_at) as days
      FROM main.bronze.notion_sync_watermarks ORDER BY last_synced_at DESC`);
    expect(stale).toMatchObject({ last_synced_at: new Date('2000-01-01T00:00:00Z') });
    expect(stale['days']).toBeGreaterThan(9_000);
  });
});
