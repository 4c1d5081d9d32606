import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stateValues } from '../../../sandbox/slack/blocks/values.js';
import type { Choices } from '../../../src/bot/cards/form-fields.js';
import { readFormMemory } from '../../../src/bot/cards/form-memory.js';
import { moreAnswers, moreId } from '../../../src/bot/cards/more-fields.js';
import { operationForm } from '../../../src/bot/cards/operation-form.js';
import { fieldKinds, type Field } from '../../../src/core/fields.js';
import type { OperationInfo } from '../../../src/core/operation.js';
import { faultsOfView, liveIn } from './fixtures.js';
import { hostile } from './hostile.js';

const operation: OperationInfo = {
  id: 'notion.page.update',
  family: 'Notion',
  summary: 'Change a page',
  risk: 'guarded',
  examples: [],
  args: ['page', 'values'],
  input: z.object({
    page: z.string().describe('Page'),
    reason: z.string().optional().describe('Why'),
    values: z.string().optional().describe('Values'),
  }),
};
const choices: Choices = { tables: [], systems: ['finance'], databases: ['tasks'] };

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({
  name,
  kind,
  description: 'What it is',
  required: false,
  choices: [],
  ...more,
});

function formOf(fields: Field[], given: Record<string, unknown> = { page: '0f1e' }) {
  const more = { replaces: 'values', fields };
  const view = operationForm(operation, given, { choices, channel: 'C0OPS', more });
  expect(faultsOfView(view)).toEqual([]);
  const memory = readFormMemory(view.private_metadata ?? '');
  const blocks = JSON.parse(JSON.stringify(view.blocks));
  const answers = (set: Record<number, Record<string, unknown>> = {}): unknown => {
    const held = Object.entries(set).map(([place, value]) => [
      moreId(Number(place)),
      { [moreId(Number(place))]: value },
    ]);
    if (!memory.more) throw new Error('nothing more is remembered');
    const text = moreAnswers(memory.more, stateValues(blocks, Object.fromEntries(held)));
    return text === undefined ? undefined : JSON.parse(text);
  };
  return { view, memory, answers };
}

const everyKind: Field[] = [
  field('Name', 'text', { default: 'Old  name ' }),
  field('Notes', 'long-text', { default: 'two\nlines' }),
  field('Hours', 'number', { default: 2.5 }),
  field('Count', 'integer', { default: 3 }),
  field('Urgent', 'boolean', { default: true }),
  field('Calm', 'boolean', { default: false }),
  field('Asked', 'boolean'),
  field('Status', 'choice', { choices: ['Open', 'Done'], default: 'Open' }),
  field('Odd', 'choice', { choices: ['Open'], default: 'Gone' }),
  field('Due', 'date', { default: '2026-10-05' }),
  field('At', 'datetime', { default: '2026-10-05T11:00:00.500Z' }),
  field('Owner', 'person', { default: '<@U0MAYA>' }),
  field('System', 'system', { default: 'finance' }),
  field('Database', 'database', { default: 'tasks' }),
  field('Table', 'table', { default: 'main.a.b' }),
];

