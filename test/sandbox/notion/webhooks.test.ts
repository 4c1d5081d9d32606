// Events: signed, told of each change, and sent again until somebody takes them.
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { verifyWebhookSignature } from '@notionhq/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import type { NotionSimulator } from '../../../sandbox/notion/index.js';
import { until } from '../../../sandbox/until.js';
import {
  bareCall,
  benchOf,
  databaseId,
  dataSourceId,
  pageId,
  plain,
  seedOf,
  start,
} from './support.js';

const eventSchema = z.looseObject({ id: z.string(), type: z.string(), attempt_number: z.number() });

let server: Server;
let notion: NotionSimulator;
let received: { headers: IncomingHttpHeaders; body: string }[];
/** Statuses of the next answers; 200 after the last. */
let statuses: number[];

beforeEach(async () => {
  received = [];
  statuses = [];
  server = createServer((request, response) => {
    void (async () => {
      received.push({ headers: request.headers, body: await text(request) });
      response.writeHead(statuses.shift() ?? 200).end();
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const elsewhere = { ...seedOf(0), id: pageId(1001), dataSourceId: pageId(1002) };
  ({ notion } = benchOf([seedOf(3), elsewhere], {
    webhookUrl: `http://127.0.0.1:${port}/webhooks/notion`,
  }));
});
afterEach(async () => {
  await notion.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const events = () => received.map(({ body }) => eventSchema.parse(JSON.parse(body)));
const arrived = (count: number) =>
  until(`${count} deliveries`, () => received.length >= count && events());

it('hands over the token that then signs', async () => {
  const token = await notion.verifyWebhook();
  expect(received[0]?.body).toBe(JSON.stringify({ verification_token: token }));
  expect(received[0]?.headers['x-notion-signature']).toBeUndefined();
  notion.editPage(pageId(0), { Name: 'Edited' });
  const [, delivery] = await until('the event', () => received.length === 2 && received);
  const signature = String(delivery?.headers['x-notion-signature']);
  expect(signature).toMatch(/^sha256=[0-9a-f]{64}$/);
  const body = delivery?.body ?? '';
  expect(await verifyWebhookSignature({ body, signature, verificationToken: token })).toBe(true);
  expect(
    await verifyWebhookSignature({ body: `${body} `, signature, verificationToken: token }),
  ).toBe(false);
});

it('tells of what people do, and of what the API does', async () => {
  const made = notion.createPage(databaseId, { properties: { Name: 'Fresh' } });
  const steps: [() => unknown, string, string][] = [
    [() => undefined, 'page.created', made],
    [() => notion.editPage(pageId(0), { Name: 'Edited' }), 'page.properties_updated', pageId(0)],
    [() => notion.trashPage(pageId(0)), 'page.deleted', pageId(0)],
    [() => notion.returnPage(pageId(0)), 'page.undeleted', pageId(0)],
    [() => notion.movePage(pageId(1), pageId(1001)), 'page.moved', pageId(1)],
    [
      () => bareCall(notion, 'PATCH', `pages/${pageId(2)}`, { in_trash: true }),
      'page.deleted',
      pageId(2),
    ],
    [
      () => notion.changeProperty(databaseId, 'Budget', plain('number')),
      'data_source.schema_updated',
      dataSourceId,
    ],
    [
      () =>
        bareCall(notion, 'PATCH', `data_sources/${dataSourceId}`, { properties: { Budget: null } }),
      'data_source.schema_updated',
      dataSourceId,
    ],
  ];
  for (const [at, [act, type, id]] of steps.entries()) {
    await act();
    const event = (await arrived(at + 1))[at];
    expect(event).toMatchObject({
      type,
      timestamp: new Date(start + 1_000 * 60_000).toISOString(),
      attempt_number: 1,
      entity: { id, type: type.startsWith('page') ? 'page' : 'data_source' },
      data: {
        parent: {
          id: type === 'page.moved' ? pageId(1001) : databaseId,
          type: 'database',
          data_source_id: type === 'page.moved' ? pageId(1002) : dataSourceId,
        },
      },
    });
  }
  const all = events();
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  expect(all.at(-1)).toMatchObject({
    data: { updated_properties: [{ name: 'Budget', action: 'deleted' }] },
  });
});

it('tries again until it is taken: the same event, with another number', async () => {
  statuses = [503, 404];
  notion.editPage(pageId(0), { Name: 'Edited' });
  const all = await arrived(3);
  expect(all.map(({ attempt_number: attempt }) => attempt)).toEqual([1, 2, 3]);
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
});

it('tells nothing of what is not shared, nor of what changed nothing', async () => {
  notion.share(databaseId, false);
  notion.editPage(pageId(0), { Name: 'Hidden' });
  notion.share(databaseId, true);
  await bareCall(notion, 'PATCH', `pages/${pageId(2)}`, { in_trash: false });
  notion.trashPage(pageId(1));
  expect((await arrived(1)).map(({ type }) => type)).toEqual(['page.deleted']);
});
