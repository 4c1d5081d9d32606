// An address against what ppm.config.yaml expects of it, over real sockets.
import { expect, it } from 'vitest';
import { askOne, serveAnswer, serveHttp } from './stage.js';

const healthy = {
  status: 'healthy',
  checks: { notion: { status: 'healthy' }, database: { status: 'healthy' } },
  source: 'live',
  rows: [{ name: 'first' }],
};
const unhealthy = {
  status: 'unhealthy',
  checks: {
    database: { status: 'unhealthy', error: 'Connection refused' },
    notion: { status: 'healthy' },
  },
};

it.each([
  ['a bare status', 200, 'no JSON at all', {}],
  ['a status that is none of success', 404, '', { status: 404 }],
  ['a value deep inside', 200, healthy, { json: { 'checks.notion.status': 'healthy' } }],
  ['a value in a list', 200, healthy, { json: { 'rows.0.name': 'first' } }],
  ['a value that is not there', 200, healthy, { not: { source: 'mock' } }],
  [
    'its own part, when another one makes it 503',
    503,
    unhealthy,
    { json: { 'checks.notion.status': 'healthy' } },
  ],
])('is good with %s', async (_what, status, body, expected) => {
  await using server = await serveAnswer(status, body);
  const found = await askOne({ kind: 'http', url: `http://127.0.0.1:${server.port}`, ...expected });
  expect(found).toMatchObject({ status: 'good', failure: null });
  expect(found.said).toContain(`HTTP ${status}`);
});

it.each([
  ['refuses the token', 401, {}, {}, 'auth', 'HTTP 401, not 200'],
  ['forbids it', 403, {}, {}, 'forbidden', 'HTTP 403, not 200'],
  ['does not have it', 404, {}, {}, 'not_found', 'HTTP 404, not 200'],
  ['wants fewer calls', 429, {}, {}, 'rate_limit', 'HTTP 429, not 200'],
  ['fails', 500, 'oops', {}, 'server_error', 'HTTP 500, not 200'],
  ['answers otherwise', 204, '', {}, 'unexpected_status', 'HTTP 204, not 200'],
  [
    'says which part is unwell',
    503,
    unhealthy,
    { json: { status: 'healthy' } },
    'server_error',
    'HTTP 503, not 200: checks.database: Connection refused',
  ],
  [
    'says so with a 200',
    200,
    unhealthy,
    { json: { status: 'healthy' } },
    'unexpected_body',
    'status is unhealthy, not healthy (checks.database: Connection refused)',
  ],
  [
    'has made-up data',
    200,
    { source: 'mock' },
    { not: { source: 'mock' } },
    'mock_data',
    'source is mock: these are no real data',
  ],
  [
    'has no such value',
    200,
    { status: 'healthy' },
    { json: { 'checks.notion.status': 'healthy' } },
    'unexpected_body',
    'its answer has no checks.notion.status',
  ],
  [
    'has what only looks like the value',
    200,
    { count: '3' },
    { json: { count: 3 } },
    'unexpected_body',
    'count is 3, not 3',
  ],
  [
    'has a name that every object has',
    200,
    {},
    { json: { constructor: 'x' } },
    'unexpected_body',
    'its answer has no constructor',
  ],
  [
    'answers no JSON',
    200,
    '<html>Welcome</html>',
    { json: { status: 'healthy' } },
    'unexpected_body',
    'it answers no JSON (application/json)',
  ],
])('is bad when it %s', async (_what, status, body, expected, failure, said) => {
  await using server = await serveAnswer(status, body);
  const found = await askOne({ kind: 'http', url: `http://127.0.0.1:${server.port}`, ...expected });
  expect(found).toMatchObject({ status: 'bad', failure, said });
});

it('sends headers with settings filled in, to that host only, and never says them again', async () => {
  const heard: (string | undefined)[] = [];
  await using other = await serveHttp((request, response) => {
    heard.push(request.headers.authorization);
    response.end();
  });
  await using server = await serveHttp((request, response) => {
    heard.push(request.headers.authorization);
    if (request.url === '/') response.writeHead(302, { location: '/here' });
    else if (request.url === '/here')
      response.writeHead(307, { location: `http://127.0.0.1:${other.port}/` });
    response.end();
  });
  const headers = { authorization: 'Bearer {setting.PLATFORM_TOKEN}' };
  const settings = { PLATFORM_TOKEN: 'sesame-open' };
  const url = `http://127.0.0.1:${server.port}`;
  expect(await askOne({ kind: 'http', url, headers }, { settings })).toMatchObject({
    status: 'good',
  });
  expect(heard).toEqual(['Bearer sesame-open', 'Bearer sesame-open', undefined]);

  await using echo = await serveAnswer(503, {
    checks: { api: { status: 'down', error: 'sesame-open is not known' } },
  });
  const found = await askOne(
    { kind: 'http', url: `http://127.0.0.1:${echo.port}`, headers },
    { settings },
  );
  expect(found.said).toBe('HTTP 503, not 200: checks.api: [PLATFORM_TOKEN removed] is not known');
});

it('says which setting is missing, and asks nobody', async () => {
  const headers = { authorization: 'Bearer {setting.PLATFORM_TOKEN}' };
  expect(await askOne({ kind: 'http', url: 'http://127.0.0.1:1', headers })).toMatchObject({
    status: 'warning',
    failure: 'not_configured',
    said: 'the setting PLATFORM_TOKEN is missing',
    millis: null,
  });
});

it('a redirect can be what is expected', async () => {
  await using server = await serveAnswer(302, '', { location: 'https://login.example' });
  expect(
    await askOne({ kind: 'http', url: `http://127.0.0.1:${server.port}`, status: 302 }),
  ).toMatchObject({ status: 'good' });
});

it.each([
  ['warning', { slowMs: 20, tooSlowMs: 10_000 }],
  ['bad', { slowMs: 10, tooSlowMs: 20 }],
])('a slow answer is %s', async (status, bands) => {
  await using server = await serveHttp((_request, response) => {
    setTimeout(() => response.end(), 40);
  });
  const found = await askOne({ kind: 'http', url: `http://127.0.0.1:${server.port}`, ...bands });
  expect(found).toMatchObject({ status, failure: 'slow' });
  expect(found.said).toMatch(/^HTTP 200, but after \d+ ms \(more than 20\)$/);
});
