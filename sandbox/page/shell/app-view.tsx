// The bot's own place: its Home tab, and the messages between it and the person.
import { useEffect } from 'react';
import { bot } from '../../company.js';
import type { Block, ClientState } from '../../slack/protocol.js';
import { useDesk } from '../api/context.js';
import { Blocks } from '../blocks/blocks.js';
import { SurfaceProvider, useHeld } from '../blocks/surface.js';
import { Composer } from '../messages/composer.js';
import { MessageList } from '../messages/message-list.js';
import { Avatar } from './avatar.js';
import { home } from './url.js';

export function AppView(props: { channel: ClientState['channels'][number] | null }) {
  const { channel } = props;
  const { state, place, go, tell } = useDesk();
  const isHome = place.channel === home;
  useEffect(() => {
    if (isHome) void tell({ type: 'open_home' });
  }, [isHome, tell]);
  return (
    <main className="pane app-view" aria-label={bot.name}>
      <header className="pane-head">
        <Avatar person={bot.userId} size={24} />
        <h2>{bot.name}</h2>
        <span className="app-badge">App</span>
      </header>
      <div className="tabs" role="tablist" aria-label={bot.name}>
        <Tab label="Home" isHere={isHome} click={() => go({ channel: home, thread: null })} />
        {channel && (
          <Tab
            label="Messages"
            isHere={!isHome}
            click={() => go({ channel: channel.id, thread: null })}
          />
        )}
      </div>
      {isHome ? (
        <div className="home-scroll" role="tabpanel" aria-label="Home" tabIndex={0}>
          {state.home === null ? (
            <p className="home-empty">The app has not drawn its Home tab yet.</p>
          ) : (
            <HomeBlocks blocks={state.home.blocks} />
          )}
        </div>
      ) : (
        channel && (
          <>
            <MessageList channel={channel} />
            <Composer channel={channel} />
          </>
        )
      )}
    </main>
  );
}

function HomeBlocks({ blocks }: { blocks: Block[] }) {
  const held = useHeld(blocks);
  return (
    <div className="home-blocks">
      <SurfaceProvider container={{ kind: 'home' }} held={held}>
        <Blocks blocks={blocks} />
      </SurfaceProvider>
    </div>
  );
}

function Tab(props: { label: string; isHere: boolean; click: () => void }) {
  return (
    <button
      type="button"
      role="tab"
      aria-selected={props.isHere}
      className="tab"
      onClick={props.click}
    >
      {props.label}
    </button>
  );
}
