// The window's title says who one is and how much is unread.
import { useEffect } from 'react';
import { workspace } from '../../company.js';
import type { ClientState } from '../../slack/protocol.js';

export function useTitle(state: ClientState): void {
  const unread = state.channels.reduce((sum, channel) => sum + channel.unread, 0);
  const name = state.people.find(({ id }) => id === state.me)?.name ?? state.me;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${name} – ${workspace.name}`;
  }, [unread, name]);
}
