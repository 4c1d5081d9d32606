import type { App } from '@slack/bolt';
import type { Block, KnownBlock } from '@slack/types';
import { expect, test } from 'vitest';
import type { SlackOptions } from '../../../sandbox/slack/index.js';
import type { ClientAction } from '../../../sandbox/slack/protocol.js';
import { ana, ben, boltApp, button, oncall, section, slack, until, webClient } from './support.js';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
const choice = (value: string) => ({ text: plain(value), value });

/** A simulator with one message of these blocks in it, and an app that keeps every action's body. */
async function withMessage(
  blocks: (KnownBlock | Block)[],
  more: (app: App) => void = () => {},
  options: SlackOptions = {},
) {
  const simulator = await slack(options);
  const bodies: Record<string, unknown>[] = [];
  await boltApp(simulator, (app) => {
    app.action(/.*/, async ({ ack, body }) => {
      bodies.push({ ...body });
      await ack();
    });
    more(app);
  });
  const client = webClient(simulator);
  const posted = await client.chat.postMessage({ channel: oncall, text: 'card', blocks });
  const container = { kind: 'message' as const, channel: oncall, ts: posted.ts ?? '' };
  const use = (
    user: string,
    action: Partial<Extract<ClientAction, { type: 'block_action' }>> & { actionId: string },
  ) => simulator.act(user, { type: 'block_action', container, blockId: 'b', ...action });
  return { simulator, client, bodies, container, use, ts: posted.ts ?? '' };
}

test('a click sends block_actions with everything Slack sends', async () => {
  const confirm = {
    title: plain('Sure?'),
    text: plain('Really?'),
    confirm: plain('Yes'),
    deny: plain('No'),
  };
  const go = { ...button('go', '42'), style: 'danger' as const, confirm };
  const { simulator, bodies, use, ts } = await withMessage([
    section('Restore?'),
    { type: 'actions', block_id: 'b', elements: [go] },
  ]);

  expect(await use(ben, { actionId: 'go' })).toMatchObject({ ok: true });

  expect(bodies).toEqual([
    {
      type: 'block_actions',
      user: { id: ben, username: 'ben', name: 'ben', team_id: 'T0FINANCE' },
      api_app_id: 'A0PPMAPP',
      token: expect.any(String),
      container: { type: 'message', message_ts: ts, channel_id: oncall, is_ephemeral: false },
      trigger_id: expect.any(String),
      team: { id: 'T0FINANCE', domain: 'meridian-finance' },
      enterprise: null,
      is_enterprise_install: false,
      channel: { id: oncall, name: 'ppm-oncall' },
      message: expect.objectContaining({
        type: 'message',
        ts,
        text: 'card',
        bot_id: 'B0PPMBOT',
        app_id: 'A0PPMAPP',
        user: 'U0PPMBOT',
      }),
      state: { values: {} },
      response_url: expect.stringContaining(`${simulator.url}/actions/T0FINANCE/`),
      actions: [
        {
          type: 'button',
          action_id: 'go',
          block_id: 'b',
          text: plain('go'),
          value: '42',
          style: 'danger',
          confirm,
          action_ts: expect.stringMatching(/^\d+\.\d{6}$/),
        },
      ],
    },
  ]);
});

test('ids that the bot did not give are assigned, and a click on them arrives', async () => {
  const { action_id: _, ...anonymous } = button('x', 'v');
  const { simulator, bodies, container } = await withMessage([
    { type: 'actions', elements: [anonymous] },
  ]);
  const [block] = simulator.messages(oncall)[0]?.blocks ?? [];
  expect(block?.block_id).toEqual(expect.any(String));
  expect(block).toMatchObject({ elements: [{ action_id: expect.any(String) }] });
  const elements: unknown = block?.elements;
  const first: unknown = Array.isArray(elements) ? elements[0] : undefined;
  const actionId =
    first && typeof first === 'object' && 'action_id' in first ? first.action_id : '';
  await simulator.act(ana, {
    type: 'block_action',
    container,
    blockId: block?.block_id ?? '',
    actionId: String(actionId),
  });
  expect(bodies).toHaveLength(1);
});

