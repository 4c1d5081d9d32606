// The bot's own web address: is it alive, is it ready, what has it counted; webhooks; and in HTTP mode, Slack's requests.
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import { createHttpMetrics } from '../services/metrics/http-metrics.js';
import type { SyncHealth } from '../services/sync/sync-health.js';
import { answerTo, type Webhook, type Webhooks } from './webhooks/webhook.js';

export interface HttpServerParts {
  /** Parts the bot stands on, by name: true when they answer. */
  ready(): Promise<Record<string, boolean>>;
  syncHealth(): Promise<SyncHealth>;
  registry: Registry;
  /** Bolt's receiver in HTTP mode; null in Socket Mode. */
  slackEvents: RequestListener | null;
  webhooks: Webhooks;
}

export interface HttpServer {
  port: number;
  /** Says from now on that it is not ready; resolves when whoever asks for that has had time to send requests elsewhere. */
  drain(): Promise<void>;
  /** Refuses new connections and waits for the requests under way. */
  close(): Promise<void>;
}

/** How long a balancer that asks for /ready gets to take this process out, milliseconds. */
const graceMs = 2_000;
/** Whoever has asked within this time, milliseconds, asks again and again. */
const watchedMs = 60_000;

/** @param port 0 for any that is free */
export async function startHttpServer(port: number, parts: HttpServerParts): Promise<HttpServer> {
  const metrics = createHttpMetrics(parts.registry);
  let draining = false;
  let askedAt = -Infinity;
  const server = createServer((request, response) => {
    const path = pathOf(request.url);
    // A connection that is kept would bring the next request here.
    if (draining) response.setHeader('connection', 'close');
    if (isReadiness(path)) askedAt = performance.now();
    const ended = metrics.began(labelOf(request.method), isServed(path, parts) ? path : 'other');
    response.once('close', () => ended(response.headersSent ? response.statusCode : 499));
    // Bolt throws at any other method, and what a listener throws would end the process.
    if (path === '/slack/events' && request.method === 'POST' && parts.slackEvents)
      return parts.slackEvents(request, response);
    const webhook = parts.webhooks[path];
    if (webhook && request.method === 'POST') return serve(webhook, request, response);
    if (request.method !== 'GET') return send(response, 405, { error: 'method_not_allowed' });
    if (draining && isReadiness(path))
      return send(response, 503, { status: 'stopping', checks: {} });
    answer(path, parts, response).catch(() => send(response, 500, { error: 'internal' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, resolve);
  });
  const address = server.address();
  return {
    port: isAddress(address) ? address.port : port,
    async drain() {
      draining = true;
      const isWatched = performance.now() - askedAt < watchedMs;
      await new Promise((resolve) => {
        setTimeout(resolve, isWatched ? graceMs : 0);
      });
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function serve(webhook: Webhook, request: IncomingMessage, response: ServerResponse): void {
  answerTo(request, webhook)
    .then((reply) => reply && send(response, reply.status, reply.body))
    .catch(() => send(response, 500, { error: 'internal' }));
}

/** Empty for what is no address, such as `//`: anybody can send that. */
function pathOf(url: string | undefined): string {
  return URL.canParse(url ?? '', 'http://bot') ? new URL(url ?? '', 'http://bot').pathname : '';
}

const own = ['/health', '/ready', '/ready/webhooks', '/health/sync', '/metrics', '/slack/events'];

const isReadiness = (path: string): boolean => path === '/ready' || path === '/ready/webhooks';

/** Alerts are taken, and people called, while Slack is away: a balancer must not look at it. */
function forWebhooks(checks: Record<string, boolean>): Record<string, boolean> {
  return Object.fromEntries(Object.entries(checks).filter(([name]) => name !== 'Slack'));
}

/** Anybody can ask for any path: only those that are served get a time series of their own. */
function isServed(path: string, { webhooks }: HttpServerParts): boolean {
  return own.includes(path) || Object.hasOwn(webhooks, path);
}

function labelOf(method: string | undefined): string {
  return method === 'GET' || method === 'POST' ? method : 'other';
}

async function answer(
  path: string,
  parts: HttpServerParts,
  response: ServerResponse,
): Promise<void> {
  switch (path) {
    case '/health':
      return send(response, 200, { status: 'alive' });
    case '/ready':
    case '/ready/webhooks': {
      const all = await parts.ready();
      const checks = path === '/ready' ? all : forWebhooks(all);
      const ready = Object.values(checks).every(Boolean);
      const shown = Object.entries(checks).map(([name, ok]) => [
        name,
        { status: ok ? 'healthy' : 'unhealthy' },
      ]);
      // The shape of runbook 4, "API Returns 503".
      return send(response, ready ? 200 : 503, {
        status: ready ? 'healthy' : 'unhealthy',
        checks: Object.fromEntries(shown),
      });
    }
    case '/health/sync': {
      const health = await parts.syncHealth();
      return send(response, health.status === 'unhealthy' ? 503 : 200, health);
    }
    case '/metrics':
      response.writeHead(200, { 'content-type': parts.registry.contentType });
      response.end(await parts.registry.metrics());
      return;
    default:
      return send(response, 404, { error: 'not_found' });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

function isAddress(address: string | AddressInfo | null): address is AddressInfo {
  return typeof address === 'object' && address !== null;
}
