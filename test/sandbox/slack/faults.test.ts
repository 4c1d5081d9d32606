import { WebClient } from '@slack/web-api';
import { expect, test } from 'vitest';
import { credentials } from '../../../sandbox/company.js';
import { ana, boltApp, errorOf, oncall, quiet, section, slack, webClient } from './support.js';

test('rate limited: 429 with Retry-After, so often and no more', async () => {
  const simulator = await slack();
  const client = webClient(simulator);
  simulator.faults.set({
    rateLimited: { method: 'chat.postMessage', retryAfterSeconds: 7, count: 1 },
  });
  await client.auth.test();
  const post = () => client.chat.postMessage({ channel: oncall, text: 'x' });
  await expect(post()).rejects.toMatchObject({ retryAfter: 7 });
  await post();
  expect(simulator.faults.get().rateLimited).toBeNull();
  expect(simulator.messages(oncall)).toHaveLength(1);
});

test('server error: 500, and nothing is done', async () => {
  const simulator = await slack();
  simulator.faults.set({ serverError: { method: '*', count: 1 } });
  const post = webClient(simulator).chat.postMessage({ channel: oncall, text: 'x' });
  await expect(post).rejects.toMatchObject({ statusCode: 500 });
  expect(simulator.messages(oncall)).toEqual([]);
});

test('lost reply: the call is done, but nobody hears of it', async () => {
  const simulator = await slack();
  simulator.faults.set({ lostReply: { method: 'chat.postMessage', count: 1 } });
  const post = webClient(simulator).chat.postMessage({ channel: oncall, text: 'x' });
  await expect(post).rejects.toThrow('request error');
  expect(simulator.messages(oncall)).toHaveLength(1);
  expect(simulator.traffic().at(-1)).toMatchObject({ status: 'lost' });
});

test('a WebClient that retries posts twice when the reply is lost', async () => {
  const simulator = await slack();
  simulator.faults.set({ lostReply: { method: 'chat.postMessage', count: 1 } });
  const client = new WebClient(credentials.slackBotToken, {
    slackApiUrl: simulator.apiUrl,
    retryConfig: { retries: 1, minTimeout: 1 },
    logger: quiet,
  });
  await client.chat.postMessage({ channel: oncall, text: 'x' });
  expect(simulator.messages(oncall)).toHaveLength(2);
});

test('down: calls and sockets are cut, people are told, and it comes back', async () => {
  const simulator = await slack();
  await boltApp(simulator, (app) => app.command('/ppm', ({ ack }) => ack()));
  const client = webClient(simulator);
  const command = () => simulator.act(ana, { type: 'command', channel: oncall, text: '' });
  simulator.faults.set({ down: true });
  await expect(client.auth.test()).rejects.toThrow('request error');
  expect(await command()).toEqual({ ok: false, error: 'slack_is_down' });
  simulator.faults.set({ down: false });
  expect(await errorOf(client.auth.test())).toBe('no error');
  await expect.poll(command).toMatchObject({ ok: true });
});

test('refused blocks: the message is refused with the pointer to the block', async () => {
  const simulator = await slack();
  simulator.faults.set({ refusedBlocks: ['plan'] });
  const client = webClient(simulator);
  const post = client.chat.postMessage({
    channel: oncall,
    text: 'x',
    blocks: [section('x'), { type: 'plan', title: 'Steps' }],
  });
  await expect(post).rejects.toMatchObject({
    data: {
      error: 'invalid_blocks',
      errors: ['unsupported type: plan [json-pointer:/blocks/1/type]'],
      response_metadata: {
        messages: ['[ERROR] unsupported type: plan [json-pointer:/blocks/1/type]'],
      },
    },
  });
});

test('latency delays every call', async () => {
  const simulator = await slack();
  simulator.faults.set({ latencyMs: 60 });
  await webClient(simulator).auth.test();
  expect(simulator.traffic()[0]?.millis).toBeGreaterThanOrEqual(50);
});
