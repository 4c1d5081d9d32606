import { get } from 'node:https';
import { readFile } from 'node:fs/promises';
import { DBSQLParameter, DBSQLParameterType, thrift } from '@databricks/sql';
import { describe, expect, it } from 'vitest';
import { startWarehouse } from '../../../sandbox/databricks/index.js';
import { connect, connectClient, failure, useWarehouse } from './support.js';

const held = useWarehouse();

describe('the way in', () => {
  it('wants the right token', async () => {
    const client = await connectClient(held.warehouse, { token: 'dapi-wrong' });
    expect(await failure(client.openSession())).toMatchObject({
      message: 'Received a response with a bad HTTP status code: 403',
      statusCode: 403,
    });
  });

  it('wants the right path', async () => {
    const client = await connectClient(held.warehouse, { path: '/sql/1.0/warehouses/other' });
    expect(await failure(client.openSession())).toMatchObject({ statusCode: 404 });
  });

  it('wants a token at all, and POST', async () => {
    const { port, httpPath, caCert } = held.warehouse;
    const status = (path: string, method: string) =>
      new Promise((resolve, reject) => {
        get({ host: 'localhost', port, path, method, ca: caCert }, (res) => {
          res.resume();
          resolve(res.statusCode);
        }).on('error', reject);
      });
    expect(await status(httpPath, 'POST')).toBe(401);
    expect(await status(httpPath, 'GET')).toBe(404);
  });

  it('shows a certificate that nobody trusts unasked, and whose file is gone after close', async () => {
    const warehouse = await startWarehouse({ seed: async () => undefined });
    expect(await readFile(warehouse.caCertPath, 'utf8')).toBe(warehouse.caCert);
    const client = await connectClient({ ...warehouse, caCert: held.warehouse.caCert });
    expect(await failure(client.openSession())).toMatchObject({
      code: 'DEPTH_ZERO_SELF_SIGNED_CERT',
    });
    await warehouse.close();
    await expect(readFile(warehouse.caCertPath)).rejects.toThrow('ENOENT');
  });
});

const everyType = `SELECT true AS bool, CAST(1 AS TINYINT) AS tiny, CAST(2 AS SMALLINT) AS small, 3 AS int, CAST(4 AS BIGINT) AS big,
  CAST(0.5 AS FLOAT) AS float, CAST(0.25 AS DOUBLE) AS double, CAST(-12.05 AS DECIMAL(10,2)) AS dec, 'ü''s' AS text, X'00FF' AS bin,
  DATE '2026-02-28' AS date, TIMESTAMP '2026-02-28 10:00:00.5+02:00' AS at, array('a', NULL) AS list, NULL AS nothing`;

