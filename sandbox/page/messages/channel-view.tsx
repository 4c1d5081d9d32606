// A channel: its name and topic, its messages, and where one writes.
import type { ClientState } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Avatar } from '../shell/avatar.js';
import { Icon } from '../shell/icon.js';
import { Composer } from './composer.js';
import { MessageList } from './message-list.js';

export function ChannelView(props: { channel: ClientState['channels'][number] | null }) {
  const { channel } = props;
  const { state, directory, go } = useDesk();
  const first = state.channels[0];
  if (!channel)
    return (
      <main className="pane">
        <div className="nowhere">
          <p>{directory.person(state.me).name} is not in this conversation.</p>
          {first && (
            <button
              type="button"
              className="button"
              onClick={() => go({ channel: first.id, thread: null })}
            >
              Go to {directory.channelTitle(first.id)}
            </button>
          )}
        </div>
      </main>
    );
  const partner = channel.isDirect ? directory.person(channel.name) : null;
  return (
    <main className="pane" aria-label={directory.channelTitle(channel.id)}>
      <header className="pane-head">
        {partner ? <Avatar person={partner.id} size={24} /> : <Icon name="hash" />}
        <h2>{partner?.name ?? channel.name}</h2>
        <span className="topic">{partner?.title ?? channel.topic}</span>
      </header>
      <MessageList channel={channel} />
      <Composer channel={channel} />
    </main>
  );
}
