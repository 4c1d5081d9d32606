import { createServer } from 'node:http';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { notionDatabases } from '../../../sandbox/company.js';
import { handleControl } from '../../../sandbox/databricks/index.js';
import { failure, useWarehouse } from './support.js';

const held = useWarehouse({});

describe('the company', () => {
  it('has its eight tables', async () => {
    const rows = await held.db.rows(
      "SELECT concat(table_schema, '.', table_name) AS t FROM main.information_schema.tables ORDER BY t",
    );
    expect(rows.map((r) => r['t'])).toEqual([
      'bronze.notion_raw_pages',
      'bronze.notion_sync_watermarks',
      'gold.data_quality_issues',
      'gold.kpis',
      'gold.portfolio_summary',
      'silver.budgets',
      'silver.projects',
      'silver.tasks',
    ]);
  });

  it('has weeks of history, and a job that has just ruined the projects', async () => {
    const history = await held.db.rows('DESCRIBE HISTORY main.silver.projects');
    expect(history).toHaveLength(15);
    expect(history[0]).toMatchObject({
      version: 14,
      operation: 'MERGE',
      operationMetrics: {
        numTargetRowsDeleted: '340',
        numTargetRowsNotMatchedBySourceDeleted: '340',
      },
    });
    const ages = history.map((h) =>
      h['timestamp'] instanceof Date ? Date.now() - h['timestamp'].getTime() : NaN,
    );
    expect(ages[0]).toBeLessThan(15 * 60_000);
    expect(ages[1]).toBeGreaterThan(86_400_000);
    expect(ages.at(-1)).toBeGreaterThan(30 * 86_400_000);
    const health = 'count(*) AS n, count_if(budget_eur > 0) AS budgets';
    expect(await held.db.one(`SELECT ${health} FROM main.silver.projects`)).toEqual({
      n: 140,
      budgets: 17,
    });
    expect(
      await held.db.one(`SELECT ${health} FROM main.silver.projects VERSION AS OF 13`),
    ).toEqual({ n: 480, budgets: 480 });
  });

  it('can be healed by a restore to the version before', async () => {
    await held.db.rows('RESTORE TABLE main.silver.projects TO VERSION AS OF 13');
    expect(await held.db.one('SELECT count(*) AS n FROM main.silver.projects')).toEqual({ n: 480 });
  });

  it('has KPIs whose first versions nobody can bring back', async () => {
    expect(
      (await failure(held.db.rows('RESTORE TABLE main.gold.kpis TO VERSION AS OF 2'))).message,
    ).toContain('Not all files from version 2');
    expect(await held.db.one('SELECT count(*) AS n FROM main.gold.kpis VERSION AS OF 7')).toEqual({
      n: 6,
    });
  });

  it('has one database that is stale', async () => {
    const stale =
      'SELECT database_id FROM main.bronze.notion_sync_watermarks WHERE TIMESTAMPDIFF(HOUR, last_synced_at, current_timestamp()) > 24';
    expect(await held.db.rows(stale)).toEqual([{ database_id: notionDatabases.risks.id }]);
  });
});

describe('the controls', () => {
  const server = createServer((req, res) => {
    void handleControl(held.warehouse, req, res, new URL(req.url ?? '/', 'http://x').pathname).then(
      (done) => {
        if (!done) res.writeHead(404).end();
      },
    );
  });
  let base = '';
  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  });
  afterAll(() => server.close());

  it('show tables, versions and statements', async () => {
    const tables: unknown = await (await fetch(`${base}/tables`)).json();
    expect(tables).toContainEqual(expect.objectContaining({ name: 'main.gold.kpis', rows: 6 }));
    await held.db.rows('SELECT 42 AS answer');
    const statements: unknown = await (await fetch(`${base}/statements`)).json();
    expect(statements).toContainEqual(
      expect.objectContaining({ sql: 'SELECT 42 AS answer', status: 'finished' }),
    );
    expect(await (await fetch(base)).json()).toMatchObject({
      host: 'localhost',
      port: held.warehouse.port,
    });
  });

  it('switch faults, and refuse what is none', async () => {
    const put = (body: string) => fetch(`${base}/faults`, { method: 'PUT', body });
    expect((await put('{"unavailable":{"count":1}}')).status).toBe(200);
    await failure(held.db.rows('SELECT 1'));
    expect((await put('{"nonsense":1}')).status).toBe(400);
    expect((await put('{')).status).toBe(400);
    expect(await (await put('{}')).json()).toEqual({});
  });

  it('run the bad job again, and know nothing else', async () => {
    expect((await fetch(`${base}/corrupt`, { method: 'POST' })).status).toBe(200);
    expect(await held.db.one('SELECT count(*) AS n FROM main.silver.projects')).toEqual({ n: 140 });
    expect((await fetch(`${base}/else`)).status).toBe(404);
  });
});
