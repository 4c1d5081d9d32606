import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { notionPerformance } from '../../../src/handlers/notion/notion-performance.js';
import { notionStale } from '../../../src/handlers/notion/notion-stale.js';
import { notionVelocity } from '../../../src/handlers/notion/notion-velocity.js';
import { contextWith } from '../../support/context.js';
import { addPage, connectionTo, idOf, number, select, title } from '../../support/fake-notion.js';
import {
  bothDatabases,
  contextOf,
  customers,
  customersId,
  day,
  hour,
  now,
} from './reading-context.js';

/** Tasks by number: status, age in days, and hours estimated and needed. */
function withTasks(...all: [string, number, number?, number?][]) {
  const { tasks, notion } = bothDatabases();
  all.forEach(([status, age, estimated, actual], at) =>
    addPage(tasks, {
      id: idOf(100 + at),
      createdAt: now - 300 * day,
      editedAt: now - age * day,
      properties: {
        Name: title(`task ${at}`),
        Status: select(status),
        Estimated: number(estimated ?? null),
        Actual: number(actual ?? null),
      },
    }),
  );
  return { tasks, notion, context: contextOf(notion) };
}

describe('notion stale', () => {
  it('finds what is in progress and untouched, the longest first, with a way out', async () => {
    const { context } = withTasks(
      ['In Progress', 15],
      ['In Progress', 13],
      ['Done', 90],
      ['In Progress', 120],
      ['Backlog', 90],
    );
    const report = await notionStale.read({ database: 'tasks' }, context);
    expect(report.status).toBe('warning');
    expect(report.headline).toBe('2 pages in progress, not edited since before 2026-01-17');
    expect(report.tables?.[0]?.rows.map((row) => row.slice(0, 5))).toEqual([
      ['build/tasks', 'task 3', 'In Progress', '2025-10-03 12:00', '120 days'],
      ['build/tasks', 'task 0', 'In Progress', '2026-01-16 12:00', '15 days'],
    ]);
    expect(report.suggestions).toEqual([
      {
        label: 'task 3: set to Backlog',
        operation: 'notion.page.status',
        input: { page: idOf(103), status: 'Backlog' },
      },
      expect.objectContaining({ input: { page: idOf(100), status: 'Backlog' } }),
    ]);
  });

  it('before a date', async () => {
    const { context } = withTasks(['In Progress', 15], ['In Progress', 120]);
    const report = await notionStale.read({ database: 'tasks', before: '2026-01-01' }, context);
    expect(report.tables?.[0]?.rows.map(([, name]) => name)).toEqual(['task 1']);
  });

  it('none', async () => {
    const { context } = withTasks(['In Progress', 1]);
    expect(await notionStale.read({ database: 'tasks' }, context)).toMatchObject({
      status: 'good',
      headline: 'Nothing in progress was last edited before 2026-01-17',
      suggestions: [],
    });
  });

  it('all databases: one without a status is left out, and named', async () => {
    const { context } = withTasks(['In Progress', 20]);
    const report = await notionStale.read({}, context);
    expect(report.tables?.[0]?.rows).toHaveLength(1);
    expect(report.notes).toContain('Without a status of pages in progress: ops/customers.');
  });

  it('just that one is refused', async () => {
    const { context } = withTasks();
    await expect(notionStale.read({ database: 'customers' }, context)).rejects.toMatchObject({
      code: 'not_possible',
      field: 'database',
    });
  });

  it('shows 50 of many, counts them all, and says where it stopped', async () => {
    const { context, notion } = withTasks(
      ...Array.from({ length: 140 }, (_, at): [string, number] => ['In Progress', 200 - at]),
    );
    notion.queryLimit = 120;
    const report = await notionStale.read({ database: 'tasks' }, context);
    expect(report.tables?.[0]?.rows).toHaveLength(50);
    expect(report.tables?.[0]?.rows[0]?.[1]).toBe('task 0');
    expect(report.tables?.[0]?.more).toBe('70 more pages');
    expect(report.suggestions).toHaveLength(3);
    expect(report.notes).toContain('build/tasks has more than these 120.');
  });
});

