// The form of an operation: an input for each of its fields, and for those that only the outside knows.
import type { ModalView } from '@slack/types';
import { fieldsOf, flagOf, type Field } from '../../core/fields.js';
import { jsonObjectSchema, type JsonObject } from '../../core/json.js';
import { wordsOf, type MoreFields, type OperationInfo } from '../../core/operation.js';
import { callbackIds } from './actions.js';
import { context, plainText, section, type MessageBlock } from './blocks.js';
import { fieldBlock, labelOf, textOf, type Choices } from './form-fields.js';
import { memoryCharacters, type FormMemory } from './form-memory.js';
import { modal, viewTitle } from './forms.js';
import { moreInputs } from './more-fields.js';
import { clipMarkup, code, inert, inertLine, number } from './text.js';

/** What was given before and depends on nothing here is shown, not asked for again, as long as it is short. */
const longestGiven = 200;
const mostGiven = 800;

export interface FormContent {
  choices: Choices;
  /** Where the answer goes. */
  channel: string | null;
  /** An input that a second form asks for, field by field. */
  later?: string | undefined;
  /** Fields that stand in place of the input that they replace; what they depend on can't be changed any more. */
  more?: MoreFields;
  /** What is wrong with a given value, by field name. */
  errors?: Record<string, string>;
}

/** @param given what is known already, by field name */
export function operationForm(
  operation: OperationInfo,
  given: Record<string, unknown>,
  content: FormContent,
): ModalView {
  const { more, choices, channel } = content;
  const fields = fieldsOf(operation.input);
  const fixed = more === undefined ? {} : fixedOf(fields, given, more.replaces);
  const open = fields.filter(
    ({ name }) => !(name in fixed) && name !== more?.replaces && name !== content.later,
  );
  const memory: FormMemory = { operation: operation.id, channel, given: fixed };
  const room = memoryCharacters - JSON.stringify(memory).length;
  const further = more && moreInputs(more, choices, room);
  const runbook = operation.runbook === undefined ? '' : ` · runbook ${code(operation.runbook)}`;
  return {
    ...modal(labelOf(wordsOf(operation)), [
      section(inert(operation.summary)),
      context(`${code(`/ppm ${wordsOf(operation)}`)}${runbook}`),
      ...fixedBlocks(fixed),
      ...open.flatMap((field): MessageBlock[] => {
        const error = content.errors?.[field.name];
        return [
          fieldBlock(field, given[field.name], choices),
          ...(error === undefined ? [] : [context(`:warning: ${inert(error)}`)]),
        ];
      }),
      ...(further?.inputs ?? []),
      ...(more && further && further.left > 0 ? [leftOut(further.left, more.replaces)] : []),
    ]),
    submit: plainText(operation.risk === 'read' ? 'Show' : 'Continue', viewTitle),
    callback_id: callbackIds.operation,
    private_metadata: JSON.stringify({
      ...memory,
      ...(further === undefined ? {} : { more: further.memory }),
    }),
  };
}

/** What was given and is shown only. */
function fixedOf(
  fields: readonly Field[],
  given: Record<string, unknown>,
  replaced: string,
): JsonObject {
  let left = mostGiven;
  const short = fields.flatMap((field) => {
    const { name } = field;
    const text = textOf(given[name]);
    if (name === replaced || given[name] === field.default) return [];
    if (text === '' || text.length > longestGiven || left < name.length + text.length) return [];
    left -= name.length + text.length;
    return [[name, given[name]]];
  });
  return jsonObjectSchema.parse(Object.fromEntries(short));
}

function fixedBlocks(fixed: JsonObject): MessageBlock[] {
  const lines = Object.entries(fixed).map(
    ([name, value]) => `*${inertLine(labelOf(name))}*: ${inertLine(textOf(value))}`,
  );
  return lines.length === 0 ? [] : [section(clipMarkup(lines.join('\n'), 3_000))];
}

function leftOut(fields: number, replaced: string): MessageBlock {
  const what = fields === 1 ? '1 more field has' : `${number(fields)} more fields have`;
  return context(`:warning: ${what} no room here: give them with ${code(flagOf(replaced))}.`);
}
