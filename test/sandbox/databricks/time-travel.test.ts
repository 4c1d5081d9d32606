import { describe, expect, it } from 'vitest';
import { failure, makeVersions, useWarehouse } from './support.js';

const day = 86_400_000;
const now = Date.parse('2026-06-15T12:00:00Z');
const seed = async (w: Parameters<typeof makeVersions>[0]) => {
  await makeVersions(w, 'travel', now);
};
const held = useWarehouse({ now: () => now, seed });
const table = 'main.silver.travel';
const at = (millis: number) => new Date(millis).toISOString().replace('T', ' ').replace('Z', '');

describe('reading a version', () => {
  it.each([
    ['VERSION AS OF 0', 0],
    ['VERSION AS OF 1', 300],
    ['VERSION AS OF 2', 200],
    ['FOR VERSION AS OF 1', 300],
    ['@v1', 300],
    [`TIMESTAMP AS OF '${at(now - 19 * day)}'`, 300],
    [`TIMESTAMP AS OF '${at(now - 18 * day - 1)}'`, 300],
    [`TIMESTAMP AS OF '${new Date(now - 18 * day).toISOString()}'`, 200],
  ])('%s', async (travel, count) => {
    const space = travel.startsWith('@') ? '' : ' ';
    expect(await held.db.one(`SELECT count(*) AS n FROM ${table}${space}${travel}`)).toEqual({
      n: count,
    });
  });

  it('takes a timestamp as a parameter', async () => {
    const namedParameters = { at: new Date(now - 19 * day) };
    expect(
      await held.db.one(`SELECT count(*) AS n FROM ${table} TIMESTAMP AS OF :at`, {
        namedParameters,
      }),
    ).toEqual({ n: 300 });
  });

  it('takes no parameter for a version', async () => {
    const error = await failure(
      held.db.rows(`SELECT * FROM ${table} VERSION AS OF :v`, { namedParameters: { v: 1 } }),
    );
    expect(error.message).toContain('PARSE_SYNTAX_ERROR');
  });

  it('compares versions in one statement', async () => {
    const gone = `SELECT id FROM ${table} VERSION AS OF 1 EXCEPT SELECT id FROM ${table}`;
    expect(await held.db.one(`SELECT count(*) AS n, min(id) AS first FROM (${gone})`)).toEqual({
      n: 100,
      first: 200,
    });
    const changed = `SELECT count(*) AS n FROM ${table} VERSION AS OF 2 AS old JOIN ${table} AS new ON old.id = new.id WHERE old.amount <> new.amount`;
    expect(await held.db.one(changed)).toEqual({ n: 199 });
    const both = `WITH old AS (SELECT * FROM ${table} VERSION AS OF 2)
      SELECT (SELECT sum(amount) FROM old) AS before, (SELECT sum(amount) FROM ${table}) AS after`;
    expect(await held.db.one(both)).toEqual({ before: 19_900, after: 39_800 });
  });

  it('tells equal contents by their checksum', async () => {
    const sum = (travel: string) =>
      held.db.one(`SELECT CAST(bit_xor(xxhash64(*)) AS STRING) AS h FROM ${table} ${travel}`);
    expect(await sum('VERSION AS OF 3')).toEqual(await sum(''));
    expect(await sum('VERSION AS OF 2')).not.toEqual(await sum(''));
  });
});

describe('a version that is not there', () => {
  it.each([
    [
      'VERSION AS OF 99',
      '22003',
      'Cannot time travel Delta table to version 99. Available versions: [0, 3].',
    ],
    [`TIMESTAMP AS OF '${at(now)}'`, '42816', '[DELTA_TIMESTAMP_GREATER_THAN_COMMIT]'],
    [
      `TIMESTAMP AS OF '2020-01-01'`,
      '42816',
      '[DELTA_TIMESTAMP_EARLIER_THAN_COMMIT_RETENTION] The provided timestamp (2020-01-01 00:00:00.0) is before',
    ],
    [`TIMESTAMP AS OF 'soon'`, '42K0E', '[INVALID_TIME_TRAVEL_TIMESTAMP_EXPR.INPUT]'],
  ])('%s', async (travel, sqlState, message) => {
    const error = await failure(held.db.rows(`SELECT * FROM ${table} ${travel}`));
    expect(error).toMatchObject({ errorCode: 'ERROR', response: { sqlState } });
    expect(error.message).toContain(message);
  });
});

describe('history', () => {
  it('lists versions, newest first, with everything Databricks tells', async () => {
    const rows = await held.db.rows(`DESCRIBE HISTORY ${table}`);
    expect(rows.map((r) => r['version'])).toEqual([3, 2, 1, 0]);
    expect(Object.keys(rows[0] ?? {})).toEqual([
      'version',
      'timestamp',
      'userId',
      'userName',
      'operation',
      'operationParameters',
      'job',
      'notebook',
      'clusterId',
      'readVersion',
      'isolationLevel',
      'isBlindAppend',
      'operationMetrics',
      'userMetadata',
      'engineInfo',
    ]);
    expect(rows[1]).toMatchObject({
      timestamp: new Date(now - 18 * day),
      userName: 'ana.torres@meridian-finance.example',
      operation: 'DELETE',
      operationParameters: { predicate: '["id >= 200"]' },
      operationMetrics: {
        numDeletedRows: '100',
        numCopiedRows: '40',
        numRemovedFiles: '1',
        numAddedFiles: '1',
      },
      readVersion: 1,
      isBlindAppend: false,
    });
  });

  it('can be limited, and needs the table', async () => {
    expect(await held.db.rows(`DESCRIBE HISTORY ${table} LIMIT 2`)).toHaveLength(2);
    expect(
      (await failure(held.db.rows('DESCRIBE HISTORY main.silver.none'))).response?.sqlState,
    ).toBe('42P01');
  });

  it('agrees with DESCRIBE DETAIL', async () => {
    expect(await held.db.one(`DESCRIBE DETAIL ${table}`)).toMatchObject({
      format: 'delta',
      name: table,
      numFiles: 2,
      createdAt: new Date(now - 20 * day),
      lastModified: new Date(now - day),
      partitionColumns: [],
    });
  });
});
