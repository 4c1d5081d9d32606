// What a call must bring along before it is looked at: token, version, a body within the limits, an id that is one.
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startNotion, type NotionSimulator } from '../../../sandbox/notion/index.js';
import {
  bare,
  bareCall,
  benchOf,
  clientOf,
  databaseId,
  dataSourceId,
  pageId,
  query,
  refusal,
  seedOf,
  start,
  token,
  usualHeaders,
} from './support.js';

describe('over a socket', () => {
  let notion: NotionSimulator;
  beforeAll(async () => {
    notion = await startNotion({ token, now: () => start, databases: [seedOf(3)] });
  });
  afterAll(() => notion.close());

  it('answers the real client', async () => {
    const client = clientOf(notion);
    expect(await client.users.me({})).toMatchObject({ object: 'user', type: 'bot' });
    expect((await query(client)).rows).toHaveLength(3);
  });

  it('tells its own time, and wants the token', async () => {
    const answer = await bareCall(notion, 'GET', 'users/me');
    expect(answer.headers.get('date')).toBe(new Date(start).toUTCString());
    expect(await refusal(clientOf(notion, 'ntn_other').users.me({}))).toMatchObject({
      status: 401,
      code: 'unauthorized',
    });
  });

  it('goes on after a request whose body breaks off', async () => {
    const broken = request(`${notion.url}/v1/search`, {
      method: 'POST',
      headers: { ...usualHeaders, 'content-length': 100 },
    });
    const gone = new Promise((resolve) => broken.once('close', resolve));
    broken.on('error', () => undefined);
    broken.write('{"page_size"', () => broken.destroy());
    await gone;
    expect((await bareCall(notion, 'GET', 'users/me')).status).toBe(200);
  });
});

const { notion, client } = benchOf([seedOf(2)]);

it('wants a version, and the right one', async () => {
  const { 'notion-version': _, ...without } = usualHeaders;
  const missing = await bareCall(notion, 'GET', 'users/me', undefined, without);
  expect([missing.status, missing.body['code']]).toEqual([400, 'missing_version']);
  const old = await bareCall(notion, 'GET', 'users/me', undefined, {
    ...usualHeaders,
    'notion-version': '2022-06-28',
  });
  expect([old.status, old.body['code']]).toEqual([400, 'validation_error']);
});

it('refuses what is no JSON, what is too large, and what it does not know', async () => {
  const path = `data_sources/${dataSourceId}/query`;
  expect((await bareCall(notion, 'POST', path, '{"page_size":')).body['code']).toBe('invalid_json');
  const large = await bareCall(notion, 'POST', path, { padding: 'x'.repeat(513 * 1024) });
  expect([large.status, large.body['code']]).toEqual([400, 'validation_error']);
  expect(large.body['message']).toContain('body failed validation');
  const fits = await bareCall(notion, 'POST', path, { padding: 'x'.repeat(490 * 1024) });
  expect(fits.status).toBe(200);
  expect((await bareCall(notion, 'GET', 'nonsense')).body['code']).toBe('invalid_request_url');
  expect((await bareCall(notion, 'DELETE', 'users/me')).body['code']).toBe('invalid_request_url');
});

describe('ids', () => {
  it('are good with dashes, without, and in capitals', async () => {
    for (const id of [pageId(1), bare(pageId(1)), pageId(1).toUpperCase()])
      expect((await client.pages.retrieve({ page_id: id })).id).toBe(pageId(1));
  });

  it('are refused where they are none', async () => {
    const answer = await bareCall(notion, 'GET', 'pages/not-an-id');
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation_error']);
    expect(answer.body['message']).toBe(
      'path failed validation: path.page_id should be a valid uuid, instead was `"not-an-id"`.',
    );
  });

  it('of another kind: Notion says what a page or a database is, and finds no data source', async () => {
    expect(await refusal(client.pages.retrieve({ page_id: databaseId }))).toMatchObject({
      status: 400,
      code: 'validation_error',
      message: expect.stringContaining('is a database, not a page'),
    });
    expect(await refusal(client.databases.retrieve({ database_id: pageId(0) }))).toMatchObject({
      status: 400,
      message: expect.stringContaining('is a page, not a database'),
    });
    for (const call of [
      client.dataSources.retrieve({ data_source_id: databaseId }),
      client.databases.retrieve({ database_id: dataSourceId }),
      client.pages.retrieve({ page_id: dataSourceId }),
      client.pages.retrieve({ page_id: pageId(77) }),
    ])
      expect(await refusal(call)).toMatchObject({ status: 404, code: 'object_not_found' });
  });

  it('of what is not shared: nothing of it can be found, whatever it is asked as', async () => {
    const bench = benchOf([{ ...seedOf(2), shared: false }]);
    const calls = [
      () => bench.client.databases.retrieve({ database_id: databaseId }),
      () => bench.client.dataSources.retrieve({ data_source_id: dataSourceId }),
      () => bench.client.dataSources.query({ data_source_id: dataSourceId }),
      () => bench.client.pages.retrieve({ page_id: pageId(0) }),
      () => bench.client.pages.retrieve({ page_id: databaseId }),
      () => bench.client.databases.retrieve({ database_id: pageId(0) }),
      () => bench.client.pages.update({ page_id: pageId(0), in_trash: true }),
    ];
    for (const call of calls) expect((await refusal(call())).code).toBe('object_not_found');
    expect((await bench.client.search({})).results).toEqual([]);
    bench.notion.share(databaseId, true);
    for (const call of [calls[0], calls[1], calls[2], calls[3]])
      await expect(call?.()).resolves.toBeDefined();
  });
});