describe('values', () => {
  it('arrive as with the real warehouse, which sends Arrow', async () => {
    expect(await held.db.one(everyType)).toEqual({
      bool: true,
      tiny: 1,
      small: 2,
      int: 3,
      big: 4,
      float: 0.5,
      double: 0.25,
      dec: -12.05,
      text: "ü's",
      bin: Buffer.from([0, 255]),
      date: new Date('2026-02-28'),
      at: new Date('2026-02-28T08:00:00.500Z'),
      list: ['a', null],
      nothing: null,
    });
  });

  it('arrive in columns for a client without Arrow', async () => {
    const plain = await connect(held.warehouse, { arrow: false });
    expect(await plain.one(everyType)).toEqual({
      bool: true,
      tiny: 1,
      small: 2,
      int: 3,
      big: 4,
      float: 0.5,
      double: 0.25,
      dec: -12.05,
      text: "ü's",
      bin: Buffer.from([0, 255]),
      date: '2026-02-28',
      at: '2026-02-28 08:00:00.5',
      list: ['a', null],
      nothing: null,
    });
    const nulls = await plain.rows(
      'SELECT n, CASE WHEN n % 3 = 0 THEN NULL ELSE n END AS v FROM range(20) AS r(n) ORDER BY n',
    );
    expect(nulls.map((r) => r['v'])).toEqual(
      Array.from({ length: 20 }, (_, n) => (n % 3 === 0 ? null : n)),
    );
    await plain.close();
  });

  it('of every row, page by page', async () => {
    const sql = 'SELECT n FROM range(12000) AS r(n) ORDER BY n';
    for (const arrow of [true, false]) {
      const db = await connect(held.warehouse, { arrow });
      const all = await db.rows(sql, { maxRows: 1000 });
      expect(all.map((r) => r['n'])).toEqual(Array.from({ length: 12_000 }, (_, n) => n));
      const operation = await db.session.executeStatement(sql, { maxRows: null });
      expect(await operation.fetchChunk({ maxRows: 7, disableBuffering: true })).toHaveLength(7);
      expect(await operation.fetchChunk({ maxRows: 7, disableBuffering: true })).toMatchObject([
        { n: 7 },
        {},
        {},
        {},
        {},
        {},
        {},
      ]);
      await operation.close();
      await db.close();
    }
  });

  it.each([true, false])('of no rows (Arrow: %s)', async (arrow) => {
    const db = await connect(held.warehouse, { arrow });
    expect(await db.rows('SELECT 1 AS a WHERE false')).toEqual([]);
    expect(await db.rows('SELECT 1 AS a WHERE false', { maxRows: null })).toEqual([]);
    await db.close();
  });

  it('of statements without columns', async () => {
    expect(await held.db.rows('USE SCHEMA silver')).toEqual([]);
    expect(await held.db.rows('USE SCHEMA silver', { maxRows: null })).toEqual([]);
  });

  it('that overflow are an error', async () => {
    const error = await failure(
      held.db.rows('SELECT sum(n) AS s FROM (VALUES (9223372036854775807), (1)) AS v(n)'),
    );
    expect(error).toMatchObject({ response: { sqlState: '22003' } });
  });
});

describe('parameters', () => {
  const typed = (type: DBSQLParameterType, value: string) => new DBSQLParameter({ type, value });

  it('are values and never SQL', async () => {
    const hostile = "x' OR '1'='1'; DROP TABLE t --";
    expect(
      await held.db.one('SELECT :a AS a, :a AS again', { namedParameters: { a: hostile } }),
    ).toEqual({ a: hostile, again: hostile });
    expect(
      await held.db.one("SELECT ':a' AS text, :a AS a", { namedParameters: { a: 1 } }),
    ).toEqual({ text: ':a', a: 1 });
  });

  it('have types', async () => {
    const namedParameters = {
      i: 1,
      b: true,
      d: 0.5,
      n: null,
      big: 2n ** 40n,
      at: new Date('2026-01-02T03:04:05Z'),
      dec: typed(DBSQLParameterType.DECIMAL, '1.50'),
      date: typed(DBSQLParameterType.DATE, '2026-01-02'),
    };
    expect(
      await held.db.one(
        'SELECT :i AS i, :b AS b, :d AS d, :n AS n, :big AS big, :at AS at, :dec AS dec, :date AS date',
        { namedParameters },
      ),
    ).toEqual({
      ...namedParameters,
      big: 2 ** 40,
      dec: 1.5,
      date: new Date('2026-01-02'),
    });
    const bad = { namedParameters: { i: typed(DBSQLParameterType.INTEGER, 'one') } };
    expect((await failure(held.db.rows('SELECT :i', bad))).message).toContain(
      '[CAST_INVALID_INPUT]',
    );
  });

  it('by position, missing, or too many', async () => {
    const limited = { namedParameters: { n: 3 } };
    expect(await held.db.rows('SELECT n FROM range(9) AS r(n) LIMIT :n', limited)).toHaveLength(3);
    expect(await held.db.one('SELECT ? AS a, ? AS b', { ordinalParameters: ['x', 2] })).toEqual({
      a: 'x',
      b: 2,
    });
    expect((await failure(held.db.rows('SELECT :gone'))).message).toContain(
      '[UNBOUND_SQL_PARAMETER] Found the unbound parameter: gone.',
    );
    const many = Object.fromEntries(Array.from({ length: 257 }, (_, i) => [`p${i}`, i]));
    expect(
      (await failure(held.db.rows('SELECT :p1', { namedParameters: many }))).message,
    ).toContain('at most 256');
    const half = 'x'.repeat(8 * 2 ** 20);
    const sql = 'SELECT length(:a) + length(:b) AS n';
    expect(
      (await failure(held.db.rows(sql, { namedParameters: { a: half, b: half } }))).message,
    ).toContain('at most 16777216');
    const fits = { a: half, b: half.slice(sql.length) };
    expect(await held.db.one(sql, { namedParameters: fits })).toEqual({ n: 2 ** 24 - sql.length });
  });

  it('name tables with IDENTIFIER', async () => {
    await held.warehouse.query('CREATE TABLE IF NOT EXISTS main.gold.named AS SELECT 7 AS v');
    const namedParameters = { t: 'main.gold.named' };
    expect(await held.db.one('SELECT v FROM IDENTIFIER(:t)', { namedParameters })).toEqual({
      v: 7,
    });
    expect(await held.db.rows('DESCRIBE HISTORY IDENTIFIER(:t)', { namedParameters })).toHaveLength(
      1,
    );
  });
});

