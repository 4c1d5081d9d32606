// What Slack's own client checks before it submits a form: required inputs, lengths, numbers, choices.
import { interactiveElements, type Placed } from '../blocks/walk.js';
import { valueKey } from '../blocks/values.js';
import { records, text, type Json } from '../json.js';
import type { Block, StateValues } from '../protocol.js';

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

function numberProblem(element: Json, value: string): string | undefined {
  const number = Number(value);
  if (value.trim() === '' || Number.isNaN(number)) return 'Enter a valid number';
  if (element.is_decimal_allowed !== true && !Number.isInteger(number))
    return 'Enter a whole number';
  if (element.min_value !== undefined && number < Number(element.min_value))
    return `Enter a number of at least ${text(element.min_value)}`;
  if (element.max_value !== undefined && number > Number(element.max_value))
    return `Enter a number of at most ${text(element.max_value)}`;
  return undefined;
}

function textProblem(element: Json, value: string): string | undefined {
  const least = Number(element.min_length ?? 0);
  const most = Number(element.max_length ?? 3000);
  if (value.length < least) return `Enter at least ${least} characters`;
  if (value.length > most) return `Enter at most ${most} characters`;
  return undefined;
}

function choiceProblem(element: Json, value: unknown): string | undefined {
  const offered = [
    ...records(element.options),
    ...records(element.option_groups).flatMap((group) => records(group.options)),
  ];
  if (offered.length === 0) return undefined;
  const chosen = records(Array.isArray(value) ? value : [value]);
  const most = Number(element.max_selected_items ?? Number.POSITIVE_INFINITY);
  if (chosen.length > most) return `Choose at most ${most}`;
  return chosen.every((choice) => offered.some((option) => option.value === choice.value))
    ? undefined
    : 'Choose one of the options';
}

function problem({ block, element }: Placed, value: unknown): string | undefined {
  if (isEmpty(value))
    return block.optional === true ? undefined : 'Please complete this required field.';
  switch (text(element.type) ?? '') {
    case 'plain_text_input':
      return textProblem(element, text(value) ?? '');
    case 'number_input':
      return numberProblem(element, text(value) ?? '');
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text(value) ?? '') ? undefined : 'Enter a valid email address';
    case 'url_text_input':
      return URL.canParse(text(value) ?? '') ? undefined : 'Enter a valid URL';
    default:
      return choiceProblem(element, value);
  }
}

/** block_id -> what is wrong, for the input blocks only. */
export function inputProblems(
  blocks: readonly Block[],
  values: StateValues,
): Record<string, string> {
  const problems: Record<string, string> = {};
  for (const placed of interactiveElements(blocks)) {
    if (placed.block.type !== 'input') continue;
    const held = values[placed.blockId]?.[placed.actionId] ?? {};
    const found = problem(placed, held[valueKey(placed.element) ?? '']);
    if (found !== undefined) problems[placed.blockId] = found;
  }
  return problems;
}
