import { describe, expect, it } from 'vitest';
import { failure, makeVersions, useWarehouse } from './support.js';

const held = useWarehouse();
const count = async (table: string) =>
  (await held.db.one(`SELECT count(*) AS n FROM ${table}`))['n'];

describe('RESTORE', () => {
  it('brings a version back as a new one, with its metrics', async () => {
    const table = await makeVersions(held.warehouse, 'restored');
    const old = await held.db.rows(`SELECT * FROM ${table} VERSION AS OF 1 ORDER BY id`);
    const result = await held.db.one(`RESTORE TABLE ${table} TO VERSION AS OF 1`);
    expect(Object.keys(result)).toEqual([
      'table_size_after_restore',
      'num_of_files_after_restore',
      'num_removed_files',
      'num_restored_files',
      'removed_files_size',
      'restored_files_size',
    ]);
    expect(result).toMatchObject({
      num_of_files_after_restore: 2,
      num_removed_files: 2,
      num_restored_files: 2,
    });
    expect(await held.db.rows(`SELECT * FROM ${table} ORDER BY id`)).toEqual(old);
    expect(await held.db.one(`DESCRIBE HISTORY ${table} LIMIT 1`)).toMatchObject({
      version: 4,
      operation: 'RESTORE',
      operationParameters: { version: '1', timestamp: null },
      operationMetrics: {
        numRestoredFiles: '2',
        numRemovedFiles: '2',
        numOfFilesAfterRestore: '2',
      },
      readVersion: 3,
    });
  });

  it('can itself be undone', async () => {
    const table = await makeVersions(held.warehouse, 'undone');
    await held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 0`);
    expect(await count(table)).toBe(0);
    await held.db.rows(`RESTORE ${table} VERSION AS OF 3`);
    expect(await count(table)).toBe(200);
  });

  it('to the version that is there makes none, and answers with no row', async () => {
    const table = await makeVersions(held.warehouse, 'restored_to_itself');
    expect(await held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 3`)).toEqual([]);
    expect(await held.db.one(`DESCRIBE HISTORY ${table} LIMIT 1`)).toMatchObject({ version: 3 });
  });

  it('to a version that is not there has an error of its own', async () => {
    const table = await makeVersions(held.warehouse, 'restored_to_nothing');
    expect(await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 9`))).toMatchObject({
      message: expect.stringContaining('[DELTA_CANNOT_RESTORE_TABLE_VERSION]'),
      response: { sqlState: '22003' },
    });
  });

  it('takes a timestamp', async () => {
    const table = await makeVersions(held.warehouse, 'restored_at');
    const at = new Date(Date.now() - 18.5 * 86_400_000).toISOString();
    await held.db.rows(`RESTORE TABLE ${table} TO TIMESTAMP AS OF '${at}'`);
    expect(await count(table)).toBe(300);
    const { operationParameters } = await held.db.one(`DESCRIBE HISTORY ${table} LIMIT 1`);
    expect(operationParameters).toEqual({ version: null, timestamp: at });
  });

  it.each([
    ['RESTORE TABLE IDENTIFIER(:t) TO VERSION AS OF 1', { t: 'main.silver.strict' }],
    ['RESTORE TABLE main.silver.strict TO VERSION AS OF :v', { v: 1 }],
    ['VACUUM IDENTIFIER(:t)', { t: 'main.silver.strict' }],
  ])('has a grammar without parameters: %s', async (sql, namedParameters) => {
    if ('v' in namedParameters) await makeVersions(held.warehouse, 'strict');
    expect((await failure(held.db.rows(sql, { namedParameters }))).message).toMatch(
      /PARSE_SYNTAX_ERROR/,
    );
  });

  it('knows no version 7', async () => {
    const table = await makeVersions(held.warehouse, 'missing');
    const error = await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 7`));
    expect(error.message).toContain('Available versions: [0, 3]');
    expect(await count(table)).toBe(200);
  });
});

