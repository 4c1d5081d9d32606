// The switches for the sandbox's page, over HTTP.
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { handleNotionControl } from '../../../sandbox/notion/index.js';
import { bareCall, benchOf, databaseId, minute, pageId, seedOf, type Bench } from './support.js';

let bench: Bench;
let server: Server;
let url: string;

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      const { pathname } = new URL(request.url ?? '/', 'http://sandbox');
      const path = pathname.replace(/^\/notion/, '');
      if (await handleNotionControl(bench.notion, request, response, path)) return;
      response.writeHead(404).end('{}');
    })();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/notion`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  bench = benchOf([seedOf(5)]);
});

async function control(method: string, path: string, body?: unknown): Promise<[number, unknown]> {
  const response = await fetch(`${url}${path}`, {
    method,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return [response.status, await response.json()];
}

it('shows databases, pages (those edited last first) and calls', async () => {
  const { notion, clock } = bench;
  expect(await control('GET', '/databases')).toMatchObject([
    200,
    [{ id: databaseId, pages: 5, shared: true }],
  ]);
  notion.editPage(pageId(2), { Name: 'Edited' });
  clock.now += minute;
  notion.trashPage(pageId(0));
  const [, pages] = await control('GET', `/pages?database=${databaseId}&limit=3`);
  expect(pages).toMatchObject([
    { id: pageId(0), inTrash: true },
    { id: pageId(2) },
    { id: pageId(4) },
  ]);
  await bareCall(notion, 'GET', 'users/me');
  await bareCall(notion, 'GET', `pages/${pageId(1)}`);
  expect(await control('GET', '/calls?after=1')).toMatchObject([200, [{ n: 2, status: 200 }]]);
});

it('does what a person does', async () => {
  const { notion } = bench;
  const page = (n: number) => notion.pages(databaseId).find(({ id }) => id === pageId(n));
  await control('POST', '/edit', { id: pageId(0), properties: { Name: 'Edited' } });
  expect(page(0)?.properties['Name']).toMatchObject({ title: [{ plain_text: 'Edited' }] });
  await control('POST', '/trash', { id: pageId(0) });
  expect(page(0)?.inTrash).toBe(true);
  await control('POST', '/return', { id: pageId(0) });
  expect(page(0)?.inTrash).toBe(false);
  await control('POST', '/delete', { id: pageId(0) });
  expect(page(0)).toBeUndefined();
  const [status] = await control('POST', '/create', {
    database: databaseId,
    properties: { Name: 'New' },
  });
  expect([status, notion.pages(databaseId).length]).toEqual([200, 5]);
  await control('POST', '/property', {
    database: databaseId,
    name: 'Budget',
    property: { type: 'number', number: {} },
  });
  expect(page(1)?.properties).toHaveProperty('Budget');
  await control('POST', '/property', { database: databaseId, name: 'Budget', property: null });
  expect(page(1)?.properties).not.toHaveProperty('Budget');
  await control('POST', '/share', { database: databaseId, shared: false });
  expect(notion.databases()).toMatchObject([{ shared: false }]);
});

it('sets faults, and heals them', async () => {
  expect(await control('PUT', '/faults', { down: true })).toEqual([200, { down: true }]);
  expect(bench.notion.faults.get()).toEqual({ down: true });
  expect((await control('PUT', '/faults', { dwon: true }))[0]).toBe(400);
  expect(await control('GET', '/faults')).toEqual([200, { down: true }]);
  expect(await control('PUT', '/faults', {})).toEqual([200, {}]);
});

it.each([
  ['GET', '/pages?database=nothing', undefined],
  ['GET', `/pages?database=${databaseId}&limit=many`, undefined],
  ['GET', '/calls?after=-1', undefined],
  ['POST', '/edit', { id: pageId(99), properties: {} }],
  ['POST', '/edit', { id: pageId(0), properties: { Nothing: 1 } }],
  ['POST', '/edit', {}],
  ['POST', '/edit', '{"id":'],
  ['PUT', '/faults', '{'],
])('says what was wrong: %s %s %j', async (method, path, body) => {
  expect(await control(method, path, body)).toMatchObject([400, { error: expect.any(String) }]);
});

it('leaves to others what is not its own', async () => {
  expect((await control('GET', '/nothing'))[0]).toBe(404);
  expect((await control('GET', '/edit'))[0]).toBe(404);
});
