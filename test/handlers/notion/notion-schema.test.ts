import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/core/json.js';
import { notionSchema } from '../../../src/handlers/notion/notion-schema.js';
import { notionSchemaFix } from '../../../src/handlers/notion/notion-schema-fix.js';
import { fakeDatabase, fakeNotion, idOf } from '../../support/fake-notion.js';
import { bothDatabases, contextOf, customers, customersId, systems } from './reading-context.js';

const fix = { database: 'customers' };

describe('notion schema', () => {
  it('tells property by property what is there, and offers the fix', async () => {
    const { notion } = bothDatabases();
    const report = await notionSchema.read({ database: 'customers' }, contextOf(notion));
    expect(report.status).toBe('bad');
    expect(report.tables?.[0]?.rows).toEqual([
      ['Name', 'title', 'title', 'as expected'],
      ['Health', 'select', 'select', 'lacks Bad'],
      ['Open tickets', 'number', '–', 'missing'],
    ]);
    expect(report.findings?.map(({ title }) => title)).toEqual([
      'ops/customers has no property Open tickets',
      'Health of ops/customers lacks a choice',
    ]);
    expect(report.findings?.[0]?.suggestion).toEqual({
      label: 'Fix ops/customers',
      operation: 'notion.schema.fix',
      input: { database: 'ops/customers' },
    });
    expect(report.notes).toEqual([
      'There too, and expected by nobody: Portal.',
      'More choices of Health: Fair.',
    ]);
  });

  it('a name in another spelling is told, and no button makes a second property', async () => {
    const database = fakeDatabase(customersId, 'Customers', {
      Name: 'title',
      Health: ['select', 'Good', 'Bad'],
      'open tickets': 'number',
    });
    const report = await notionSchema.read(fix, contextOf(fakeNotion(database)));
    expect(report.findings).toEqual([
      expect.objectContaining({
        evidence: 'Expected: Open tickets (number). Found: open tickets.',
        cause: expect.stringContaining('case-sensitive'),
      }),
    ]);
    expect(report.findings?.[0]?.suggestion).toBeUndefined();
  });

  it('all databases when none is given', async () => {
    const { notion } = bothDatabases();
    const report = await notionSchema.read({}, contextOf(notion));
    expect(report.headline).toBe('1 of 2 databases differs from what ppm.config.yaml expects');
    expect(report.tables?.[0]?.rows).toEqual([
      ['ops/customers', '3', '1', '0', '1', '1'],
      ['build/tasks', '4', '0', '0', '0', '0'],
    ]);
  });

  it('one that can not be read does not take the others away', async () => {
    const report = await notionSchema.read({}, contextOf(fakeNotion(customers())));
    expect(report.tables?.[0]?.rows).toHaveLength(1);
    expect(report.findings?.at(-1)).toMatchObject({
      title: 'build/tasks could not be read',
      suggestion: { operation: 'notion.access' },
    });
  });

  it.each([
    ['an address', `https://www.notion.so/team/Customers-${customersId.replaceAll('-', '')}?v=1`],
    ['the id of its data source', customers().source.id],
  ])('%s means the configured database', async (_what, reference) => {
    const { notion } = bothDatabases();
    const report = await notionSchema.read({ database: reference }, contextOf(notion));
    expect(report.headline).toContain('ops/customers');
  });

  it('a database that nobody configured: what it has, and nothing more', async () => {
    const other = fakeDatabase(idOf(8), 'Diary', { Day: 'title', Mood: ['select', 'Fine'] });
    const report = await notionSchema.read({ database: idOf(8) }, contextOf(fakeNotion(other)));
    expect(report).toMatchObject({
      status: 'info',
      headline: 'Diary is not in ppm.config.yaml: nothing is expected of it',
    });
    expect(report.tables?.[0]?.rows).toEqual([
      ['Day', 'title', ''],
      ['Mood', 'select', 'Fine'],
    ]);
  });

  it('a name that is none: the nearest ones', async () => {
    const { notion } = bothDatabases();
    await expect(
      notionSchema.read({ database: 'custommers' }, contextOf(notion)),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'database' });
  });
});

