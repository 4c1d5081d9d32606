// Creating, changing and throwing away one page, with the real client over the simulator.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../src/core/fields.js';
import { notionPageCreate } from '../../../src/handlers/notion/notion-page-create.js';
import { notionPageStatus } from '../../../src/handlers/notion/notion-page-status.js';
import { notionPageTrash } from '../../../src/handlers/notion/notion-page-trash.js';
import { notionPageUpdate } from '../../../src/handlers/notion/notion-page-update.js';
import { checkInput } from '../../../src/services/engine/parse/validate.js';
import { parseRequest } from '../../../src/services/engine/parse/parse-request.js';
import {
  databaseId,
  minute,
  notionBench,
  pageId,
  perform,
  planned,
  start,
  type Bench,
} from './notion-bench.js';

const seeds = [
  {
    properties: {
      Name: 'Invoice export',
      Status: 'In Progress',
      Type: 'Chore',
      Tags: ['a'],
      Notes: 'Waits',
      Points: 3,
      Due: '2026-02-01',
      Urgent: true,
    },
  },
  { properties: { Name: 'Login form' } },
];

let bench: Bench;
beforeEach(() => {
  bench = notionBench(seeds);
});
afterEach(() => bench.close());

const values = 'Name=Recovery task; Status=backlog; Type=Chore; Points=5; Notes=Made; by hand';
const created = () => bench.ids().filter((id) => !id.startsWith('2e83d15f-5c00'));
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'planned',
    (error: unknown) => error,
  );

