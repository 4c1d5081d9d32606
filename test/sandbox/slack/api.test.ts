import { expect, test } from 'vitest';
import { credentials } from '../../../sandbox/company.js';
import type { SlackSimulator } from '../../../sandbox/slack/index.js';
import { errorOf, oncall, slack, webClient } from './support.js';

async function call(
  simulator: SlackSimulator,
  method: string,
  body: string,
  headers: Record<string, string> = {},
) {
  const response = await fetch(simulator.apiUrl + method, { method: 'POST', body, headers });
  return { status: response.status, headers: response.headers, answer: await response.json() };
}
const bearer = { authorization: `Bearer ${credentials.slackBotToken}` };
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = { 'content-type': 'application/json; charset=utf-8' };

test('arguments come as a form or as JSON; the token of a JSON call only in the header', async () => {
  const simulator = await slack();
  const fields = { channel: oncall, text: 'hi', token: credentials.slackBotToken };
  const asForm = new URLSearchParams(fields).toString();
  const asJson = JSON.stringify(fields);
  const post = (body: string, headers: Record<string, string>) =>
    call(simulator, 'chat.postMessage', body, headers);
  expect((await post(asForm, form)).answer).toMatchObject({ ok: true });
  expect((await post(asJson, { ...json, ...bearer })).answer).toMatchObject({ ok: true });
  expect((await post(asJson, json)).answer).toEqual({ ok: false, error: 'not_authed' });
  expect((await post('{', { ...json, ...bearer })).answer).toMatchObject({ error: 'invalid_json' });
  expect((await post('x', { 'content-type': 'text/plain' })).answer).toMatchObject({
    error: 'invalid_post_type',
  });
});

test('blocks and metadata may be JSON inside JSON', async () => {
  const simulator = await slack();
  const blocks = JSON.stringify([{ type: 'divider' }]);
  const body = JSON.stringify({ channel: oncall, text: 'x', blocks });
  await call(simulator, 'chat.postMessage', body, { ...json, ...bearer });
  expect(simulator.messages(oncall)[0]?.blocks).toMatchObject([{ type: 'divider' }]);
});

test('an unknown method and missing arguments have their names', async () => {
  const simulator = await slack();
  expect((await call(simulator, 'chat.shout', '', bearer)).answer).toMatchObject({
    error: 'unknown_method',
  });
  expect((await call(simulator, 'users.info', '', { ...form, ...bearer })).answer).toEqual({
    ok: false,
    error: 'invalid_arguments',
    response_metadata: { messages: ['[ERROR] missing required field: user'] },
  });
});

test('tokens are checked by kind', async () => {
  const simulator = await slack();
  const as = (token: string) => webClient(simulator, token);
  expect(await errorOf(as('').auth.test())).toBe('not_authed');
  expect(await errorOf(as('xoxb-wrong').auth.test())).toBe('invalid_auth');
  expect(await errorOf(as(credentials.slackAppToken).auth.test())).toBe('not_allowed_token_type');
  expect(await errorOf(as(credentials.slackBotToken).apps.connections.open({}))).toBe(
    'not_allowed_token_type',
  );
  expect(await as(credentials.slackBotToken).auth.test()).toMatchObject({
    user_id: 'U0PPMBOT',
    bot_id: 'B0PPMBOT',
    team_id: 'T0FINANCE',
  });
});

test('a missing scope is named', async () => {
  const simulator = await slack({ scopes: ['chat:write', 'channels:read'] });
  const open = await call(simulator, 'conversations.history', JSON.stringify({ channel: oncall }), {
    ...json,
    ...bearer,
  });
  expect(open.answer).toMatchObject({
    error: 'missing_scope',
    provided: 'chat:write,channels:read',
  });
  expect(open.headers.get('x-oauth-scopes')).toBe('chat:write,channels:read');
  const client = webClient(simulator);
  // Some rights depend on the kind of conversation.
  expect(await errorOf(client.conversations.info({ channel: 'D01ANA' }))).toBe('missing_scope');
  expect(await errorOf(client.conversations.info({ channel: oncall }))).toBe('no error');
  expect(await errorOf(client.users.info({ user: 'U01ANA' }))).toBe('missing_scope');
});

test('chat.postMessage takes a short burst in a channel, then one a second', async () => {
  let now = 1_754_500_000_000;
  const simulator = await slack({ rate: {}, now: () => now });
  const post = (channel: string) =>
    call(simulator, 'chat.postMessage', JSON.stringify({ channel, text: 'x' }), {
      ...json,
      ...bearer,
    });
  for (let burst = 0; burst < 4; burst += 1) expect((await post(oncall)).status).toBe(200);
  const refused = await post(oncall);
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect((await post('D01ANA')).status).toBe(200);
  now += 1000;
  expect((await post(oncall)).status).toBe(200);
  expect((await post(oncall)).status).toBe(429);
  expect(simulator.messages(oncall)).toHaveLength(5);
});

test('chat.update takes 50 calls in any minute, and says how long to wait', async () => {
  let now = 1_754_500_000_000;
  const simulator = await slack({ rate: {}, now: () => now });
  const update = () =>
    call(simulator, 'chat.update', JSON.stringify({ channel: oncall, ts: '1.1', text: 'x' }), {
      ...json,
      ...bearer,
    });
  for (let count = 0; count < 50; count += 1) expect((await update()).status).toBe(200);
  now += 20_000;
  const refused = await update();
  expect(refused.status).toBe(429);
  expect(refused.headers.get('retry-after')).toBe('40');
  now += 40_000;
  expect((await update()).status).toBe(200);
});

test('limits can be replaced and switched off one by one', async () => {
  const simulator = await slack({
    rate: { 'users.info': { calls: 1, per: 60_000 }, 'chat.postMessage': false },
  });
  const client = webClient(simulator);
  for (let count = 0; count < 10; count += 1)
    await client.chat.postMessage({ channel: oncall, text: 'x' });
  await client.users.info({ user: 'U01ANA' });
  await expect(client.users.info({ user: 'U01ANA' })).rejects.toMatchObject({ retryAfter: 60 });
});

test('the log shows calls with their tokens masked', async () => {
  const simulator = await slack();
  const client = webClient(simulator);
  await client.apiCall('chat.postMessage', {
    channel: oncall,
    text: `my token is ${credentials.slackBotToken}`,
    token: credentials.slackBotToken,
  });
  await webClient(simulator, credentials.slackAppToken).apps.connections.open({});
  const log = simulator.traffic();
  expect(log).toMatchObject([
    { n: 1, direction: 'out', name: 'chat.postMessage', status: 'ok' },
    { n: 2, direction: 'out', name: 'apps.connections.open', status: 'ok' },
  ]);
  expect(JSON.stringify(log)).not.toMatch(/meridian"|ticket=[0-9a-f]{8}/);
  expect(JSON.stringify(log)).not.toContain(credentials.slackBotToken);
  expect(simulator.traffic(1)).toHaveLength(1);
});
