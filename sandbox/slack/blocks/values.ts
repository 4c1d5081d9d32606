// What an element with a state holds: under which key Slack sends it, and what it holds before anyone touches it.
import type { Json } from '../json.js';
import { text } from '../json.js';
import type { Block, StateValues } from '../protocol.js';
import { interactiveElements } from './walk.js';

interface Stateful {
  /** Key of the value in actions and in state.values. */
  key: string;
  /** Key of the initial value in the element. */
  initial: string;
  many?: boolean;
}

const statefulTypes: Record<string, Stateful> = {
  static_select: { key: 'selected_option', initial: 'initial_option' },
  external_select: { key: 'selected_option', initial: 'initial_option' },
  radio_buttons: { key: 'selected_option', initial: 'initial_option' },
  users_select: { key: 'selected_user', initial: 'initial_user' },
  conversations_select: { key: 'selected_conversation', initial: 'initial_conversation' },
  channels_select: { key: 'selected_channel', initial: 'initial_channel' },
  multi_static_select: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_external_select: { key: 'selected_options', initial: 'initial_options', many: true },
  checkboxes: { key: 'selected_options', initial: 'initial_options', many: true },
  multi_users_select: { key: 'selected_users', initial: 'initial_users', many: true },
  multi_conversations_select: {
    key: 'selected_conversations',
    initial: 'initial_conversations',
    many: true,
  },
  multi_channels_select: { key: 'selected_channels', initial: 'initial_channels', many: true },
  datepicker: { key: 'selected_date', initial: 'initial_date' },
  timepicker: { key: 'selected_time', initial: 'initial_time' },
  datetimepicker: { key: 'selected_date_time', initial: 'initial_date_time' },
  plain_text_input: { key: 'value', initial: 'initial_value' },
  number_input: { key: 'value', initial: 'initial_value' },
  email_text_input: { key: 'value', initial: 'initial_value' },
  url_text_input: { key: 'value', initial: 'initial_value' },
  rich_text_input: { key: 'rich_text_value', initial: 'initial_value' },
  file_input: { key: 'files', initial: 'initial_files', many: true },
};

/** The key of the element's value, or undefined for one without a state (a button, an overflow menu). */
export function valueKey(element: Json): string | undefined {
  return statefulTypes[text(element.type) ?? '']?.key;
}

function heldValue(element: Json, given: Json | undefined): Json {
  const type = text(element.type) ?? '';
  const kind = statefulTypes[type];
  if (kind === undefined) return { type };
  const untouched = element[kind.initial] ?? (kind.many === true ? [] : null);
  const value = given !== undefined && kind.key in given ? given[kind.key] : untouched;
  // An emptied text box holds null, as an untouched one does.
  return { type, [kind.key]: value === '' ? null : value };
}

/** state.values of the blocks: what the person changed, and the initial value of everything else. */
export function stateValues(blocks: readonly Block[], given: StateValues = {}): StateValues {
  const values: StateValues = {};
  for (const { element, blockId, actionId } of interactiveElements(blocks)) {
    if (valueKey(element) === undefined) continue;
    (values[blockId] ??= {})[actionId] = heldValue(element, given[blockId]?.[actionId]);
  }
  return values;
}