describe('VACUUM', () => {
  it('makes old versions unreadable and not restorable, and tells so in the history', async () => {
    const table = await makeVersions(held.warehouse, 'vacuumed');
    // Version 1's file went at version 2, 18 days ago; version 2's only yesterday.
    expect(await held.db.rows(`VACUUM ${table} RETAIN 168 HOURS DRY RUN`)).toHaveLength(1);
    expect(await held.db.one(`DESCRIBE HISTORY ${table} LIMIT 1`)).toMatchObject({ version: 3 });
    await held.db.rows(`VACUUM ${table} RETAIN 168 HOURS`);

    const restore = await failure(held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`));
    expect(restore.message).toContain('Not all files from version 1 are available in file system');
    expect(restore.message).toMatch(/Missed files \(top 100 files\): part-\d+/);
    const read = await failure(held.db.rows(`SELECT * FROM ${table} VERSION AS OF 1`));
    expect(read.message).toContain('FAILED_READ_FILE.DBR_FILE_NOT_EXIST');

    expect(await count(`${table} VERSION AS OF 2`)).toBe(200);
    const [end, start] = await held.db.rows(`DESCRIBE HISTORY ${table} LIMIT 2`);
    expect(start).toMatchObject({
      operation: 'VACUUM START',
      operationMetrics: { numFilesToDelete: '1' },
    });
    expect(end).toMatchObject({
      operation: 'VACUUM END',
      version: 5,
      operationParameters: { status: 'COMPLETED' },
    });
    await held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 2`);
  });

  it('keeps the files of the current version, however old', async () => {
    const table = await makeVersions(held.warehouse, 'kept');
    await held.db.rows(`RESTORE TABLE ${table} TO VERSION AS OF 1`);
    await held.db.rows(`VACUUM ${table}`);
    expect(await count(table)).toBe(300);
  });

  it('refuses less than 168 hours, unless the table itself asks for less', async () => {
    const table = await makeVersions(held.warehouse, 'short');
    const error = await failure(held.db.rows(`VACUUM ${table} RETAIN 0 HOURS`));
    expect(error.message).toContain('[DELTA_VACUUM_RETENTION_PERIOD_TOO_SHORT]');
    expect(error.message).toContain('not less than "168 hours"');
    const off = 'SET spark.databricks.delta.retentionDurationCheck.enabled = false';
    expect((await failure(held.db.rows(off))).message).toContain('[CONFIG_NOT_AVAILABLE]');
    await held.db.rows(
      `ALTER TABLE ${table} SET TBLPROPERTIES ('delta.deletedFileRetentionDuration' = 'interval 0 hours')`,
    );
    await held.db.rows(`VACUUM ${table} RETAIN 0 HOURS`);
    const read = await failure(held.db.rows(`SELECT * FROM ${table} VERSION AS OF 2`));
    expect(read.message).toContain('FAILED_READ_FILE');
    expect(await count(table)).toBe(200);
  });
});

describe('a race', () => {
  const races = {
    race_restore: {
      mine: (t: string) => `RESTORE TABLE ${t} TO VERSION AS OF 1`,
      theirs: (t: string) => `DELETE FROM ${t} WHERE id = 5`,
      error: '[DELTA_CONCURRENT_WRITE]',
      rows: 199,
    },
    race_update: {
      mine: (t: string) => `UPDATE ${t} SET name = 'a'`,
      theirs: (t: string) => `UPDATE ${t} SET name = 'b'`,
      error: '[DELTA_CONCURRENT_APPEND.WITHOUT_HINT]',
      rows: 200,
    },
    race_insert: {
      mine: (t: string) => `INSERT INTO ${t} VALUES (900, 'x', 1)`,
      theirs: (t: string) => `INSERT INTO ${t} VALUES (901, 'y', 2)`,
      error: undefined,
      rows: 202,
    },
  } as const;

  it('is lost by who commits second, but for two INSERTs', async () => {
    const { warehouse, db } = held;
    const names = Object.keys(races);
    await Promise.all(names.map((name) => makeVersions(warehouse, name)));
    warehouse.faults.set({ slow: { match: 'race_', millis: 1_000 } });
    const from = warehouse.statements().length;
    const outcomes = Promise.allSettled(
      Object.entries(races).map(([name, race]) => db.rows(race.mine(`main.silver.${name}`))),
    );
    await expect.poll(() => warehouse.statements().length).toBe(from + names.length);
    for (const [name, race] of Object.entries(races)) {
      await warehouse.query(race.theirs(`main.silver.${name}`));
    }
    await outcomes;
    warehouse.faults.set({});

    const logged = warehouse.statements().slice(from);
    for (const [name, race] of Object.entries(races)) {
      const { error } = logged.find((s) => s.sql.includes(name)) ?? {};
      expect({
        name,
        error: error?.split(' ')[0],
        rows: await count(`main.silver.${name}`),
      }).toEqual({
        name,
        error: race.error,
        rows: race.rows,
      });
    }
    expect(logged[0]?.error).toContain('"operation":"DELETE","version":4');
    expect(logged[0]?.error).toMatch(/SQLSTATE: 2D521$/);
  });
});
