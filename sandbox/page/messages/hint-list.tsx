// What could be meant by what is typed, above the composer.
import { useEffect } from 'react';
import { Avatar } from '../shell/avatar.js';
import type { Hint } from './hints.js';

export function HintList(props: {
  id: string;
  hints: readonly Hint[];
  at: number;
  complete: (hint: Hint) => void;
  point: (index: number) => void;
}) {
  const { id, hints, at, complete, point } = props;
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  return (
    <div className="hints" onMouseDown={(event) => event.preventDefault()}>
      <div id={id} className="hints-list" role="listbox" aria-label="Suggestions">
        {hints.map((hint, index) => (
          <div
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === at}
            className={index === at ? 'option is-active' : 'option'}
            key={hint.label}
            onClick={() => complete(hint)}
            onMouseMove={() => point(index)}
          >
            {hint.person !== undefined && <Avatar person={hint.person} size={20} />}
            <span className="option-label">{hint.label}</span>
            <span className="option-note">{hint.note}</span>
          </div>
        ))}
      </div>
      <div className="hints-foot">
        <kbd>Tab</kbd> completes · <kbd>Esc</kbd> closes
      </div>
    </div>
  );
}
