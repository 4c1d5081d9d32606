// A menu of things to do, for the keyboard as for the mouse.
import { useEffect, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { useFloating } from './floating.js';

export interface MenuItem {
  id: string;
  label: ReactNode;
  note?: string;
  icon?: ReactNode;
  isCurrent?: boolean;
  choose(): void;
}

export function MenuList(props: {
  id: string;
  label: string;
  items: readonly MenuItem[];
  anchor: RefObject<HTMLElement | null>;
  close: () => void;
  prefer?: 'below' | 'above';
}) {
  const { anchor, close } = props;
  const menu = useFloating<HTMLDivElement>({ anchor, close, prefer: props.prefer ?? 'below' });
  useEffect(() => {
    const items = itemsOf(menu.current);
    (items.find((item) => item.ariaCurrent === 'true') ?? items[0])?.focus();
  }, [menu]);

  const leave = (): void => {
    close();
    anchor.current?.focus();
  };
  const keys = (event: KeyboardEvent): void => {
    const items = itemsOf(menu.current);
    const at = items.findIndex((item) => item === document.activeElement);
    const focus = (index: number): void => {
      event.preventDefault();
      items.at(index % items.length)?.focus();
    };
    if (event.key === 'ArrowDown') focus(at + 1);
    else if (event.key === 'ArrowUp') focus(at - 1);
    else if (event.key === 'Home') focus(0);
    else if (event.key === 'End') focus(-1);
    else if (event.key === 'Tab') close();
    else if (event.key === 'Escape') {
      // Only the menu closes, not the form around it.
      event.preventDefault();
      event.stopPropagation();
      leave();
    }
  };
  return (
    <div
      ref={menu}
      id={props.id}
      popover="manual"
      className="popover menu"
      role="menu"
      aria-label={props.label}
      onKeyDown={keys}
    >
      {props.items.map((item) => (
        <button
          type="button"
          role="menuitem"
          tabIndex={-1}
          className="menu-item"
          aria-current={item.isCurrent === true ? 'true' : undefined}
          key={item.id}
          onClick={() => {
            leave();
            item.choose();
          }}
        >
          {item.icon}
          <span>
            <span className="menu-label">{item.label}</span>
            {item.note !== undefined && item.note !== '' && (
              <span className="menu-note">{item.note}</span>
            )}
          </span>
        </button>
      ))}
    </div>
  );
}

function itemsOf(menu: HTMLElement | null): HTMLElement[] {
  return [...(menu?.querySelectorAll<HTMLElement>('[role="menuitem"]') ?? [])];
}