describe('notion schema fix', () => {
  it('plans each addition, and says what it leaves', async () => {
    const database = fakeDatabase(customersId, 'Customers', {
      Titel: 'title',
      Health: ['select', 'Good', 'Fair'],
    });
    const plan = await notionSchemaFix.plan(fix, contextOf(fakeNotion(database)));
    expect(plan).toMatchObject({
      target: 'ops/customers',
      environment: 'production',
      changes: [
        { label: 'Property Open tickets', before: 'not there', after: 'number' },
        { label: 'Choices of Health', before: 'Good, Fair', after: 'Good, Fair, Bad' },
      ],
      warnings: [expect.stringContaining('Name is called Titel')],
      undo: expect.stringContaining('None'),
    });
    expect(notionSchemaFix.undo(plan)).toBeNull();
  });

  it('adds, keeps the choices that are there, and proves both', async () => {
    const { notion, customers: database } = bothDatabases();
    const context = contextOf(notion);
    const plan = await notionSchemaFix.plan(fix, context);
    expect((await notionSchemaFix.verify(plan, context)).map(({ ok }) => ok)).toEqual([
      false,
      false,
      true,
    ]);
    await notionSchemaFix.run(plan, context);
    expect(
      database.source.properties.map(({ name, type, options }) => [name, type, ...options]),
    ).toEqual([
      ['Name', 'title'],
      ['Health', 'select', 'Good', 'Fair', 'Bad'],
      ['Portal', 'url'],
      ['Open tickets', 'number'],
    ]);
    expect((await notionSchemaFix.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
    expect(context.notes).toEqual({ schema: 'It has 4 properties now' });
  });

  it('a choice that somebody adds between plan and run is not lost', async () => {
    const { notion, customers: database } = bothDatabases();
    const context = contextOf(notion);
    const plan = await notionSchemaFix.plan(fix, context);
    database.source.properties.find(({ name }) => name === 'Health')?.options.push('New');
    await notionSchemaFix.run(plan, context);
    expect(database.source.properties.find(({ name }) => name === 'Health')?.options).toEqual([
      'Good',
      'Fair',
      'New',
      'Bad',
    ]);
  });

  it('sees what was lost', async () => {
    const { notion, customers: database } = bothDatabases();
    const context = contextOf(notion);
    const plan = await notionSchemaFix.plan(fix, context);
    await notionSchemaFix.run(plan, context);
    const health = database.source.properties.find(({ name }) => name === 'Health');
    if (health) health.options = ['Good', 'Bad'];
    database.source.properties = database.source.properties.filter(({ name }) => name !== 'Portal');
    expect(await notionSchemaFix.verify(plan, context)).toContainEqual(
      expect.objectContaining({ ok: false, actual: 'lost: choice Fair of Health, Portal' }),
    );
  });

  it('another schema is another plan', async () => {
    const { notion, customers: database } = bothDatabases();
    const first = await notionSchemaFix.plan(fix, contextOf(notion));
    expect((await notionSchemaFix.plan(fix, contextOf(notion))).guard).toEqual(first.guard);
    database.source.properties[0] = { id: 'x', name: 'Name', type: 'title', options: ['?'] };
    expect((await notionSchemaFix.plan(fix, contextOf(notion))).guard).not.toEqual(first.guard);
  });

  it('knows after a lost reply what became of it', async () => {
    const { notion } = bothDatabases();
    const context = contextOf(notion);
    const plan = await notionSchemaFix.plan(fix, context);
    const doubt = { step: 'schema', since: 0 };
    expect(await notionSchemaFix.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'not-done',
    });
    await notionSchemaFix.run(plan, context);
    expect(await notionSchemaFix.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'done',
    });
  });

  it.each<[string, JsonObject, string]>([
    ['nothing lacks', { database: 'tasks' }, 'has everything'],
    ['only what it can not add', { database: 'customers' }, 'can be added from here'],
  ])('%s: there is no plan', async (_what, input, message) => {
    const other = fakeDatabase(customersId, 'Customers', {
      Name: 'title',
      Health: ['select', 'Good', 'Bad'],
      'Open tickets': 'rich_text',
    });
    const { tasks } = bothDatabases();
    await expect(
      notionSchemaFix.plan(input, contextOf(fakeNotion(other, tasks), { systems })),
    ).rejects.toMatchObject({ code: 'not_possible', message: expect.stringContaining(message) });
  });
});
