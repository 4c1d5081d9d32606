// The cleanup's statements against the simulated warehouse, with the real driver.
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectCleaning } from '../../../src/services/cleanup/connect-cleaning.js';
import { problem, quietLog, useWarehouse } from '../databricks/support.js';

const held = useWarehouse();
const pages = { catalog: 'main', schema: 'bronze', table: 'notion_raw_pages' };
const signal = new AbortController().signal;
const rule = {
  table: 'main.bronze.notion_raw_pages',
  column: 'synced_at',
  olderThanDays: 30,
  unless: { table: 'main.silver.projects', column: 'notion_page_id', matches: 'page_id' },
};
const plain = { table: rule.table, column: rule.column, olderThanDays: 30 };
const monthAgo = (): number => Date.now() - 30 * 86_400_000;

let cleaning: ReturnType<typeof connectCleaning>;
beforeEach(() => {
  const { port, token, httpPath, caCert } = held.warehouse;
  cleaning = connectCleaning({
    host: `localhost:${port}`,
    token,
    path: httpPath,
    caCertificate: caCert,
    statementTimeoutSeconds: 900,
    issuesTable: { catalog: 'main', schema: 'gold', table: 'data_quality_issues' },
    registry: new Registry(),
    log: quietLog,
  });
});
afterEach(() => cleaning.close());

const count = async (where: string): Promise<number> => {
  const { rows } = await held.warehouse.query(
    `SELECT count(*) AS n FROM ${rule.table} AS t ${where}`,
  );
  return Number(rows[0]?.[0]);
};
const version = (): number => held.versionOf(rule.table);

describe('old rows', () => {
  test('are counted as of a version, without those that a project refers to', async () => {
    const before = monthAgo();
    const iso = new Date(before).toISOString();
    const kept = `EXISTS (SELECT 1 FROM main.silver.projects AS k WHERE k.notion_page_id = t.page_id)`;
    const old = await count(`WHERE synced_at < TIMESTAMP '${iso}'`);
    const free = await count(`WHERE synced_at < TIMESTAMP '${iso}' AND NOT ${kept}`);
    expect(free).toBeGreaterThan(0);
    expect(free).toBeLessThan(old);
    expect(await cleaning.countOld(rule, before, version(), signal)).toBe(free);
    expect(await cleaning.countOld(plain, before, version(), signal)).toBe(old);
  });

  test('go, exactly those; another time none is found, and no row is lost twice', async () => {
    const before = monthAgo();
    const all = await count('');
    const meant = await cleaning.countOld(rule, before, null, signal);
    expect(await cleaning.deleteOld(rule, before, signal)).toBe(meant);
    expect(await count('')).toBe(all - meant);
    expect(await cleaning.countOld(rule, before, null, signal)).toBe(0);
    expect(await cleaning.deleteOld(rule, before, signal)).toBe(0);
    const left = await cleaning.countOld(plain, before, null, signal);
    expect(left).toBeGreaterThan(0);
    expect(await cleaning.deleteOld(plain, before, signal)).toBe(left);
  });
});

describe('old files', () => {
  test('are counted without being touched, then deleted', async () => {
    const before = version();
    expect(await cleaning.countFiles(pages, 168, signal)).toBeGreaterThanOrEqual(0);
    expect(version()).toBe(before);
    const { files } = await cleaning.vacuum(pages, 168, signal);
    expect(files).not.toBeNull();
    expect(held.sent('VACUUM').at(-1)?.sql).toContain('RETAIN 168 HOURS');
  });

  test('less than a week is refused before anything is sent', async () => {
    const sent = held.sent('VACUUM').length;
    expect((await problem(cleaning.vacuum(pages, 167, signal))).field).toBe('retainHours');
    expect((await problem(cleaning.countFiles(pages, 0, signal))).code).toBe('invalid_input');
    expect(held.sent('VACUUM')).toHaveLength(sent);
  });
});

describe('issues', () => {
  test('are grouped, open ones only', async () => {
    const all = await cleaning.issues(null, signal);
    expect(all.length).toBeGreaterThan(0);
    const ours = await cleaning.issues('main.silver.budgets', signal);
    expect(ours.every(({ table }) => table === 'main.silver.budgets')).toBe(true);
    const { rows } = await held.warehouse.query(
      'SELECT count(*) FROM main.gold.data_quality_issues WHERE resolved_at IS NULL',
    );
    expect(all.reduce((sum, { open }) => sum + open, 0)).toBe(Number(rows[0]?.[0]));
  });
});
