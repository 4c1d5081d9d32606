// Forms whose inputs only the outside knows: opened at once or in two parts, read as one JSON text, and never stuck.
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { textOf, type Person } from '../../sandbox/person.js';
import type { ClientView, StateValues } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import type { Field } from '../../src/core/fields.js';
import type { JsonObject } from '../../src/core/json.js';
import { Problem } from '../../src/core/problem.js';
import { defineAction, defineQuery } from '../../src/services/context.js';
import { openDesk, type DeskBench } from './desk-bench.js';

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  kind,
  description: '',
  required: false,
  choices: [],
  ...more,
});
const taskFields: Field[] = [
  field('Name', 'text', { required: true }),
  field('Status', 'choice', { choices: ['Backlog', 'Done'], default: 'Backlog' }),
  field('Urgent', 'boolean'),
  field('Due ID', 'date'),
];

let bench: DeskBench;
afterEach(() => bench.close());

/** What the operation was asked with, and how `more` answers. */
function pages(more: (given: JsonObject) => Promise<Field[] | null>) {
  const inputs: unknown[] = [];
  const operation = defineAction({
    id: 'page.make',
    family: 'Pages',
    summary: 'Make a page',
    examples: ['page make tasks {}'],
    args: ['database', 'values'],
    rest: true,
    risk: 'routine',
    input: z.object({
      database: z.string().min(1).meta({ field: 'database', description: 'Which' }),
      note: z.string().max(10).optional().describe('Note'),
      values: z.string().optional().describe('Values'),
    }),
    data: z.object({}),
    moreInto: 'values',
    async more(given) {
      const fields = await more(given);
      return fields && { replaces: 'values', fields };
    },
    async plan(input) {
      inputs.push(input);
      return {
        target: input.database,
        environment: 'test',
        headline: `Make ${input.values ?? ''}`,
        facts: [],
        changes: [],
        warnings: [],
        steps: [{ id: 'make', title: 'Make it' }],
        undo: 'None.',
        guard: {},
        data: {},
      };
    },
    run: async () => {},
    verify: async () => [],
    undo: () => null,
    reconcile: async () => ({ outcome: 'unknown', evidence: '' }),
  });
  return { operation, inputs };
}

const byDatabase = async (given: JsonObject): Promise<Field[] | null> =>
  given['database'] === undefined ? null : taskFields;

const value = (id: string, held: Record<string, unknown>): StateValues => ({
  [id]: { [id]: held },
});
const chosen = (text: string) => ({
  type: 'static_select',
  selected_option: { text: { type: 'plain_text', text, emoji: false }, value: text },
});

const blockIds = (view: ClientView): string[] =>
  view.blocks.flatMap(({ type, block_id: id }) => (type === 'input' ? [String(id)] : []));

async function formAt(person: Person, text: string): Promise<ClientView> {
  expect(await person.types(text)).toMatchObject({ ok: true });
  return person.form('Page make');
}

