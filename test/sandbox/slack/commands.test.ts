import { expect, test } from 'vitest';
import { ana, ben, boltApp, button, general, oncall, section, slack, until } from './support.js';

test('a slash command carries every field that Slack sends', async () => {
  const simulator = await slack();
  let body: object = {};
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, command }) => {
      body = command;
      await ack();
    });
  });

  await simulator.act(ana, { type: 'command', channel: general, text: ' job run <x> & y ' });

  expect(body).toEqual({
    token: expect.any(String),
    team_id: 'T0FINANCE',
    team_domain: 'meridian-finance',
    channel_id: general,
    channel_name: 'general',
    user_id: ana,
    user_name: 'ana',
    command: '/ppm',
    text: 'job run &lt;x&gt; &amp; y',
    api_app_id: 'A0PPMAPP',
    is_enterprise_install: 'false',
    response_url: expect.stringMatching(`^${simulator.url}/commands/T0FINANCE/`),
    trigger_id: expect.any(String),
  });
});

test('with should_escape, people, groups and channels become references', async () => {
  const simulator = await slack({ escapeCommands: true });
  let text = '';
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, command }) => {
      text = command.text;
      await ack();
    });
  });
  await simulator.act(ana, {
    type: 'command',
    channel: oncall,
    text: 'page @ben @ppm-approvers #general @nobody a@ben',
  });
  expect(text).toBe(
    'page <@U02BEN|ben> <!subteam^S02APPROVE|@ppm-approvers> <#C02GENERAL|general> @nobody a@ben',
  );
});

test('what is in the acknowledgement is posted, for the asker alone unless said otherwise', async () => {
  const simulator = await slack();
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, command }) => {
      if (command.text === 'all') await ack({ text: 'to all', response_type: 'in_channel' });
      else await ack('to you');
    });
  });

  await simulator.act(ana, { type: 'command', channel: oncall, text: '' });
  await simulator.act(ana, { type: 'command', channel: oncall, text: 'all' });

  const seenBy = (user: string) =>
    simulator.state(user).messages[oncall]?.map(({ text, ephemeral }) => ({ text, ephemeral }));
  expect(seenBy(ana)).toEqual([
    { text: 'to you', ephemeral: true },
    { text: 'to all', ephemeral: false },
  ]);
  expect(seenBy(ben)).toEqual([{ text: 'to all', ephemeral: false }]);
});

test('a command that is not acknowledged in time shows operation_timeout, to the asker only', async () => {
  const simulator = await slack({ ackDeadlineMs: 50 });
  await boltApp(simulator, (app) => {
    app.command('/ppm', async () => undefined);
  });

  const result = await simulator.act(ana, { type: 'command', channel: oncall, text: 'slow' });

  expect(result).toEqual({ ok: false, error: 'operation_timeout' });
  expect(simulator.state(ana).notices).toEqual([
    expect.objectContaining({
      channel: oncall,
      text: '/ppm failed with the error "operation_timeout"',
    }),
  ]);
  expect(simulator.state(ben).notices).toEqual([]);
  expect(simulator.traffic()).toContainEqual(
    expect.objectContaining({ name: 'slash_commands', status: 'unacked' }),
  );
});

test('a command without a bot fails at once', async () => {
  const simulator = await slack();
  expect(await simulator.act(ana, { type: 'command', channel: oncall, text: '' })).toEqual({
    ok: false,
    error: 'not_connected',
  });
});

test('a command whose answer Slack refuses tells the asker', async () => {
  const simulator = await slack();
  await boltApp(simulator, (app) => {
    app.command('/ppm', ({ ack }) => ack({ blocks: [section('x'.repeat(3001))] }));
  });
  expect(await simulator.act(ana, { type: 'command', channel: oncall, text: '' })).toEqual({
    ok: false,
    error: 'invalid_blocks',
  });
  expect(simulator.messages(oncall)).toEqual([]);
});

test('only members of a channel can use a command there', async () => {
  const simulator = await slack();
  expect(await simulator.act(ana, { type: 'command', channel: 'D02BEN', text: '' })).toEqual({
    ok: false,
    error: 'channel_not_found',
  });
});

async function responder(now?: () => number) {
  const simulator = await slack(now ? { now } : {});
  const urls: string[] = [];
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, command }) => {
      urls.push(command.response_url);
      await ack({ response_type: 'in_channel', blocks: [actions] });
    });
    app.action('go', async ({ ack, body }) => {
      if (body.type === 'block_actions' && body.response_url) urls.push(body.response_url);
      await ack();
    });
  });
  const actions = { type: 'actions' as const, block_id: 'b', elements: [button('go')] };
  await simulator.act(ana, { type: 'command', channel: oncall, text: '' });
  const [card] = simulator.messages(oncall);
  await simulator.act(ana, {
    type: 'block_action',
    container: { kind: 'message', channel: oncall, ts: card?.ts ?? '' },
    blockId: 'b',
    actionId: 'go',
  });
  const [command = '', action = ''] = urls;
  const post = (url: string, body: object) =>
    fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  return { simulator, command, action, post };
}

test('a response_url answers privately five times, then no more', async () => {
  const { simulator, command, post } = await responder();
  for (let use = 1; use <= 5; use += 1)
    expect((await post(command, { text: `answer ${use}` })).status).toBe(200);
  const sixth = await post(command, { text: 'answer 6' });
  expect(sixth.status).toBe(404);
  expect(await sixth.json()).toEqual({ ok: false, error: 'used_url' });
  const answers = simulator.messages(oncall).filter(({ text }) => text.startsWith('answer'));
  expect(answers.map((message) => message.ephemeralTo)).toEqual([ana, ana, ana, ana, ana]);
});

test('a response_url dies after 30 minutes', async () => {
  let now = 1_754_500_000_000;
  const { command, post } = await responder(() => now);
  now += 30 * 60 * 1000;
  expect((await post(command, { text: 'in time' })).status).toBe(200);
  now += 1;
  expect(await (await post(command, { text: 'late' })).json()).toMatchObject({
    error: 'expired_url',
  });
});

test('the response_url of a button replaces and deletes its message', async () => {
  const { simulator, action, post } = await responder();
  await post(action, { text: 'replaced', replace_original: true });
  expect(simulator.messages(oncall)).toMatchObject([{ text: 'replaced', blocks: [] }]);
  await post(action, { delete_original: true });
  expect(simulator.messages(oncall)).toEqual([]);
  const gone = await post(action, { text: 'again', replace_original: true });
  expect(await gone.json()).toMatchObject({ error: 'message_not_found' });
});

test('bolt respond() works on it', async () => {
  const simulator = await slack();
  await boltApp(simulator, (app) => {
    app.command('/ppm', async ({ ack, respond }) => {
      await ack();
      await respond({ text: 'later', response_type: 'in_channel' });
    });
  });
  await simulator.act(ana, { type: 'command', channel: general, text: '' });
  const message = await until(() => simulator.messages(general)[0]);
  expect(message).toMatchObject({ text: 'later', user: 'U0PPMBOT' });
});
