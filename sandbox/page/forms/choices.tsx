// Check boxes and radio buttons.
import { useId } from 'react';
import { records, type Json } from '../../slack/json.js';
import { isRecord } from '../../slack/json.js';
import { field, TextObject } from '../blocks/text.js';
import { ariaOf, type Labels } from './labels.js';

export function Choices(props: {
  element: Json;
  held: Json;
  change: (value: Json) => void;
  labels: Labels;
}) {
  const { element, held, change, labels } = props;
  const id = useId();
  const many = element.type === 'checkboxes';
  const options = records(element.options);
  const chosen = many
    ? records(held.selected_options)
    : isRecord(held.selected_option)
      ? [held.selected_option]
      : [];
  const isChosen = (option: Json): boolean => chosen.some((other) => other.value === option.value);
  const choose = (option: Json, on: boolean): void => {
    if (!many) return change({ selected_option: option });
    const selected = options.filter((other) =>
      other.value === option.value ? on : isChosen(other),
    );
    return change({ selected_options: selected });
  };
  const { 'aria-required': _, ...aria } = ariaOf(labels);
  return (
    <div className="choices" role={many ? 'group' : 'radiogroup'} {...aria}>
      {options.map((option, index) => (
        <label className="choice" key={field(option, 'value')}>
          <input
            type={many ? 'checkbox' : 'radio'}
            name={id}
            checked={isChosen(option)}
            autoFocus={element.focus_on_load === true && index === 0}
            onChange={(event) => choose(option, event.target.checked)}
          />
          <span>
            <TextObject of={option.text} />
            {isRecord(option.description) && (
              <span className="choice-note">
                <TextObject of={option.description} />
              </span>
            )}
          </span>
        </label>
      ))}
    </div>
  );
}
