// A Slack that runs on one machine: the real @slack/bolt talks to it over real sockets, and people use it through
// the page, the tour and tests (protocol.ts).
import { once } from 'node:events';
import { act } from './client/act.js';
import { createClientRoutes } from './client/routes.js';
import { clientState } from './client/state.js';
import { createCourier } from './delivery/courier.js';
import { verifyRequestUrl } from './delivery/http-mode.js';
import { createSocketMode } from './delivery/socket-mode.js';
import { settle, type HttpMode, type SlackOptions } from './options.js';
import type {
  ClientAction,
  ClientResult,
  ClientState,
  SlackFaults,
  TrafficEntry,
} from './protocol.js';
import { createSlackServer } from './server.js';
import { messagesIn } from './state/messages.js';
import { createWorkspace, type StoredMessage } from './state/workspace.js';
import { createApi } from './web-api/dispatch.js';

export { defaultScopes } from './options.js';
export type { HttpMode, RouteHandler, Seed, SlackOptions } from './options.js';
export type { RateLimit } from './rate.js';
export type { StoredMessage } from './state/workspace.js';

export interface SlackSimulator {
  /** http://127.0.0.1:port */
  url: string;
  /** For Bolt's and the WebClient's slackApiUrl. */
  apiUrl: string;
  /** Does what the person would do, and waits for what Slack would show. */
  act(userId: string, action: ClientAction): Promise<ClientResult>;
  /** What the person sees. */
  state(userId: string): ClientState;
  /** All messages of a channel as they are stored, oldest first; they change in place. Private answers have `ephemeralTo`. */
  messages(channel: string): StoredMessage[];
  faults: { get(): SlackFaults; set(patch: Partial<SlackFaults>): SlackFaults };
  /** Exchanges with the bot numbered above `n`, oldest first, at most 500. */
  traffic(after?: number): TrafficEntry[];
  /** Open Socket Mode connections. */
  connections(): number;
  /** Tells the bot to reconnect, as Slack does when it recycles a connection. */
  refreshConnections(reason?: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** undefined goes back to Socket Mode. */
  setHttpMode(mode: HttpMode | undefined): void;
  /** Sends the url_verification challenge to the request URL; false when the bot fails it. */
  verifyRequestUrl(): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts a simulator; rejects when the port is taken. */
export async function startSlack(options: SlackOptions = {}): Promise<SlackSimulator> {
  const settings = settle(options);
  const ws = createWorkspace(settings, (faults) => {
    if (faults.down) socketMode.cut();
  });
  const socketMode = createSocketMode(ws);
  const courier = createCourier(ws, socketMode, options.httpMode);
  const client = createClientRoutes(ws, courier);
  const server = createSlackServer(ws, {
    api: createApi(ws, [socketMode.method]),
    socketMode,
    client,
    extraRoutes: options.extraRoutes,
  });

  server.listen(settings.port, settings.host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  ws.url = `http://127.0.0.1:${port}`;

  return {
    url: ws.url,
    apiUrl: `${ws.url}/api/`,
    act: (user, action) => act(ws, courier, user, action),
    state: (user) => clientState(ws, user),
    messages: (channel) => [...messagesIn(ws, channel)],
    faults: { get: () => ws.faults.get(), set: (patch) => ws.faults.set(patch) },
    traffic: (after = 0) => ws.traffic.after(after),
    connections: () => socketMode.connections(),
    refreshConnections: (reason = 'refresh_requested') => socketMode.refresh(reason),
    setHttpMode: (mode) => courier.setMode(mode),
    async verifyRequestUrl() {
      const mode = courier.mode();
      return mode !== undefined && (await verifyRequestUrl(ws, mode));
    },
    async close() {
      courier.close();
      socketMode.close();
      client.close();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
