// Channels, direct messages and the app; below them who one is.
import type { ReactNode } from 'react';
import { bot, workspace } from '../../company.js';
import type { ClientState } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import type { Snapshot } from '../api/session.js';
import { Avatar } from './avatar.js';
import { Icon } from './icon.js';
import { PersonSwitch } from './person-switch.js';
import { StartHere } from './start-here.js';
import { home } from './url.js';

type Channel = ClientState['channels'][number];

export function Sidebar(props: { connection: Snapshot['connection']; botChannel: string | null }) {
  const { state, directory, place, go } = useDesk();
  const isBotChannel = (channel: Channel): boolean => channel.id === props.botChannel;
  const channels = state.channels.filter((channel) => !channel.isDirect);
  const direct = state.channels.filter((channel) => channel.isDirect && !isBotChannel(channel));
  const app = state.channels.find(isBotChannel);
  const at = (id: string): boolean => place.channel === id;
  return (
    <nav className="sidebar" aria-label="Channels and people">
      <header className="sidebar-head">
        <h1>{workspace.name}</h1>
        {props.connection === 'lost' && (
          <span className="connection" role="status">
            Reconnecting …
          </span>
        )}
      </header>
      <div className="sidebar-scroll">
        <Group title="Channels">
          {channels.map((channel) => (
            <Entry
              key={channel.id}
              isHere={at(channel.id)}
              unread={channel.unread}
              label={channel.name}
              icon={<Icon name="hash" />}
              click={() => go({ channel: channel.id, thread: null })}
            />
          ))}
        </Group>
        {direct.length > 0 && (
          <Group title="Direct messages">
            {direct.map((channel) => (
              <Entry
                key={channel.id}
                isHere={at(channel.id)}
                unread={channel.unread}
                label={directory.person(channel.name).name}
                icon={<Avatar person={channel.name} size={20} />}
                click={() => go({ channel: channel.id, thread: null })}
              />
            ))}
          </Group>
        )}
        <Group title="Apps">
          <Entry
            isHere={at(home) || (app !== undefined && at(app.id))}
            unread={app?.unread ?? 0}
            label={bot.name}
            icon={<Avatar person={bot.userId} size={20} />}
            click={() => go({ channel: home, thread: null })}
          />
        </Group>
        <StartHere />
      </div>
      <PersonSwitch />
    </nav>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="sidebar-group">
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function Entry(props: {
  isHere: boolean;
  unread: number;
  label: string;
  icon: ReactNode;
  click: () => void;
}) {
  const unread = props.isHere ? 0 : props.unread;
  return (
    <li>
      <button
        type="button"
        className={unread > 0 ? 'entry is-unread' : 'entry'}
        aria-current={props.isHere ? 'page' : undefined}
        onClick={props.click}
      >
        <span className="entry-icon">{props.icon}</span>
        <span className="entry-label">{props.label}</span>
        {unread > 0 && (
          <span className="badge">
            {unread}
            <span className="hidden"> unread</span>
          </span>
        )}
      </button>
    </li>
  );
}
