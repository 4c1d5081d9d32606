import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stateValues } from '../../../sandbox/slack/blocks/values.js';
import { parseRunButton } from '../../../src/bot/cards/actions.js';
import { fieldId } from '../../../src/bot/cards/form-fields.js';
import { formErrors, valuesFromForm } from '../../../src/bot/cards/form-values.js';
import {
  approveForm,
  denialReason,
  denyForm,
  loadingView,
  messageView,
  typedTarget,
} from '../../../src/bot/cards/forms.js';
import { operationForm } from '../../../src/bot/cards/operation-form.js';
import { readFormMemory } from '../../../src/bot/cards/form-memory.js';
import type { OperationInfo } from '../../../src/core/operation.js';
import { liveIn, faultsOfView, readable, runs, aPlan } from './fixtures.js';
import { hostile } from './hostile.js';

const input = z.object({
  table: z.string().meta({ field: 'table', description: 'Full name' }),
  mode: z.enum(['fast', 'safe']).describe('How to do it'),
  environment: z.enum(['dev', 'staging', 'prod', 'test']).optional(),
  version: z.coerce.number().int().min(0).optional(),
  ratio: z.number().optional(),
  dryRun: z.boolean().default(true),
  day: z.iso.date().optional(),
  at: z.iso.datetime().optional(),
  owner: z.string().meta({ field: 'person' }).optional(),
  note: z.string().meta({ field: 'long-text' }).optional(),
  title: z.string().optional(),
});
const operation: OperationInfo = {
  id: 'table.restore',
  family: 'table',
  summary: 'Restore a Delta table to an earlier version',
  risk: 'critical',
  runbook: 'finance-ppm#restore-data-from-time-travel',
  examples: [],
  args: ['table'],
  input,
};
const tables = ['main.silver.projects', 'main.gold.kpis'];
const choices = { tables, systems: [], databases: [] };
const options = { choices, channel: 'C0OPS' };
const everything = {
  table: 'main.gold.kpis',
  mode: 'safe',
  environment: 'prod',
  version: 5,
  ratio: 0.25,
  dryRun: false,
  day: '2026-10-05',
  at: '2026-10-05T11:00:00.000Z',
  owner: 'U0MAYA',
  note: 'two\nlines',
  title: 'one line',
};

type View = ReturnType<typeof operationForm>;

/** The form as it comes back when nobody touched it. */
function untouched(view: View) {
  return stateValues(JSON.parse(JSON.stringify(view.blocks)));
}

function elementOf(view: View, name: string): unknown {
  const block = view.blocks.find((candidate) => candidate.block_id === fieldId(name));
  return block && 'element' in block ? block.element : undefined;
}

