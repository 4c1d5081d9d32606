// Notion's webhook as Notion sees it: over HTTP, with a real store and inbox behind it.
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNotion } from '../../../sandbox/notion/index.js';
import { until } from '../../../sandbox/until.js';
import { startHttpServer, type HttpServer } from '../../../src/bot/http-server.js';
import { incomingSchema, type Incoming } from '../../../src/bot/incoming.js';
import { notionWebhook } from '../../../src/bot/webhooks/notion.js';
import { createWebhookTokens } from '../../../src/services/notion/webhooks/webhook-tokens.js';
import { createInbox, type Inbox } from '../../../src/services/requests/inbox.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { unused } from '../../support/context.js';

const token = 'secret_verification_token_of_notion';
const page = '33333333-3333-4333-8333-333333333333';
const database = '11111111-1111-4111-8111-111111111111';

let folder: string;
let store: Store;
let inbox: Inbox;
let server: HttpServer;
let heard: Incoming[];
let logged: unknown[];

/** @param configured NOTION_WEBHOOK_TOKEN */
async function start(configured?: string): Promise<void> {
  const note = (...line: unknown[]): void => void logged.push(line);
  const log = { debug: note, info: note, warn: note, error: note };
  const now = Date.now;
  inbox = createInbox({ store, now, log, owner: 'o', sweepMillis: 50, leaseMillis: 5_000 });
  inbox.start(async ({ payload }) => void heard.push(incomingSchema.parse(payload)));
  const tokens = createWebhookTokens({ store, configured, now });
  server = await startHttpServer(0, {
    ready: async () => ({}),
    syncHealth: unused,
    registry: new Registry(),
    slackEvents: null,
    webhooks: { '/webhooks/notion': notionWebhook({ inbox, tokens, log }) },
  });
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ppm-notion-webhook-'));
  store = openSqlite(folder);
  heard = [];
  logged = [];
});
afterEach(async () => {
  await server.close();
  await inbox.stop();
  await store.close();
  rmSync(folder, { recursive: true });
});

const signatureOf = (body: string, by = token): string =>
  `sha256=${createHmac('sha256', by).update(body).digest('hex')}`;

async function post(body: string, signature?: string, path = '/webhooks/notion') {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method: 'POST',
    body,
    headers: signature === undefined ? {} : { 'x-notion-signature': signature },
  });
  return { status: response.status, body: await response.json() };
}

const eventOf = (id: string, more: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id,
    type: 'page.properties_updated',
    timestamp: '2026-01-01T00:00:00.000Z',
    authors: [{ id: page, type: 'person' }],
    entity: { id: page, type: 'page' },
    data: { parent: { id: database, type: 'database' }, updated_properties: ['x'] },
    ...more,
  });
const signed = (event: string) => post(event, signatureOf(event));
const change = { kind: 'notion', changed: { page, databaseId: database, dataSourceId: null } };

