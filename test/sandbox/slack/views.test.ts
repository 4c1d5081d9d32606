import type { HomeView } from '@slack/types';
import { expect, test } from 'vitest';
import { field, modal, started } from './modals.js';
import { ana, ben, button, errorOf, section, until } from './support.js';

test('a trigger opens one view, within 3 seconds', async () => {
  let now = 1_754_500_000_000;
  const { client, trigger } = await started(undefined, () => now);
  const view = modal('Form');
  const open = (trigger_id: string) => errorOf(client.views.open({ trigger_id, view }));
  const first = await trigger();
  now += 3000;
  expect(await open(first)).toBe('no error');
  expect(await open(first)).toBe('exchanged_trigger_id');
  const second = await trigger();
  now += 3001;
  expect(await open(second)).toBe('expired_trigger_id');
  expect(await open('made.up')).toBe('invalid_arguments');
});

test('a view is updated by id or external id, and only with the right hash', async () => {
  const { client, open, views } = await started();
  const opened = await open(modal('One', [], { external_id: 'x-1' }));
  const { id: view_id = '', hash = '' } = opened.view ?? {};
  await client.views.update({ view_id, hash, view: modal('Two', [], { external_id: 'x-1' }) });
  expect(views()).toMatchObject([{ id: view_id, title: 'Two' }]);
  const late = client.views.update({ view_id, hash, view: modal('Three') });
  expect(await errorOf(late)).toBe('hash_conflict');
  await client.views.update({ external_id: 'x-1', view: modal('Four') });
  expect(views()).toMatchObject([{ title: 'Four' }]);
  const lost = client.views.update({ view_id: 'V0', view: modal('Five') });
  expect(await errorOf(lost)).toBe('not_found');
});

test('an external id is unique', async () => {
  const { client, open, trigger } = await started();
  await open(modal('One', [], { external_id: 'x-1' }));
  const again = client.views.open({
    trigger_id: await trigger(ben),
    view: modal('Two', [], { external_id: 'x-1' }),
  });
  expect(await errorOf(again)).toBe('duplicate_external_id');
});

test('at most three views are pushed on each other', async () => {
  const { client, open, trigger, views } = await started();
  await open(modal('1'));
  const push = async (title: string) =>
    errorOf(client.views.push({ trigger_id: await trigger(), view: modal(title) }));
  expect(await push('2')).toBe('no error');
  expect(await push('3')).toBe('no error');
  expect(await push('4')).toBe('push_limit_reached');
  expect(views().map(({ title }) => title)).toEqual(['1', '2', '3']);
});

test('a view belongs to the person who opened it', async () => {
  const { simulator, open, views } = await started();
  await open(modal('Form'));
  const viewId = views()[0]?.id ?? '';
  expect(views(ben)).toEqual([]);
  for (const action of [
    { type: 'view_submit' as const, viewId, values: {} },
    { type: 'view_close' as const, viewId },
  ])
    expect(await simulator.act(ben, action)).toEqual({ ok: false, error: 'not_your_view' });
  expect(views()).toHaveLength(1);
});

test('view_closed comes only for views that asked for it', async () => {
  const closed: unknown[] = [];
  const { simulator, client, open, trigger, views } = await started((app) => {
    app.view({ type: 'view_closed', callback_id: 'form' }, async ({ ack, body }) => {
      closed.push([body.view.title.text, 'is_cleared' in body && body.is_cleared]);
      await ack();
    });
  });
  await open(modal('Silent'));
  await client.views.push({
    trigger_id: await trigger(),
    view: modal('Told', [], { notify_on_close: true }),
  });
  await simulator.act(ana, { type: 'view_close', viewId: views()[1]?.id ?? '' });
  await simulator.act(ana, { type: 'view_close', viewId: views()[0]?.id ?? '' });
  expect(closed).toEqual([['Told', false]]);
  expect(views()).toEqual([]);

  await open(modal('A', [], { notify_on_close: true }));
  await client.views.push({ trigger_id: await trigger(), view: modal('B') });
  await simulator.act(ana, { type: 'view_close', viewId: views()[1]?.id ?? '', all: true });
  expect(closed.at(-1)).toEqual(['A', true]);
  expect(views()).toEqual([]);
});

