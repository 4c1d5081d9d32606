import { describe, expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { planHash } from '../../../src/core/plan.js';
import { notionDuplicates } from '../../../src/handlers/notion/notion-duplicates.js';
import { notionDuplicatesArchive } from '../../../src/handlers/notion/notion-duplicates-archive.js';
import { notionPageRestore } from '../../../src/handlers/notion/notion-page-restore.js';
import { addPage, fakeNotion, idOf, select, title } from '../../support/fake-notion.js';
import {
  bothDatabases,
  contextOf,
  hour,
  type customers,
  minute,
  now,
  systems,
  systemsOf,
} from './reading-context.js';

const input = { database: 'customers' };

/** Customers by number: name, and hours since the last edit. */
function withCustomers(...all: [string, number][]) {
  const { customers: database, tasks, notion } = bothDatabases();
  all.forEach(([name, age], at) =>
    addPage(database, {
      id: idOf(100 + at),
      createdAt: now - 1000 * hour + at * minute,
      editedAt: now - age * hour,
      properties: { Name: title(name), Health: select('Good') },
    }),
  );
  return { database, tasks, notion, context: contextOf(notion) };
}

const story: [string, number][] = [
  ['Acme', 5],
  ['Bravo', 1],
  ['acme ', 2],
  ['Acme', 9],
  ['', 1],
  ['bravo', 1],
];

const trashed = (database: ReturnType<typeof customers>) =>
  database.pages.filter(({ inTrash }) => inTrash).map(({ id }) => id);

describe('notion duplicates', () => {
  it('tells each group with its pages, and which one stays', async () => {
    const { context } = withCustomers(...story);
    const report = await notionDuplicates.read(input, context);
    expect(report.status).toBe('warning');
    expect(report.headline).toBe(
      '3 pages in ops/customers too many: 2 keys stand there more than once',
    );
    expect(report.tables?.[0]?.rows.map(([key, what, , id]) => [key, what, id])).toEqual([
      ['acme', 'stays', idOf(102)],
      ['Acme', 'goes', idOf(100)],
      ['Acme', 'goes', idOf(103)],
      ['Bravo', 'stays', idOf(101)],
      ['bravo', 'goes', idOf(105)],
    ]);
    expect(report.facts).toEqual([
      { label: 'Key', value: 'Name' },
      { label: 'Pages read', value: '6' },
      { label: 'Without a key', value: '1' },
    ]);
    expect(report.findings?.[0]?.suggestion).toEqual({
      label: 'Archive duplicates of ops/customers',
      operation: 'notion.duplicates.archive',
      input: { database: 'ops/customers' },
    });
  });

  it('none', async () => {
    const { context } = withCustomers(['Acme', 1], ['Bravo', 1]);
    expect(await notionDuplicates.read(input, context)).toMatchObject({
      status: 'good',
      headline: 'No duplicates in ops/customers',
      findings: [],
    });
  });

  it('without a database those that have a key', async () => {
    const { context, notion } = withCustomers(...story);
    const report = await notionDuplicates.read({}, context);
    expect(report.headline).toContain('3 pages in ops/customers too many');
    expect(notion.calls.filter((call) => call.startsWith('dataSource'))).toHaveLength(1);
    const both = await notionDuplicates.read({}, { ...context, systems: systemsOf('Name') });
    expect(both.headline).toBe('3 pages too many: 2 keys stand there more than once');
    expect(both.tables?.[0]?.rows).toEqual([
      ['ops/customers', 'Name', '6', '2', '3'],
      ['build/tasks', 'Name', '0', '0', '0'],
    ]);
    expect(both.tables?.[1]?.rows[0]?.slice(0, 3)).toEqual(['ops/customers', 'acme', 'stays']);
  });

  it('without a key the title, and no button: titles may repeat for good reasons', async () => {
    const { tasks, context } = withCustomers();
    for (const at of [1, 2])
      addPage(tasks, {
        id: idOf(200 + at),
        createdAt: now,
        editedAt: now,
        properties: { Name: title('Weekly review') },
      });
    const report = await notionDuplicates.read({ database: 'tasks' }, context);
    expect(report.findings?.[0]).toMatchObject({ fix: expect.stringContaining('`key`') });
    expect(report.findings?.[0]?.suggestion).toBeUndefined();
  });

  it('says where reading stopped', async () => {
    const { context, notion } = withCustomers(...story);
    notion.queryLimit = 4;
    const report = await notionDuplicates.read(input, context);
    expect(report.facts).toContainEqual({ label: 'Pages read', value: '4, and there are more' });
    expect(report.findings?.at(-1)).toMatchObject({ severity: 'info' });
  });

  it('a key that the database does not have', async () => {
    const { database, context } = withCustomers();
    database.source.properties = database.source.properties.filter(({ name }) => name !== 'Name');
    await expect(notionDuplicates.read(input, context)).rejects.toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('notion schema ops/customers'),
    });
  });
});