describe('notion page create', () => {
  const input = { database: 'wittwizz/tasks', values };

  it('is typed in one line, and asks for the rest', () => {
    const typed = parseRequest(`notion page create tasks ${values}`, [notionPageCreate]);
    expect(typed.input).toEqual({ database: 'tasks', values });
    expect(checkInput(notionPageCreate, { database: 'tasks' }).ok).toBe(true);
    expect(fieldsOf(notionPageCreate.input)[0]?.kind).toBe('database');
  });

  it('makes the page, and proves it', async () => {
    const { plan, notes, failed } = await perform(notionPageCreate, input, bench.context);
    expect(failed).toEqual([]);
    expect(created()).toHaveLength(1);
    const [id = ''] = created();
    expect(notes['create']).toContain(id.replaceAll('-', ''));
    expect(bench.value(id, 'Status')).toMatchObject({ status: { name: 'Backlog' } });
    expect(bench.value(id, 'Notes')).toMatchObject({
      rich_text: [{ plain_text: 'Made; by hand' }],
    });
    expect(plan).toMatchObject({
      target: 'new page in wittwizz/tasks',
      environment: 'production',
      headline: 'Create "Recovery task" in Tasks',
      facts: [
        { label: 'Name', value: 'Recovery task' },
        { label: 'Status', value: 'Backlog' },
        { label: 'Type', value: 'Chore' },
        { label: 'Notes', value: 'Made; by hand' },
        { label: 'Points', value: '5' },
      ],
      warnings: [],
    });
  });

  it('tells of pages with this title, and the undo takes the new one', async () => {
    const twin = { database: 'tasks', values: 'Name=Login form' };
    const { plan } = await perform(notionPageCreate, twin, bench.context);
    expect(plan.warnings).toEqual([expect.stringContaining('a page with this title already')]);
    const undo = notionPageCreate.undo(plan);
    expect(undo).toEqual({
      operation: 'notion.page.trash',
      input: { page: 'Login form', database: 'wittwizz/tasks', except: pageId(1) },
    });
    const [id] = created();
    const thrown = await perform(notionPageTrash, undo?.input ?? {}, bench.context);
    expect(thrown.plan.target).toBe(id);
    expect(thrown.failed).toEqual([]);
    expect(notionPageTrash.undo(thrown.plan)).toEqual({
      operation: 'notion.page.restore',
      input: { pages: id },
    });
  });

  it('asks for the fields of the live schema', async () => {
    const more = await notionPageCreate.more?.({ database: 'tasks' }, bench.context);
    expect(more?.replaces).toBe('values');
    expect(more?.fields.map(({ name, kind, required }) => [name, kind, required])).toEqual([
      ['Name', 'text', true],
      ['Status', 'choice', false],
      ['Type', 'choice', false],
      ['Tags', 'text', false],
      ['Notes', 'long-text', false],
      ['Points', 'number', false],
      ['Due', 'date', false],
      ['Urgent', 'boolean', false],
      ['Link', 'text', false],
      ['Related', 'text', false],
    ]);
    expect(more?.fields[1]?.choices).toEqual(['Backlog', 'In Progress', 'Done']);
    expect(await notionPageCreate.more?.({}, bench.context)).toBeNull();
  });

  it.each([
    [{ database: 'tasks' }, 'values', 'No values'],
    [{ database: 'tasks', values: 'Status=Done' }, 'values', 'Name is needed'],
    [{ database: 'tasks', values: 'Name=x; Status=Doen; Points=many' }, 'values', 'Points must be'],
    [{ database: 'tasks', values: 'Name=x; Created=now' }, 'values', 'works it out itself'],
    [{ database: 'projects', values }, 'database', 'There is no database'],
  ])('%o is refused', async (wrong, field, says) => {
    expect(await refusal(notionPageCreate.plan(wrong, bench.context))).toMatchObject({
      code: 'invalid_input',
      field,
      message: expect.stringContaining(says),
    });
  });

  it('a schema that changed, or a twin that came, is another plan', async () => {
    const before = await planned(notionPageCreate, input, bench.context);
    bench.sim.changeProperty(databaseId, 'Extra', { type: 'number', number: {} });
    const changed = await notionPageCreate.plan(input, bench.context);
    expect(changed.guard['schema']).not.toEqual(before.guard['schema']);
    bench.sim.createPage(databaseId, { properties: { Name: 'Recovery task' } });
    const twin = await notionPageCreate.plan(input, bench.context);
    expect(twin.guard['pages with this title']).toBe(1);
  });

  describe('when the reply is lost', () => {
    const doubt = { step: 'create', since: start };
    const attempt = async (fault: object) => {
      const plan = await planned(notionPageCreate, input, bench.context);
      bench.sim.faults.set(fault);
      const outcome = await refusal(perform(notionPageCreate, input, bench.context, { plan }));
      bench.sim.faults.set({});
      return { plan, outcome };
    };

    it('and the page was made: it is found, and not made again', async () => {
      const { plan, outcome } = await attempt({ lostReply: { match: 'POST /pages', count: 1 } });
      expect(outcome).toMatchObject({ code: 'outcome_unknown' });
      expect(created()).toHaveLength(1);
      const settled = await notionPageCreate.reconcile(
        plan,
        { ...bench.context, run: 'R-TEST' },
        doubt,
      );
      expect(settled).toMatchObject({
        outcome: 'done',
        evidence: expect.stringContaining('notion'),
      });
    });

    it.each([
      [59_000, 'unknown'],
      [61_000, 'not-done'],
    ])('and it was not: after %i ms that is %s', async (later, outcome) => {
      const { plan } = await attempt({ cut: { match: 'POST /pages', count: 1 } });
      expect(created()).toEqual([]);
      bench.clock.now = start + later;
      const settled = await notionPageCreate.reconcile(
        plan,
        { ...bench.context, run: 'R-TEST' },
        doubt,
      );
      expect(settled.outcome).toBe(outcome);
    });

    it('a page of this title with other values is not it, nor one from before', async () => {
      const { plan } = await attempt({ cut: { match: 'POST /pages', count: 1 } });
      bench.sim.createPage(databaseId, { properties: { Name: 'Recovery task', Points: 1 } });
      const settled = await notionPageCreate.reconcile(
        plan,
        { ...bench.context, run: 'R-TEST' },
        doubt,
      );
      expect(settled.outcome).toBe('unknown');
    });
  });

  it('a page that is not as it should be fails the checks', async () => {
    const plan = await planned(notionPageCreate, input, bench.context);
    const verify = async () =>
      (await notionPageCreate.verify(plan, { ...bench.context, run: 'R-000001' }))
        .filter(({ ok }) => !ok)
        .map(({ name }) => name);
    expect(await verify()).toEqual(['The page is there, once']);
    bench.sim.createPage(databaseId, {
      properties: { Name: 'Recovery task', Status: 'Done', Type: 'Chore', Points: 5 },
    });
    expect(await verify()).toEqual(['Status', 'Notes']);
  });
});

