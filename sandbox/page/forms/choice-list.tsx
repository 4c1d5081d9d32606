// The list under a combobox.
import { useEffect, type RefObject } from 'react';
import { Avatar } from '../shell/avatar.js';
import { useFloating } from '../shell/floating.js';
import { Icon } from '../shell/icon.js';
import type { Choice, ChoiceGroup } from './menu-choices.js';

export function ChoiceList(props: {
  id: string;
  groups: readonly ChoiceGroup[];
  chosen: readonly Choice[];
  active: number;
  many: boolean;
  emptyText: string;
  anchor: RefObject<HTMLElement | null>;
  close: () => void;
  pick: (choice: Choice) => void;
  point: (index: number) => void;
}) {
  const { id, groups, chosen, active, anchor, close } = props;
  const list = useFloating<HTMLDivElement>({ anchor, close, stretch: true });
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, active]);

  const starts = groups.map((_, index) =>
    groups.slice(0, index).reduce((sum, group) => sum + group.choices.length, 0),
  );
  return (
    <div
      ref={list}
      id={id}
      popover="manual"
      className="popover choice-list"
      role="listbox"
      aria-multiselectable={props.many || undefined}
      aria-label="Options"
      // The focus stays in the field.
      onMouseDown={(event) => event.preventDefault()}
    >
      {groups.length === 0 && <div className="choice-empty">{props.emptyText}</div>}
      {groups.map((group, groupIndex) => (
        <div role="group" aria-label={group.label || undefined} key={group.label}>
          {group.label !== '' && <div className="choice-group">{group.label}</div>}
          {group.choices.map((choice, index) => {
            const place = (starts[groupIndex] ?? 0) + index;
            const isChosen = chosen.some((other) => other.id === choice.id);
            return (
              <div
                id={`${id}-${place}`}
                role="option"
                aria-selected={isChosen}
                className={place === active ? 'option is-active' : 'option'}
                key={choice.id}
                onClick={() => props.pick(choice)}
                onMouseMove={() => place !== active && props.point(place)}
              >
                {choice.person !== undefined && <Avatar person={choice.person} size={20} />}
                <span className="option-label">{choice.label}</span>
                {choice.note !== '' && <span className="option-note">{choice.note}</span>}
                {isChosen && <Icon name="check" />}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}
