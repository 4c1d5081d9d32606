// `cleanup`: what its plan counts and guards, what it does, and how it is taken back.
import { expect, test, vi } from 'vitest';
import { cleanup } from '../../../src/handlers/databricks-upkeep/cleanup.js';
import { Problem } from '../../../src/core/problem.js';
import type { Cleaning } from '../../../src/services/cleanup/cleaning.js';
import type { Context } from '../../../src/services/context.js';
import type { Tables } from '../../../src/services/databricks/tables.js';
import { contextWith } from '../../support/context.js';

const pages = 'main.bronze.notion_raw_pages';
const projects = 'main.silver.projects';
const now = Date.parse('2026-11-21T13:45:00Z');
const midnight = Date.parse('2026-10-22T00:00:00Z');
const version = (number: number, operation = 'WRITE', parameters = {}) => ({
  version: number,
  at: now - 1_000,
  user: 'bot',
  operation,
  parameters,
  metrics: {},
});

function bench(given: { old?: number; left?: number; files?: number; missing?: string } = {}) {
  const { old = 120, left = 0, files = 37, missing } = given;
  const gone = (table: { table: string }) =>
    missing?.endsWith(table.table)
      ? Promise.reject(new Problem('not_found', 'no such table', 'hint'))
      : null;
  const sent: string[] = [];
  const base = contextWith();
  const context: Context & { run: string } = contextWith({
    now: () => now,
    overview: {
      ...base.overview,
      environments: { production: { production: true, catalogs: ['main'] } },
    },
    tables: {
      ...base.tables,
      history: vi.fn<Tables['history']>(
        async (table) =>
          (await gone(table)) ?? [version(9), version(8, 'VACUUM END', { status: 'COMPLETED' })],
      ),
      detail: vi.fn<Tables['detail']>(async () => ({ id: 'delta-1', files: 3, bytes: 10 })),
      count: vi.fn<Tables['count']>(async () => 500),
    },
    cleaning: {
      ...base.cleaning,
      countOld: vi.fn<Cleaning['countOld']>(async (_rule, _before, at) =>
        at === null ? left : old,
      ),
      deleteOld: vi.fn<Cleaning['deleteOld']>(async (_rule, before) => {
        sent.push(`delete before ${new Date(before).toISOString()}`);
        return old;
      }),
      countFiles: vi.fn<Cleaning['countFiles']>(async (table) => (await gone(table)) ?? files),
      vacuum: vi.fn<Cleaning['vacuum']>(async (table, hours) => {
        sent.push(`vacuum ${table.table} ${hours}`);
        return { files: 5 };
      }),
    },
  });
  return { context, sent };
}

test('the plan counts rows and files, from midnight, and guards the version', async () => {
  const { context, sent } = bench();
  const plan = await cleanup.plan({}, context);
  expect(plan.target).toBe('cleanup');
  expect(plan.environment).toBe('production');
  expect(plan.changes[0]).toMatchObject({ label: pages, before: '500 rows' });
  expect(plan.changes[0]?.after).toContain('120 from before 2026-10-22');
  expect(plan.changes.find(({ label }) => label === `Old files of ${projects}`)?.before).toBe(
    'about 30',
  );
  expect(plan.guard).toMatchObject({ [`${pages}: version`]: 9, [`${pages}: old rows`]: 120 });
  expect(plan.undo).toContain(`Restores ${pages} to version 9`);
  expect(plan.undo).toContain('no undo for VACUUM');
  expect(sent).toEqual([]);
  // Later that day it is the same.
  const later = { ...context, now: () => now + 3_600_000 };
  expect(await cleanup.plan({}, later)).toEqual(plan);
});

test('it deletes, then lets files go, each as a step', async () => {
  const { context, sent } = bench();
  const plan = await cleanup.plan({}, context);
  const steps: string[] = [];
  await cleanup.run(plan, {
    ...context,
    step: async (id, act) => {
      steps.push(id);
      await act(() => {});
    },
  });
  expect(steps).toEqual(plan.steps.map(({ id }) => id));
  expect(sent).toEqual([
    `delete before ${new Date(midnight).toISOString()}`,
    'vacuum notion_raw_pages 168',
    'vacuum projects 168',
  ]);
  expect((await cleanup.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
  expect(cleanup.undo(plan)).toEqual({
    operation: 'table.restore',
    input: { table: pages, version: 9 },
  });
});

test('rows that are left fail the check', async () => {
  const { context } = bench({ left: 3 });
  const plan = await cleanup.plan({}, context);
  const failed = (await cleanup.verify(plan, context)).filter(({ ok }) => !ok);
  expect(failed).toMatchObject([{ name: `Old rows of ${pages}`, actual: '3' }]);
});

test('nothing to delete has no undo, and says so', async () => {
  const { context } = bench({ old: 0 });
  const plan = await cleanup.plan({}, context);
  expect(plan.undo).toBe('No row is deleted. There is no undo for VACUUM.');
  expect(cleanup.undo(plan)).toBeNull();
});

test('a table that is not there is left out and named; more than half is told', async () => {
  const { context } = bench({ missing: 'projects', old: 400 });
  const plan = await cleanup.plan({}, context);
  expect(plan.warnings).toContain(`${projects} is not there and is left out.`);
  expect(plan.warnings.join()).toContain('more than half');
  expect(plan.steps.map(({ id }) => id)).toEqual([`delete:${pages}`, `vacuum:${pages}`]);
});

test('what was in doubt is done again: it finds only what is left', async () => {
  const { context } = bench();
  const plan = await cleanup.plan({}, context);
  const settled = await cleanup.reconcile(plan, context, { step: `delete:${pages}`, since: now });
  expect(settled.outcome).toBe('not-done');
});
