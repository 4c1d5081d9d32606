// Stands between one replica and a service over HTTP. What would change something there meets its fate here; everything else
// passes. The simulators know nothing of it.
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, request as askTls } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { Certificate } from '../../sandbox/databricks/certificate.js';
import { openDoor } from '../../sandbox/door.js';
import type { Deed, Fate, Writer } from './fate.js';

export interface Gate {
  port: number;
  close(): Promise<void>;
}

interface HttpGateOptions {
  to: { host: string; port: number; ca?: string };
  /** For a service that speaks TLS. */
  certificate?: Certificate;
  writer: Writer;
  fate: Fate;
  /** The kind of change that a request is; null: it changes nothing. */
  kindOf(request: { method: string; path: string; body: Buffer }): string | null;
}

interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  body: Buffer;
}

export async function openHttpGate(options: HttpGateOptions): Promise<Gate> {
  const { certificate, fate, writer } = options;

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const { method = 'GET', url: path = '/' } = incoming;
    const kind = options.kindOf({ method, path, body });
    const deed = kind === null ? null : fate.meets(kind, writer);
    const answer = await suffered(deed, writer, () => forwarded(options.to, incoming, body));
    if (!answer) return void incoming.socket.destroy();
    response.writeHead(answer.status, withoutLength(answer.headers));
    response.end(answer.body);
  }

  const listener = (incoming: IncomingMessage, response: ServerResponse): void => {
    serve(incoming, response).catch(() => incoming.socket.destroy());
  };
  const server = certificate
    ? createTlsServer({ key: certificate.key, cert: certificate.cert }, listener)
    : createServer(listener);
  return openDoor(server);
}

/** Makes the change, or not, as the deed wants it. @returns null where nobody is there, or meant, to hear of it */
async function suffered<Result>(
  deed: Deed | null,
  writer: Writer,
  make: () => Promise<Result>,
): Promise<Result | null> {
  switch (deed) {
    case null:
      return make();
    case 'kill-before':
      writer.kill();
      return null;
    case 'kill-after':
      await make();
      writer.kill();
      return null;
    case 'lose-reply':
      await make();
      return null;
    case 'pause': {
      const back = writer.pause();
      const result = await make();
      await back;
      return result;
    }
  }
}

function forwarded(
  to: HttpGateOptions['to'],
  incoming: IncomingMessage,
  body: Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const given = {
      host: to.host,
      port: to.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...withoutLength(incoming.headers), 'content-length': body.length },
      agent: false,
    };
    const outgoing = to.ca === undefined ? ask(given) : askTls({ ...given, ca: to.ca });
    outgoing.on('response', (answer) => {
      buffer(answer).then(
        (whole) =>
          resolve({ status: answer.statusCode ?? 502, headers: answer.headers, body: whole }),
        reject,
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** The body is passed on in one piece, on a connection of its own. */
function withoutLength(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  const {
    'content-length': _length,
    'transfer-encoding': _encoding,
    connection: _connection,
    'keep-alive': _keep,
    ...rest
  } = headers;
  return rest;
}
