// HTTPS in front of the Thrift service: who may ask, for which path, and what an overloaded or
// stopped warehouse answers instead.
import { createServer, type Server } from 'node:https';
import type { Socket } from 'node:net';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { storagePath } from '../volumes/storage.js';
import { answer } from './adapter.js';
import { createHandler, type Service } from './service.js';

export interface FrontDoor {
  readonly service: Service;
  readonly httpPath: string;
  /** The user behind a token, or undefined if there is none. */
  userOf(token: string): string | undefined;
}

function refuse(
  res: ServerResponse,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): void {
  // The reason stands in this header, for the body is no Thrift.
  res.writeHead(status, {
    'Content-Type': 'text/plain',
    'x-thriftserver-error-message': message,
    ...headers,
  });
  res.end(message);
}

/** Answers in Thrift's stead if the request may not, or can't, be served. */
function turnAway(req: IncomingMessage, res: ServerResponse, door: FrontDoor): boolean {
  const { faults } = door.service;
  const current = faults.get();
  const path = new URL(req.url ?? '/', 'https://warehouse').pathname;
  if (path !== door.httpPath || req.method !== 'POST') {
    refuse(res, 404, `ENDPOINT_NOT_FOUND: No API found for '${req.method} ${path}'`);
  } else if (req.headers.authorization === undefined || current.unauthorized === 401) {
    refuse(res, 401, 'Credential was not sent or was of an unsupported type for this API.');
  } else if (userOf(req, door) === undefined || current.unauthorized === 403) {
    refuse(res, 403, 'Invalid access token.');
  } else {
    const unavailable = faults.takeUnavailable();
    const tooMany = unavailable === undefined ? faults.takeTooManyRequests() : undefined;
    if (unavailable !== undefined) {
      refuse(res, 503, 'TEMPORARILY_UNAVAILABLE: The warehouse is starting or overloaded.', {
        'Retry-After': String(unavailable.retryAfterSeconds),
      });
    } else if (tooMany !== undefined) {
      refuse(res, 429, 'REQUEST_LIMIT_EXCEEDED: Too many requests.', {
        'Retry-After': String(tooMany.retryAfterSeconds),
      });
    } else return false;
  }
  return true;
}

const userOf = (req: IncomingMessage, door: FrontDoor) =>
  door.userOf((req.headers.authorization ?? '').replace(/^Bearer /i, ''));

async function serve(req: IncomingMessage, res: ServerResponse, door: FrontDoor): Promise<void> {
  if (req.url?.startsWith(storagePath) === true) {
    await door.service.engine.storage.serve(req, res);
    return;
  }
  const body = await buffer(req);
  if (turnAway(req, res, door)) return;
  const user = userOf(req, door) ?? '';
  let cut = false;
  const caller = {
    user,
    cut: () => {
      cut = true;
      res.destroy();
    },
  };
  try {
    const reply = await answer(body, createHandler(door.service, caller));
    // Whoever asked may be gone by now; the statement ran all the same.
    if (!cut && !res.destroyed) {
      res.writeHead(200, {
        'Content-Type': 'application/x-thrift',
        'Content-Length': reply.length,
      });
      res.end(reply);
    }
  } catch (error) {
    refuse(res, 400, `BAD_REQUEST: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export interface HttpsServer {
  readonly server: Server;
  /** Cuts all open connections. */
  cutAll(): void;
}

export function createHttpsServer(
  tls: { key: string; cert: string },
  door: FrontDoor,
): HttpsServer {
  const sockets = new Set<Socket>();
  const server = createServer(tls, (req, res) => {
    void serve(req, res, door).catch(() => res.destroy());
  });
  // Node would close idle connections after five seconds, just as a client may be about to use one.
  server.keepAliveTimeout = 120_000;
  // From the first byte on: one that is still shaking hands must be cut too.
  server.on('connection', (socket: Socket) => {
    if (door.service.faults.get().down === true) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return {
    server,
    cutAll: () => {
      for (const socket of sockets) socket.destroy();
    },
  };
}
