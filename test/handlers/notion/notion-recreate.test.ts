// A database made anew from its expected schema, with the real client over the simulator and a real store.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { notionRecreate } from '../../../src/handlers/notion/notion-recreate.js';
import {
  databaseId,
  dataSourceId,
  notionBench,
  pageId,
  perform,
  planned,
  start,
  type Bench,
} from './notion-bench.js';

const expected = {
  Name: 'title',
  Status: { type: 'status', options: ['Backlog', 'In Progress', 'Done', 'Blocked'] },
  Notes: 'rich_text',
  Points: 'rich_text',
  Type: 'number',
  Owner: 'people',
  Budget: 'number',
  Related: 'relation',
};
const owner = '2e83d15f-0000-8000-9000-000000000001';
const seeds = Array.from({ length: 250 }, (_, number) => ({
  properties: {
    // Many of the same title: what is in doubt must not be mistaken for another.
    Name: number % 3 === 0 ? 'Task' : `Task ${number}`,
    Status: 'In Progress',
    Notes: `Note ${number}`,
    Points: number,
    Owner: [{ id: owner }],
    ...(number === 1 ? { Type: 'Chore' } : {}),
  },
  ...(number === 9 ? { inTrash: true } : {}),
}));

let bench: Bench;
beforeEach(() => {
  bench = notionBench(seeds, expected);
});
afterEach(() => bench.close());

const input = { database: 'wittwizz/tasks' };
const made = () => bench.sim.databases().filter(({ id }) => id !== databaseId);
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );
/** What the new database has, by note: that is different for each row. */
function rows(): Map<string, Record<string, unknown>> {
  const all = made().flatMap(({ id }) => bench.sim.pages(id));
  return new Map(all.map((page) => [JSON.stringify(page.properties['Notes']), page.properties]));
}

it('says what it will be, and what can not be taken over', async () => {
  const plan = await planned(notionRecreate, input, bench.context);
  expect(plan).toMatchObject({
    target: 'wittwizz/tasks',
    environment: 'production',
    guard: { rows: 249 },
    undo: expect.stringContaining('old database is still there'),
  });
  expect(plan.facts).toContainEqual({ label: 'Rows to take over', value: '249' });
  expect(plan.facts).toContainEqual({
    label: 'Not taken over',
    value: 'Tags, Due, Urgent, Link, Related, Created',
  });
  expect(plan.warnings).toEqual(
    expect.arrayContaining([
      expect.stringContaining('Status is made as a select'),
      expect.stringContaining('Related (relation) is not made'),
      "Type: 1 value can't be taken over.",
    ]),
  );
  expect(notionRecreate.undo(plan)).toBeNull();
});

it('has the expected properties and every row, and the old one stays', async () => {
  const before = bench.sim.pages(databaseId);
  const { notes, failed } = await perform(notionRecreate, input, bench.context);
  expect(failed).toEqual([]);
  const [database] = made();
  expect(database).toMatchObject({ title: 'Tasks (new R-000001)', pages: 249 });
  expect(notes['copy']).toContain(
    `249 rows taken over. In ppm.config.yaml, set the id of wittwizz/tasks to ${database?.id}`,
  );
  expect(rows().size).toBe(249);
  const row = [...rows()].find(([note]) => note.includes('"Note 7"'))?.[1];
  expect(row).toMatchObject({
    Name: { type: 'title', title: [{ plain_text: 'Task 7' }] },
    Status: { type: 'select', select: { name: 'In Progress' } },
    Points: { type: 'rich_text', rich_text: [{ plain_text: '7' }] },
    Owner: { people: [{ id: owner }] },
    Budget: { number: null },
    Type: { number: null },
  });
  expect(bench.sim.pages(databaseId)).toEqual(before);
});