test('a click on what is not there is refused, unless an earlier rendering had it', async () => {
  const { client, bodies, use, ts } = await withMessage([
    { type: 'actions', block_id: 'b', elements: [button('approve', 'hash-1')] },
  ]);
  expect(await use(ana, { actionId: 'other' })).toEqual({ ok: false, error: 'unknown_action' });
  await client.chat.update({ channel: oncall, ts, text: 'gone', blocks: [section('Approved')] });
  expect(await use(ana, { actionId: 'approve' })).toEqual({ ok: false, error: 'unknown_action' });
  expect(bodies).toEqual([]);
  expect(await use(ana, { actionId: 'approve', stale: true })).toMatchObject({ ok: true });
  expect(bodies).toMatchObject([{ actions: [{ action_id: 'approve', value: 'hash-1' }] }]);
});

test('a tampering client can send another value', async () => {
  const { bodies, use } = await withMessage([
    { type: 'actions', block_id: 'b', elements: [button('approve', 'mine')] },
  ]);
  await use(ana, { actionId: 'approve', forgedValue: 'forged' });
  expect(bodies).toMatchObject([{ actions: [{ value: 'forged' }] }]);
});

test('a menu sends the option as the bot wrote it, and its new state', async () => {
  const { bodies, use } = await withMessage([
    {
      type: 'actions',
      block_id: 'b',
      elements: [
        {
          type: 'static_select',
          action_id: 'env',
          options: [choice('dev'), choice('prod')],
        },
        { type: 'datepicker', action_id: 'day', initial_date: '2026-08-06' },
        { type: 'overflow', action_id: 'more', options: [choice('mute')] },
      ],
    },
  ]);
  const select = (value: string) =>
    use(ana, { actionId: 'env', payload: { selected_option: { value, text: 'made up' } } });
  expect(await select('nowhere')).toEqual({ ok: false, error: 'invalid_value' });
  await select('prod');
  expect(bodies).toMatchObject([
    {
      actions: [{ type: 'static_select', selected_option: choice('prod') }],
      state: {
        values: {
          b: {
            env: { type: 'static_select', selected_option: choice('prod') },
            day: { type: 'datepicker', selected_date: '2026-08-06' },
          },
        },
      },
    },
  ]);
  await use(ana, { actionId: 'more', payload: { selected_option: { value: 'mute' } } });
  expect(bodies[1]).toMatchObject({ actions: [{ selected_option: choice('mute') }] });
  expect(JSON.stringify(bodies[1]?.['state'])).not.toContain('more');
});

test('feedback and icon buttons work; an icon button only for those who see it', async () => {
  const { bodies, use } = await withMessage([
    {
      type: 'context_actions',
      block_id: 'b',
      elements: [
        {
          type: 'feedback_buttons',
          action_id: 'rate',
          positive_button: { text: plain('Good'), value: 'good' },
          negative_button: { text: plain('Bad'), value: 'bad' },
        },
        {
          type: 'icon_button',
          action_id: 'bin',
          icon: 'trash',
          text: plain('Delete'),
          visible_to_user_ids: [ana],
        },
      ],
    },
  ]);
  await use(ana, { actionId: 'rate', payload: { value: 'bad' } });
  expect(bodies).toMatchObject([{ actions: [{ type: 'feedback_buttons', value: 'bad' }] }]);
  expect(await use(ben, { actionId: 'bin' })).toEqual({ ok: false, error: 'unknown_action' });
  expect(await use(ana, { actionId: 'bin' })).toMatchObject({ ok: true });
});

test('on a private answer there is no message in the payload, and others cannot click it', async () => {
  const { simulator, client, bodies } = await withMessage([section('x')]);
  const sent = await client.chat.postEphemeral({
    channel: oncall,
    user: ana,
    text: 'private',
    blocks: [{ type: 'actions', block_id: 'b', elements: [button('go')] }],
  });
  const click = (user: string) =>
    simulator.act(user, {
      type: 'block_action',
      container: { kind: 'message', channel: oncall, ts: sent.message_ts ?? '' },
      blockId: 'b',
      actionId: 'go',
    });
  expect(await click(ben)).toEqual({ ok: false, error: 'message_not_found' });
  await click(ana);
  expect(bodies).toMatchObject([{ container: { is_ephemeral: true } }]);
  expect(bodies[0]).not.toHaveProperty('message');
});