describe('a form whose fields are known at once', () => {
  test('asks for them in place of the text, and gives the answers as JSON', async () => {
    const { operation, inputs } = pages(byDatabase);
    bench = await openDesk({ operations: [operation], choices: { databases: ['tasks'] } });
    const form = await formAt(bench.ana, '/ppm page make tasks');
    expect(blockIds(form)).toEqual(['field:note', 'more:0', 'more:1', 'more:2', 'more:3']);
    const shown = JSON.stringify(form.blocks);
    expect(shown).toContain('*Database*: tasks');
    expect(shown).toContain('"Due ID"');
    expect(await bench.ana.submits(form, value('more:0', { value: 'Recovery' }))).toMatchObject({
      ok: true,
    });
    await until('it is planned', () => inputs.length > 0);
    expect(inputs).toEqual([{ database: 'tasks', values: '{"Name":"Recovery"}' }]);
    expect(bench.ana.view()).toBeUndefined();
  });

  test('says under the first of them that nothing was changed, and keeps what was typed elsewhere', async () => {
    const fields = taskFields.map((one) => ({ ...one, required: false }));
    const { operation, inputs } = pages(async () => fields);
    bench = await openDesk({ operations: [operation] });
    const form = await formAt(bench.ana, '/ppm page make tasks');
    await bench.ana.submits(form, {});
    expect(bench.ana.view()?.errors).toEqual({
      'more:0': 'Nothing is changed here. Fill in at least one field.',
    });
    const tooLong = value('field:note', { value: 'far too long a note' });
    await bench.ana.submits(form, { ...tooLong, ...value('more:1', chosen('Done')) });
    expect(bench.ana.view()?.errors?.['field:note']).toContain('at most 10');
    await bench.ana.submits(form, {
      ...value('more:1', chosen('Done')),
      ...value('more:3', { selected_date: '2026-10-05' }),
    });
    await until('it is planned', () => inputs.length > 0);
    expect(inputs).toEqual([
      { database: 'tasks', values: '{"Status":"Done","Due ID":"2026-10-05"}' },
    ]);
  });

  test('is not asked for where the text was typed', async () => {
    const { operation, inputs } = pages(async () => {
      throw new Error('nobody needs that');
    });
    bench = await openDesk({ operations: [operation] });
    await bench.ana.types('/ppm page make tasks Name=x');
    await until('it is planned', () => inputs.length > 0);
    expect(inputs).toEqual([{ database: 'tasks', values: 'Name=x' }]);
  });

  test('says why it can not be there', async () => {
    const { operation } = pages(async () => {
      throw new Problem('not_found', 'Notion has no tasks <!channel>.', 'Share it.');
    });
    bench = await openDesk({ operations: [operation] });
    await bench.ana.types('/ppm page make tasks');
    const view = await until('the reason', () => {
      const top = bench.ana.view();
      return top?.title === 'No form' ? top : null;
    });
    expect(JSON.stringify(view.blocks)).toContain(
      'Notion has no tasks &lt;!channel&gt;. Share it.',
    );
    expect(view.submit).toBeUndefined();
  });

  test('is not there for somebody who may not', async () => {
    const { operation } = pages(byDatabase);
    bench = await openDesk({ operations: [operation] });
    await bench.eve.types('/ppm page make tasks');
    await bench.eve.sees('a refusal', (message) => textOf(message).includes('you hold no role'));
    expect(bench.eve.view()).toBeUndefined();
  });
});

describe('a suggestion without them', () => {
  test('opens the form', async () => {
    const { operation } = pages(byDatabase);
    const look = defineQuery({
      id: 'look',
      family: 'Pages',
      summary: 'Look',
      examples: ['look'],
      args: [],
      input: z.object({}),
      read: async () => ({
        status: 'warning',
        headline: 'A page is missing',
        suggestions: [
          { label: 'Make it', operation: 'page.make', input: { database: 'tasks', note: 'hi' } },
        ],
      }),
    });
    bench = await openDesk({ operations: [operation, look] });
    await bench.ana.types('/ppm look');
    const answer = await bench.ana.sees('the report', ({ text }) => text.includes('missing'));
    await bench.ana.clicks(answer, 'Make it');
    const form = await bench.ana.form('Page make');
    expect(blockIds(form)).toEqual(['more:0', 'more:1', 'more:2', 'more:3']);
  });
});

