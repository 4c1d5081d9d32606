// The bot's own web address, asked over a real socket.
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startHttpServer, type HttpServer } from '../../src/bot/http-server.js';
import type { SyncHealth } from '../../src/services/sync/sync-health.js';

let server: HttpServer;
let ready: Record<string, boolean>;
let syncs: SyncHealth;
let failing: boolean;

beforeEach(async () => {
  ready = { Store: true, Slack: true };
  failing = false;
  syncs = { status: 'healthy', notion: { status: 'healthy', message: 'answers' }, systems: {} };
  server = await startHttpServer(0, {
    ready: async () => ready,
    syncHealth: async () => {
      if (failing) throw new Error('the store is away: /var/lib/secret');
      return syncs;
    },
    registry: new Registry(),
    slackEvents: null,
    webhooks: { '/webhooks/notion': async () => ({ status: 401, body: { error: 'no' } }) },
  });
});
afterEach(() => server.close());

const ask = (path: string, method = 'GET') =>
  fetch(`http://127.0.0.1:${server.port}${path}`, { method });

test('/health says that it is alive, whatever it stands on', async () => {
  ready = { Store: false };
  const answer = await ask('/health');
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'alive' }]);
});

test("/ready is 503 and names the parts, as runbook 4's service does", async () => {
  expect((await ask('/ready')).status).toBe(200);
  ready = { Store: true, Slack: false };
  const answer = await ask('/ready');
  expect([answer.status, await answer.json()]).toEqual([
    503,
    {
      status: 'unhealthy',
      checks: { Store: { status: 'healthy' }, Slack: { status: 'unhealthy' } },
    },
  ]);
});

test('/health/sync says how Notion and each system are, and 503 when one is unhealthy', async () => {
  expect(await (await ask('/health/sync')).json()).toEqual(syncs);
  syncs = { ...syncs, status: 'unhealthy' };
  expect((await ask('/health/sync')).status).toBe(503);
});

test('what fails inside is told as 500 without its text', async () => {
  failing = true;
  const answer = await ask('/health/sync');
  expect([answer.status, await answer.json()]).toEqual([500, { error: 'internal' }]);
});

test('requests are counted by path and status; unknown paths share one series', async () => {
  await ask('/health');
  await ask('/webhooks/notion', 'POST');
  for (const path of ['/.env', '/admin', '//']) await ask(path);
  await expect
    .poll(async () => {
      const text = await (await ask('/metrics')).text();
      return text
        .split('\n')
        .filter((line) => /^http_requests_total.*(health|notion|other)/.test(line));
    })
    .toEqual([
      'http_requests_total{method="GET",path="/health",status_code="200"} 1',
      'http_requests_total{method="POST",path="/webhooks/notion",status_code="401"} 1',
      'http_requests_total{method="GET",path="other",status_code="404"} 3',
    ]);
  expect(await (await ask('/metrics')).text()).toContain(
    'http_request_duration_seconds{quantile="0.95",method="GET",path="/health"}',
  );
});

test('/ready/webhooks looks at everything but Slack: alerts are taken while it is away', async () => {
  ready = { Store: true, Slack: false };
  expect((await ask('/ready/webhooks')).status).toBe(200);
  ready = { Store: false, Slack: true };
  expect((await ask('/ready/webhooks')).status).toBe(503);
});

test('draining, it is not ready at once, and takes what still comes until it closes', async () => {
  expect((await ask('/ready/webhooks')).status).toBe(200);
  let isOver = false;
  const drained = server.drain().then(() => {
    isOver = true;
  });
  for (const path of ['/ready', '/ready/webhooks']) {
    const answer = await ask(path);
    expect([path, answer.status, answer.headers.get('connection')]).toEqual([path, 503, 'close']);
  }
  expect((await ask('/health')).status).toBe(200);
  expect((await ask('/webhooks/notion', 'POST')).status).toBe(401);
  expect(isOver).toBe(false);
  await drained;
});

test('nobody who asks for /ready: nobody is waited for', async () => {
  const started = performance.now();
  await server.drain();
  expect(performance.now() - started).toBeLessThan(1_000);
});
