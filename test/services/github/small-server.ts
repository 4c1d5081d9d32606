// A server that answers as a test says, over a real socket, and remembers what it was asked.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Registry } from 'prom-client';
import { connectGithub } from '../../../src/services/github/connect-github.js';
import type { Github } from '../../../src/services/github/github.js';

export interface Seen {
  /** `GET /repos/…`, without the query. */
  route: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: unknown;
}

/** `lost`: it was carried out, and the connection is cut before the answer. */
export type Said =
  { status?: number; headers?: Record<string, string>; body?: unknown } | 'lost' | undefined;

export interface SmallServer {
  url: string;
  seen: Seen[];
  /** Milliseconds that the client wanted to wait between its tries; none are waited. */
  waits: number[];
  /** What was given last is asked first; without an answer it is a 404. */
  on(answer: (seen: Seen) => Said): void;
  github(given?: { token?: string | undefined }): Github;
  close(): Promise<void>;
}

export const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
/** By the client's clock. */
export const now = Date.parse('2026-11-10T08:30:00Z');

export async function startSmallServer(): Promise<SmallServer> {
  const answers: ((seen: Seen) => Said)[] = [];
  const seen: Seen[] = [];
  const waits: number[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
      const text = Buffer.concat(chunks).toString('utf8');
      const url = new URL(request.url ?? '/', 'http://github');
      const asked: Seen = {
        route: `${request.method} ${url.pathname}`,
        query: Object.fromEntries(url.searchParams),
        headers: request.headers,
        body: text === '' ? undefined : JSON.parse(text),
      };
      seen.push(asked);
      const said = answers.map((answer) => answer(asked)).find((one) => one !== undefined);
      if (said === 'lost') {
        request.socket.destroy();
        return;
      }
      const {
        status = 200,
        headers = {},
        body,
      } = said ?? {
        status: 404,
        body: { message: 'Not Found' },
      };
      response.writeHead(status, headers);
      response.end(body === undefined ? undefined : JSON.stringify(body));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = `http://127.0.0.1:${address.port}`;
  return {
    url,
    seen,
    waits,
    on: (answer) => void answers.unshift(answer),
    github: (given = { token }) =>
      connectGithub({
        baseUrl: `${url}/`,
        token: given.token,
        registry: new Registry(),
        now: () => now,
        sleep: async (ms) => void waits.push(ms),
      }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
