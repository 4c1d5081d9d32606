// A field with a list to choose from, filtered as one types: for one choice or several.
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import { Avatar } from '../shell/avatar.js';
import { Icon } from '../shell/icon.js';
import { ChoiceList } from './choice-list.js';
import { ariaOf, type Labels } from './labels.js';
import type { Choice, ChoiceGroup } from './menu-choices.js';

export interface ComboboxProps {
  labels: Labels;
  placeholder: string;
  groups: readonly ChoiceGroup[];
  chosen: readonly Choice[];
  many: boolean;
  most: number | null;
  query: string;
  emptyText: string;
  autoFocus?: boolean;
  onQuery(query: string): void;
  onOpen(isOpen: boolean): void;
  onChange(choices: readonly Choice[]): void;
}

export function Combobox(props: ComboboxProps) {
  const { labels, groups, chosen, many, most, query, onQuery, onChange } = props;
  const frame = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const [isOpen, setIsOpen] = useState(false);
  const [at, setAt] = useState(0);
  const choices = groups.flatMap((group) => group.choices);
  const active = Math.min(at, choices.length - 1);
  const only = many ? undefined : chosen[0];

  const open = (next: boolean): void => {
    if (next === isOpen) return;
    setIsOpen(next);
    props.onOpen(next);
    if (!next) onQuery('');
    const place = choices.findIndex((choice) => choice.id === only?.id);
    setAt(Math.max(0, place));
  };
  const pick = (choice: Choice): void => {
    input.current?.focus();
    if (!many) {
      onChange([choice]);
      open(false);
      return;
    }
    onQuery('');
    const isThere = chosen.some((other) => other.id === choice.id);
    if (isThere) onChange(chosen.filter((other) => other.id !== choice.id));
    else if (most === null || chosen.length < most) onChange([...chosen, choice]);
  };
  const keys = (event: KeyboardEvent): void => {
    const move = (step: number): void => {
      event.preventDefault();
      if (!isOpen) open(true);
      else setAt((active + step + choices.length) % Math.max(1, choices.length));
    };
    const picked = choices[active];
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && isOpen) {
      event.preventDefault();
      if (picked) pick(picked);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      open(false);
    } else if (event.key === 'Tab') open(false);
    else if (event.key === 'Backspace' && query === '' && many) onChange(chosen.slice(0, -1));
  };

  return (
    <div className={isOpen ? 'combobox is-open' : 'combobox'} ref={frame}>
      {many &&
        chosen.map((choice) => (
          <span className="chip" key={choice.id}>
            {choice.person !== undefined && <Avatar person={choice.person} size={16} />}
            {choice.label}
            <button
              type="button"
              aria-label={`Remove ${choice.label}`}
              onClick={() => onChange(chosen.filter((other) => other.id !== choice.id))}
            >
              <Icon name="close" />
            </button>
          </span>
        ))}
      {only?.person !== undefined && query === '' && <Avatar person={only.person} size={20} />}
      <input
        {...ariaOf(labels)}
        ref={input}
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active >= 0 ? `${listId}-${active}` : undefined}
        autoComplete="off"
        autoFocus={props.autoFocus}
        placeholder={only?.label ?? (chosen.length === 0 ? props.placeholder : '')}
        className={only && query === '' && !isOpen ? 'has-choice' : ''}
        value={isOpen ? query : (only?.label ?? query)}
        onChange={(event) => {
          if (!isOpen) open(true);
          setAt(0);
          onQuery(event.target.value);
        }}
        onClick={() => open(true)}
        onBlur={(event) => {
          if (!frame.current?.contains(event.relatedTarget)) open(false);
        }}
        onKeyDown={keys}
      />
      <span className="combobox-arrow" aria-hidden="true">
        <Icon name="down" />
      </span>
      {isOpen && (
        <ChoiceList
          id={listId}
          groups={groups}
          chosen={chosen}
          active={active}
          many={many}
          emptyText={props.emptyText}
          anchor={frame}
          close={() => open(false)}
          pick={pick}
          point={setAt}
        />
      )}
    </div>
  );
}
