// Socket Mode: the bot asks for a WebSocket URL, Slack greets it there, sends envelopes and waits for
// acknowledgements. https://docs.slack.dev/apis/events-api/using-socket-mode
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import { isEmptyObject, defineMethod, type Method } from '../web-api/method.js';
import { parseJson } from '../json.js';
import type { Workspace } from '../state/workspace.js';
import type { Envelope, Outcome, Retry, Send } from './envelope.js';

export const socketPath = '/link/';
const mostConnections = 10;
const ticketLivesMs = 30_000;
/** Slack gives this warning before it recycles a connection, and closes it itself when the bot does not. */
const recycleMs = 10_000;
const approximateConnectionTime = 18_060;

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

export interface SocketMode {
  /** apps.connections.open */
  method: Method;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  send: Send;
  /** How many connections are open. */
  connections(): number;
  /** Tells every connection to go and come back, as Slack does about once an hour. */
  refresh(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Cuts every connection without a word. */
  cut(): void;
  close(): void;
}

interface Waiting {
  connection: WebSocket;
  acceptsResponse: boolean;
  settle(outcome: Outcome): void;
}

export function createSocketMode(ws: Workspace): SocketMode {
  const server = new WebSocketServer({ noServer: true });
  const tickets = new Map<string, number>();
  const waiting = new Map<string, Waiting>();
  const open: WebSocket[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const appId = ws.settings.seed.bot.appId;

  const debugInfo = () => ({
    host: 'applink-sandbox',
    build_number: 1,
    approximate_connection_time: approximateConnectionTime,
  });

  function acknowledge(connection: WebSocket, data: string): void {
    const parsed = acknowledgement.safeParse(parseJson(data));
    if (!parsed.success) return;
    const entry = waiting.get(parsed.data.envelope_id);
    // Only the connection that got the envelope can acknowledge it.
    if (entry === undefined || entry.connection !== connection) return;
    const { payload } = parsed.data;
    const response = entry.acceptsResponse && !isEmptyObject(payload) ? payload : undefined;
    entry.settle({ acked: true, response });
  }

  function greet(connection: WebSocket): void {
    open.push(connection);
    const ping = setInterval(
      () => connection.ping('Ping from sandbox'),
      ws.settings.pingIntervalMs,
    );
    timers.add(ping);
    connection.on('message', (data) => {
      if (Buffer.isBuffer(data)) acknowledge(connection, data.toString('utf8'));
    });
    connection.on('error', () => connection.terminate());
    connection.on('close', () => {
      clearInterval(ping);
      timers.delete(ping);
      const index = open.indexOf(connection);
      if (index >= 0) open.splice(index, 1);
    });
    connection.send(
      JSON.stringify({
        type: 'hello',
        num_connections: open.length,
        debug_info: debugInfo(),
        connection_info: { app_id: appId },
      }),
    );
  }

  function useTicket(ticket: string): boolean {
    const issued = tickets.get(ticket);
    tickets.delete(ticket);
    return issued !== undefined && ws.clock.now() - issued <= ticketLivesMs;
  }

  /** Round robin: the one that was used longest ago. */
  function nextConnection(): WebSocket | undefined {
    const connection = open.find((each) => each.readyState === each.OPEN);
    if (connection === undefined) return undefined;
    open.splice(open.indexOf(connection), 1);
    open.push(connection);
    return connection;
  }

  const send = (envelope: Envelope, retry: Retry | undefined): Promise<Outcome> => {
    const connection = nextConnection();
    if (connection === undefined) return Promise.resolve({ acked: false, error: 'not_connected' });
    const id = randomUUID();
    const message = {
      envelope_id: id,
      type: envelope.type,
      payload: envelope.payload,
      accepts_response_payload: envelope.acceptsResponse,
      ...(envelope.type === 'events_api'
        ? { retry_attempt: retry?.attempt ?? 0, retry_reason: retry?.reason ?? '' }
        : {}),
    };
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(deadline);
        timers.delete(deadline);
        waiting.delete(id);
        resolve(outcome);
      };
      const deadline = setTimeout(
        () => settle({ acked: false, error: 'operation_timeout' }),
        ws.settings.ackDeadlineMs,
      );
      timers.add(deadline);
      waiting.set(id, { connection, acceptsResponse: envelope.acceptsResponse, settle });
      connection.send(JSON.stringify(message));
    });
  };

  return {
    method: defineMethod('apps.connections.open', {
      token: 'app',
      scopes: [],
      args: z.object({}),
      run() {
        const ticket = randomBytes(16).toString('hex');
        tickets.set(ticket, ws.clock.now());
        const url = `${ws.url.replace(/^http/, 'ws')}${socketPath}?ticket=${ticket}&app_id=${appId}`;
        return { url };
      },
    }),
    upgrade(request, socket, head) {
      const ticket = new URL(request.url ?? '', ws.url).searchParams.get('ticket') ?? '';
      if (!useTicket(ticket) || open.length >= mostConnections) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      server.handleUpgrade(request, socket, head, greet);
    },
    send,
    connections: () => open.length,
    refresh(reason) {
      for (const connection of open) {
        connection.send(JSON.stringify({ type: 'disconnect', reason, debug_info: debugInfo() }));
        const recycle = setTimeout(() => connection.close(), recycleMs);
        timers.add(recycle);
        connection.on('close', () => {
          clearTimeout(recycle);
          timers.delete(recycle);
        });
      }
    },
    cut() {
      for (const connection of open) connection.terminate();
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      for (const entry of waiting.values()) entry.settle({ acked: false, error: 'not_connected' });
      for (const connection of open) connection.terminate();
      server.close();
    },
  };
}
