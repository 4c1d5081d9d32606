// Ctrl+K: goes to a channel or becomes a person by typing a few letters.
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { bot } from '../../company.js';
import { useDesk } from '../api/context.js';
import { Avatar } from './avatar.js';
import { Icon } from './icon.js';
import { useShortcut } from './shortcut.js';
import { home } from './url.js';

export function useQuickSwitch() {
  const [isOpen, setOpen] = useState(false);
  useShortcut(
    'k',
    useCallback(() => setOpen((open) => !open), []),
  );
  return { isOpen, setOpen };
}

interface Target {
  id: string;
  label: string;
  note: string;
  icon: ReactNode;
  go(): void;
}

export function QuickSwitch({ close }: { close: () => void }) {
  const targets = useTargets();
  const [query, setQuery] = useState('');
  const [at, setAt] = useState(0);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = targets.filter(({ label, note }) =>
    words.every((word) => `${label} ${note}`.toLowerCase().includes(word)),
  );
  const active = Math.min(at, found.length - 1);
  const choose = (target: Target | undefined): void => {
    if (!target) return;
    close();
    target.go();
  };
  return (
    <dialog
      ref={dialog}
      className="dialog quick-switch"
      aria-label="Go to"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onClick={(event) => event.target === dialog.current && close()}
    >
      <div className="quick-field">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded="true"
          aria-controls="quick-list"
          aria-activedescendant={active >= 0 ? `quick-${active}` : undefined}
          aria-label="Channel or person"
          placeholder="Go to a channel, or be somebody else …"
          autoFocus
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step !== 0) {
              event.preventDefault();
              setAt((active + step + found.length) % Math.max(1, found.length));
            } else if (event.key === 'Enter') choose(found[active]);
          }}
        />
      </div>
      <ul id="quick-list" role="listbox" aria-label="Where to" className="quick-list">
        {found.map((target, index) => (
          <li
            id={`quick-${index}`}
            role="option"
            aria-selected={index === active}
            className={index === active ? 'option is-active' : 'option'}
            key={target.id}
            onClick={() => choose(target)}
            onMouseMove={() => setAt(index)}
          >
            {target.icon}
            <span className="option-label">{target.label}</span>
            <span className="option-note">{target.note}</span>
          </li>
        ))}
        {found.length === 0 && <li className="choice-empty">Nothing here is called that.</li>}
      </ul>
    </dialog>
  );
}

function useTargets(): Target[] {
  const { state, directory, go, become } = useDesk();
  return [
    ...state.channels.map((channel) => ({
      id: channel.id,
      label: channel.isDirect ? directory.person(channel.name).name : channel.name,
      note: channel.isDirect ? 'Direct message' : 'Channel',
      icon: channel.isDirect ? <Avatar person={channel.name} size={20} /> : <Icon name="hash" />,
      go: () => go({ channel: channel.id, thread: null }),
    })),
    {
      id: home,
      label: `${bot.name} Home`,
      note: 'App',
      icon: <Avatar person={bot.userId} size={20} />,
      go: () => go({ channel: home, thread: null }),
    },
    ...directory.people
      .filter((person) => !person.isBot && person.id !== state.me)
      .map((person) => ({
        id: person.id,
        label: `Be ${person.name}`,
        note: person.title,
        icon: <Avatar person={person.id} size={20} />,
        go: () => become(person.id),
      })),
  ];
}
