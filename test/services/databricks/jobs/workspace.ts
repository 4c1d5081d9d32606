// A tiny Jobs API over a real socket: it answers what a test tells it to, and keeps what it was asked.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { Registry } from 'prom-client';
import { onTestFinished } from 'vitest';
import { connectJobs } from '../../../../src/services/databricks/jobs/connect-jobs.js';
import type { Jobs } from '../../../../src/services/databricks/jobs/jobs.js';

export interface Asked {
  method: string;
  path: string;
  query: URLSearchParams;
  body: unknown;
  authorization: string | undefined;
}

/** What it answers; null: the connection is cut. */
export type Answer = { status?: number; headers?: Record<string, string>; json: object } | null;

export interface Workspace {
  jobs: Jobs;
  asked: Asked[];
  /** Waits between tries, milliseconds; none of them is waited for. */
  waits: number[];
}

/** @param answer is told each request, and how many there were of its path before */
export async function workspace(
  answer: (asked: Asked, before: number) => Answer,
): Promise<Workspace> {
  const asked: Asked[] = [];
  const waits: number[] = [];
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await text(request);
    const url = new URL(request.url ?? '', 'http://workspace');
    const one: Asked = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      body: body === '' ? undefined : JSON.parse(body),
      authorization: request.headers.authorization,
    };
    const before = asked.filter(({ path }) => path === one.path).length;
    asked.push(one);
    const given = answer(one, before);
    if (given === null) {
      request.socket.destroy();
      return;
    }
    response.writeHead(given.status ?? 200, given.headers).end(JSON.stringify(given.json));
  };
  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const jobs = connectJobs({
    host: `http://127.0.0.1:${port}`,
    token: 'not-a-token',
    caCertificate: null,
    registry: new Registry(),
    sleep: async (ms) => void waits.push(ms),
  });
  return { jobs, asked, waits };
}
