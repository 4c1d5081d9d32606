// What a form held when it was sent, as the raw input that the operation's schema then parses.
import { z } from 'zod';
import { fieldsOf, type FieldKind } from '../../core/fields.js';
import type { OperationInfo } from '../../core/operation.js';
import { fieldId } from './form-fields.js';

const chosen = z.object({ value: z.string() });
/** What an input holds, as Slack sends it. */
const held = z.object({
  value: z.string().nullish(),
  selected_option: chosen.nullish(),
  selected_options: z.array(chosen).nullish(),
  selected_date: z.string().nullish(),
  /** Epoch seconds. */
  selected_date_time: z.number().nullish(),
  selected_user: z.string().nullish(),
});
export type Held = z.infer<typeof held>;
export const formState = z.record(z.string(), z.record(z.string(), held));

/**
 * The input in a form's `view.state.values`. Fields left empty are absent.
 * @throws ZodError when `stateValues` is not what Slack sends
 */
export function valuesFromForm(
  operation: OperationInfo,
  stateValues: unknown,
): Record<string, unknown> {
  const blocks = formState.parse(stateValues);
  const values = fieldsOf(operation.input).map(({ name, kind }): [string, unknown] => {
    const element = blocks[fieldId(name)]?.[fieldId(name)];
    return [name, element === undefined ? undefined : valueOf(kind, element)];
  });
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** What was typed in a form's only text input; empty when there is none. */
export function typedIn(stateValues: unknown, id: string): string {
  return formState.safeParse(stateValues).data?.[id]?.[id]?.value?.trim() ?? '';
}

/** The value of a field of this kind; undefined where it is left empty. */
export function valueOf(kind: FieldKind, element: Held): unknown {
  switch (kind) {
    case 'boolean':
      return (element.selected_options ?? []).length > 0;
    case 'integer':
    case 'number':
      return numberOf(element.value);
    case 'date':
      return element.selected_date ?? undefined;
    case 'datetime':
      return isoOf(element.selected_date_time);
    case 'person':
      return element.selected_user ?? undefined;
    case 'choice':
    case 'table':
    case 'system':
    case 'database':
    case 'text':
    case 'long-text':
      // A choice that didn't fit in a menu was typed.
      return element.selected_option?.value ?? filled(element.value);
  }
}

function filled(text: string | null | undefined): string | undefined {
  return text === null || text === undefined || text.trim() === '' ? undefined : text;
}

function numberOf(text: string | null | undefined): number | string | undefined {
  const given = filled(text);
  if (given === undefined) return undefined;
  // What isn't a number stays as it is, for the schema to refuse in its own words.
  return Number.isFinite(Number(given)) ? Number(given) : given;
}

function isoOf(seconds: number | null | undefined): string | undefined {
  return seconds === null || seconds === undefined
    ? undefined
    : new Date(seconds * 1000).toISOString();
}

/**
 * The schema's complaints by the block that each belongs to, as Slack takes them. One that belongs to no field stands
 * at the first, since Slack shows none without a block.
 */
export function formErrors(operation: OperationInfo, error: z.ZodError): Record<string, string> {
  const names = fieldsOf(operation.input).map((field) => field.name);
  const errors: Record<string, string> = {};
  for (const issue of error.issues) {
    const name = names.find((candidate) => candidate === issue.path[0]) ?? names[0];
    if (name === undefined) continue;
    errors[fieldId(name)] ??= issue.message;
  }
  return errors;
}
