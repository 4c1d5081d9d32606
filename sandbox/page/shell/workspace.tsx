// The whole window: rail, sidebar, what one looks at, thread, inspector; and what lies above them.
import { useCallback, useMemo } from 'react';
import type { ClientAction, ClientResult, ClientState } from '../../slack/protocol.js';
import { DeskProvider, type Desk, type Place } from '../api/context.js';
import { createDirectory } from '../api/directory.js';
import type { Snapshot } from '../api/session.js';
import { failureText } from '../blocks/surface.js';
import { ConfirmProvider } from '../forms/confirm.js';
import { Modals } from '../forms/modals.js';
import { Inspector } from '../inspector/inspector.js';
import { ChannelView } from '../messages/channel-view.js';
import { DraftsProvider } from '../messages/drafts.js';
import { ThreadPane } from '../messages/thread-pane.js';
import { AppView } from './app-view.js';
import { isBoolean, useKept } from './kept.js';
import { QuickSwitch, useQuickSwitch } from './quick-switch.js';
import { Rail } from './rail.js';
import { useShortcut } from './shortcut.js';
import { Sidebar } from './sidebar.js';
import { useTheme } from './theme.js';
import { Toasts, useToasts } from './toasts.js';
import { useTitle } from './title.js';
import { home } from './url.js';

export function Workspace(props: {
  state: ClientState;
  connection: Snapshot['connection'];
  act: (action: ClientAction) => Promise<ClientResult>;
  place: Place;
  go: (place: Partial<Place> & { person?: string }) => void;
}) {
  const { state, connection, act, place, go } = props;
  const [theme, toggleTheme] = useTheme();
  const { toasts, toast, dismiss } = useToasts();
  const [inspecting, setInspecting] = useKept('inspector', false, isBoolean);
  const toggleInspector = useCallback(
    () => setInspecting(!inspecting),
    [inspecting, setInspecting],
  );
  useShortcut('i', toggleInspector);
  const quick = useQuickSwitch();
  const directory = useMemo(
    () =>
      createDirectory({
        people: state.people,
        userGroups: state.userGroups,
        channels: state.channels,
      }),
    [state.people, state.userGroups, state.channels],
  );
  const tell = useCallback(
    async (action: ClientAction): Promise<ClientResult> => {
      const result = await act(action);
      if (!result.ok) toast(failureText(result.error));
      return result;
    },
    [act, toast],
  );
  const desk = useMemo<Desk>(
    () => ({
      state,
      directory,
      act,
      tell,
      toast,
      place,
      go,
      theme,
      become(person) {
        // A direct message is not there for somebody else.
        const { isDirect = false } = state.channels.find(({ id }) => id === place.channel) ?? {};
        const first = state.channels[0]?.id;
        go({
          person,
          thread: null,
          ...(isDirect && first !== undefined ? { channel: first } : {}),
        });
      },
    }),
    [state, directory, act, tell, toast, place, go, theme],
  );
  useTitle(state);
  const channel = state.channels.find(({ id }) => id === place.channel);
  const botChannel = state.channels.find(
    ({ isDirect, name }) => isDirect && directory.person(name).isBot,
  );
  const isApp = place.channel === home || (channel !== undefined && channel === botChannel);

  return (
    <DeskProvider value={desk}>
      <DraftsProvider>
        <ConfirmProvider>
          <div className={inspecting ? 'window is-inspecting' : 'window'}>
            <Rail
              theme={theme}
              toggleTheme={toggleTheme}
              inspecting={inspecting}
              toggleInspector={toggleInspector}
              search={() => quick.setOpen(true)}
            />
            <Sidebar connection={connection} botChannel={botChannel?.id ?? null} />
            <div className="panes">
              {isApp ? (
                <AppView channel={botChannel ?? null} />
              ) : (
                <ChannelView
                  channel={channel ?? null}

                  key={channel?.id ?? 'none'}
                />
              )}
              {channel && place.thread !== null && (
                <ThreadPane channel={channel} ts={place.thread} key={place.thread} />
              )}
            </div>
            {inspecting && <Inspector close={() => setInspecting(false)} />}
          </div>
          <Modals />
          {quick.isOpen && <QuickSwitch close={() => quick.setOpen(false)} />}
          <Toasts toasts={toasts} dismiss={dismiss} />
        </ConfirmProvider>
      </DraftsProvider>
    </DeskProvider>
  );
}
