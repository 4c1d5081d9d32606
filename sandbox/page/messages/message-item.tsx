// One message: who, when, what, and what hangs on it.
import { memo } from 'react';
import type { ClientMessage } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Avatar } from '../shell/avatar.js';
import { Icon } from '../shell/icon.js';
import { clock, longTime, timeOf } from '../mrkdwn/dates.js';
import { Files } from './files.js';
import { MessageBody } from './message-body.js';
import { MessageMenu } from './message-menu.js';
import { SlackbotMark } from './notice-item.js';
import { PrivateMark } from './private-mark.js';
import { Reactions } from './reactions.js';
import { ThreadLink } from './thread-link.js';

export const MessageItem = memo(function MessageItem(props: {
  message: ClientMessage;
  isCompact: boolean;
  inThread: boolean;
  hide: (id: string) => void;
}) {
  const { message, isCompact, inThread, hide } = props;
  const { directory, go, place } = useDesk();
  const who = directory.person(message.user);
  const at = timeOf(message.ts);
  const openThread = (): void => go({ channel: message.channel, thread: message.ts });
  const isOpen = !inThread && place.thread === message.ts;
  const classes = [
    'message',
    isCompact ? 'is-compact' : '',
    message.ephemeral ? 'is-private' : '',
    isOpen ? 'is-open' : '',
  ];
  return (
    <div
      className={classes.filter(Boolean).join(' ')}
      role="article"
      aria-label={`${who.name}, ${clock(at)}`}
      data-ts={message.ts}
      data-channel={message.channel}
      data-user={message.user}
      data-private={message.ephemeral || undefined}
    >
      <div className="message-side">
        {isCompact ? (
          <time className="when" dateTime={at.toISOString()} title={longTime(at)}>
            {clock(at)}
          </time>
        ) : message.user === 'USLACKBOT' ? (
          <SlackbotMark />
        ) : (
          <Avatar person={message.user} />
        )}
      </div>
      <div className="message-main">
        {message.ephemeral && <PrivateMark dismiss={() => hide(message.ts)} />}
        {!isCompact && (
          <div className="message-head">
            <span className="author">{who.name}</span>
            {who.isBot && <span className="app-badge">App</span>}
            <time className="when" dateTime={at.toISOString()} title={longTime(at)}>
              {clock(at)}
            </time>
          </div>
        )}
        <MessageBody message={message} />
        <Files files={message.files} />
        <Reactions reactions={message.reactions} />
        {!inThread && message.replyCount > 0 && <ThreadLink message={message} open={openThread} />}
      </div>
      {!message.ephemeral && (
        <div className="message-tools">
          {!inThread && (
            <button
              type="button"
              className="icon-button"
              aria-label="Reply in thread"
              title="Reply in thread"
              onClick={openThread}
            >
              <Icon name="reply" />
            </button>
          )}
          <MessageMenu message={message} />
        </div>
      )}
    </div>
  );
});
