import { expect, test } from 'vitest';
import { ana, ben, errorOf, general, oncall, section, slack, webClient } from './support.js';

async function started(options = {}) {
  const simulator = await slack(options);
  return { simulator, client: webClient(simulator) };
}
const ts = (message: { ts?: string | undefined }) => message.ts ?? '';

test('time stamps are unique and grow, even when the clock stands still or goes back', async () => {
  let now = 1_754_500_000_000;
  const { client } = await started({ now: () => now });
  const first = await client.chat.postMessage({ channel: oncall, text: 'a' });
  const second = await client.chat.postMessage({ channel: oncall, text: 'b' });
  now -= 5000;
  const third = await client.chat.postMessage({ channel: oncall, text: 'c' });
  const all = [first, second, third].map(ts);
  expect(all).toEqual([...new Set(all)].toSorted());
  expect(all[0]).toBe('1754500000.000000');
});

test('a message needs text or blocks, a channel that is there, and a bot in it', async () => {
  const { client } = await started();
  const post = (channel: string, text: string) =>
    errorOf(client.chat.postMessage({ channel, text }));
  expect(await post('C0NOWHERE', 'x')).toBe('channel_not_found');
  expect(await post(general, 'x')).toBe('not_in_channel');
  expect(await post(oncall, '')).toBe('no_text');
  expect(await post(oncall, 'x'.repeat(40_001))).toBe('msg_too_long');
  expect(await post('ppm-oncall', 'x')).toBe('no error');
});

test('after joining a channel the bot may post there', async () => {
  const { client } = await started();
  await client.conversations.join({ channel: general });
  expect(await errorOf(client.chat.postMessage({ channel: general, text: 'hi' }))).toBe('no error');
});

test('a message to a person goes to their direct messages', async () => {
  const { simulator, client } = await started();
  const posted = await client.chat.postMessage({ channel: ana, text: 'psst' });
  const opened = await client.conversations.open({ users: ana });
  expect(posted.channel).toBe(opened.channel?.id);
  expect(simulator.state(ana).messages['D01ANA']).toMatchObject([{ text: 'psst' }]);
  expect(simulator.state(ben).messages['D01ANA']).toBeUndefined();
});

test('chat.update: text removes blocks, blocks alone keep the text, metadata alone keeps both', async () => {
  const { simulator, client } = await started();
  const posted = await client.chat.postMessage({
    channel: oncall,
    text: 'one',
    blocks: [section('one')],
    metadata: { event_type: 'run', event_payload: { id: 1 } },
  });
  const update = (change: object) =>
    client.apiCall('chat.update', { channel: oncall, ts: ts(posted), ...change });
  const now = () => simulator.messages(oncall)[0];

  await update({ metadata: { event_type: 'run', event_payload: { id: 2 } } });
  expect(now()).toMatchObject({ text: 'one', blocks: [section('one')] });
  await update({ blocks: [section('two')] });
  expect(now()).toMatchObject({ text: 'one', blocks: [section('two')] });
  expect(simulator.state(ana).messages[oncall]?.[0]?.edited).toBe(false);
  await update({ text: 'three' });
  expect(now()).toMatchObject({ text: 'three', blocks: [] });
  expect(now()?.metadata?.event_payload).toEqual({ id: 2 });
  expect(simulator.state(ana).messages[oncall]?.[0]?.edited).toBe(true);
  await update({ text: 'four', metadata: {} });
  expect(now()?.metadata).toBeUndefined();
});

test('chat.update refuses strangers, the missing, and more than 4,000 bytes of escaped text', async () => {
  const { simulator, client } = await started();
  await simulator.act(ana, { type: 'message', channel: oncall, text: 'mine' });
  const [hers] = simulator.messages(oncall);
  const posted = await client.chat.postMessage({ channel: oncall, text: 'x' });
  const update = (at: string, text: string) =>
    errorOf(client.chat.update({ channel: oncall, ts: at, text }));
  expect(await update(hers?.ts ?? '', 'stolen')).toBe('cant_update_message');
  expect(await update('1.000001', 'lost')).toBe('message_not_found');
  expect(await update(ts(posted), 'x'.repeat(4000))).toBe('no error');
  expect(await update(ts(posted), 'é'.repeat(2001))).toBe('msg_too_long');
  expect(await update(ts(posted), '&'.repeat(801))).toBe('msg_too_long');
});

test('chat.delete removes the own message; a root with answers leaves a tombstone', async () => {
  const { simulator, client } = await started();
  await simulator.act(ana, { type: 'message', channel: oncall, text: 'mine' });
  const [hers] = simulator.messages(oncall);
  const root = await client.chat.postMessage({ channel: oncall, text: 'root' });
  const reply = await client.chat.postMessage({
    channel: oncall,
    text: 'reply',
    thread_ts: ts(root),
  });
  const remove = (at: string) => errorOf(client.chat.delete({ channel: oncall, ts: at }));
  expect(await remove(hers?.ts ?? '')).toBe('cant_delete_message');
  expect(await remove(ts(root))).toBe('no error');
  expect(await remove(ts(root))).toBe('message_not_found');
  expect(await remove(ts(reply))).toBe('no error');
  expect(simulator.messages(oncall).map(({ text }) => text)).toEqual([
    'mine',
    'This message was deleted.',
  ]);
});