describe('further fields', () => {
  it('have a default of every kind, and say nothing while nobody touches them', () => {
    expect(new Set(everyKind.map(({ kind }) => kind))).toEqual(new Set(fieldKinds));
    expect(formOf(everyKind).answers()).toBeUndefined();
    const empty = everyKind.map(({ name, kind, choices: offered }) =>
      field(name, kind, { choices: offered }),
    );
    expect(formOf(empty).answers()).toBeUndefined();
  });

  it('give what was changed as texts, and what was emptied as an empty one', () => {
    const form = formOf(everyKind);
    const changed = form.answers({
      0: { value: '' },
      1: { value: 'two\r\nlines\n' },
      2: { value: '4' },
      4: { selected_options: [] },
      5: { selected_options: [{ value: 'Yes' }] },
      6: { selected_options: [{ value: 'Yes' }] },
      7: { selected_option: { value: 'Done' } },
      9: { selected_date: null },
      10: { selected_date_time: 1_791_198_060 },
      11: { selected_user: 'U0OMAR' },
    });
    expect(changed).toEqual({
      Name: '',
      Hours: '4',
      Urgent: 'false',
      Calm: 'true',
      Asked: 'true',
      Status: 'Done',
      Due: '',
      At: '2026-10-05T11:01:00.000Z',
      Owner: 'U0OMAR',
    });
  });

  it('do not take for emptied what had no room in the input', () => {
    const long = formOf([field('Notes', 'long-text', { default: 'x'.repeat(4_000) })]);
    expect(long.answers()).toBeUndefined();
  });

  it('stand below what was given, which is fixed; a long text is asked for again', () => {
    const reason = 'because '.repeat(50);
    const { view, memory } = formOf(everyKind, { page: 'P <!channel>', reason });
    expect(memory).toMatchObject({ given: { page: 'P <!channel>' }, more: { into: 'values' } });
    const inputs = view.blocks
      .filter(({ type }) => type === 'input')
      .map((block) => block.block_id);
    expect(inputs.slice(0, 2)).toEqual(['field:reason', 'more:0']);
    expect(JSON.stringify(view.blocks)).toContain('*Page*: P &lt;!channel&gt;');
  });

  it.each([
    ['more than forty', 41, 'Name', 40],
    ['long names', 40, 'N'.repeat(200), 12],
  ])('are left out where there are too many, and it is said: %s', (_what, count, name, least) => {
    const fields = Array.from({ length: count }, (__, n) =>
      field(`${name}${n}`, 'text', { default: 'x' }),
    );
    const { view, memory } = formOf(fields);
    const shown = memory.more?.fields.length ?? 0;
    expect(shown).toBeGreaterThanOrEqual(least);
    expect(view.private_metadata?.length).toBeLessThanOrEqual(3_000);
    const left = count - shown;
    expect(left).toBeGreaterThan(0);
    expect(JSON.stringify(view.blocks)).toMatch(
      new RegExp(`${left} more fields? ha(s|ve) no room here: give them with \`--values\``),
    );
  });

  it('keep the view below what Slack takes, however many options they have', () => {
    const options = Array.from({ length: 5_000 }, (_, n) => `Option number ${n} of this property`);
    const fields = Array.from({ length: 5 }, (_, n) =>
      field(`P${n}`, 'choice', { choices: options }),
    );
    fields.unshift(field('Name', 'text'));
    const { view, memory } = formOf(fields);
    expect(JSON.stringify(view).length).toBeLessThan(250_000);
    expect(memory.more?.fields.length).toBeGreaterThan(0);
  });

  it('take any names and words, and give them back unharmed', () => {
    const any = fc.record({
      name: hostile.filter((name) => name !== '__proto__'),
      kind: fc.constantFrom(...fieldKinds),
      description: hostile,
      required: fc.boolean(),
      choices: fc.array(hostile, { maxLength: 4 }),
      default: fc.option(hostile, { nil: undefined }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(any, { maxLength: 5, selector: ({ name }) => name }),
        hostile,
        (fields, given) => {
          const more = { replaces: 'values', fields };
          const content = { choices, channel: null, more };
          const view = operationForm(operation, { page: given }, content);
          expect([...faultsOfView(view), ...liveIn(view.blocks, '', ['U0NOBODY'])]).toEqual([]);
          const memory = readFormMemory(view.private_metadata ?? '');
          expect((view.private_metadata ?? '').length).toBeLessThanOrEqual(3_000);
          const untouched = stateValues(JSON.parse(JSON.stringify(view.blocks)));
          expect(memory.more && moreAnswers(memory.more, untouched)).toBeUndefined();
        },
      ),
      { numRuns: 300 },
    );
  });
});
