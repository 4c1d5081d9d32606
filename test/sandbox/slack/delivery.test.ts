import { expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { credentials } from '../../../sandbox/company.js';
import type { SlackSimulator } from '../../../sandbox/slack/index.js';
import { ana, ben, boltApp, button, httpApp, oncall, slack, until, webClient } from './support.js';

const envelope = z.looseObject({ type: z.string(), envelope_id: z.string().optional() });

/** A bare Socket Mode connection that keeps what it gets; it acknowledges only from the nth envelope on. */
async function connect(simulator: SlackSimulator, acksFrom = Number.POSITIVE_INFINITY) {
  const { url = '' } = await webClient(simulator, credentials.slackAppToken).apps.connections.open(
    {},
  );
  const socket = new WebSocket(url);
  const received: z.output<typeof envelope>[] = [];
  socket.on('message', (data) => {
    if (!Buffer.isBuffer(data)) return;
    const message = envelope.parse(JSON.parse(data.toString('utf8')));
    received.push(message);
    if (received.length > acksFrom) ack(message.envelope_id);
  });
  const ack = (id: string | undefined, payload: object = {}) =>
    socket.send(JSON.stringify({ envelope_id: id, payload }));
  onTestFinished(() => socket.terminate());
  await until(() => received[0]?.type === 'hello');
  return {
    url,
    hello: received[0],
    envelopes: () => received.slice(1),
    ack,
  };
}

test('hello says how many connections there are; a URL opens only one', async () => {
  const simulator = await slack();
  const first = await connect(simulator);
  const second = await connect(simulator);
  expect(first.hello).toMatchObject({
    num_connections: 1,
    connection_info: { app_id: 'A0PPMAPP' },
    debug_info: { approximate_connection_time: expect.any(Number) },
  });
  expect(second.hello).toMatchObject({ num_connections: 2 });
  const reused = new WebSocket(first.url);
  const status = await new Promise((resolve) => {
    reused.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    reused.on('error', () => undefined);
  });
  expect(status).toBe(403);
});

test('each envelope goes to one connection, in turn, and only that one can acknowledge it', async () => {
  const simulator = await slack({ ackDeadlineMs: 500 });
  const first = await connect(simulator);
  const second = await connect(simulator);
  const command = () => simulator.act(ana, { type: 'command', channel: oncall, text: '' });

  const one = command();
  const sent = await until(() => first.envelopes()[0]);
  expect(sent).toMatchObject({ type: 'slash_commands', accepts_response_payload: true });
  expect(second.envelopes()).toEqual([]);
  second.ack(sent.envelope_id);
  expect(await one).toEqual({ ok: false, error: 'operation_timeout' });

  const two = command();
  const next = await until(() => second.envelopes()[0]);
  second.ack(next.envelope_id, { text: 'done' });
  expect(await two).toMatchObject({ ok: true });
  expect(first.envelopes()).toHaveLength(1);
  expect(simulator.messages(oncall)).toMatchObject([{ text: 'done', ephemeralTo: ana }]);
});

test('an event that is not acknowledged comes again with its number, and then no more', async () => {
  const simulator = await slack({ ackDeadlineMs: 200, eventRetryDelaysMs: [0, 10, 20] });
  const bot = await connect(simulator, 3);
  await simulator.act(ana, { type: 'open_home' });
  await until(() => simulator.traffic().at(-1)?.status === 'acked');
  const payload = z.looseObject({ event_id: z.string() });
  expect(bot.envelopes()).toMatchObject([
    { type: 'events_api', retry_attempt: 0, retry_reason: '', accepts_response_payload: false },
    { retry_attempt: 1, retry_reason: 'timeout' },
    { retry_attempt: 2, retry_reason: 'timeout' },
  ]);
  const ids = bot.envelopes().map((each) => payload.parse(each['payload']).event_id);
  expect(new Set(ids).size).toBe(1);
  expect(simulator.traffic().map(({ status }) => status)).toEqual([
    'ok',
    'unacked',
    'unacked',
    'acked',
  ]);
});

test('the fault "deliveries" sends copies; the first acknowledgement counts', async () => {
  const simulator = await slack();
  simulator.faults.set({ deliveries: 3 });
  const triggers: string[] = [];
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, body }) => {
      triggers.push(body.trigger_id);
      await ack({ text: 'once' });
    });
  });
  await simulator.act(ana, { type: 'command', channel: oncall, text: '' });
  await until(() => triggers.length === 3);
  expect(new Set(triggers).size).toBe(1);
  expect(simulator.messages(oncall)).toHaveLength(1);
});

