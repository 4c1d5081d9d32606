// An input of a form with its label, hint, and what is wrong with it.
import { useId } from 'react';
import { isRecord, type Json } from '../../slack/json.js';
import { useSurface } from '../blocks/surface.js';
import { field, plainOf } from '../blocks/text.js';
import { Icon } from '../shell/icon.js';
import { Element } from './element.js';
import type { Labels } from './labels.js';

const groups = new Set(['checkboxes', 'radio_buttons']);

export function InputBlock({ block }: { block: Json }) {
  const id = useId();
  const { errors } = useSurface();
  if (!isRecord(block.element)) return null;
  const error = errors[field(block, 'block_id')];
  const hint = plainOf(block.hint);
  const optional = block.optional === true;
  const described = [error === undefined ? '' : `${id}-error`, hint === '' ? '' : `${id}-hint`];
  const labels: Labels = {
    id: `${id}-input`,
    labelId: `${id}-label`,
    ...(described.join('') === '' ? {} : { describedBy: described.join(' ').trim() }),
    invalid: error !== undefined,
    required: !optional,
  };
  const label = <span id={`${id}-label`}>{plainOf(block.label)}</span>;
  const mark = optional && <span className="optional"> (optional)</span>;
  return (
    <div className={error === undefined ? 'input' : 'input is-invalid'}>
      {groups.has(field(block.element, 'type')) ? (
        <div className="label">
          {label}
          {mark}
        </div>
      ) : (
        <label className="label" htmlFor={`${id}-input`}>
          {label}
          {mark}
        </label>
      )}
      <Element block={block} element={block.element} labels={labels} />
      {error !== undefined && (
        <div className="error" id={`${id}-error`} role="alert">
          <Icon name="warning" />
          {error}
        </div>
      )}
      {hint !== '' && (
        <div className="hint" id={`${id}-hint`}>
          {hint}
        </div>
      )}
    </div>
  );
}