describe('notion duplicates archive', () => {
  it('plans which pages go and which stay, guarded by their last edit', async () => {
    const { context } = withCustomers(...story);
    const plan = await notionDuplicatesArchive.plan(input, context);
    expect(plan).toMatchObject({
      target: 'ops/customers',
      environment: 'production',
      headline: 'Put 3 duplicates of ops/customers into the trash',
      steps: [{ id: 'batch-1', title: 'Put pages 1 to 3 into the trash' }],
    });
    expect(plan.changes.map(({ label, before }) => [label, before])).toEqual([
      ['acme', '3 pages'],
      ['Bravo', '2 pages'],
    ]);
    expect(plan.guard).toEqual({
      [`page ${idOf(100)}`]: '2026-01-31 07:00',
      [`page ${idOf(101)}`]: '2026-01-31 11:00',
      [`page ${idOf(102)}`]: '2026-01-31 10:00',
      [`page ${idOf(103)}`]: '2026-01-31 03:00',
      [`page ${idOf(105)}`]: '2026-01-31 11:00',
    });
    const again = await notionDuplicatesArchive.plan(input, { ...context, now: () => now + hour });
    expect(planHash('x', again)).toBe(planHash('x', plan));
  });

  it('puts them into the trash, proves it, and its undo brings them back', async () => {
    const { database, context } = withCustomers(...story);
    const plan = await notionDuplicatesArchive.plan(input, context);
    expect((await notionDuplicatesArchive.verify(plan, context)).map(({ ok }) => ok)).toEqual([
      false,
      true,
    ]);
    await notionDuplicatesArchive.run(plan, context);
    expect(trashed(database)).toEqual([idOf(100), idOf(103), idOf(105)]);
    expect((await notionDuplicatesArchive.verify(plan, context)).every(({ ok }) => ok)).toBe(true);
    expect(context.notes).toEqual({ 'batch-1': '3 moved' });
    expect(context.told.at(-1)).toBe('3 of 3');

    const undo = notionDuplicatesArchive.undo(plan);
    expect(undo?.operation).toBe('notion.page.restore');
    const back = await notionPageRestore.plan(undo?.input, context);
    expect(back).toMatchObject({ target: 'ops/customers', environment: 'production' });
    expect((await notionPageRestore.verify(back, context)).map(({ ok }) => ok)).toEqual([false]);
    await notionPageRestore.run(back, context);
    expect(trashed(database)).toEqual([]);
    expect((await notionPageRestore.verify(back, context)).map(({ ok }) => ok)).toEqual([true]);
    expect(notionPageRestore.undo(back)).toBeNull();
  });

  it('a page that was edited since the plan is left alone, and the checks say so', async () => {
    const { database, context } = withCustomers(...story);
    const plan = await notionDuplicatesArchive.plan(input, context);
    const edited = database.pages.find(({ id }) => id === idOf(100));
    if (edited) edited.editedAt = now;
    await notionDuplicatesArchive.run(plan, context);
    expect(trashed(database)).toEqual([idOf(103), idOf(105)]);
    expect(context.notes['batch-1']).toBe('2 moved, 1 were edited since the plan and left alone');
    expect((await notionDuplicatesArchive.verify(plan, context))[0]).toMatchObject({
      ok: false,
      expected: '0',
      actual: '1',
    });
  });

  it('a page that was to stay and is gone fails the checks', async () => {
    const { database, context } = withCustomers(...story);
    const plan = await notionDuplicatesArchive.plan(input, context);
    await notionDuplicatesArchive.run(plan, context);
    const kept = database.pages.find(({ id }) => id === idOf(102));
    if (kept) kept.inTrash = true;
    expect((await notionDuplicatesArchive.verify(plan, context))[1]).toMatchObject({
      ok: false,
      expected: '2',
      actual: '1',
    });
  });

  it('a run that died in a batch goes on: those in the trash already are not sent again', async () => {
    const { notion, context } = withCustomers(...story);
    const plan = await notionDuplicatesArchive.plan(input, context);
    const doubt = { step: 'batch-1', since: 0 };
    notion.before = (call) => {
      if (call === `setTrash ${idOf(105)} true`)
        throw new Problem('outside_unavailable', 'cut', '');
    };
    await expect(notionDuplicatesArchive.run(plan, context)).rejects.toThrow('cut');
    expect(await notionDuplicatesArchive.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'not-done',
      evidence: expect.stringContaining('1 of 3'),
    });
    notion.before = () => undefined;
    await notionDuplicatesArchive.run(plan, context);
    expect(context.notes['batch-1']).toBe('1 moved, 2 were there already');
    expect(await notionDuplicatesArchive.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'done',
    });
  });

  it('500 go at once, in steps of 50; many leave the share of people alone', async () => {
    const all = Array.from({ length: 620 }, (): [string, number] => ['Acme', 3]);
    const { database, notion } = withCustomers(...all);
    const background = fakeNotion(database);
    const people = { ...notion, setTrash: () => Promise.reject(new Error('not here')) };
    const context = contextOf(notion, {
      notion: {
        people,
        background,
        configured: true,
        budget: () => ({ perMinute: 180, left: 180, closedUntil: null }),
      },
    });
    const plan = await notionDuplicatesArchive.plan(input, context);
    expect(plan.steps).toHaveLength(10);
    expect(plan.warnings[0]).toContain('119 more duplicates stay for now');
    expect(plan.changes[0]?.before).toBe('620 pages');
    await notionDuplicatesArchive.run(plan, context);
    expect(trashed(database)).toHaveLength(500);
  });

  it.each([
    ['nothing is there twice', 'customers', 'has no duplicates'],
    ['no key is configured', 'tasks', 'has no key'],
  ])('%s: there is no plan', async (_what, database, message) => {
    const { context } = withCustomers(['Acme', 1]);
    await expect(notionDuplicatesArchive.plan({ database }, context)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining(message),
    });
  });
});