test('what is answered to a click is ignored', async () => {
  const simulator = await slack();
  const bot = await connect(simulator);
  const posted = await webClient(simulator).chat.postMessage({
    channel: oncall,
    text: 'x',
    blocks: [{ type: 'actions', block_id: 'b', elements: [button('go')] }],
  });
  const click = simulator.act(ana, {
    type: 'block_action',
    container: { kind: 'message', channel: oncall, ts: posted.ts ?? '' },
    blockId: 'b',
    actionId: 'go',
  });
  const sent = await until(() => bot.envelopes()[0]);
  expect(sent).toMatchObject({ type: 'interactive', accepts_response_payload: false });
  bot.ack(sent.envelope_id, { text: 'ignored' });
  expect(await click).toMatchObject({ ok: true });
  expect(simulator.messages(oncall)).toHaveLength(1);
});

test('bolt comes back after a refresh', async () => {
  const simulator = await slack();
  await boltApp(simulator, (app) => app.command('/ppm', ({ ack }) => ack('here')));
  simulator.refreshConnections();
  await until(() => simulator.connections() === 0);
  await until(() => simulator.connections() === 1);
  expect(await simulator.act(ana, { type: 'command', channel: oncall, text: '' })).toMatchObject({
    ok: true,
  });
});

test('pings keep a connection alive', async () => {
  const simulator = await slack({ pingIntervalMs: 10 });
  const { url = '' } = await webClient(simulator, credentials.slackAppToken).apps.connections.open(
    {},
  );
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  let pings = 0;
  socket.on('ping', () => {
    pings += 1;
  });
  await until(() => pings >= 2);
  expect(socket.readyState).toBe(WebSocket.OPEN);
});

const signingSecret = credentials.slackSigningSecret;

test('HTTP mode: signed commands, interactions and events reach a real HTTPReceiver', async () => {
  const simulator = await slack();
  const seen: string[] = [];
  const requestUrl = await httpApp(simulator, signingSecret, (app) => {
    app.command('/ppm', async ({ ack, command }) => {
      seen.push(`command ${command.text}`);
      await ack({
        response_type: 'in_channel',
        blocks: [{ type: 'actions', block_id: 'b', elements: [button('go', '7')] }],
      });
    });
    app.action('go', async ({ ack, action }) => {
      seen.push(`click ${'value' in action ? action.value : ''}`);
      await ack();
    });
    app.event('app_home_opened', async ({ event }) => void seen.push(`home ${event.user}`));
  });
  simulator.setHttpMode({ requestUrl, signingSecret });
  expect(await simulator.verifyRequestUrl()).toBe(true);

  await simulator.act(ana, { type: 'command', channel: oncall, text: 'status & more' });
  const [card] = simulator.messages(oncall);
  await simulator.act(ben, {
    type: 'block_action',
    container: { kind: 'message', channel: oncall, ts: card?.ts ?? '' },
    blockId: 'b',
    actionId: 'go',
  });
  await simulator.act(ana, { type: 'open_home' });
  await until(() => seen.length === 3);
  expect(seen).toEqual(['command status &amp; more', 'click 7', `home ${ana}`]);
});

test('HTTP mode: a wrong secret is refused by the bot, a bot that is away is told', async () => {
  const simulator = await slack();
  const requestUrl = await httpApp(simulator, signingSecret, (app) => {
    app.command('/ppm', ({ ack }) => ack());
  });
  const command = () => simulator.act(ana, { type: 'command', channel: oncall, text: '' });
  simulator.setHttpMode({ requestUrl, signingSecret: 'another secret' });
  expect(await command()).toEqual({ ok: false, error: 'dispatch_failed' });
  expect(await simulator.verifyRequestUrl()).toBe(false);
  simulator.setHttpMode({ requestUrl: 'http://127.0.0.1:9/slack/events', signingSecret });
  expect(await command()).toEqual({ ok: false, error: 'not_connected' });
});

test('HTTP mode: an event for a bot that is away arrives when it is back', async () => {
  const simulator = await slack({ ackDeadlineMs: 100, eventRetryDelaysMs: [0, 300] });
  const homes: string[] = [];
  const requestUrl = await httpApp(simulator, signingSecret, (app) => {
    app.event('app_home_opened', async ({ event }) => void homes.push(event.user));
  });
  simulator.setHttpMode({ requestUrl, signingSecret });
  await simulator.act(ana, { type: 'open_home' });
  await until(() => homes.length === 1);
  simulator.setHttpMode({ requestUrl: 'http://127.0.0.1:9/slack/events', signingSecret });
  await simulator.act(ben, { type: 'open_home' });
  await until(() => simulator.traffic().filter(({ status }) => status === 'lost').length >= 2);
  simulator.setHttpMode({ requestUrl, signingSecret });
  await until(() => homes.length === 2);
  expect(homes).toEqual([ana, ben]);
});