describe('sessions', () => {
  it('know their namespace, settings and user', async () => {
    const db = await connect(held.warehouse, { configuration: { STATEMENT_TIMEOUT: '77' } });
    expect(
      await db.one('SELECT current_catalog() AS c, current_schema() AS s, current_user() AS u'),
    ).toEqual({
      c: 'main',
      s: 'silver',
      u: 'svc-ppm-oncall@meridian-finance.example',
    });
    expect(await db.rows('SET STATEMENT_TIMEOUT')).toEqual([
      { key: 'STATEMENT_TIMEOUT', value: '77' },
    ]);
    await db.rows('USE SCHEMA gold');
    expect(await db.one('SELECT current_schema() AS s')).toEqual({ s: 'gold' });
    await db.close();
  });

  it('are gone once closed', async () => {
    const { client, session } = await connect(held.warehouse);
    const twin = Object.assign(Object.create(Object.getPrototypeOf(session)), session);
    await session.close();
    expect(await failure(twin.executeStatement('SELECT 1'))).toMatchObject({
      message: expect.stringContaining('Invalid SessionHandle'),
    });
    await client.close();
  });

  it('tell about the server and the catalogue', async () => {
    await held.warehouse.query(
      'CREATE TABLE IF NOT EXISTS main.gold.seen (a STRING NOT NULL, b DECIMAL(5,1))',
    );
    const { session } = held.db;
    expect(
      (await session.getInfo(thrift.TCLIService_types.TGetInfoType.CLI_DBMS_NAME)).getValue(),
    ).toBe('Spark SQL');
    expect(await (await session.getCatalogs()).fetchAll()).toEqual([{ TABLE_CAT: 'main' }]);
    const schemas = await (await session.getSchemas({ schemaName: 'g%' })).fetchAll();
    expect(schemas).toEqual([{ TABLE_SCHEM: 'gold', TABLE_CATALOG: 'main' }]);
    const tables = await (
      await session.getTables({ schemaName: 'gold', tableName: 'se_n' })
    ).fetchAll();
    expect(tables).toMatchObject([{ TABLE_NAME: 'seen', TABLE_TYPE: 'TABLE' }]);
    const columns = await (
      await session.getColumns({ schemaName: 'gold', tableName: 'seen' })
    ).fetchAll();
    expect(columns).toMatchObject([
      { COLUMN_NAME: 'a', TYPE_NAME: 'STRING', NULLABLE: 0 },
      { COLUMN_NAME: 'b', TYPE_NAME: 'DECIMAL(5,1)' },
    ]);
  });
});