test('an input sends actions while it is filled in only when it asks for it', async () => {
  const seen: unknown[] = [];
  const { simulator, open, views } = await started((app) => {
    app.action('a', async ({ ack, body }) => {
      seen.push(body);
      await ack();
    });
  });
  const input = field('name', { type: 'plain_text_input' });
  await open(
    modal('Form', [
      { ...input, dispatch_action: true },
      { ...input, block_id: 'quiet' },
    ]),
  );
  const viewId = views()[0]?.id ?? '';
  const type = (blockId: string) =>
    simulator.act(ana, {
      type: 'block_action',
      container: { kind: 'view', viewId },
      blockId,
      actionId: 'a',
      payload: { value: 'abc' },
    });
  expect(await type('quiet')).toEqual({ ok: false, error: 'unknown_action' });
  expect(await type('name')).toMatchObject({ ok: true });
  expect(seen).toMatchObject([
    {
      container: { type: 'view', view_id: viewId },
      view: { id: viewId, state: { values: { name: { a: { value: 'abc' } } } } },
      actions: [{ value: 'abc' }],
    },
  ]);
  expect(seen[0]).not.toHaveProperty('response_url');
});

test('the Home tab: opened, published, clicked, and one per person', async () => {
  const clicks: unknown[] = [];
  const { simulator, client } = await started((app) => {
    app.event('app_home_opened', async ({ event }) => {
      const view: HomeView = {
        type: 'home',
        blocks: [
          section(`Hello ${event.user}`),
          { type: 'actions', block_id: 'b', elements: [button('refresh')] },
        ],
      };
      await client.views.publish({ user_id: event.user, view });
    });
    app.action('refresh', async ({ ack, body }) => {
      clicks.push(body);
      await ack();
    });
  });
  expect(simulator.state(ana).home).toBeNull();
  await simulator.act(ana, { type: 'open_home' });
  await until(() => simulator.state(ana).home !== null);
  expect(simulator.state(ana).home?.blocks[0]).toMatchObject(section(`Hello ${ana}`));
  expect(simulator.state(ben).home).toBeNull();
  await simulator.act(ana, {
    type: 'block_action',
    container: { kind: 'home' },
    blockId: 'b',
    actionId: 'refresh',
  });
  expect(clicks).toMatchObject([{ view: { type: 'home' }, container: { type: 'view' } }]);
});

test('views that break the rules say where', async () => {
  const { client, trigger } = await started();
  const refused = async (view: object) => {
    const call = client.apiCall('views.open', { trigger_id: await trigger(), view });
    return call.then(
      () => 'no error',
      (error: { data: { error: string; response_metadata: { messages: string[] } } }) => [
        error.data.error,
        ...error.data.response_metadata.messages,
      ],
    );
  };
  expect(await refused(modal('x'.repeat(25)))).toEqual([
    'invalid_arguments',
    '[ERROR] must be less than 25 characters [json-pointer:/view/title/text]',
  ]);
  const { submit: _, ...unsubmittable } = modal('Form', [field('a', { type: 'plain_text_input' })]);
  expect(await refused(unsubmittable)).toEqual([
    'invalid_arguments',
    '[ERROR] missing required field: submit (there are input blocks) [json-pointer:/view]',
  ]);
  expect(await refused(modal('x', [], { private_metadata: 'x'.repeat(3001) }))).toEqual([
    'invalid_arguments',
    '[ERROR] must be less than 3001 characters [json-pointer:/view/private_metadata]',
  ]);
  expect(await refused({ ...modal('x'), type: 'home' })).toContain('invalid_arguments');
});