describe('notion page update', () => {
  const input = {
    page: pageId(0),
    values: 'Status=Done; Notes=Updated; manually; Tags=a, b; Due=',
  };

  it('shows before and after, writes in one call, and takes it back', async () => {
    const { plan, failed } = await perform(notionPageUpdate, input, bench.context);
    expect(failed).toEqual([]);
    expect(plan.changes).toEqual([
      { label: 'Status', before: 'In Progress', after: 'Done' },
      { label: 'Tags', before: 'a', after: 'a, b' },
      { label: 'Notes', before: 'Waits', after: 'Updated; manually' },
      { label: 'Due', before: '2026-02-01', after: '(empty)' },
    ]);
    expect(bench.value(pageId(0), 'Due')).toMatchObject({ date: null });
    expect(bench.sim.calls().filter(({ method }) => method === 'PATCH')).toHaveLength(1);

    const undo = notionPageUpdate.undo(plan);
    const back = await perform(notionPageUpdate, undo?.input ?? {}, bench.context);
    expect(back.failed).toEqual([]);
    expect(bench.value(pageId(0), 'Status')).toMatchObject({ status: { name: 'In Progress' } });
    expect(bench.value(pageId(0), 'Due')).toMatchObject({ date: { start: '2026-02-01' } });
    expect(bench.value(pageId(0), 'Notes')).toMatchObject({ rich_text: [{ plain_text: 'Waits' }] });
  });

  it('takes the page as an address', async () => {
    const page = `https://www.notion.so/Invoice-${pageId(0).replaceAll('-', '')}`;
    const plan = await planned(notionPageUpdate, { ...input, page }, bench.context);
    expect(plan.target).toBe(pageId(0));
  });

  it('has a form with what stands there, and what is sent back untouched changes nothing', async () => {
    const more = await notionPageUpdate.more?.({ page: pageId(0) }, bench.context);
    const defaults = Object.fromEntries(
      (more?.fields ?? []).map((field) => [field.name, field.default]),
    );
    expect(defaults).toMatchObject({
      Name: 'Invoice export',
      Status: 'In Progress',
      Tags: 'a',
      Points: '3',
      Due: '2026-02-01',
      Urgent: true,
    });
    expect(more?.fields.every(({ required }) => !required)).toBe(true);
    const untouched = JSON.stringify(defaults);
    expect(
      await refusal(notionPageUpdate.plan({ page: pageId(0), values: untouched }, bench.context)),
    ).toMatchObject({ code: 'not_possible', message: expect.stringContaining('already') });
  });

  it('what typing can not say is kept where its text is sent back untouched', async () => {
    const link = { url: 'https://x.example' };
    bench.sim.editPage(pageId(1), {
      Notes: { rich_text: [{ type: 'text', text: { content: 'see there', link } }] },
    });
    const both = { page: pageId(1), values: 'Notes=see there; Status=Done' };
    const { plan, failed } = await perform(notionPageUpdate, both, bench.context);
    expect(failed).toEqual([]);
    expect(plan.changes.map(({ label }) => label)).toEqual(['Status']);
    const other = { page: pageId(1), values: 'Notes=something else' };
    const changed = await perform(notionPageUpdate, other, bench.context);
    await perform(
      notionPageUpdate,
      notionPageUpdate.undo(changed.plan)?.input ?? {},
      bench.context,
    );
    expect(bench.value(pageId(1), 'Notes')).toMatchObject({
      rich_text: [{ plain_text: 'see there', text: { link } }],
    });
  });

  it.each([
    ['no id', { page: 'Invoice export', values }, 'invalid_input'],
    ['a page that is not there', { page: pageId(77), values }, 'not_found'],
    ['nothing to change', { page: pageId(0), values: 'Points=3' }, 'not_possible'],
  ])('%s is refused', async (_what, wrong, code) => {
    expect(await refusal(notionPageUpdate.plan(wrong, bench.context))).toMatchObject({ code });
  });

  it('a page in the trash, or of a database that is not configured, is refused', async () => {
    const unknown = { ...bench.context, systems: {} };
    expect(await refusal(notionPageUpdate.plan(input, unknown))).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('belongs to no database'),
    });
    bench.sim.trashPage(pageId(0));
    expect(await refusal(notionPageUpdate.plan(input, bench.context))).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('in the trash'),
    });
  });

  it('an edit in between is another plan', async () => {
    const before = await planned(notionPageUpdate, input, bench.context);
    bench.sim.editPage(pageId(0), { Notes: 'Somebody else' });
    const after = await notionPageUpdate.plan(input, bench.context);
    expect(after.guard['values now']).not.toEqual(before.guard['values now']);
  });

  it('in doubt it is done, or to be written again', async () => {
    const plan = await planned(notionPageUpdate, input, bench.context);
    const settle = async () =>
      (
        await notionPageUpdate.reconcile(
          plan,
          { ...bench.context, run: 'R-TEST' },
          { step: 'write', since: start },
        )
      ).outcome;
    expect(await settle()).toBe('not-done');
    await perform(notionPageUpdate, input, bench.context, { plan });
    expect(await settle()).toBe('done');
  });

  it('somebody who writes over it fails the checks', async () => {
    const { plan } = await perform(notionPageUpdate, input, bench.context);
    bench.sim.editPage(pageId(0), { Status: 'Backlog' });
    const checks = await notionPageUpdate.verify(plan, { ...bench.context, run: 'R-000001' });
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      { name: 'Status', ok: false, expected: 'Done', actual: 'Backlog' },
    ]);
  });
});