describe('a form in two parts', () => {
  test('asks first for what the fields depend on, then for them, in the same view', async () => {
    const { operation, inputs } = pages(byDatabase);
    bench = await openDesk({
      operations: [operation],
      choices: { databases: ['tasks', 'a', 'b', 'c'] },
    });
    const first = await formAt(bench.ana, '/ppm page make');
    expect(blockIds(first)).toEqual(['field:database', 'field:note']);
    await bench.ana.submits(first, {
      ...value('field:database', chosen('tasks')),
      ...value('field:note', { value: 'hi' }),
    });
    const second = await until('the second part', () => {
      const top = bench.ana.view();
      return top && blockIds(top).includes('more:0') ? top : null;
    });
    expect(second.id).toBe(first.id);
    expect(blockIds(second)).toEqual(['more:0', 'more:1', 'more:2', 'more:3']);
    expect(JSON.stringify(second.blocks)).toContain('*Database*: tasks\\n*Note*: hi');
    expect(inputs).toEqual([]);
    await bench.ana.submits(second, value('more:0', { value: 'Recovery' }));
    await until('it is planned', () => inputs.length > 0);
    expect(inputs).toEqual([{ database: 'tasks', note: 'hi', values: '{"Name":"Recovery"}' }]);
  });

  test('says in the first part what is wrong with it', async () => {
    const { operation } = pages(byDatabase);
    bench = await openDesk({ operations: [operation] });
    const first = await formAt(bench.ana, '/ppm page make');
    const database = value('field:database', { value: 'tasks' });
    await bench.ana.submits(first, {
      ...database,
      ...value('field:note', { value: 'far too long' }),
    });
    expect(bench.ana.view()?.errors?.['field:note']).toContain('at most 10');
  });

  test('that was slow or fails shows so, and one that has no fields after all is typed', async () => {
    const answers: (() => Promise<Field[] | null>)[] = [
      async () => null,
      async () => {
        throw new Problem('outside_unavailable', 'Notion is away.', 'Later.');
      },
      async () => null,
      async () => null,
    ];
    const { operation, inputs } = pages(async () => answers.shift()?.() ?? null);
    bench = await openDesk({ operations: [operation] });
    const database = value('field:database', { value: 'tasks' });
    const first = await formAt(bench.ana, '/ppm page make');
    await bench.ana.submits(first, database);
    await until('the reason', () => bench.ana.view()?.title === 'No form');
    expect(JSON.stringify(bench.ana.view()?.blocks)).toContain('Notion is away. Later.');

    await bench.ana.types('/ppm page make');
    const again = await until('a new form', () => {
      const top = bench.ana.view();
      return top && top.id !== first.id && top.submit !== undefined ? top : null;
    });
    await bench.ana.submits(again, database);
    const typed = await until('the text', () => {
      const top = bench.ana.view();
      return top && blockIds(top).includes('field:values') ? top : null;
    });
    await bench.ana.submits(typed, { ...database, ...value('field:values', { value: 'Name=x' }) });
    await until('it is planned', () => inputs.length > 0);
    expect(inputs).toEqual([{ database: 'tasks', values: 'Name=x' }]);
  });

  test('has no second one for somebody who may not any more', async () => {
    const { operation } = pages(byDatabase);
    bench = await openDesk({ operations: [operation] });
    const first = await formAt(bench.ana, '/ppm page make');
    bench.roles.oncall = [];
    await bench.ana.submits(first, value('field:database', { value: 'tasks' }));
    await until('the reason', () => bench.ana.view()?.title === 'No form');
    expect(JSON.stringify(bench.ana.view()?.blocks)).toContain('you hold no role');
  });

  test('that was closed meanwhile is let go', async () => {
    let release = (): void => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const { operation } = pages(async (given) => {
      if (given['database'] === undefined) return null;
      await held;
      return taskFields;
    });
    bench = await openDesk({ operations: [operation] });
    const first = await formAt(bench.ana, '/ppm page make');
    await bench.ana.submits(first, value('field:database', { value: 'tasks' }));
    const waiting = await until('the view that waits', () => {
      const top = bench.ana.view();
      return top?.submit === undefined ? top : null;
    });
    await bench.slack.act(bench.ana.id, { type: 'view_close', viewId: waiting.id });
    release();
    await until('Slack was asked', () =>
      bench.slack.traffic().some(({ error }) => error === 'not_found'),
    );
    expect(bench.ana.view()).toBeUndefined();
    expect(bench.ana.messages().map(textOf)).toEqual([]);
  });
});

describe('a menu that is looked up', () => {
  test('offers at most a hundred that fit, best first, and sends what was chosen', async () => {
    const asked: unknown[] = [];
    const databases = Array.from({ length: 250 }, (_, n) => `team-${n}`);
    const operation = defineQuery({
      id: 'page.count',
      family: 'Pages',
      summary: 'Count pages',
      examples: ['page count tasks --note x'],
      args: ['database'],
      input: z.object({
        database: z.string().min(1).meta({ field: 'database', description: 'Which' }),
      }),
      async read(input) {
        asked.push(input);
        return { status: 'good', headline: 'counted' };
      },
    });
    bench = await openDesk({ operations: [operation], choices: { databases } });
    await bench.ana.types('/ppm page count');
    const form = await bench.ana.form('Page count');
    const look = async (typed: string) => {
      const answer = await bench.slack.act(bench.ana.id, {
        type: 'block_suggestion',
        container: { kind: 'view', viewId: form.id },
        blockId: 'field:database',
        actionId: 'field:database',
        value: typed,
      });
      if (!answer.ok) throw new Error(answer.error);
      return (answer.options ?? []).map(
        (option) => z.object({ value: z.string() }).parse(option).value,
      );
    };
    expect(await look('')).toHaveLength(100);
    const begins = Array.from({ length: 10 }, (_, n) => `team-24${n}`);
    expect(await look('24')).toEqual(['team-24', ...begins, 'team-124', 'team-224']);
    expect(await look('TEAM-7')).toContain('team-7');
    expect(await look('nothing')).toEqual([]);
    await bench.ana.submits(
      form,
      value('field:database', { ...chosen('team-249'), type: 'external_select' }),
    );
    await until('it is asked', () => asked.length > 0);
    expect(asked).toEqual([{ database: 'team-249' }]);
  });
});
