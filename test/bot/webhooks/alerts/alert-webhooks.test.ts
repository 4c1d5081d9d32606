// What all senders of alerts meet: proofs, bodies that are none, and a store that is away.
import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../../../sandbox/until.js';
import { Problem } from '../../../../src/core/problem.js';
import {
  basic,
  bearer,
  notificationOf,
  secret,
  startPosting,
  textOf,
  type Posting,
} from './posting.js';

let posting: Posting;
afterEach(() => posting.server.close());

const am = '/webhooks/alertmanager';
const all = [am, '/webhooks/grafana', '/webhooks/databricks', '/webhooks/github'];
const grafanaBody = notificationOf({ version: '1' });

describe('proofs', () => {
  it.each(all)('%s is closed without a secret, even to an empty one', async (path) => {
    for (const none of [null, '']) {
      posting = await startPosting({ secret: none });
      const signature = `sha256=${createHmac('sha256', '').update('{}').digest('hex')}`;
      for (const headers of [{}, basic(''), { 'x-hub-signature-256': signature }])
        expect(await posting.post(path, '{}', { ...headers })).toEqual({
          status: 403,
          body: { error: 'not_configured' },
        });
      await posting.server.close();
    }
    posting = await startPosting();
  });

  it.each([
    [am, 200, 200],
    ['/webhooks/grafana', 200, 200],
    ['/webhooks/databricks', 401, 400],
  ])('%s takes bearer: %s, basic: %s', async (path, withBearer, withBasic) => {
    posting = await startPosting();
    const body = path === am ? notificationOf() : grafanaBody;
    expect((await posting.post(path, body, bearer)).status).toBe(withBearer);
    expect((await posting.post(path, body, basic(secret))).status).toBe(withBasic);
    expect((await posting.post(path, body, basic(secret, ''))).status).toBe(withBasic);
    expect((await posting.post(path, body, { authorization: `BEARER  ${secret}` })).status).toBe(
      withBearer,
    );
  });

  it.each([
    ['none', {}],
    ['an empty bearer', { authorization: 'Bearer ' }],
    ['the bare secret', { authorization: secret }],
    ['another bearer', { authorization: `Bearer ${secret}x` }],
    ['half of it', { authorization: `Bearer ${secret.slice(0, 10)}` }],
    ['it as the user', basic('', secret)],
    ['another password', basic(`${secret} `)],
    ['no base 64', { authorization: 'Basic %%%' }],
    ['another scheme', { authorization: `Digest ${secret}` }],
  ])('%s is refused, whatever the body', async (_what, headers) => {
    posting = await startPosting();
    for (const path of all.slice(0, 3))
      for (const body of [notificationOf(), 'no json'])
        expect(await posting.post(path, body, { ...headers })).toEqual({
          status: 401,
          body: { error: 'not_authorized' },
        });
    expect(posting.taken).toEqual([]);
  });

  it('a password may have colons', async () => {
    posting = await startPosting({ secret: 'a:b:c' });
    expect((await posting.post(am, notificationOf(), basic('a:b:c'))).status).toBe(200);
  });

  it('leave no secret in the log', async () => {
    posting = await startPosting();
    await posting.post(am, notificationOf(), basic(`${secret}x`));
    await posting.post(am, 'no json', bearer);
    expect(posting.logged.length).toBeGreaterThan(1);
    expect(JSON.stringify(posting.logged)).not.toContain(secret);
  });
});

describe('bodies', () => {
  beforeEach(async () => {
    posting = await startPosting();
  });

  it.each(['', 'null x', '{"a":', '\0', '{"a":"\u0001"}', '[1,]'])(
    '%j is no JSON',
    async (body) => {
      expect(await posting.post(am, body, bearer)).toEqual({
        status: 400,
        body: { error: 'invalid_json' },
      });
    },
  );

  it.each(['null', '7', '[]', '"text"', '{}'])('%s is no notification', async (body) => {
    const { status, body: said } = await posting.post(am, body, bearer);
    expect(status).toBe(400);
    expect(said).toMatchObject({ error: 'invalid' });
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonx', ''])(
    'of type %j are refused',
    async (type) => {
      const { status, body } = await posting.post(am, notificationOf(), {
        ...bearer,
        'content-type': type,
      });
      expect(status).toBe(415);
      expect(body).toMatchObject({ error: 'not_json' });
    },
  );

  it('of type application/json may name their charset', async () => {
    const headers = { ...bearer, 'content-type': 'Application/JSON; charset=utf-8' };
    expect((await posting.post(am, notificationOf(), headers)).status).toBe(200);
  });

  it('are at most 20 levels deep, brackets in texts not counted', async () => {
    const deep = (levels: number) =>
      JSON.stringify(notificationOf()).replace(
        '{',
        `{"x":${'['.repeat(levels)}${']'.repeat(levels)},`,
      );
    expect((await posting.post(am, deep(19), bearer)).status).toBe(200);
    expect((await posting.post(am, deep(20), bearer)).body).toMatchObject({ error: 'too_deep' });
    for (const much of ['['.repeat(500_000), '{"a":'.repeat(200_000)])
      expect(await posting.post(am, much, bearer)).toMatchObject({
        status: 400,
        body: { error: 'too_deep' },
      });
    const text = notificationOf({ receiver: `"\\${'[{'.repeat(50)}\\` });
    expect((await posting.post(am, text, bearer)).status).toBe(200);
  });

  it('are at most 1 MiB large', async () => {
    const whole = textOf(notificationOf());
    const padded = whole + ' '.repeat(1024 * 1024 - whole.length);
    expect((await posting.post(am, padded, bearer)).status).toBe(200);
    for (const large of [`${padded} `, 'x'.repeat(10_000_000)])
      expect(await posting.post(am, large, bearer)).toEqual({
        status: 413,
        body: { error: 'too_large' },
      });
    expect(posting.taken).toHaveLength(1);
  });

  it('that say they will be too large are refused before they come', async () => {
    const socket = connect(posting.server.port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk) => (heard += String(chunk)));
    socket.write(`POST ${am} HTTP/1.1\r\nhost: b\r\ncontent-length: 10000000\r\n\r\n{`);
    await until('it is answered', () => heard.includes('too_large'));
    expect(heard).toMatch(/^HTTP\/1.1 413 /);
    socket.destroy();
    expect((await posting.post(am, notificationOf(), bearer)).status).toBe(200);
  });
});

describe('storing', () => {
  it('comes before the answer', async () => {
    let release = (): void => undefined;
    let began = false;
    const stored = new Promise<void>((resolve) => (release = resolve));
    posting = await startPosting({
      take: async () => {
        began = true;
        await stored;
      },
    });
    let answered = false;
    const reply = posting.post(am, notificationOf(), bearer).then((got) => {
      answered = true;
      return got;
    });
    await until('it is being stored', () => began);
    expect(answered).toBe(false);
    release();
    expect((await reply).status).toBe(200);
  });

  it('that fails is 503 when the store is away, and 500 else: both are sent again', async () => {
    const away = new Problem('store_unavailable', 'The store is away.', 'Try again.');
    let error: Error = away;
    posting = await startPosting({ take: () => Promise.reject(error) });
    expect(await posting.post(am, notificationOf(), bearer)).toEqual({
      status: 503,
      body: { error: 'store_unavailable' },
    });
    error = new Error('with inner details');
    expect(await posting.post(am, notificationOf(), bearer)).toEqual({
      status: 500,
      body: { error: 'internal' },
    });
  });
});
