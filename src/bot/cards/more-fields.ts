// The inputs of a form that only the outside knows, such as the properties of a database: drawn from its fields, remembered
// in the form's private metadata (which has 3,000 characters), and read again as one JSON text when it is handed in.
import type { InputBlock, InputBlockElement } from '@slack/types';
import { z } from 'zod';
import { fieldKinds, type Field } from '../../core/fields.js';
import { hashJson } from '../../core/json.js';
import type { MoreFields } from '../../core/operation.js';
import { fieldBlock, textOf, type Choices } from './form-fields.js';
import { formState, valueOf, type Held } from './form-values.js';

/** A form with more inputs than this is no form that anybody fills in. */
const mostFields = 40;
/** Slack refuses a view of 250 kB; menus with many options come near. Characters of JSON. */
const mostOfView = 150_000;

/** Name, kind, and a hash of what stood in it at first (empty: nothing). Their places tell the inputs apart. */
const remembered = z.tuple([z.string(), z.enum(fieldKinds), z.string()]);

/** What a form remembers of its further fields. */
export const moreMemory = z.object({
  /** The input that gets the answers. */
  into: z.string(),
  fields: z.array(remembered),
});
export type MoreMemory = z.infer<typeof moreMemory>;

/** Id of a further field's block and of the element in it. */
export function moreId(place: number): string {
  return `more:${place}`;
}

/**
 * @param room characters that the memory may take as JSON
 * @returns the inputs, what to remember, and how many fields had no room
 */
export function moreInputs(
  more: MoreFields,
  choices: Choices,
  room: number,
): { inputs: InputBlock[]; memory: MoreMemory; left: number } {
  const inputs: InputBlock[] = [];
  let size = 0;
  const memory: MoreMemory = { into: more.replaces, fields: [] };
  for (const field of more.fields.slice(0, mostFields)) {
    const named = { id: moreId(inputs.length), label: field.name };
    const input = fieldBlock(field, undefined, choices, named);
    memory.fields.push([field.name, field.kind, mark(answer(field.kind, atFirst(input.element)))]);
    size += JSON.stringify(input).length;
    if (JSON.stringify(memory).length > room || size > mostOfView) {
      memory.fields.pop();
      break;
    }
    inputs.push(input);
  }
  return { inputs, memory, left: more.fields.length - inputs.length };
}

/**
 * The answers as a JSON object of texts by field. Left out is what nobody has touched; what was emptied is an empty text.
 * Undefined where everything is as it was.
 * @throws ZodError when `stateValues` is not what Slack sends
 */
export function moreAnswers({ fields }: MoreMemory, stateValues: unknown): string | undefined {
  const blocks = formState.parse(stateValues);
  const answers = fields.flatMap(([name, kind, before], place) => {
    const now = answer(kind, blocks[moreId(place)]?.[moreId(place)] ?? {});
    return mark(now) === before ? [] : [[name, now]];
  });
  return answers.length === 0 ? undefined : JSON.stringify(Object.fromEntries(answers));
}

function answer(kind: Field['kind'], held: Held): string {
  return textOf(valueOf(kind, held));
}

/** Slack's clients treat the ends of a text and its line breaks as they like: that is no change. */
function mark(text: string): string {
  const same = text.replaceAll('\r\n', '\n').trim();
  return same === '' ? '' : hashJson(same).slice(0, 8);
}

const option = z.object({ value: z.string() });
const initial = z.object({
  initial_value: z.string().optional(),
  initial_option: option.optional(),
  initial_options: z.array(option).optional(),
  initial_date: z.string().optional(),
  initial_date_time: z.number().optional(),
  initial_user: z.string().optional(),
});

/** What an input holds before anybody touches it. */
function atFirst(element: InputBlockElement): Held {
  const first = initial.parse(element);
  return {
    value: first.initial_value,
    selected_option: first.initial_option,
    selected_options: first.initial_options,
    selected_date: first.initial_date,
    selected_date_time: first.initial_date_time,
    selected_user: first.initial_user,
  };
}
