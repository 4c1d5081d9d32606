// The operations with the real client on the simulator's pretend company, whose databases have the troubles of the runbooks.
import pino from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { credentials, notionDatabases } from '../../../sandbox/company.js';
import { createNotion } from '../../../sandbox/notion/index.js';
import { loadConfig } from '../../../src/config/config-file.js';
import { notionAccess } from '../../../src/handlers/notion/notion-access.js';
import { notionDuplicates } from '../../../src/handlers/notion/notion-duplicates.js';
import { notionDuplicatesArchive } from '../../../src/handlers/notion/notion-duplicates-archive.js';
import { notionPageRestore } from '../../../src/handlers/notion/notion-page-restore.js';
import { notionPerformance } from '../../../src/handlers/notion/notion-performance.js';
import { notionSchema } from '../../../src/handlers/notion/notion-schema.js';
import { notionSchemaFix } from '../../../src/handlers/notion/notion-schema-fix.js';
import { notionStale } from '../../../src/handlers/notion/notion-stale.js';
import { notionVelocity } from '../../../src/handlers/notion/notion-velocity.js';
import { connectNotion } from '../../../src/services/notion/connect-notion.js';
import { contextWith } from '../../support/context.js';
import { day, now } from './reading-context.js';

const { systems } = loadConfig('sandbox/ppm.config.yaml').config;
const customers = { database: 'customer-status' };

function company() {
  const simulator = createNotion({ now: () => now, requestsPerMinute: 0 });
  const notion = connectNotion({
    token: credentials.notionToken,
    baseUrl: 'https://notion.test',
    requestsPerMinute: 6_000,
    reservedForPeople: 0.05,
    registry: new Registry(),
    log: pino({ level: 'silent' }),
    fetch: (url, init) => simulator.fetch(url, init),
    // Retries at once.
    clock: { now: Date.now, sleep: async () => undefined },
  });
  const notes: string[] = [];
  const context = {
    ...contextWith({
      now: () => now,
      systems,
      notion,
      notionCache: { ...contextWith().notionCache, reading: notion.people },
      bronze: { ...contextWith().bronze, count: async () => 480 },
    }),
    run: 'R-000001',
    step: async (_id: string, act: (tell: () => void) => Promise<string | undefined>) => {
      notes.push((await act(() => undefined)) ?? '');
    },
  };
  return { simulator, context, notes };
}

