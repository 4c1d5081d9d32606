// `quality`: open issues by source, the worst first, with the button that helps.
import { expect, test, vi } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { quality } from '../../../src/handlers/databricks-upkeep/quality.js';
import type { Cleaning, IssueGroup } from '../../../src/services/cleanup/cleaning.js';
import { contextWith } from '../../support/context.js';

const group = (given: Partial<IssueGroup>): IssueGroup => ({
  table: 'main.silver.projects',
  severity: 'low',
  check: 'null_rate',
  open: 1,
  rows: 10,
  newest: Date.parse('2026-11-21T08:00:00Z'),
  ...given,
});
const issues = vi.fn<Cleaning['issues']>();
const context = contextWith({ cleaning: { ...contextWith().cleaning, issues } });

test('without any it is good', async () => {
  issues.mockResolvedValueOnce([]);
  expect(await quality.read({}, context)).toMatchObject({
    status: 'good',
    headline: 'No open data-quality issues',
  });
});

test('the worst stands first, and each source has its button', async () => {
  issues.mockResolvedValueOnce([
    group({ table: 'main.gold.kpis', severity: 'medium', open: 4 }),
    group({ table: 'main.bronze.notion_raw_pages', severity: 'high', check: 'null_rate' }),
    group({ severity: 'critical', check: 'row_count', rows: 340 }),
    group({ severity: 'high', open: 2 }),
  ]);
  const report = await quality.read({}, context);
  expect(report.status).toBe('bad');
  expect(report.headline).toBe(
    '8 open issues: 1 from Notion, 3 from transformation, 4 from aggregation',
  );
  expect(report.tables?.[0]?.rows[0]?.slice(0, 4)).toEqual([
    'transformation',
    'main.silver.projects',
    'critical',
    'row_count',
  ]);
  expect(report.findings?.map(({ suggestion }) => suggestion?.operation)).toEqual([
    'table.history',
    'job.run',
    'diagnose',
  ]);
  expect(report.charts?.[0]).toMatchObject({ kind: 'bar', title: 'Open issues by table' });
});

test('of one table only that is asked, with the default catalog', async () => {
  issues.mockResolvedValueOnce([group({})]);
  const report = await quality.read({ table: 'silver.projects' }, context);
  expect(issues.mock.lastCall?.[0]).toBe('main.silver.projects');
  expect(report.headline).toContain('of main.silver.projects');
});

test('a table that is not there has no quality', async () => {
  issues.mockResolvedValueOnce([]);
  const gone = contextWith({
    cleaning: { ...contextWith().cleaning, issues },
    tables: {
      ...contextWith().tables,
      detail: async () => {
        throw new Problem('not_found', 'no such table', 'hint');
      },
      list: async () => ['main.silver.projects'],
    },
  });
  await expect(quality.read({ table: 'main.silver.project' }, gone)).rejects.toMatchObject({
    code: 'not_found',
    field: 'table',
    hint: expect.stringContaining('main.silver.projects'),
  });
});

test('what is no table name is said with the field', async () => {
  await expect(quality.read({ table: 'a b' }, context)).rejects.toMatchObject({ field: 'table' });
});
