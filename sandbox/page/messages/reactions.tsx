// Emoji that were put on a message.
import type { ClientMessage } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Emoji } from '../mrkdwn/mrkdwn.js';

export function Reactions({ reactions }: { reactions: ClientMessage['reactions'] }) {
  const { directory, state } = useDesk();
  if (reactions.length === 0) return null;
  return (
    <div className="reactions">
      {reactions.map(({ name, users }) => (
        <span
          className={users.includes(state.me) ? 'reaction is-mine' : 'reaction'}
          title={`${users.map((id) => directory.person(id).name).join(', ')} reacted with :${name}:`}
          key={name}
        >
          <Emoji name={name} />
          {users.length}
        </span>
      ))}
    </div>
  );
}
