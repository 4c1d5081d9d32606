// What could be meant by what is typed, above the composer.
import { Avatar } from '../shell/avatar.js';
import type { Hint } from './hints.js';

export function HintList(props: {
  id: string;
  hints: readonly Hint[];
  at: number;
  complete: (hint: Hint) => void;
  point: (index: number) => void;
}) {
  return (
    <div
      id={props.id}
      className="hints"
      role="listbox"
      aria-label="Suggestions"
      onMouseDown={(event) => event.preventDefault()}
    >
      {props.hints.map((hint, index) => (
        <div
          id={`${props.id}-${index}`}
          role="option"
          aria-selected={index === props.at}
          className={index === props.at ? 'option is-active' : 'option'}
          key={hint.draft}
          onClick={() => props.complete(hint)}
          onMouseMove={() => props.point(index)}
        >
          {hint.person !== undefined && <Avatar person={hint.person} size={20} />}
          <span className="option-label">{hint.label}</span>
          <span className="option-note">{hint.note}</span>
        </div>
      ))}
      <div className="hints-foot">
        <kbd>Tab</kbd> completes · <kbd>Esc</kbd> closes
      </div>
    </div>
  );
}