describe('the pretend company', () => {
  it('access: the development log is the one that nobody shared', async () => {
    const { context } = company();
    const report = await notionAccess.read({}, context);
    expect(report.headline).toBe('The integration can read 11 of 12 configured databases');
    expect(report.findings?.map(({ title }) => title)).toEqual([
      'orchestra/development-log is not shared with the integration, or gone',
    ]);
  });

  it('access: a token that was revoked', async () => {
    const { simulator, context } = company();
    simulator.faults.set({ unauthorized: true });
    const report = await notionAccess.read({}, context);
    expect(report.headline).toBe('Notion refuses the token: no database can be read');
  });

  it('schema: the property that the sync of oberaconnect misses is found and added', async () => {
    const { context } = company();
    const before = await notionSchema.read(customers, context);
    expect(before.findings?.map(({ title }) => title)).toEqual([
      'oberaconnect/customer-status has no property Open tickets',
    ]);
    const plan = await notionSchemaFix.plan(customers, context);
    await notionSchemaFix.run(plan, context);
    expect((await notionSchemaFix.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
    expect((await notionSchema.read(customers, context)).status).toBe('good');
  });

  it('schema: a choice is added and those that are there stay', async () => {
    const { simulator, context } = company();
    simulator.changeProperty(notionDatabases.customerStatus.id, 'Health', {
      type: 'select',
      select: { options: [{ name: 'Healthy' }, { name: 'Asleep' }] },
    });
    const plan = await notionSchemaFix.plan(customers, context);
    await notionSchemaFix.run(plan, context);
    expect((await notionSchemaFix.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
    const { properties } = await context.notion.people.dataSource(
      notionDatabases.customerStatus.id,
    );
    expect(properties.find(({ name }) => name === 'Health')?.options).toEqual([
      'Healthy',
      'Asleep',
      'Warning',
      'Critical',
    ]);
  });

  it('duplicates: archived, proved, and brought back', async () => {
    const { simulator, context } = company();
    const live = () =>
      simulator.pages(notionDatabases.customerStatus.id).filter(({ inTrash }) => !inTrash).length;
    const before = live();
    const plan = await notionDuplicatesArchive.plan(customers, context);
    await notionDuplicatesArchive.run(plan, context);
    expect((await notionDuplicatesArchive.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
    expect(live()).toBe(before - 4);
    expect((await notionDuplicates.read(customers, context)).status).toBe('good');
    const back = await notionPageRestore.plan(notionDuplicatesArchive.undo(plan)?.input, context);
    await notionPageRestore.run(back, context);
    expect((await notionPageRestore.verify(back, context)).every(({ ok }) => ok)).toBe(true);
    expect(live()).toBe(before);
    expect((await notionDuplicates.read(customers, context)).headline).toBe(
      '4 pages in oberaconnect/customer-status too many: 3 keys stand there more than once',
    );
  });

  it('duplicates: a reply that is lost does no harm, and reconciling knows', async () => {
    const { simulator, context } = company();
    const plan = await notionDuplicatesArchive.plan(customers, context);
    simulator.faults.set({ lostReply: { match: 'PATCH /pages/', count: 1 } });
    await notionDuplicatesArchive.run(plan, context);
    // Four pages go, and one of them was told twice.
    expect(simulator.calls().filter(({ method }) => method === 'PATCH')).toHaveLength(5);
    expect((await notionDuplicatesArchive.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
    expect(
      await notionDuplicatesArchive.reconcile(plan, context, { step: 'batch-1', since: now }),
    ).toMatchObject({ outcome: 'done' });
  });

  it('stale: what wittwizz forgot', async () => {
    const { context } = company();
    const report = await notionStale.read({ database: 'wittwizz/tasks' }, context);
    expect(report.status).toBe('warning');
    const rows = report.tables?.[0]?.rows ?? [];
    expect(rows.length).toBeGreaterThan(5);
    expect(new Set(rows.map(([, , status]) => status))).toEqual(new Set(['In Progress']));
    expect(report.suggestions?.[0]?.input['status']).toBe('Backlog');
  });

  it('velocity: four weeks of task management', async () => {
    const { context } = company();
    const report = await notionVelocity.read({ days: 28 }, context);
    expect(report.headline).toBe(
      '110 tasks done in 28 days in orchestra/task-management, 3.9 a day',
    );
    const done = report.charts?.[0];
    expect(done?.kind === 'line' && done.categories.length).toBe(14);
    expect(report.tables?.[0]?.rows[0]?.[4]).toMatch(/^\d+(\.\d)? %$/);
  });

  it('performance: every database that can be read is timed', async () => {
    const { context } = company();
    const report = await notionPerformance.read({}, context);
    expect(report.tables?.[0]?.rows).toHaveLength(11);
    expect(report.tables?.[0]?.rows.every(([, millis]) => /^\d+$/.test(millis ?? ''))).toBe(true);
    expect(report.findings?.map(({ title }) => title)).toEqual([
      'orchestra/development-log could not be read',
    ]);
  });

  it('a cursor that is stuck ends in words, not in a circle', async () => {
    const { simulator, context } = company();
    simulator.faults.set({ stuckCursor: true });
    await expect(notionDuplicates.read({ database: 'projects' }, context)).rejects.toMatchObject({
      code: 'outside_refused',
    });
    expect(simulator.calls().length).toBeLessThan(10);
  });

  it('stale before a date far back finds nothing', async () => {
    const { context } = company();
    const before = new Date(now - 1000 * day).toISOString().slice(0, 10);
    expect(await notionStale.read({ before }, context)).toMatchObject({
      headline: `Nothing in progress was last edited before ${before}`,
    });
  });
});