describe('notion velocity', () => {
  it('counts what was done in the window, with hours and accuracy', async () => {
    const { context } = withTasks(
      ['Done', 0, 4, 6],
      ['Done', 1, 4, 4],
      ['Done', 1],
      ['Done', 2, 2, 2],
      ['In Progress', 0, 1, 1],
    );
    const report = await notionVelocity.read({ days: 2 }, context);
    expect(report.headline).toBe('3 tasks done in 2 days in build/tasks, 1.5 a day');
    expect(report.tables?.[0]?.rows).toEqual([
      ['build/tasks', '3', '1.5', '5', '75 %', 'falling 50 %'],
    ]);
    expect(report.charts).toEqual([
      {
        kind: 'line',
        title: 'Tasks done',
        categories: ['01-30', '01-31'],
        series: [{ name: 'build/tasks', values: [2, 1] }],
      },
    ]);
    expect(report.status).toBe('warning');
    expect(report.findings?.[0]).toMatchObject({
      title: 'build/tasks is below the solo developer benchmark',
    });
  });

  it.each<[number, number, string]>([
    [3, 8, 'build/tasks reaches the solo developer benchmark'],
    [5, 9, 'build/tasks reaches the AI-assisted benchmark'],
  ])('%i a day, %i hours instead of 10: %s', async (perDay, actual, expected) => {
    const { context } = withTasks(
      ...Array.from({ length: perDay * 2 }, (_, at): [string, number, number, number] => [
        'Done',
        at % 2,
        10,
        actual,
      ]),
    );
    const report = await notionVelocity.read({ database: 'tasks', days: 2 }, context);
    expect([report.status, report.findings?.[0]?.title]).toEqual(['good', expected]);
  });

  it('without hours the accuracy is not known, and not held against anybody', async () => {
    const { context } = withTasks(
      ...Array.from({ length: 6 }, (_, at): [string, number] => ['Done', at % 2]),
    );
    const report = await notionVelocity.read({ database: 'tasks', days: 2 }, context);
    expect(report.tables?.[0]?.rows[0]?.slice(3, 5)).toEqual(['–', 'not known']);
    expect(report.status).toBe('good');
  });

  it('a chart of 90 days fits Slack', async () => {
    const { context } = withTasks(['Done', 80], ['Done', 0]);
    const [chart] = (await notionVelocity.read({ days: 90 }, context)).charts ?? [];
    expect(chart).toMatchObject({ kind: 'line' });
    expect(chart?.kind === 'line' && chart.categories.length).toBe(18);
  });

  it('a database without a status that is done', async () => {
    const { context } = withTasks();
    await expect(
      notionVelocity.read({ database: 'customers', days: 14 }, context),
    ).rejects.toMatchObject({ code: 'not_possible', field: 'database' });
  });

  it('none with hours configured: asks which', async () => {
    const { context } = withTasks();
    const { ops } = context.systems;
    await expect(
      notionVelocity.read({ days: 14 }, { ...context, systems: ops ? { ops } : {} }),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'database' });
  });
});

describe('notion performance', () => {
  /** Each query takes so many milliseconds, in turn. */
  function timing(...millis: number[]) {
    const { notion } = bothDatabases();
    const clock = { at: now };
    const durations = [...millis];
    notion.before = (call) => {
      if (call.startsWith('query')) clock.at += durations.shift() ?? 0;
    };
    const bronze = { ...contextWith().bronze, count: async () => 480 };
    return { notion, context: contextOf(notion, { now: () => clock.at, bronze }) };
  }

  it.each([
    [199, 'good', 'good'],
    [200, 'warning', 'warning'],
    [500, 'warning', 'warning'],
    [501, 'critical', 'bad'],
  ])('%i ms is %s', async (millis, band, status) => {
    const report = await notionPerformance.read({}, timing(millis, 0).context);
    expect(report.status).toBe(status);
    expect(report.tables?.[0]?.rows[0]).toEqual(['ops/customers', String(millis), band, '480']);
  });

  it('one query each, a bar for each with the slowest first', async () => {
    const { notion, context } = timing(120, 700);
    const report = await notionPerformance.read({}, context);
    expect(notion.calls.filter((call) => call.startsWith('query'))).toHaveLength(2);
    expect(report.charts).toEqual([
      {
        kind: 'bar',
        title: 'Response time, ms',
        categories: ['build/tasks', 'ops/customers'],
        series: [{ name: 'ms', values: [700, 120] }],
      },
    ]);
    expect(report.findings?.map(({ title: said }) => said)).toEqual([
      'build/tasks answers critically slowly',
    ]);
  });

  it('rows only of what this bot syncs, and none where the warehouse does not answer', async () => {
    const { notion, context } = timing(1, 1);
    const rows = (await notionPerformance.read({}, context)).tables?.[0]?.rows;
    expect(rows?.map((row) => row[3])).toEqual(['480', '–']);
    const down = {
      ...context.bronze,
      count: async (id: string) => {
        expect(id).toBe(customersId);
        throw new Problem('outside_unavailable', 'down', '');
      },
    };
    const report = await notionPerformance.read({}, contextOf(notion, { bronze: down }));
    expect(report.tables?.[0]?.rows[0]?.[3]).toBe('–');
  });

  it.each([
    ['spent', { perMinute: 180, left: 0, closedUntil: null }],
    ['closed by Notion', { perMinute: 180, left: 100, closedUntil: now + hour }],
  ])('a budget that is %s: the wait is not taken for slowness', async (_what, budget) => {
    const { notion, context } = timing(30_000, 30_000);
    const report = await notionPerformance.read(
      {},
      { ...context, notion: connectionTo(notion, budget) },
    );
    expect(report.tables?.[0]?.rows.map((row) => row.slice(1, 3))).toEqual([
      ['–', 'not timed'],
      ['–', 'not timed'],
    ]);
    expect(report.charts).toEqual([]);
  });

  it('one that can not be read is told beside the others', async () => {
    const { notion, context } = timing(1);
    notion.databases.delete(customers().source.databaseId);
    const report = await notionPerformance.read({}, context);
    expect(report.status).toBe('warning');
    expect(report.findings?.[0]).toMatchObject({ title: 'ops/customers could not be read' });
  });
});
