// The second channel: a pager that takes events as PagerDuty's Events API v2 does, and a dead-man's-switch that waits for
// pings. (developer.pagerduty.com, "Send an Alert Event")
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';

const eventSchema = z.discriminatedUnion('event_action', [
  z.object({
    event_action: z.literal('trigger'),
    routing_key: z.string(),
    dedup_key: z.string().max(255).optional(),
    payload: z.looseObject({
      summary: z.string().min(1).max(1024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
    }),
  }),
  z.object({
    event_action: z.enum(['acknowledge', 'resolve']),
    routing_key: z.string(),
    dedup_key: z.string().max(255),
  }),
]);

const kept = 500;

/** One alert of the pager; events with the same key are about the same one. */
export interface PagerAlert {
  dedupKey: string;
  status: 'triggered' | 'acknowledged' | 'resolved';
  summary: string;
  payload: Record<string, unknown>;
  /** How many events it had. */
  events: number;
  /** Epoch milliseconds of its first event. */
  at: number;
}

export interface PagerRequest {
  n: number;
  /** Epoch milliseconds. */
  at: number;
  status: number;
  /** What was sent, without the routing key; as it came where it is no JSON. */
  body: unknown;
}

export interface PagerState {
  /** Newest first. */
  alerts: PagerAlert[];
  /** Every request, oldest first, refused ones too; the last 500 are kept. */
  requests: PagerRequest[];
  isFailing: boolean;
  pings: number;
  /** Epoch milliseconds; null: there was none. */
  lastPing: number | null;
}

export interface Pager {
  /** `http://127.0.0.1:…`: events go to /v2/enqueue, pings to /dead-man. */
  url: string;
  state(): PagerState;
  /** While it fails every event is answered 500; pings arrive all the same. */
  fail(isFailing: boolean): void;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  body: object;
}

/** Listens on 127.0.0.1. */
export async function startPager(options: {
  routingKey: string;
  now?: () => number;
}): Promise<Pager> {
  const { routingKey, now = Date.now } = options;
  const alerts = new Map<string, PagerAlert>();
  const requests: PagerRequest[] = [];
  let isFailing = false;
  let pings = 0;
  let lastPing: number | null = null;
  let n = 0;

  function enqueue(given: unknown): Answer {
    if (isFailing) return { status: 500, body: { status: 'error', message: 'Internal error' } };
    const event = eventSchema.safeParse(given);
    if (!event.success) return invalid(event.error.issues.map(problemOf));
    if (event.data.routing_key !== routingKey) return invalid(['Invalid routing key']);
    const dedupKey = event.data.dedup_key ?? `made-${n}`;
    const known = alerts.get(dedupKey);
    if (event.data.event_action !== 'trigger') {
      if (known) {
        known.status = event.data.event_action === 'resolve' ? 'resolved' : 'acknowledged';
        known.events += 1;
      }
    } else if (known && known.status !== 'resolved') {
      known.events += 1;
    } else {
      const { payload } = event.data;
      const { summary } = payload;
      alerts.set(dedupKey, {
        dedupKey,
        status: 'triggered',
        summary,
        payload,
        events: 1,
        at: now(),
      });
    }
    const body = { status: 'success', message: 'Event processed', dedup_key: dedupKey };
    return { status: 202, body };
  }

  async function take(request: IncomingMessage): Promise<Answer> {
    const body = jsonOrText(await text(request));
    n += 1;
    const answer = enqueue(body);
    requests.push({ n, at: now(), status: answer.status, body: withoutKey(body) });
    if (requests.length > kept) requests.shift();
    return answer;
  }

  async function answerTo(request: IncomingMessage): Promise<Answer> {
    const { pathname } = new URL(request.url ?? '/', 'http://pager');
    if (pathname === '/v2/enqueue' && request.method === 'POST') return take(request);
    request.resume();
    if (pathname !== '/dead-man') return { status: 404, body: { status: 'not found' } };
    pings += 1;
    lastPing = now();
    return { status: 200, body: { status: 'OK' } };
  }

  const server = createServer((request, response) => {
    answerTo(request).then(
      (answer) => send(response, answer),
      // Whoever asked has gone.
      () => request.socket.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();

  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`,
    state: () => ({
      alerts: structuredClone([...alerts.values()].toReversed()),
      requests: [...requests],
      isFailing,
      pings,
      lastPing,
    }),
    fail(given) {
      isFailing = given;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function invalid(errors: string[]): Answer {
  const body = { status: 'invalid event', message: 'Event object is invalid', errors };
  return { status: 400, body };
}

function problemOf({ path, message }: z.core.$ZodIssue): string {
  return `${path.map(String).join('.')}: ${message}`;
}

function jsonOrText(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function withoutKey(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'routing_key' in body
    ? { ...body, routing_key: '…' }
    : body;
}

function send(response: ServerResponse, { status, body }: Answer): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
