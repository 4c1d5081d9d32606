// The budget of a connection, and what goes wrong on purpose.
import { describe, expect, it } from 'vitest';
import { startNotion } from '../../../sandbox/notion/index.js';
import type { NotionFaults } from '../../../sandbox/notion/protocol.js';
import {
  bareCall,
  benchOf,
  byCreation,
  clientOf,
  databaseId,
  dataSourceId,
  minute,
  pageId,
  query,
  refusal,
  seedOf,
  start,
  token,
} from './support.js';

const me = { path: 'users/me' };

describe('the budget', () => {
  it('can be spent in one burst, and a slot is free again a minute after it was taken', async () => {
    const { notion, clock } = benchOf([seedOf(0)], { requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (const wait of [0, 10_000, 10_000, 10_000]) {
      clock.now += wait;
      statuses.push((await bareCall(notion, 'GET', me.path)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
    const refused = await bareCall(notion, 'GET', me.path);
    expect(refused.headers.get('retry-after')).toBe('30');
    expect(refused.body).toMatchObject({
      code: 'rate_limited',
      additional_data: { rate_limit_reason: expect.any(String) },
    });
    clock.now += 29_000;
    expect((await bareCall(notion, 'GET', me.path)).status).toBe(429);
    clock.now += 1_000;
    expect((await bareCall(notion, 'GET', me.path)).status).toBe(200);
    expect((await bareCall(notion, 'GET', me.path)).headers.get('retry-after')).toBe('10');
  });

  it('is 180 a minute unless it is said otherwise; what is unauthorized takes nothing of it', async () => {
    const { notion } = benchOf([seedOf(0)], { requestsPerMinute: 180 });
    for (let call = 0; call < 200; call += 1) await bareCall(notion, 'GET', me.path, undefined, {});
    const statuses = await Promise.all(
      Array.from({ length: 190 }, async () => (await bareCall(notion, 'GET', me.path)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(180);
  });
});

describe('faults that answer', () => {
  it.each<[NotionFaults, number, string, string | null]>([
    [{ unauthorized: true }, 401, 'unauthorized', null],
    [{ restricted: { match: 'POST .*/query' } }, 403, 'restricted_resource', null],
    [{ rateLimited: { count: 1, retryAfterSeconds: 7 } }, 429, 'rate_limited', '7'],
    [{ overloaded: { count: 1, retryAfterSeconds: 3 } }, 529, 'service_overload', '3'],
    [
      { serverError: { match: 'query', count: 1, status: 500 } },
      500,
      'internal_server_error',
      null,
    ],
    [{ serverError: { match: 'query', count: 1, status: 502 } }, 502, 'bad_gateway', null],
    [{ serverError: { match: 'query', count: 1, status: 503 } }, 503, 'service_unavailable', null],
    [{ conflict: { match: 'query', count: 1 } }, 409, 'conflict_error', null],
  ])('%j', async (faults, status, code, retryAfter) => {
    const { notion } = benchOf([seedOf(1)]);
    notion.faults.set(faults);
    const path = `data_sources/${dataSourceId}/query`;
    const answer = await bareCall(notion, 'POST', path, {});
    expect([answer.status, answer.body['code'], answer.headers.get('retry-after')]).toEqual([
      status,
      code,
      retryAfter,
    ]);
    // Those with a count are worn out; the others stay until they are taken away.
    const again = await bareCall(notion, 'POST', path, {});
    expect(again.status).toBe('unauthorized' in faults || 'restricted' in faults ? status : 200);
    notion.faults.set({});
    expect((await bareCall(notion, 'POST', path, {})).status).toBe(200);
  });

  it('only where they match', async () => {
    const { notion } = benchOf([seedOf(1)]);
    notion.faults.set({ restricted: { match: 'PATCH /pages' } });
    expect((await bareCall(notion, 'GET', `pages/${pageId(0)}`)).status).toBe(200);
    expect((await bareCall(notion, 'PATCH', `pages/${pageId(0)}`, {})).status).toBe(403);
  });

  it('a cursor that was given out is refused, and is good the next time', async () => {
    const { notion, client } = benchOf([seedOf(9)]);
    const sorts = [...byCreation];
    const { next } = await query(client, { sorts, page_size: 3 });
    notion.faults.set({ badCursor: { count: 1 } });
    const again = { sorts, page_size: 3, start_cursor: next ?? '' };
    expect((await query(client, { sorts, page_size: 3 })).rows).toHaveLength(3);
    expect((await refusal(query(client, again))).code).toBe('validation_error');
    expect((await query(client, again)).rows[0]?.id).toBe(pageId(3));
  });

  it('a cursor that is stuck leads back to the same answer', async () => {
    const { notion, client } = benchOf([seedOf(9)]);
    notion.faults.set({ stuckCursor: true });
    const first = await query(client, { sorts: [...byCreation], page_size: 3 });
    const second = await query(client, {
      sorts: [...byCreation],
      page_size: 3,
      start_cursor: first.next ?? '',
    });
    expect([second.next, second.hasMore]).toEqual([first.next, true]);
  });

  it('are data: what is none is refused, and changes nothing', () => {
    const { notion } = benchOf([]);
    notion.faults.set({ down: true });
    for (const wrong of [
      { cut: { match: '(', count: 1 } },
      { overloaded: { count: -1, retryAfterSeconds: 1 } },
    ])
      expect(() => notion.faults.set(wrong)).toThrow(/not a regular expression|expected number/);
    expect(notion.faults.get()).toEqual({ down: true });
  });
});

describe('faults that cut the connection', () => {
  const create = { parent: { data_source_id: dataSourceId }, properties: {} };

  it.each<[NotionFaults, number]>([
    [{ lostReply: { match: 'POST /pages', count: 1 } }, 1],
    [{ cut: { match: 'POST /pages', count: 1 } }, 0],
    [{ down: true }, 0],
  ])('%j, without a socket', async (faults, made) => {
    const { notion } = benchOf([seedOf(0)]);
    notion.faults.set(faults);
    await expect(bareCall(notion, 'POST', 'pages', create)).rejects.toThrow(
      new TypeError('fetch failed'),
    );
    expect(notion.pages(databaseId)).toHaveLength(made);
    notion.faults.set({});
    expect((await bareCall(notion, 'POST', 'pages', create)).status).toBe(200);
  });

  it('and over one', async () => {
    const notion = await startNotion({
      token,
      requestsPerMinute: 0,
      now: () => start,
      databases: [seedOf(0)],
    });
    try {
      notion.faults.set({ lostReply: { match: 'POST /pages', count: 1 } });
      await expect(clientOf(notion).pages.create(create)).rejects.toThrow('fetch failed');
      expect(notion.pages(databaseId)).toHaveLength(1);
      notion.faults.set({ cut: { match: 'POST /pages', count: 1 } });
      await expect(clientOf(notion).pages.create(create)).rejects.toThrow('fetch failed');
      expect(notion.pages(databaseId)).toHaveLength(1);
      await clientOf(notion).pages.create(create);
      expect(notion.pages(databaseId)).toHaveLength(2);
    } finally {
      await notion.close();
    }
  });

  it('a refused call loses no reply', async () => {
    const { notion } = benchOf([seedOf(0)]);
    notion.faults.set({ lostReply: { match: 'POST', count: 1 } });
    expect((await bareCall(notion, 'POST', 'pages', {})).status).toBe(400);
    await expect(bareCall(notion, 'POST', 'pages', create)).rejects.toThrow('fetch failed');
  });
});

describe('time that an answer takes', () => {
  it('is what the options and the fault say', async () => {
    const waits: number[] = [];
    const { notion } = benchOf([seedOf(0)], {
      latency: [300, 800],
      random: () => 0.5,
      sleep: async (millis) => void waits.push(millis),
    });
    await bareCall(notion, 'GET', me.path);
    notion.faults.set({ slow: { match: 'users', millis: minute } });
    await bareCall(notion, 'GET', me.path);
    await bareCall(notion, 'GET', `databases/${databaseId}`);
    expect(waits).toEqual([550, 550 + minute, 550]);
  });

  it('whoever gives up is let go at once; what he asked for is done', async () => {
    const going = new AbortController();
    let wake = (): void => undefined;
    const { notion } = benchOf([seedOf(0)], {
      latency: minute,
      sleep: () =>
        new Promise((resolve) => {
          wake = resolve;
          going.abort(new Error('had enough'));
        }),
    });
    const call = notion.fetch('http://notion/v1/pages', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'notion-version': '2025-09-03' },
      body: JSON.stringify({ parent: { data_source_id: dataSourceId }, properties: {} }),
      signal: going.signal,
    });
    await expect(call).rejects.toThrow('had enough');
    wake();
    await expect.poll(() => notion.pages(databaseId).length).toBe(1);
  });
});

describe('the log', () => {
  it('tells what was asked and answered, without the token', async () => {
    const { notion, clock } = benchOf([seedOf(9)]);
    await bareCall(notion, 'POST', `data_sources/${dataSourceId}/query`, { page_size: 9 });
    await bareCall(notion, 'GET', 'pages/nothing');
    expect(notion.calls()).toMatchObject([
      {
        n: 1,
        at: clock.now,
        method: 'POST',
        path: `/data_sources/${dataSourceId}/query`,
        status: 200,
        request: { page_size: 9 },
      },
      {
        n: 2,
        method: 'GET',
        path: '/pages/nothing',
        status: 400,
        error: 'validation_error',
        request: null,
      },
    ]);
    expect(notion.calls(1).map(({ n }) => n)).toEqual([2]);
    expect(JSON.stringify(notion.calls())).not.toContain(token);
  });

  it('keeps the last 2,000', async () => {
    const { notion } = benchOf([seedOf(0)]);
    for (let call = 0; call < 2_005; call += 1) await bareCall(notion, 'GET', me.path);
    expect([notion.calls().length, notion.calls()[0]?.n]).toEqual([2_000, 6]);
  });
});