describe('a process that dies', () => {
  it('while rows are made: the same run goes on, and every row is there once', async () => {
    const plan = await planned(notionRecreate, input, bench.context);
    let left = 120;
    const { notion } = bench.context;
    const dying: typeof notion.background = {
      ...notion.background,
      async createPage(...given) {
        const page = await notion.background.createPage(...given);
        left -= 1;
        if (left < 0) throw new Error('killed');
        return page;
      },
    };
    const context = { ...bench.context, notion: { ...notion, background: dying } };
    expect(await refusal(perform(notionRecreate, input, context, { plan }))).toMatchObject({
      code: 'internal',
    });
    const settled = await notionRecreate.reconcile(
      plan,
      { ...bench.context, run: 'R-TEST' },
      {
        step: 'copy',
        since: start,
      },
    );
    expect(settled.outcome).toBe('not-done');
    const { failed } = await perform(notionRecreate, input, bench.context, {
      plan,
      done: ['create'],
    });
    expect(failed).toEqual([]);
    expect(made()).toMatchObject([{ pages: 249 }]);
    expect(rows().size).toBe(249);
  });

  it('or replies that are lost, make no row twice', async () => {
    const plan = await planned(notionRecreate, input, bench.context);
    bench.sim.faults.set({ lostReply: { match: 'POST /pages', count: 7 } });
    const { failed } = await perform(notionRecreate, input, bench.context, { plan });
    expect(failed).toEqual([]);
    expect(rows().size).toBe(249);
  });

  it('when the database was made and the reply lost: it is found', async () => {
    const plan = await planned(notionRecreate, input, bench.context);
    bench.sim.faults.set({ lostReply: { match: 'POST /databases', count: 1 } });
    expect(await refusal(perform(notionRecreate, input, bench.context, { plan }))).toMatchObject({
      code: 'outcome_unknown',
    });
    bench.sim.faults.set({});
    expect(made()).toHaveLength(1);
    const settled = await notionRecreate.reconcile(
      plan,
      { ...bench.context, run: 'R-TEST' },
      {
        step: 'create',
        since: start,
      },
    );
    expect(settled.outcome).toBe('done');
    const { failed } = await perform(notionRecreate, input, bench.context, {
      plan,
      done: ['create'],
    });
    expect(failed).toEqual([]);
    expect(made()).toHaveLength(1);
  });

  it.each([
    [119_000, 'unknown'],
    [121_000, 'not-done'],
  ])('when it was not made: after %i ms that is %s', async (later, outcome) => {
    const plan = await planned(notionRecreate, input, bench.context);
    const doubt = { step: 'create', since: bench.clock.now };
    bench.sim.faults.set({ cut: { match: 'POST /databases', count: 1 } });
    await refusal(perform(notionRecreate, input, bench.context, { plan }));
    bench.sim.faults.set({});
    bench.clock.now = doubt.since + later;
    const settled = await notionRecreate.reconcile(
      plan,
      { ...bench.context, run: 'R-TEST' },
      doubt,
    );
    expect(settled.outcome).toBe(outcome);
    expect(made()).toHaveLength(0);
  });

  it("another run's database is not this one's", async () => {
    await perform(notionRecreate, input, bench.context);
    bench.clock.now += 10 * 60_000;
    const plan = await planned(notionRecreate, input, bench.context);
    const settled = await notionRecreate.reconcile(
      plan,
      { ...bench.context, run: 'R-TEST' },
      {
        step: 'create',
        since: bench.clock.now,
      },
    );
    expect(settled.outcome).toBe('not-done');
    const { failed } = await perform(notionRecreate, input, bench.context, {
      plan,
      run: 'R-000002',
    });
    expect(failed).toEqual([]);
    expect(made()).toHaveLength(2);
  });
});

it('a row that is missing fails the checks', async () => {
  const { plan } = await perform(notionRecreate, input, bench.context);
  const [database] = made();
  bench.sim.trashPage(bench.sim.pages(database?.id ?? '')[0]?.id ?? '');
  const checks = await notionRecreate.verify(plan, { ...bench.context, run: 'R-000001' });
  expect(checks.filter(({ ok }) => !ok)).toMatchObject([{ expected: '249', actual: '248' }]);
});

it('a row that comes, or a property that changes, is another plan', async () => {
  const before = await planned(notionRecreate, input, bench.context);
  bench.sim.createPage(databaseId, { properties: { Name: 'New' } });
  const after = await notionRecreate.plan(input, bench.context);
  expect(after.guard['rows']).toBe(250);
  expect(after.guard['old schema']).toBe(before.guard['old schema']);
  bench.sim.changeProperty(databaseId, 'Extra', { type: 'number', number: {} });
  const changed = await notionRecreate.plan(input, bench.context);
  expect(changed.guard['old schema']).not.toBe(before.guard['old schema']);
});

it('without an expected schema it is refused', async () => {
  const bare = notionBench([]);
  expect(await refusal(notionRecreate.plan(input, bare.context))).toMatchObject({
    code: 'not_possible',
    field: 'database',
  });
  await bare.close();
});

it('the old one is addressed by its data source', async () => {
  const plan = await planned(notionRecreate, input, bench.context);
  expect(plan.data).toMatchObject({ databaseId, source: dataSourceId });
  expect(pageId(0)).toBe(bench.ids()[0]);
});
