// One input of a form for each field of an operation, by the field's kind.
import type { InputBlock, InputBlockElement } from '@slack/types';
import type { Field } from '../../core/fields.js';
import { plainText } from './blocks.js';
import { choice, looked, option, typed } from './form-menus.js';

/** Id of a field's block and of the element in it. */
export function fieldId(name: string): string {
  return `field:${name}`;
}

/** What the configuration knows and a form can offer; where it knows nothing, the value is typed. */
export interface Choices {
  tables: readonly string[];
  systems: readonly string[];
  databases: readonly string[];
}

/**
 * @param given stands in it at first; the field's default where it is undefined
 * @param named of the block and the element in it, and what people call it
 */
export function fieldBlock(
  field: Field,
  given: unknown,
  choices: Choices,
  named = { id: fieldId(field.name), label: labelOf(field.name) },
): InputBlock {
  return {
    type: 'input',
    block_id: named.id,
    label: plainText(named.label, 150),
    ...(field.description === '' ? {} : { hint: plainText(field.description, 2_000) }),
    // A box that stays empty means "no".
    optional: !field.required || field.kind === 'boolean',
    element: element(named.id, field, given === undefined ? field.default : given, choices),
  };
}

/** What the configuration offers for a field, and null where a field is none of its kinds. */
export function offeredFor(
  { kind }: Pick<Field, 'kind'>,
  choices: Choices,
): readonly string[] | null {
  if (kind === 'table') return choices.tables;
  if (kind === 'system') return choices.systems;
  return kind === 'database' ? choices.databases : null;
}

/** `batchDelay` -> `Batch delay` */
export function labelOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function element(
  action_id: string,
  field: Field,
  given: unknown,
  choices: Choices,
): InputBlockElement {
  const text = textOf(given);
  switch (field.kind) {
    case 'choice':
      return choice(action_id, field, text, field.choices);
    case 'table':
      return choice(action_id, field, text, choices.tables);
    case 'system':
      return looked(action_id, field, text, choices.systems);
    case 'database':
      return looked(action_id, field, text, choices.databases);
    case 'boolean':
      return checkbox(action_id, text);
    case 'integer':
    case 'number':
      return number(action_id, field, text);
    case 'date':
      return {
        type: 'datepicker',
        action_id,
        ...(isDate(text) ? { initial_date: text } : {}),
      };
    case 'datetime':
      return { type: 'datetimepicker', action_id, ...initialTime(text) };
    case 'person':
      return { type: 'users_select', action_id, ...initialUser(text) };
    case 'long-text':
      return typed(action_id, text, true);
    case 'text':
      return typed(action_id, text, false);
  }
}

function checkbox(action_id: string, text: string): InputBlockElement {
  const options = [option('Yes')];
  return {
    type: 'checkboxes',
    action_id,
    options,
    ...(text === 'true' ? { initial_options: options } : {}),
  };
}

function number(action_id: string, field: Field, text: string): InputBlockElement {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return {
    type: 'number_input',
    action_id,
    is_decimal_allowed: field.kind === 'number',
    ...(Number.isFinite(value) ? { initial_value: String(value) } : {}),
    ...(isBound(field.min) ? { min_value: String(field.min) } : {}),
    ...(isBound(field.max) ? { max_value: String(field.max) } : {}),
  };
}

/** Every integer schema says what JavaScript's integers are; that is not worth telling anybody. */
function isBound(value: number | undefined): value is number {
  return value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;
}

function isDate(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function initialTime(text: string): { initial_date_time?: number } {
  const seconds = Math.floor(Date.parse(text) / 1000);
  // Slack takes ten digits: 2001 to 2286.
  return seconds >= 1_000_000_000 && seconds <= 9_999_999_999 ? { initial_date_time: seconds } : {};
}

function initialUser(text: string): { initial_user?: string } {
  const id = /^(?:<@)?([UW][A-Z0-9]{1,29})(?:\|[^>]*)?>?$/.exec(text)?.[1];
  return id === undefined ? {} : { initial_user: id };
}

/** A value as it would be typed. */
export function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : '';
}