describe('an operation’s form', () => {
  it('has an input of the right kind for each field', () => {
    const view = operationForm(operation, {}, options);
    expect(faultsOfView(view)).toEqual([]);
    const kinds = Object.keys(input.shape).map((name) => elementOf(view, name));
    expect(kinds).toMatchObject([
      { type: 'radio_buttons' },
      { type: 'radio_buttons' },
      { type: 'static_select' },
      { type: 'number_input', is_decimal_allowed: false, min_value: '0' },
      { type: 'number_input', is_decimal_allowed: true },
      { type: 'checkboxes', initial_options: [{ value: 'Yes' }] },
      { type: 'datepicker' },
      { type: 'datetimepicker' },
      { type: 'users_select' },
      { type: 'plain_text_input', multiline: true },
      { type: 'plain_text_input', multiline: false },
    ]);
    expect(view).toMatchObject({
      callback_id: 'operation.form',
      title: { text: 'Table restore' },
    });
    expect(readFormMemory(view.private_metadata ?? '')).toEqual({
      operation: 'table.restore',
      channel: 'C0OPS',
      given: {},
    });
    const shown = readable({ text: '', blocks: JSON.parse(JSON.stringify(view.blocks)) });
    for (const part of ['Full name', 'Dry run', operation.summary, '`finance-ppm#restore-data'])
      expect(shown).toContain(part);
  });

  it('asks for what is required, and only for that', () => {
    const view = operationForm(operation, {}, options);
    const required = view.blocks.filter((block) => 'optional' in block && !block.optional);
    expect(required.map((block) => block.block_id)).toEqual(['field:table', 'field:mode']);
  });

  it('comes back untouched with what it was given, for every kind of field', () => {
    const view = operationForm(operation, everything, options);
    expect(faultsOfView(view)).toEqual([]);
    const values = valuesFromForm(operation, untouched(view));
    expect(values).toEqual(everything);
    expect(input.parse(values)).toEqual(everything);
  });

  it('comes back without what nobody filled in', () => {
    const values = valuesFromForm(operation, untouched(operationForm(operation, {}, options)));
    expect(values).toEqual({ dryRun: true });
  });

  it('gives back what was typed, chosen and cleared', () => {
    const blocks = JSON.parse(JSON.stringify(operationForm(operation, {}, options).blocks));
    const set = (name: string, value: Record<string, unknown>) => ({
      [fieldId(name)]: { [fieldId(name)]: value },
    });
    const values = stateValues(blocks, {
      ...set('mode', { selected_option: { value: 'fast' } }),
      ...set('version', { value: '12' }),
      ...set('dryRun', { selected_options: [] }),
      ...set('at', { selected_date_time: 1_791_198_000 }),
      ...set('title', { value: '  ' }),
    });
    expect(valuesFromForm(operation, values)).toEqual({
      mode: 'fast',
      version: 12,
      dryRun: false,
      at: '2026-10-05T11:00:00.000Z',
    });
  });

  it('lets a table be typed where none is configured or another one was given', () => {
    for (const view of [
      operationForm(operation, {}, { ...options, choices: { ...choices, tables: [] } }),
      operationForm(operation, { table: 'main.bronze.raw' }, options),
      operationForm(
        operation,
        {},
        { ...options, choices: { ...choices, tables: ['x'.repeat(80)] } },
      ),
    ]) {
      expect(faultsOfView(view)).toEqual([]);
      expect(elementOf(view, 'table')).toMatchObject({ type: 'plain_text_input' });
    }
  });

  it('groups the choices that are too many for one menu', () => {
    const many = Array.from({ length: 250 }, (_, place) => `main.silver.t${place}`);
    const view = operationForm(
      operation,
      { table: 'main.silver.t249' },
      { ...options, choices: { ...choices, tables: many } },
    );
    expect(faultsOfView(view)).toEqual([]);
    expect(valuesFromForm(operation, untouched(view))).toMatchObject({ table: 'main.silver.t249' });
  });

  it('offers the systems and databases of the configuration, and lets them be typed where there are none', () => {
    const sync: OperationInfo = {
      ...operation,
      input: z.object({
        system: z.string().meta({ field: 'system' }).optional(),
        database: z.string().meta({ field: 'database' }).optional(),
      }),
    };
    const draw = (databases: string[], given: Record<string, unknown> = {}) => {
      const content = { choices: { tables: [], systems: ['finance', 'wittwizz'], databases } };
      const view = operationForm(sync, given, { ...content, channel: null });
      expect(faultsOfView(view)).toEqual([]);
      return view;
    };
    const few = draw(['projects', 'wittwizz/tasks'], { database: 'wittwizz/tasks' });
    expect(elementOf(few, 'system')).toMatchObject({
      type: 'static_select',
      options: [{ value: 'finance' }, { value: 'wittwizz' }],
    });
    expect(valuesFromForm(sync, untouched(few))).toEqual({ database: 'wittwizz/tasks' });
    expect(elementOf(draw([]), 'database')).toMatchObject({ type: 'plain_text_input' });
    const byId = draw(['projects'], { database: '0f1e2d3c' });
    expect(elementOf(byId, 'database')).toMatchObject({ initial_value: '0f1e2d3c' });
    const many = draw(
      Array.from({ length: 101 }, (_, place) => `db-${place}`),
      { database: 'db-7' },
    );
    expect(elementOf(many, 'database')).toMatchObject({ type: 'external_select' });
    expect(valuesFromForm(sync, untouched(many))).toEqual({ database: 'db-7' });
  });

  it('shows what is wrong with a given value', () => {
    const view = operationForm(operation, {}, { ...options, errors: { version: 'Too <low>.' } });
    expect(faultsOfView(view)).toEqual([]);
    expect(JSON.stringify(view.blocks)).toContain(':warning: Too &lt;low&gt;.');
  });

  it('puts each complaint of the schema at its field, and others at the first', () => {
    const strict = input.refine(() => false, { error: 'Give a version or a time.' });
    const bad = strict.safeParse({ ...everything, version: -1, mode: 'slow' });
    const errors = formErrors(operation, bad.error ?? new z.ZodError([]));
    expect(Object.keys(errors).toSorted()).toEqual(['field:mode', 'field:version']);
    const whole = strict.safeParse(everything);
    expect(formErrors(operation, whole.error ?? new z.ZodError([]))).toEqual({
      'field:table': 'Give a version or a time.',
    });
  });

  it('takes any words, and gives them back unharmed', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, name) => {
        const given = { title: text, note: text, owner: text, table: text, day: text, at: text };
        const view = operationForm({ ...operation, summary: text, runbook: name }, given, {
          choices: { tables: [name, text], systems: [text], databases: [text, name] },
          channel: null,
          errors: { title: text },
        });
        expect([...faultsOfView(view), ...liveIn(view.blocks, '', ['U0NOBODY'])]).toEqual([]);
        expect(valuesFromForm(operation, untouched(view)).note ?? '').toBe(
          text.trim() === '' ? '' : text,
        );
      }),
    );
  });
});

describe('the other forms', () => {
  const run = runs().byState.awaiting_approval;

  it('ask the approver for the name, and say which', () => {
    const view = approveForm(run);
    expect(faultsOfView(view)).toEqual([]);
    expect(view.callback_id).toBe('approve.form');
    expect(parseRunButton(view.private_metadata)).toEqual({ run: 'run_42', hash: run.planHash });
    expect(JSON.stringify(view.blocks)).toContain('`main.silver.projects`');
    expect(typedTarget({ target: { target: { value: ' main.silver.projects ' } } })).toBe(
      'main.silver.projects',
    );
  });

  it('ask for a reason of at most 500 characters', () => {
    const view = denyForm(run);
    expect(faultsOfView(view)).toEqual([]);
    expect(view.blocks.at(-1)).toMatchObject({ element: { max_length: 500, min_length: 1 } });
    expect(denialReason({ reason: { reason: { value: 'Not now.' } } })).toBe('Not now.');
    expect(denialReason('nonsense')).toBe('');
  });

  it('are sound with any words', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const plan = aPlan({ headline: text, target: text || 'x' });
        const hostileRun = runs(plan).byState.awaiting_approval;
        for (const view of [
          approveForm(hostileRun),
          denyForm(hostileRun),
          loadingView(text),
          messageView(text, text),
        ]) {
          expect([...faultsOfView(view), ...liveIn(view, '', ['U0NOBODY'])]).toEqual([]);
        }
      }),
    );
  });
});
