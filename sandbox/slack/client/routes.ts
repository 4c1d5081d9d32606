// The people's side over HTTP and WebSocket: /client/state, /client/act, /client/traffic, /client/faults, /client/events.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Courier } from '../delivery/courier.js';
import { faultsPatch } from '../faults.js';
import { readBody, sendJson } from '../http-body.js';
import { parseJson } from '../json.js';
import type { SlackFaults } from '../protocol.js';
import type { Workspace } from '../state/workspace.js';
import { act } from './act.js';
import { clientAction } from './schema.js';
import { clientState } from './state.js';

export const eventsPath = '/client/events';

export interface ClientRoutes {
  handle(url: URL, request: IncomingMessage, response: ServerResponse): Promise<void>;
  upgrade(url: URL, request: IncomingMessage, socket: Duplex, head: Buffer): void;
  close(): void;
}

export function createClientRoutes(ws: Workspace, courier: Courier): ClientRoutes {
  const sockets = new WebSocketServer({ noServer: true });

  const isPerson = (id: string) => ws.members.get(id)?.isBot === false;

  async function json(request: IncomingMessage): Promise<unknown> {
    // A page of another origin can't send this type without asking first.
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('application/json')) return undefined;
    return parseJson((await readBody(request)).toString('utf8'));
  }

  return {
    async handle(url, request, response) {
      const as = url.searchParams.get('as') ?? '';
      const bad = (error: string) => sendJson(response, 400, { ok: false, error });
      switch (`${request.method} ${url.pathname}`) {
        case 'GET /client/state':
          return isPerson(as) ? sendJson(response, 200, clientState(ws, as)) : bad('unknown_user');
        case 'POST /client/act': {
          const action = clientAction.safeParse(await json(request));
          if (!action.success) return bad('invalid_action');
          return sendJson(response, 200, await act(ws, courier, as, action.data));
        }
        case 'GET /client/traffic': {
          const after = Number(url.searchParams.get('after') ?? 0);
          return sendJson(response, 200, { entries: ws.traffic.after(after) });
        }
        case 'GET /client/faults':
          return sendJson(response, 200, ws.faults.get());
        case 'POST /client/faults': {
          const patch = faultsPatch.safeParse(await json(request));
          if (!patch.success) return bad('invalid_faults');
          return sendJson(response, 200, ws.faults.set(present(patch.data)));
        }
        default:
          return sendJson(response, 404, { ok: false, error: 'not_found' });
      }
    },
    upgrade(url, request, socket, head) {
      const as = url.searchParams.get('as') ?? '';
      if (!isPerson(as)) {
        socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
        return;
      }
      sockets.handleUpgrade(request, socket, head, (connection) => {
        const send = (version: number) => connection.send(JSON.stringify({ version }));
        const unsubscribe = ws.audience.subscribe(as, send);
        connection.on('close', unsubscribe);
        connection.on('error', () => connection.terminate());
        send(ws.audience.version(as));
      });
    },
    close() {
      for (const connection of sockets.clients) connection.terminate();
      sockets.close();
    },
  };
}

/** The patch without the keys that are undefined. */
function present(patch: { [Key in keyof SlackFaults]?: SlackFaults[Key] | undefined }) {
  const faults: Partial<SlackFaults> = {};
  Object.assign(
    faults,
    Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)),
  );
  return faults;
}
