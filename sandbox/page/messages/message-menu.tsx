// What the app offers for a message: its shortcuts, behind the three dots.
import { useId, useRef, useState } from 'react';
import type { ClientMessage } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { failureText } from '../blocks/surface.js';
import { Icon } from '../shell/icon.js';
import { MenuList } from '../shell/menu-list.js';

export function MessageMenu({ message }: { message: ClientMessage }) {
  const { state, act, toast } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const anchor = useRef<HTMLButtonElement>(null);
  const id = useId();
  if (state.messageShortcuts.length === 0) return null;
  const use = async (callbackId: string): Promise<void> => {
    const { channel, ts } = message;
    const result = await act({ type: 'message_shortcut', channel, ts, callbackId });
    if (!result.ok) toast(failureText(result.error));
  };
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="icon-button"
        aria-label="More actions"
        title="More actions"
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
          items={state.messageShortcuts.map(({ name, callbackId }) => ({
            id: callbackId,
            label: name,
            choose: () => void use(callbackId),
          }))}
        />
      )}
    </>
  );
}
