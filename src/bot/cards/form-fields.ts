// One input of a form for each field of an operation, by the field's kind.
import type { InputBlock, InputBlockElement, PlainTextOption } from '@slack/types';
import type { Field } from '../../core/fields.js';
import { plainText } from './blocks.js';

/** Id of a field's block and of the element in it. */
export function fieldId(name: string): string {
  return `field:${name}`;
}

/** Longest text that can be typed. */
const typedText = 3_000;
/** Longest text of an option and longest value. */
const optionText = 75;
/** Options in a menu; more are put in groups of as many, and there are at most as many groups. */
const optionsInMenu = 100;

/** @param tables names to choose from where the field is a table */
export function fieldBlock(field: Field, given: unknown, tables: readonly string[]): InputBlock {
  return {
    type: 'input',
    block_id: fieldId(field.name),
    label: plainText(labelOf(field.name), 150),
    ...(field.description === '' ? {} : { hint: plainText(field.description, 2_000) }),
    // A box that stays empty means "no".
    optional: !field.required || field.kind === 'boolean',
    element: element(field, given === undefined ? field.default : given, tables),
  };
}

/** `batchDelay` -> `Batch delay` */
export function labelOf(name: string): string {
  const words = name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function element(field: Field, given: unknown, tables: readonly string[]): InputBlockElement {
  const action_id = fieldId(field.name);
  const text = textOf(given);
  switch (field.kind) {
    case 'choice':
      return choice(field, text, field.choices);
    case 'table':
      return choice(field, text, tables);
    case 'boolean':
      return checkbox(field, text);
    case 'integer':
    case 'number':
      return number(field, text);
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
      return typed(field, text, true);
    case 'text':
      return typed(field, text, false);
  }
}

function typed(field: Field, text: string, multiline: boolean): InputBlockElement {
  return {
    type: 'plain_text_input',
    action_id: fieldId(field.name),
    multiline,
    // A shortened value could be sent unread, so one that is too long is typed again.
    ...(text === '' || text.length > typedText ? {} : { initial_value: text }),
  };
}

/** A menu, or buttons for a few. A value that no menu can offer is typed, so that none is out of reach. */
function choice(field: Field, text: string, values: readonly string[]): InputBlockElement {
  const possible =
    values.length > 0 &&
    values.length <= optionsInMenu * optionsInMenu &&
    values.every((value) => value !== '' && value.length <= optionText) &&
    (text === '' || values.includes(text));
  if (!possible) return typed(field, text, false);
  const options = values.map(option);
  const initial = text === '' ? {} : { initial_option: option(text) };
  const action_id = fieldId(field.name);
  // Slack has no way back from a radio button, so an optional field is a menu.
  if (field.required && values.length <= 3)
    return { type: 'radio_buttons', action_id, options, ...initial };
  if (values.length <= optionsInMenu)
    return { type: 'static_select', action_id, options, ...initial };
  const groups = Array.from({ length: Math.ceil(values.length / optionsInMenu) }, (_, group) =>
    options.slice(group * optionsInMenu, (group + 1) * optionsInMenu),
  );
  return {
    type: 'static_select',
    action_id,
    option_groups: groups.map((group) => ({
      label: plainText(group[0]?.value ?? '', optionText),
      options: group,
    })),
    ...initial,
  };
}

function option(value: string): PlainTextOption {
  return { text: plainText(value, optionText), value };
}

function checkbox(field: Field, text: string): InputBlockElement {
  const options = [option('Yes')];
  return {
    type: 'checkboxes',
    action_id: fieldId(field.name),
    options,
    ...(text === 'true' ? { initial_options: options } : {}),
  };
}

function number(field: Field, text: string): InputBlockElement {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  return {
    type: 'number_input',
    action_id: fieldId(field.name),
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
function textOf(given: unknown): string {
  if (typeof given === 'string') return given;
  return typeof given === 'number' || typeof given === 'boolean' ? String(given) : '';
}
