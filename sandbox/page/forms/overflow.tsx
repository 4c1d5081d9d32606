// The menu behind three dots.
import { useId, useRef, useState } from 'react';
import { records, text, type Json } from '../../slack/json.js';
import { field, plainOf } from '../blocks/text.js';
import { Icon } from '../shell/icon.js';
import { MenuList } from '../shell/menu-list.js';

export function Overflow(props: { element: Json; use: (option: Json) => Promise<void> }) {
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const options = records(props.element.options);
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="button button-square"
        aria-label="More actions"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="dots" />
      </button>
      {isOpen && (
        <MenuList
          id={id}
          label="More actions"
          anchor={anchor}
          close={() => setOpen(false)}
          items={options.map((option) => ({
            id: field(option, 'value'),
            label: plainOf(option.text),
            note: plainOf(option.description),
            choose() {
              const url = text(option.url);
              if (url !== undefined) window.open(url, '_blank', 'noreferrer');
              void props.use(option);
            },
          }))}
        />
      )}
    </>
  );
}
