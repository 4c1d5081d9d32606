// The other kinds of probes, each against a server of its own.
import { statfs } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { askOne, serveAnswer, serveHttp } from './stage.js';

it.each(['redis', 'mongodb', 'notion', 'github'] as const)(
  '%s without its setting is not asked',
  async (kind) => {
    const found = await askOne({ kind });
    expect(found).toMatchObject({ status: 'warning', failure: 'not_configured', millis: null });
    expect(found.said).toMatch(/^the setting [A-Z_]+ is missing$/);
  },
);

it.each([
  [200, { object: 'user', name: 'ppm-oncall' }, 'good', null, 'takes the token of ppm-oncall'],
  [401, {}, 'bad', 'auth', 'HTTP 401: NOTION_API_KEY is refused'],
  [403, {}, 'bad', 'forbidden', 'HTTP 403 of Notion'],
  [429, {}, 'warning', 'rate_limit', 'HTTP 429: too many calls'],
  [502, 'Bad gateway', 'bad', 'server_error', 'HTTP 502 of Notion'],
  [200, 'a login page', 'bad', 'unexpected_body', 'what it answers is not what Notion answers'],
])('Notion answers %i: %j', async (status, body, is, failure, said) => {
  await using server = await serveAnswer(status, body);
  const notionApiUrl = `http://127.0.0.1:${server.port}/`;
  const found = await askOne({ kind: 'notion' }, { notionApiUrl, notionToken: 'ntn_1' });
  expect(found).toMatchObject({ status: is, failure, said });
});

it('Notion is not asked while it wants silence', async () => {
  const budget = () => ({ perMinute: 180, left: 0, closedUntil: 31_000 });
  const found = await askOne(
    { kind: 'notion' },
    { notion: { budget }, notionToken: 'ntn_1', now: () => 1_000 },
  );
  expect(found).toMatchObject({
    status: 'warning',
    failure: 'rate_limit',
    said: 'Notion wants silence for 30 s more',
  });
});

it.each([
  [5_000, 'good', null, 'takes the token, 5,000 of 5,000 calls left'],
  [400, 'warning', 'rate_limit', 'takes the token, 400 of 5,000 calls left, more in 2 min'],
  [0, 'bad', 'rate_limit', 'takes the token, 0 of 5,000 calls left, more in 2 min'],
])('GitHub with %i calls left', async (remaining, status, failure, said) => {
  let token: string | undefined;
  await using server = await serveHttp((request, response) => {
    token = request.headers.authorization;
    const core = { limit: 5_000, remaining, reset: 120 };
    response.end(request.url === '/rate_limit' ? JSON.stringify({ resources: { core } }) : '');
  });
  const githubApiUrl = `http://127.0.0.1:${server.port}`;
  const found = await askOne(
    { kind: 'github' },
    { githubApiUrl, githubToken: 'ghp_1', now: () => 0 },
  );
  expect(found).toMatchObject({ status, failure, said, value: remaining });
  expect(token).toBe('Bearer ghp_1');
});

it('GitHub refuses the token', async () => {
  await using server = await serveAnswer(401, {});
  const githubApiUrl = `http://127.0.0.1:${server.port}`;
  expect(await askOne({ kind: 'github' }, { githubApiUrl, githubToken: 'ghp_1' })).toMatchObject({
    status: 'bad',
    failure: 'auth',
  });
});

it('the warehouse tells its user, or why not', async () => {
  const ask = (currentUser: () => Promise<string>) =>
    askOne({ kind: 'warehouse' }, { tables: { currentUser } });
  expect(await ask(async () => 'ppm')).toMatchObject({ status: 'good', said: 'answers ppm' });
  const problem = (code: 'outside_refused' | 'outside_unavailable', cause: unknown) => async () => {
    throw new Problem(code, 'No.', 'Look.', { cause });
  };
  const http = (statusCode: number) => ({ statusCode, response: { headers: [] } });
  const refused = Object.assign(new Error('no'), { code: 'ECONNREFUSED' });
  const failures = [
    await ask(problem('outside_refused', http(401))),
    await ask(problem('outside_unavailable', http(503))),
    await ask(problem('outside_unavailable', refused)),
    await ask(problem('outside_unavailable', null)),
  ];
  expect(failures.map(({ failure }) => failure)).toEqual([
    'auth',
    'server_error',
    'refused',
    'unreachable',
  ]);
  expect(failures.map(({ said }) => said)).toEqual(['No.', 'No.', 'No.', 'No.']);
});

it('a disk is as full as it is, and red above its limit', async () => {
  const { blocks, bfree, bavail } = await statfs('/');
  const percent = (100 * (blocks - bfree)) / (blocks - bfree + bavail);
  const found = await askOne({ kind: 'disk', maxPercent: 100 });
  expect(found).toMatchObject({ status: 'good', failure: null, millis: null });
  expect(found.value).toBeCloseTo(percent, 0);
  expect(await askOne({ kind: 'disk', maxPercent: 0 })).toMatchObject({
    status: 'bad',
    failure: 'disk_full',
  });
  expect(await askOne({ kind: 'disk', path: '/no/such/place' })).toMatchObject({
    status: 'warning',
    failure: 'not_configured',
    said: 'there is no /no/such/place on this machine',
  });
});

it('memory is red below its limit', async () => {
  expect(await askOne({ kind: 'memory', minFreeMb: 0.001 })).toMatchObject({
    status: 'good',
    millis: null,
  });
  const found = await askOne({ kind: 'memory', minFreeMb: 1e12 });
  expect(found).toMatchObject({ status: 'bad', failure: 'low_memory' });
  expect(found.said).toMatch(/^[\d,]+ MB free$/);
});
