// One HTTP server for everything: the Web API, Socket Mode, response URLs, uploads and the people's side.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { ClientRoutes } from './client/routes.js';
import { eventsPath } from './client/routes.js';
import { socketPath, type SocketMode } from './delivery/socket-mode.js';
import { readBody, sendJson, sendText, uploadedBytes } from './http-body.js';
import { parseJson } from './json.js';
import type { RouteHandler } from './options.js';
import type { Workspace } from './state/workspace.js';
import type { ApiHandler } from './web-api/dispatch.js';
import { receiveUpload } from './web-api/files.js';
import { ApiError } from './web-api/method.js';
import { respond } from './web-api/respond.js';

interface Parts {
  api: ApiHandler;
  socketMode: SocketMode;
  client: ClientRoutes;
  extraRoutes: RouteHandler | undefined;
}

export function createSlackServer(ws: Workspace, parts: Parts): Server {
  const isDown = () => ws.faults.get().down;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', ws.url);
    const [, first = '', ...rest] = url.pathname.split('/');
    switch (first) {
      case 'api':
        return parts.api(rest.join('/'), request, response);
      case 'commands':
      case 'actions':
        return answerByUrl(rest.at(-1) ?? '', request, response);
      case 'upload':
        return upload(rest.at(-1) ?? '', request, response);
      case 'client':
        return parts.client.handle(url, request, response);
      default:
        if ((await parts.extraRoutes?.(request, response)) !== true)
          sendJson(response, 404, { ok: false, error: 'not_found' });
        return undefined;
    }
  }

  async function answerByUrl(
    secret: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = parseJson((await readBody(request)).toString('utf8'));
    if (isDown()) {
      request.socket.destroy();
      return;
    }
    const used = ws.responseUrls.use(secret);
    const error = used.ok ? tryTo(() => respond(ws, used.target, body)) : used.error;
    ws.traffic.add({
      direction: 'out',
      name: 'response_url',
      status: error === undefined ? 'ok' : 'error',
      ...(error === undefined ? {} : { error }),
      request: body,
      response: error ?? 'ok',
    });
    if (error === undefined) sendText(response, 200, 'ok');
    else sendJson(response, used.ok ? 400 : 404, { ok: false, error });
  }

  async function upload(
    id: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(request);
    if (isDown()) {
      request.socket.destroy();
      return;
    }
    const content = await uploadedBytes(request.headers['content-type'] ?? '', body);
    const accepted = receiveUpload(ws, id, content);
    ws.traffic.add({
      direction: 'out',
      name: 'upload',
      status: accepted ? 'ok' : 'error',
      request: { id, length: content.length },
      response: accepted ? 'OK' : 'refused',
    });
    sendText(response, accepted ? 200 : 400, accepted ? `OK - ${content.length}` : 'bad upload');
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      // A bug of the simulator must show, not look like a fault of Slack.
      console.error('Slack simulator:', error);
      if (!response.headersSent) sendText(response, 500, 'simulator error');
      else request.socket.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', ws.url);
    if (url.pathname === eventsPath) parts.client.upgrade(url, request, socket, head);
    else if (url.pathname === socketPath && !isDown())
      parts.socketMode.upgrade(request, socket, head);
    else socket.destroy();
  });
  return server;
}

function tryTo(action: () => void): string | undefined {
  try {
    action();
    return undefined;
  } catch (error) {
    if (error instanceof ApiError) return error.message;
    throw error;
  }
}
