// What a menu offers: the bot's options, people, or conversations; and what is chosen in it.
import { isRecord, records, text, type Json } from '../../slack/json.js';
import { valueKey } from '../../slack/blocks/values.js';
import type { Desk } from '../api/context.js';
import { field, plainOf } from '../blocks/text.js';

export interface Choice {
  id: string;
  label: string;
  note: string;
  /** What the bot gets: an option, or an id. */
  value: unknown;
  person?: string;
}

export interface ChoiceGroup {
  label: string;
  choices: Choice[];
}

type Names = Pick<Desk, 'directory' | 'state'>;

export function optionChoice(option: Json): Choice {
  return {
    id: field(option, 'value'),
    label: plainOf(option.text),
    note: plainOf(option.description),
    value: option,
  };
}

export function groupsOf(source: Json): ChoiceGroup[] {
  const groups = records(source.option_groups).map((group) => ({
    label: plainOf(group.label),
    choices: records(group.options).map(optionChoice),
  }));
  const options = records(source.options).map(optionChoice);
  return options.length > 0 ? [{ label: '', choices: options }, ...groups] : groups;
}

function userChoice(names: Names, id: string): Choice {
  const { name, title } = names.directory.person(id);
  return { id, label: name, note: title, value: id, person: id };
}

function channelChoice(names: Names, id: string): Choice {
  return { id, label: names.directory.channelTitle(id), note: '', value: id };
}

/** The choices of a menu whose offer is known at once. */
export function knownGroups(element: Json, names: Names): ChoiceGroup[] {
  const type = field(element, 'type');
  if (type.endsWith('users_select'))
    return [{ label: '', choices: names.directory.people.map(({ id }) => userChoice(names, id)) }];
  if (type.endsWith('channels_select') || type.endsWith('conversations_select')) {
    const channels = names.state.channels.filter(
      (channel) => type.endsWith('conversations_select') || !channel.isDirect,
    );
    return [{ label: '', choices: channels.map(({ id }) => channelChoice(names, id)) }];
  }
  return groupsOf(element);
}

/** What a menu holds now. */
export function chosenIn(element: Json, held: Json, names: Names): Choice[] {
  const value = held[valueKey(element) ?? ''];
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.flatMap((one): Choice[] => {
    if (isRecord(one)) return [optionChoice(one)];
    const id = text(one);
    if (id === undefined) return [];
    return [
      field(element, 'type').endsWith('users_select')
        ? userChoice(names, id)
        : channelChoice(names, id),
    ];
  });
}

export function filterGroups(groups: readonly ChoiceGroup[], query: string): ChoiceGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const fits = (choice: Choice): boolean => {
    const content = `${choice.label} ${choice.note}`.toLowerCase();
    return words.every((word) => content.includes(word));
  };
  return groups
    .map(({ label, choices }) => ({ label, choices: choices.filter(fits) }))
    .filter(({ choices }) => choices.length > 0);
}