describe('events', () => {
  beforeEach(() => start(token));

  it('are stored, acknowledged and worked on, once however often they come', async () => {
    expect(await signed(eventOf('e-1'))).toEqual({ status: 200, body: { ok: true } });
    expect((await signed(eventOf('e-1', { attempt_number: 2 }))).status).toBe(200);
    expect((await signed(eventOf('e-2', { type: 'comment.created' }))).status).toBe(200);
    await until('both are heard', () => heard.length >= 2);
    expect(heard).toEqual([change, { kind: 'notion', changed: null }]);
  });

  it.each([
    ['without a signature', undefined],
    ['with a forged one', signatureOf(eventOf('e-1'), 'another-token-of-notion')],
    ['with one of another body', signatureOf(eventOf('e-2'))],
    ['with an empty one', ''],
  ])('%s are refused and never heard', async (_what, signature) => {
    expect(await post(eventOf('e-1'), signature)).toEqual({
      status: 401,
      body: { error: 'not_signed' },
    });
    expect((await signed(eventOf('e-3'))).status).toBe(200);
    await until('the signed one is heard', () => heard.length > 0);
    expect(heard).toHaveLength(1);
  });

  it.each(['', 'null', '[]', '{"id":"a b","type":"page.created"}', 'no json', '\u0000'])(
    'signed, but not to be understood: %j',
    async (body) => {
      expect(await signed(body)).toEqual({ status: 400, body: { error: 'not_understood' } });
    },
  );

  it('are as large as 1 MiB, and no larger', async () => {
    const event = eventOf('e-1');
    const padded = event + ' '.repeat(1024 * 1024 - event.length);
    expect((await signed(padded)).status).toBe(200);
    expect(await signed(`${padded} `)).toEqual({ status: 413, body: { error: 'too_large' } });
    expect(await post('x'.repeat(20_000_000), 'x')).toMatchObject({ status: 413 });
  });

  it('that break off harm nobody', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /webhooks/notion HTTP/1.1\r\nhost: b\r\ncontent-length: 500\r\n\r\n{"id"');
    await until('it is sent', () => socket.bytesWritten > 50);
    socket.destroy();
    expect((await signed(eventOf('e-1'))).status).toBe(200);
  });

  it('other paths and methods are no webhooks', async () => {
    const event = eventOf('e-1');
    for (const path of ['/webhooks', '/webhooks/notion/x', '/__proto__', '/toString'])
      expect((await post(event, signatureOf(event), path)).status).toBe(405);
    const get = await fetch(`http://127.0.0.1:${server.port}/webhooks/notion`);
    expect(get.status).toBe(404);
  });

  it('get 503 when they can not be stored, so that they are sent again', async () => {
    await store.close();
    expect(await signed(eventOf('e-1'))).toEqual({
      status: 503,
      body: { error: 'store_unavailable' },
    });
    store = openSqlite(folder);
  });
});

describe('the handshake', () => {
  const handshake = JSON.stringify({ verification_token: token });

  it('hands over the token, and the first event that fits confirms it', async () => {
    await start();
    expect((await signed(eventOf('e-0'))).status).toBe(401);
    expect(await post(handshake)).toEqual({ status: 200, body: { ok: true } });
    expect((await post(handshake)).status).toBe(200);
    expect((await signed(eventOf('e-1'))).status).toBe(200);
    await until('it is heard', () => heard.length > 0);
    expect(heard).toEqual([change]);
    const other = JSON.stringify({ verification_token: 'secret_of_somebody_else' });
    expect(await post(other)).toEqual({ status: 401, body: { error: 'token_known' } });
    expect((await signed(eventOf('e-2'))).status).toBe(200);
  });

  it('and events of the simulated Notion are understood', async () => {
    await start();
    const notion = createNotion({
      webhookUrl: `http://127.0.0.1:${server.port}/webhooks/notion`,
      databases: [
        {
          id: database,
          dataSourceId: '22222222-2222-4222-8222-222222222222',
          title: 'Projects',
          properties: { Name: { type: 'title' } },
          pages: [{ id: page, properties: { Name: 'One' } }],
        },
      ],
    });
    await notion.verifyWebhook();
    notion.editPage(page, { Name: 'Two' });
    await until('the edit is heard', () => heard.length > 0);
    await notion.close();
    expect(heard).toEqual([
      {
        kind: 'notion',
        changed: {
          page,
          databaseId: database,
          dataSourceId: '22222222-2222-4222-8222-222222222222',
        },
      },
    ]);
  });

  it('is refused when NOTION_WEBHOOK_TOKEN is set', async () => {
    await start(token);
    expect((await post(JSON.stringify({ verification_token: 'secret_new_token' }))).status).toBe(
      401,
    );
  });

  it.each(['{"verification_token":"short"}', '{"verification_token":7}', '{}', '"x"', 'x'])(
    'is none: %s',
    async (body) => {
      await start();
      expect((await post(body)).status).toBe(401);
    },
  );

  it('leaves no token in the log', async () => {
    await start();
    await post(handshake);
    await signed(eventOf('e-1'));
    await post(JSON.stringify({ verification_token: 'secret_of_somebody_else' }));
    expect(logged.length).toBeGreaterThan(0);
    expect(JSON.stringify(logged)).not.toMatch(/secret_/);
  });
});