test('threads: answers count on the root and are read with conversations.replies', async () => {
  const { client } = await started();
  const root = await client.chat.postMessage({ channel: oncall, text: 'root' });
  const answer = (text: string) =>
    client.chat.postMessage({ channel: oncall, text, thread_ts: ts(root) });
  const first = await answer('first');
  const last = await answer('last');

  const history = await client.conversations.history({ channel: oncall });
  expect(history.messages).toMatchObject([{ text: 'root', reply_count: 2, latest_reply: last.ts }]);
  const replies = await client.conversations.replies({ channel: oncall, ts: ts(first) });
  expect(replies.messages?.map(({ text }) => text)).toEqual(['root', 'first', 'last']);
  expect(replies.messages?.[1]).toMatchObject({ thread_ts: root.ts, parent_user_id: 'U0PPMBOT' });

  const wrong = (at: string) =>
    errorOf(client.chat.postMessage({ channel: oncall, text: 'x', thread_ts: at }));
  expect(await wrong(ts(first))).toBe('cannot_reply_to_message');
  expect(await wrong('1.000001')).toBe('thread_not_found');
});

test('history pages backwards without losing or repeating, while new messages arrive', async () => {
  const { client } = await started();
  const post = (text: string) => client.chat.postMessage({ channel: oncall, text });
  for (const text of ['1', '2', '3', '4', '5']) await post(text);
  const first = await client.conversations.history({ channel: oncall, limit: 2 });
  await post('6');
  const cursor = first.response_metadata?.next_cursor ?? '';
  const second = await client.conversations.history({ channel: oncall, limit: 2, cursor });
  const third = await client.conversations.history({
    channel: oncall,
    limit: 2,
    cursor: second.response_metadata?.next_cursor ?? '',
  });
  const texts = [first, second, third].flatMap((page) => page.messages ?? []);
  expect(texts.map(({ text }) => text)).toEqual(['5', '4', '3', '2', '1']);
  expect([first.has_more, third.has_more]).toEqual([true, false]);
  const invalid = client.conversations.history({ channel: oncall, cursor: 'nonsense' });
  expect(await errorOf(invalid)).toBe('invalid_cursor');
});

test('history between oldest and latest, edges included or not', async () => {
  const { client } = await started();
  const posts = [];
  for (const text of ['1', '2', '3'])
    posts.push(await client.chat.postMessage({ channel: oncall, text }));
  const [oldest = '', , latest = ''] = posts.map(ts);
  const read = async (inclusive: boolean) => {
    const page = await client.conversations.history({
      channel: oncall,
      oldest,
      latest,
      inclusive,
    });
    return page.messages?.map(({ text }) => text);
  };
  expect(await read(false)).toEqual(['2']);
  expect(await read(true)).toEqual(['3', '2', '1']);
});

test('metadata comes back only when it is asked for, and must have its form', async () => {
  const { client } = await started();
  const metadata = { event_type: 'ppm_card', event_payload: { card: 'c1' } };
  await client.chat.postMessage({ channel: oncall, text: 'x', metadata });
  const read = async (include: boolean) =>
    (await client.conversations.history({ channel: oncall, include_all_metadata: include }))
      .messages?.[0]?.metadata;
  expect(await read(true)).toEqual(metadata);
  expect(await read(false)).toBeUndefined();
  const bad = client.apiCall('chat.postMessage', {
    channel: oncall,
    text: 'x',
    metadata: { event_type: 'x' },
  });
  expect(await errorOf(bad)).toBe('invalid_metadata_format');
});

test('an ephemeral is seen by one person, is not in history and cannot be updated', async () => {
  const { simulator, client } = await started();
  const sent = await client.chat.postEphemeral({ channel: oncall, user: ana, text: 'you only' });
  expect(simulator.state(ana).messages[oncall]).toMatchObject([{ ephemeral: true }]);
  expect(simulator.state(ben).messages[oncall]).toEqual([]);
  expect((await client.conversations.history({ channel: oncall })).messages).toEqual([]);
  const at = sent.message_ts ?? '';
  expect(await errorOf(client.chat.update({ channel: oncall, ts: at, text: 'x' }))).toBe(
    'message_not_found',
  );
  const outsider = client.chat.postEphemeral({ channel: 'D01ANA', user: ben, text: 'x' });
  expect(await errorOf(outsider)).toBe('user_not_in_channel');
});

test('permalinks name channel, message and thread', async () => {
  const { client } = await started({ now: () => 1_754_500_000_000 });
  const root = await client.chat.postMessage({ channel: oncall, text: 'root' });
  const reply = await client.chat.postMessage({
    channel: oncall,
    text: 'r',
    thread_ts: ts(root),
  });
  const link = await client.chat.getPermalink({ channel: oncall, message_ts: ts(reply) });
  expect(link.permalink).toBe(
    `https://meridian-finance.slack.com/archives/${oncall}/p1754500000000001?thread_ts=${ts(root)}&cid=${oncall}`,
  );
});

test('people write with references, and unread counts until they look', async () => {
  const { simulator } = await started();
  await simulator.act(ana, {
    type: 'message',
    channel: oncall,
    text: 'hey @ben, <@U04DAVID> & #general',
  });
  expect(simulator.messages(oncall)[0]?.text).toBe(
    'hey <@U02BEN>, <@U04DAVID> &amp; <#C02GENERAL>',
  );
  const unread = () => simulator.state(ben).channels.find(({ id }) => id === oncall)?.unread;
  expect(unread()).toBe(1);
  const before = simulator.state(ben).version;
  await simulator.act(ben, { type: 'mark_read', channel: oncall });
  expect(unread()).toBe(0);
  expect(simulator.state(ben).version).toBeGreaterThan(before);
});
