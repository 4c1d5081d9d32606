// Menus of a form: buttons for a few values, a menu for many, one that is looked up for more; and the text input for what
// no menu can offer.
import type { InputBlockElement, PlainTextOption } from '@slack/types';
import type { Field } from '../../core/fields.js';
import { plainText } from './blocks.js';

/** Longest text that can be typed. */
const typedText = 3_000;
/** Longest text of an option and longest value. */
const optionText = 75;
/** Options in a menu; more are put in groups of as many, and there are at most as many groups. */
const optionsInMenu = 100;

export function typed(action_id: string, text: string, multiline: boolean): InputBlockElement {
  return {
    type: 'plain_text_input',
    action_id,
    multiline,
    // A shortened value could be sent unread, so one that is too long is typed again.
    ...(text === '' || text.length > typedText ? {} : { initial_value: text }),
  };
}

/** A menu, or buttons for a few. A value that no menu can offer is typed, so that none is out of reach. */
export function choice(
  action_id: string,
  field: Field,
  text: string,
  values: readonly string[],
): InputBlockElement {
  if (!canOffer(text, values) || values.length > optionsInMenu * optionsInMenu)
    return typed(action_id, text, false);
  const options = values.map(option);
  const initial = text === '' ? {} : { initial_option: option(text) };
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

/** A menu; one that is looked up while somebody types where there are too many for it. */
export function looked(
  action_id: string,
  field: Field,
  text: string,
  values: readonly string[],
): InputBlockElement {
  if (values.length <= optionsInMenu || !canOffer(text, values))
    return choice(action_id, field, text, values);
  return {
    type: 'external_select',
    action_id,
    min_query_length: 0,
    ...(text === '' ? {} : { initial_option: option(text) }),
  };
}

/** @param text the value that has to be among them, if any */
function canOffer(text: string, values: readonly string[]): boolean {
  return (
    values.length > 0 &&
    values.every((value) => value !== '' && value.length <= optionText) &&
    (text === '' || values.includes(text))
  );
}

/** The values that fit what somebody types into a menu that is looked up, best first. */
export function optionsLike(query: string, values: readonly string[]): PlainTextOption[] {
  const wanted = query.trim().toLowerCase();
  const found = values.filter((value) => value.toLowerCase().includes(wanted));
  const place = (value: string): number => value.toLowerCase().indexOf(wanted);
  return found
    .toSorted((a, b) => place(a) - place(b))
    .slice(0, optionsInMenu)
    .map(option);
}

export function option(value: string): PlainTextOption {
  return { text: plainText(value, optionText), value };
}
