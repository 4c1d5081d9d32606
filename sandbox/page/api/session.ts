// One person's view of Slack, kept up to date: fetched at first and whenever the event socket names a newer version.
import type { ClientAction, ClientResult, ClientState } from '../../slack/protocol.js';
import { act, eventsUrl, fetchState, HttpError } from './http.js';
import { share } from './share.js';

export interface Snapshot {
  state: ClientState | null;
  connection: 'connecting' | 'open' | 'lost';
  /** Why there is no state and won't be: the person is unknown. */
  refused: string | null;
}

export interface Session {
  person: string;
  snapshot(): Snapshot;
  subscribe(changed: () => void): () => void;
  act(action: ClientAction): Promise<ClientResult>;
  start(): () => void;
}

const firstWait = 400;
const longestWait = 8_000;

export function createSession(person: string): Session {
  let snapshot: Snapshot = { state: null, connection: 'connecting', refused: null };
  const listeners = new Set<() => void>();
  let wanted = -1;
  let fetching = false;
  let running = false;
  let socket: WebSocket | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wait = firstWait;

  function set(change: Partial<Snapshot>): void {
    snapshot = { ...snapshot, ...change };
    for (const listener of listeners) listener();
  }

  async function refresh(): Promise<void> {
    if (fetching) return;
    fetching = true;
    try {
      let asked: number;
      let got: number;
      do {
        asked = wanted;
        const state = await fetchState(person);
        if (!running) return;
        got = state.version;
        set({ state: share(snapshot.state, state), refused: null });
        // Once more if a newer version was named meanwhile.
      } while (wanted !== asked && got < wanted);
    } catch (error) {
      if (error instanceof HttpError && error.status === 400) set({ refused: error.message });
    } finally {
      fetching = false;
    }
  }

  function connect(): void {
    const opened = new WebSocket(eventsUrl(person));
    socket = opened;
    opened.addEventListener('open', () => {
      wait = firstWait;
      set({ connection: 'open' });
      void refresh();
    });
    opened.addEventListener('message', (event) => {
      const version = versionIn(event.data);
      if (version === null) return;
      wanted = version;
      if (version !== snapshot.state?.version) void refresh();
    });
    opened.addEventListener('close', () => {
      if (socket !== opened) return;
      set({ connection: 'lost' });
      timer = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(longestWait, wait * 2);
    });
  }

  return {
    person,
    snapshot: () => snapshot,
    subscribe(changed) {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    async act(action) {
      const result = await act(person, action);
      void refresh();
      return result;
    },
    start() {
      running = true;
      connect();
      void refresh();
      return () => {
        running = false;
        clearTimeout(timer);
        const open = socket;
        socket = null;
        open?.close();
      };
    },
  };
}

function versionIn(data: unknown): number | null {
  if (typeof data !== 'string') return null;
  const event: unknown = JSON.parse(data);
  return typeof event === 'object' &&
    event !== null &&
    'version' in event &&
    typeof event.version === 'number'
    ? event.version
    : null;
}
