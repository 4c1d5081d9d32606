// The Notion simulator: the API over a socket or without one, and what a person does in Notion.
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { credentials } from '../company.js';
import { endpoint, type EndpointParts } from './api/endpoint.js';
import { createRate } from './api/rate.js';
import { createCallLog } from './call-log.js';
import { companyDatabases } from './company-databases.js';
import { FaultBox } from './faults.js';
import { hands } from './hands.js';
import type { NotionOptions, NotionSimulator } from './protocol.js';
import { Workspace } from './state/workspace.js';
import { createWebhooks } from './webhooks.js';

export { handleNotionControl } from './control.js';
export type { NotionFaults, NotionOptions, NotionSimulator } from './protocol.js';

const usualLimits = { rows: 10_000, answer: 100, references: 25, perMinute: 180 } as const;

/** Without a socket: for the `fetch` of a client. */
export function createNotion(options: NotionOptions = {}): NotionSimulator {
  const now = options.now ?? Date.now;
  const workspace = new Workspace(now);
  for (const seed of options.databases ?? companyDatabases(now())) workspace.addDatabase(seed);
  const faults = new FaultBox();
  const log = createCallLog(now);
  const webhooks = createWebhooks(options.webhookUrl ?? null, now);
  const parts: EndpointParts = {
    workspace,
    faults,
    log,
    now,
    token: options.token ?? credentials.notionToken,
    rate: createRate(options.requestsPerMinute ?? usualLimits.perMinute, now),
    trashEdits: options.trashEdits ?? true,
    changed: webhooks.tell,
    limits: () => ({
      rows: options.queryLimit ?? usualLimits.rows,
      answer: options.answerLimit ?? usualLimits.answer,
      references: options.referenceLimit ?? usualLimits.references,
      stuckCursor: faults.isOn('stuckCursor'),
    }),
    wait: waitOf(options, faults),
  };
  return {
    url: '',
    fetch: (url, init) => answerFetch(parts, url, init),
    faults: { get: () => faults.get(), set: (given) => faults.set(given) },
    calls: (after = 0) => log.after(after),
    verifyWebhook: () => webhooks.verify(),
    ...hands(workspace, webhooks.tell, parts.trashEdits),
    close: () => webhooks.close(),
  };
}

/** Listens on 127.0.0.1. */
export async function startNotion(options: NotionOptions = {}): Promise<NotionSimulator> {
  const notion = createNotion(options);
  const server = createServer((request, response) => {
    void (async () => {
      try {
        const body = await text(request);
        const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
          name,
          String(value),
        ]);
        const answer = await notion.fetch(new URL(request.url ?? '/', 'http://notion').href, {
          method: request.method ?? 'GET',
          headers,
          ...(body === '' ? {} : { body }),
        });
        response.writeHead(answer.status, Object.fromEntries(answer.headers));
        response.end(await answer.text());
      } catch {
        request.socket.destroy();
      }
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    ...notion,
    url: `http://127.0.0.1:${port}`,
    async close() {
      await notion.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As undici does it: a cut connection is a TypeError. */
async function answerFetch(
  parts: EndpointParts,
  url: string,
  init: RequestInit = {},
): Promise<Response> {
  init.signal?.throwIfAborted();
  const answering = endpoint(parts, {
    method: (init.method ?? 'GET').toUpperCase(),
    url: new URL(url),
    headers: new Headers(init.headers),
    body: typeof init.body === 'string' ? init.body : '',
  });
  const answered = await (init.signal ? unlessAborted(answering, init.signal) : answering);
  if (answered === null || answered.lost) throw new TypeError('fetch failed');
  const { status, headers, body } = answered;
  return new Response(body, { status, headers });
}

/** Who asked doesn't wait any longer; what was asked is done all the same. */
function unlessAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(abortError(signal));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function abortError({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new DOMException(String(reason), 'AbortError');
}

function waitOf(
  { latency = 0, random = Math.random, sleep = realSleep }: NotionOptions,
  faults: FaultBox,
): (call: string) => Promise<void> {
  return async (call) => {
    const usual =
      typeof latency === 'number' ? latency : latency[0] + random() * (latency[1] - latency[0]);
    const millis = usual + faults.slowness(call);
    if (millis > 0) await sleep(millis);
  };
}

function realSleep(millis: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, millis));
}
