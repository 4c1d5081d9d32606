// A thread beside its channel: the first message, the replies, and where one answers.
import { useCallback, useEffect, useMemo } from 'react';
import type { ClientState } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Icon } from '../shell/icon.js';
import { Composer } from './composer.js';
import { useHidden } from './hidden.js';
import { MessageItem } from './message-item.js';
import { Rows } from './rows.js';
import { useStick } from './stick.js';
import { repliesTo, rowsOf } from './timeline.js';

const none: never[] = [];

export function ThreadPane(props: { channel: ClientState['channels'][number]; ts: string }) {
  const { channel, ts } = props;
  const { state, directory, go } = useDesk();
  const messages = state.messages[channel.id] ?? none;
  const { isHidden, hide } = useHidden(state.me);
  const root = messages.find((message) => message.ts === ts);
  const rows = useMemo(() => {
    const replies = repliesTo(messages, ts).filter((message) => !isHidden(message.ts));
    return rowsOf(replies, [], null).filter((row) => row.kind !== 'day');
  }, [messages, ts, isHidden]);
  const { scroller } = useStick(rows.at(-1)?.key ?? '');
  const close = useCallback(() => {
    go({ thread: null });
    const first = document.querySelector(`.messages-frame [data-ts="${CSS.escape(ts)}"]`);
    first?.querySelector<HTMLElement>('.thread-link, .message-tools button')?.focus();
  }, [go, ts]);

  useEffect(() => {
    const keys = (event: KeyboardEvent): void => {
      if (
        event.key === 'Escape' &&
        !event.defaultPrevented &&
        !document.querySelector('dialog[open]')
      )
        close();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, [close]);

  return (
    <aside className="pane thread" role="complementary" aria-label="Thread">
      <header className="pane-head">
        <h2>Thread</h2>
        <span className="topic">{directory.channelTitle(channel.id)}</span>
        <button type="button" className="icon-button" aria-label="Close thread" onClick={close}>
          <Icon name="close" />
        </button>
      </header>
      <div className="messages" ref={scroller} tabIndex={0} role="region" aria-label="Replies">
        {root ? (
          <div>
            <MessageItem message={root} isCompact={false} inThread hide={hide} />
          </div>
        ) : (
          <p className="gone">This message is not there any more.</p>
        )}
        {rows.length > 0 && (
          <div className="reply-count" role="separator">
            <span>
              {rows.length} {rows.length === 1 ? 'reply' : 'replies'}
            </span>
          </div>
        )}
        <div role="log" aria-live="polite" aria-label="Thread replies">
          <Rows rows={rows} hide={hide} inThread />
        </div>
      </div>
      <Composer channel={channel} threadTs={ts} />
    </aside>
  );
}