describe('notion page restore', () => {
  function withTrash(...inTrash: boolean[]) {
    const { database, tasks, context } = withCustomers(
      ...inTrash.map((_trash, at): [string, number] => [`page ${at}`, 1]),
    );
    inTrash.forEach((trash, at) => {
      const page = database.pages[at];
      if (page) page.inTrash = trash;
    });
    return { database, tasks, context };
  }
  const planOf = (pages: string, context: ReturnType<typeof contextOf>) =>
    notionPageRestore.plan({ pages }, context);

  it('takes ids with commas or spaces, with dashes or not, and addresses; each once', async () => {
    const { context } = withTrash(true, true);
    const plan = await planOf(
      `${idOf(100)}, ${idOf(100).replaceAll('-', '')}\nhttps://www.notion.so/x-${idOf(101).replaceAll('-', '')}`,
      context,
    );
    expect(plan.data).toEqual({ pages: [idOf(100), idOf(101)] });
  });

  it('one page is locked by its id and can be put back', async () => {
    const { context } = withTrash(true);
    const plan = await planOf(idOf(100), context);
    expect(plan.target).toBe(idOf(100));
    expect(notionPageRestore.undo(plan)).toEqual({
      operation: 'notion.page.trash',
      input: { page: idOf(100) },
    });
  });

  it('warns of pages that are gone or live, and leaves them out', async () => {
    const { context } = withTrash(true, false);
    const plan = await planOf(`${idOf(100)} ${idOf(101)} ${idOf(999)}`, context);
    expect(plan.data).toEqual({ pages: [idOf(100)] });
    expect(plan.warnings).toEqual([
      expect.stringContaining(idOf(999)),
      '1 page not in the trash: left as they are.',
    ]);
  });

  it.each([
    ['a word', 'customers', 'invalid_input'],
    ['nothing', ' , ', 'invalid_input'],
    ['a live page', idOf(101), 'not_possible'],
    ['one that is gone', idOf(999), 'not_found'],
    ['too many', Array.from({ length: 501 }, (_, at) => idOf(at)).join(' '), 'invalid_input'],
  ])('%s is refused', async (_what, pages, code) => {
    const { context } = withTrash(true, false);
    await expect(planOf(pages, context)).rejects.toMatchObject({ code, field: 'pages' });
  });

  it('pages of two databases, or of one that is not configured, are refused', async () => {
    const { tasks, context } = withTrash(true);
    addPage(tasks, {
      id: idOf(300),
      createdAt: now,
      editedAt: now,
      inTrash: true,
      properties: {},
    });
    await expect(planOf(`${idOf(100)} ${idOf(300)}`, context)).rejects.toMatchObject({
      message: 'These pages are of more than one database.',
    });
    const { ops } = systems;
    await expect(
      planOf(idOf(300), { ...context, systems: ops ? { ops } : {} }),
    ).rejects.toMatchObject({ message: expect.stringContaining('belongs to no database') });
  });

  it('knows after a lost reply what became of it', async () => {
    const { database, context } = withTrash(true, true);
    const plan = await planOf(`${idOf(100)} ${idOf(101)}`, context);
    const doubt = { step: 'batch-1', since: 0 };
    if (database.pages[0]) database.pages[0].inTrash = false;
    expect(await notionPageRestore.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'not-done',
    });
    await notionPageRestore.run(plan, context);
    expect(await notionPageRestore.reconcile(plan, context, doubt)).toMatchObject({
      outcome: 'done',
    });
  });
});
