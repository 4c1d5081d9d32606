// Buttons of all kinds.
import { useState } from 'react';
import { isRecord, text, type Json } from '../../slack/json.js';
import { useDesk } from '../api/context.js';
import { field, plainOf } from '../blocks/text.js';
import { withEmoji } from '../mrkdwn/emoji.js';
import { Icon } from '../shell/icon.js';

export function ActionButton({ element, use }: { element: Json; use: () => Promise<void> }) {
  const { state } = useDesk();
  const [isBusy, setBusy] = useState(false);
  const only = element.visible_to_user_ids;
  if (Array.isArray(only) && !only.includes(state.me)) return null;
  const isIcon = element.type === 'icon_button';
  const label = plainOf(element.text);
  const click = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    try {
      await use();
    } finally {
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      className={isIcon ? 'icon-button' : `button ${styleOf(element)}`}
      aria-label={text(element.accessibility_label) ?? (isIcon ? label : undefined)}
      title={isIcon ? label : undefined}
      aria-busy={isBusy}
      onClick={() => void click()}
    >
      {isIcon ? <Icon name="trash" /> : label}
    </button>
  );
}

function styleOf(element: Json): string {
  return element.style === 'primary' || element.style === 'danger' ? `button-${element.style}` : '';
}

/** A button that leads somewhere; the bot hears of the click too. */
export function LinkButton({ element, use }: { element: Json; use: () => Promise<void> }) {
  return (
    <a
      className={`button ${styleOf(element)}`}
      href={field(element, 'url')}
      target="_blank"
      rel="noreferrer"
      onClick={() => void use()}
    >
      {withEmoji(plainOf(element.text))}
      <Icon name="out" />
    </a>
  );
}

export function FeedbackButtons(props: { element: Json; use: (value: string) => Promise<void> }) {
  const [given, setGiven] = useState<string | null>(null);
  return ['positive_button', 'negative_button'].map((side) => {
    const button = props.element[side];
    if (!isRecord(button)) return null;
    const value = field(button, 'value');
    const label = plainOf(button.text);
    return (
      <button
        type="button"
        className="icon-button"
        key={side}
        title={label}
        aria-label={text(button.accessibility_label) ?? label}
        aria-pressed={given === value}
        onClick={() => {
          setGiven(value);
          void props.use(value);
        }}
      >
        <Icon name={side === 'positive_button' ? 'thumb-up' : 'thumb-down'} />
      </button>
    );
  });
}