test('an unacknowledged click shows the person that something went wrong', async () => {
  const simulator = await slack({ ackDeadlineMs: 50 });
  await boltApp(simulator, (app) => app.action('go', async () => {}));
  const posted = await webClient(simulator).chat.postMessage({
    channel: oncall,
    text: 'x',
    blocks: [{ type: 'actions', block_id: 'b', elements: [button('go')] }],
  });
  expect(
    await simulator.act(ana, {
      type: 'block_action',
      container: { kind: 'message', channel: oncall, ts: posted.ts ?? '' },
      blockId: 'b',
      actionId: 'go',
    }),
  ).toEqual({ ok: false, error: 'operation_timeout' });
  expect(simulator.state(ana).notices).toHaveLength(1);
});

test('typing into an external menu asks the bot for options', async () => {
  const { simulator, container } = await withMessage(
    [
      {
        type: 'section',
        block_id: 'b',
        text: plain('Which table?'),
        accessory: { type: 'external_select', action_id: 'table', min_query_length: 1 },
      },
    ],
    (app) => {
      app.options('table', ({ ack, payload }) => ack({ options: [choice(`${payload.value}.a`)] }));
    },
  );
  expect(
    await simulator.act(ana, {
      type: 'block_suggestion',
      container,
      blockId: 'b',
      actionId: 'table',
      value: 'silver',
    }),
  ).toEqual({ ok: true, options: [choice('silver.a')] });
});

const toIncident = { name: 'Add to incident timeline', callbackId: 'to_incident' };

test('a message shortcut brings the message, and its trigger opens a form', async () => {
  const seen: unknown[] = [];
  const { simulator, ts } = await withMessage(
    [section('x')],
    (app) => {
      app.shortcut('to_incident', async ({ ack, body, client }) => {
        seen.push(body);
        await ack();
        await client.views.open({
          trigger_id: body.trigger_id,
          view: { type: 'modal', title: plain('Note'), blocks: [section('y')] },
        });
      });
    },
    { messageShortcuts: [toIncident] },
  );
  expect(simulator.state(ana).messageShortcuts).toEqual([toIncident]);
  const use = { type: 'message_shortcut', channel: oncall, ts, callbackId: 'to_incident' } as const;
  expect(await simulator.act(ana, use)).toMatchObject({ ok: true });
  expect(seen).toMatchObject([
    {
      type: 'message_action',
      callback_id: 'to_incident',
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/actions/'),
      message_ts: ts,
      message: { text: 'card' },
      channel: { id: oncall, name: 'ppm-oncall' },
      user: { id: ana },
    },
  ]);
  await until(() => simulator.state(ana).views.at(-1)?.title === 'Note');
});

test('a message shortcut that the app does not have is refused', async () => {
  const { simulator, ts } = await withMessage([section('x')]);
  const use = { type: 'message_shortcut', channel: oncall, ts, callbackId: 'to_incident' } as const;
  expect(await simulator.act(ana, use)).toEqual({ ok: false, error: 'unknown_shortcut' });
});

test('mentions and direct messages reach the bot as events, when it subscribed to them', async () => {
  const simulator = await slack();
  const events: unknown[] = [];
  await boltApp(simulator, (app) => {
    app.event('app_mention', async ({ event }) => void events.push(event));
    app.event('message', async ({ event }) => void events.push(event));
  });
  await simulator.act(ana, { type: 'message', channel: oncall, text: 'no one in particular' });
  await simulator.act(ana, { type: 'message', channel: oncall, text: '@ppm hello' });
  await simulator.act(ben, { type: 'message', channel: 'D02BEN', text: 'hi' });
  await until(() => events.length === 2);
  expect(events).toMatchObject([
    { type: 'app_mention', user: ana, text: '<@U0PPMBOT> hello', channel: oncall },
    { type: 'message', user: ben, channel: 'D02BEN', channel_type: 'im' },
  ]);
});