describe('notion page status', () => {
  it('sets it, and takes it back', async () => {
    const input = { page: pageId(0), status: 'backlog' };
    const { plan, failed } = await perform(notionPageStatus, input, bench.context);
    expect(failed).toEqual([]);
    expect(plan.warnings).toEqual([]);
    expect(bench.value(pageId(0), 'Status')).toMatchObject({ status: { name: 'Backlog' } });
    const undo = notionPageStatus.undo(plan);
    expect(undo).toEqual({
      operation: 'notion.page.status',
      input: { page: pageId(0), status: 'In Progress' },
    });
    await perform(notionPageStatus, undo?.input ?? {}, bench.context);
    expect(bench.value(pageId(0), 'Status')).toMatchObject({ status: { name: 'In Progress' } });
  });

  it('takes the nearest name, and says so', async () => {
    const plan = await planned(
      notionPageStatus,
      { page: pageId(0), status: 'Dane' },
      bench.context,
    );
    expect(plan.warnings).toEqual(['"Dane" is read as Done.']);
    expect(plan.changes).toEqual([{ label: 'Status', before: 'In Progress', after: 'Done' }]);
  });

  it('one that had none is emptied again', async () => {
    const { plan } = await perform(
      notionPageStatus,
      { page: pageId(1), status: 'Done' },
      bench.context,
    );
    const undo = notionPageStatus.undo(plan);
    expect(undo?.operation).toBe('notion.page.update');
    const back = await perform(notionPageUpdate, undo?.input ?? {}, bench.context);
    expect(back.failed).toEqual([]);
    expect(bench.value(pageId(1), 'Status')).toMatchObject({ status: null });
  });

  it.each([
    [{ page: pageId(0), status: 'finished' }, 'invalid_input', 'it is one of Backlog'],
    [{ page: pageId(0), status: 'In Progress' }, 'not_possible', 'already'],
  ])('%o is refused', async (input, code, says) => {
    expect(await refusal(notionPageStatus.plan(input, bench.context))).toMatchObject({
      code,
      message: expect.stringContaining(says),
    });
  });

  it('a database without a status is refused', async () => {
    bench.sim.changeProperty(databaseId, 'Status', null);
    expect(
      await refusal(notionPageStatus.plan({ page: pageId(0), status: 'Done' }, bench.context)),
    ).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('no property Status'),
    });
  });
});

describe('notion page trash', () => {
  it('by its title, where only one has it', async () => {
    const input = { page: 'Login form', database: 'tasks' };
    const { plan, failed } = await perform(notionPageTrash, input, bench.context);
    expect(plan.target).toBe(pageId(1));
    expect(failed).toEqual([]);
    expect(bench.sim.pages(databaseId).find(({ id }) => id === pageId(1))?.inTrash).toBe(true);
  });

  it('is refused where several have the title, or none', async () => {
    bench.sim.createPage(databaseId, { properties: { Name: 'Login form' } });
    expect(
      await refusal(notionPageTrash.plan({ page: 'Login form', database: 'tasks' }, bench.context)),
    ).toMatchObject({ code: 'invalid_input', message: expect.stringContaining('2 pages') });
    expect(
      await refusal(notionPageTrash.plan({ page: 'Nothing', database: 'tasks' }, bench.context)),
    ).toMatchObject({ code: 'not_found' });
  });

  it('a title without a database is asked for', () => {
    expect(checkInput(notionPageTrash, { page: 'Login form' })).toMatchObject({
      ok: false,
      faults: [{ field: 'database' }],
    });
  });

  it('in doubt the page tells', async () => {
    const input = { page: pageId(1) };
    const plan = await planned(notionPageTrash, input, bench.context);
    const settle = async () =>
      (
        await notionPageTrash.reconcile(
          plan,
          { ...bench.context, run: 'R-TEST' },
          {
            step: 'trash',
            since: start + minute,
          },
        )
      ).outcome;
    expect(await settle()).toBe('not-done');
    bench.sim.trashPage(pageId(1));
    expect(await settle()).toBe('done');
  });
});
