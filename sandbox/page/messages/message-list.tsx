// The messages of a channel. It stays at the newest while one is there, and where one reads otherwise.
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ClientState } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Icon } from '../shell/icon.js';
import { useHidden } from './hidden.js';
import { Rows } from './rows.js';
import { firstUnread, isInChannel, rowsOf } from './timeline.js';
import { useStick } from './stick.js';

const none: never[] = [];

export function MessageList({ channel }: { channel: ClientState['channels'][number] }) {
  const { state, directory, tell } = useDesk();
  const messages = state.messages[channel.id] ?? none;
  const [firstNew] = useState(() =>
    firstUnread(messages.filter(isInChannel), state.me, channel.unread),
  );
  const { isHidden, hide } = useHidden(state.me);
  const rows = useMemo(() => {
    const shown = messages.filter((message) => isInChannel(message) && !isHidden(message.ts));
    const notices = state.notices.filter(
      (notice) => notice.channel === channel.id && !isHidden(notice.id),
    );
    return rowsOf(shown, notices, firstNew);
  }, [messages, state.notices, channel.id, firstNew, isHidden]);
  const { scroller, atEnd, toEnd } = useStick(rows.at(-1)?.key ?? '');

  const read = useCallback(() => {
    if (document.visibilityState === 'visible' && channel.unread > 0)
      void tell({ type: 'mark_read', channel: channel.id });
  }, [channel.unread, channel.id, tell]);
  useEffect(() => {
    if (atEnd) read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [atEnd, read]);

  return (
    <div className="messages-frame">
      <div className="messages" ref={scroller} tabIndex={0} role="region" aria-label="Messages">
        <div className="messages-room" />
        <div className="beginning">
          <strong>{directory.channelTitle(channel.id)}</strong>
          <span>{channel.topic || 'This is where the conversation begins.'}</span>
        </div>
        <div role="log" aria-live="polite" aria-relevant="additions" aria-label="Conversation">
          <Rows rows={rows} hide={hide} />
        </div>
      </div>
      {!atEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          <Icon name="down" />
          {channel.unread > 0 ? `${channel.unread} new` : 'Newest'}
        </button>
      )}
    </div>
  );
}
