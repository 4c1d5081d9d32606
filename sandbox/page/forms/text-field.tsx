// Inputs that are typed into. What is typed stays here until the form goes, whatever is drawn anew around it.
import type { KeyboardEvent } from 'react';
import { isRecord, records, text, type Json } from '../../slack/json.js';
import { field, plainOf } from '../blocks/text.js';
import { ariaOf, type Labels } from './labels.js';

export function TextField(props: {
  element: Json;
  held: Json;
  change: (value: Json) => void;
  /** Tells the bot what was typed, where it wants to hear of it. */
  enter: ((value: Json) => void) | null;
  labels: Labels;
}) {
  const { element, held, change, enter, labels } = props;
  const type = field(element, 'type');
  const isRich = type === 'rich_text_input';
  const value = isRich ? richToText(held.rich_text_value) : (text(held.value) ?? '');
  const longest = typeof element.max_length === 'number' ? element.max_length : null;
  const wrap = (typed: string): Json =>
    isRich ? { rich_text_value: textToRich(typed) } : { value: typed === '' ? null : typed };
  const triggers = isRecord(element.dispatch_action_config)
    ? element.dispatch_action_config.trigger_actions_on
    : ['on_enter_pressed'];
  const onEach = Array.isArray(triggers) && triggers.includes('on_character_entered');
  const shared = {
    ...ariaOf(labels),
    className: 'text-field',
    value,
    placeholder: plainOf(element.placeholder),
    autoFocus: element.focus_on_load === true,
    onChange: (event: { target: { value: string } }) => {
      change(wrap(event.target.value));
      if (onEach) enter?.(wrap(event.target.value));
    },
  };
  const count = longest !== null && value.length > longest * 0.8 && (
    <span className={value.length > longest ? 'count is-over' : 'count'}>
      {longest - value.length}
    </span>
  );
  if (element.multiline === true || isRich)
    return (
      <span className="text-field-frame">
        <textarea {...shared} rows={4} onKeyDown={submitOnCommandEnter} />
        {count}
      </span>
    );
  return (
    <span className="text-field-frame">
      <input
        {...shared}
        type={type === 'email_text_input' ? 'email' : type === 'url_text_input' ? 'url' : 'text'}
        inputMode={type === 'number_input' ? 'decimal' : undefined}
        autoComplete="off"
        spellCheck={type === 'plain_text_input'}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || enter === null || onEach) return;
          event.preventDefault();
          enter(wrap(value));
        }}
      />
      {count}
    </span>
  );
}

function submitOnCommandEnter(event: KeyboardEvent<HTMLTextAreaElement>): void {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey))
    event.currentTarget.form?.requestSubmit();
}

function textToRich(typed: string): Json | null {
  if (typed === '') return null;
  const elements = [{ type: 'rich_text_section', elements: [{ type: 'text', text: typed }] }];
  return { type: 'rich_text', elements };
}

function richToText(value: unknown): string {
  if (!isRecord(value)) return '';
  return records(value.elements)
    .map((part) =>
      records(part.elements)
        .map((inline) => text(inline.text) ?? '')
        .join(''),
    )
    .join('\n');
}
