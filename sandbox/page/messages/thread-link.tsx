// "3 replies": opens the thread.
import type { ClientMessage } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { ago } from '../mrkdwn/dates.js';
import { Avatar } from '../shell/avatar.js';
import { Icon } from '../shell/icon.js';
import { useNow } from '../shell/now.js';
import { lastOf, repliesTo } from './timeline.js';

export function ThreadLink({ message, open }: { message: ClientMessage; open: () => void }) {
  const { state } = useDesk();
  const now = useNow();
  const replies = repliesTo(state.messages[message.channel] ?? [], message.ts);
  const last = lastOf(replies);
  const authors = [...new Set(replies.map((reply) => reply.user))].slice(0, 3);
  return (
    <button type="button" className="thread-link" onClick={open}>
      {authors.map((author) => (
        <Avatar person={author} size={24} key={author} />
      ))}
      <span className="thread-count">
        {message.replyCount} {message.replyCount === 1 ? 'reply' : 'replies'}
      </span>
      {last && <span className="thread-last">Last reply {ago(last, now)}</span>}
      <span className="thread-view">View thread</span>
      <Icon name="right" />
    </button>
  );
}
