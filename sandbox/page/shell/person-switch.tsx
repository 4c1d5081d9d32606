// Who one is, and the way to be somebody else.
import { useId, useRef, useState } from 'react';
import { useDesk } from '../api/context.js';
import { Avatar } from './avatar.js';
import { Icon } from './icon.js';
import { MenuList } from './menu-list.js';

export function PersonSwitch() {
  const { state, directory, become } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  const me = directory.person(state.me);
  return (
    <div className="person-switch">
      <button
        ref={anchor}
        type="button"
        className="person-button"
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => setOpen(!isOpen)}
      >
        <span className="person-avatar">
          <Avatar person={me.id} size={36} />
        </span>
        <span className="person-words">
          <span className="person-you">You are</span>
          <span className="person-name">{me.name}</span>
          <span className="person-title">{me.title}</span>
        </span>
        <Icon name="up" />
      </button>
      {isOpen && (
        <MenuList
          id={id}
          label="Be somebody else"
          anchor={anchor}
          prefer="above"
          close={() => setOpen(false)}
          items={directory.people
            .filter((person) => !person.isBot)
            .map((person) => ({
              id: person.id,
              label: person.name,
              note: person.title,
              icon: <Avatar person={person.id} size={32} />,
              isCurrent: person.id === me.id,
              choose: () => become(person.id),
            }))}
        />
      )}
    </div>
  );
}
