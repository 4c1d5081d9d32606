import { expect, test } from 'vitest';
import { ana, errorOf, general, oncall, slack, webClient } from './support.js';

async function started(options = {}) {
  const simulator = await slack(options);
  return { simulator, client: webClient(simulator) };
}

test('people are found by id and by email, and listed page by page', async () => {
  const { client } = await started();
  const { user } = await client.users.info({ user: ana });
  expect(user).toMatchObject({
    name: 'ana',
    tz: 'Europe/Madrid',
    is_bot: false,
    profile: { email: 'ana@meridian-finance.example' },
  });
  const found = await client.users.lookupByEmail({ email: 'ANA@meridian-finance.example' });
  expect(found.user?.id).toBe(ana);
  expect(await errorOf(client.users.lookupByEmail({ email: 'x@y.z' }))).toBe('users_not_found');
  expect(await errorOf(client.users.info({ user: 'U0NOBODY' }))).toBe('user_not_found');

  const ids: (string | undefined)[] = [];
  let cursor = '';
  do {
    const page = await client.users.list({ limit: 2, ...(cursor ? { cursor } : {}) });
    ids.push(...(page.members ?? []).map((member) => member.id));
    cursor = page.response_metadata?.next_cursor ?? '';
  } while (cursor);
  expect(ids).toEqual(['U01ANA', 'U02BEN', 'U03CHLOE', 'U04DAVID', 'U05EVE', 'U0PPMBOT']);
});

test('without users:read.email nobody has an address', async () => {
  const { client } = await started({ scopes: ['users:read'] });
  const { user } = await client.users.info({ user: ana });
  expect(user?.profile?.email).toBeUndefined();
});

test('user groups and their members', async () => {
  const { client } = await started();
  const { usergroups } = await client.usergroups.list({ include_users: true });
  expect(usergroups).toMatchObject([
    { id: 'S01ONCALL', handle: 'ppm-oncall-team', users: ['U01ANA', 'U02BEN'] },
    { id: 'S02APPROVE' },
  ]);
  const { users } = await client.usergroups.users.list({ usergroup: 'S02APPROVE' });
  expect(users).toEqual(['U02BEN', 'U03CHLOE']);
  expect(await errorOf(client.usergroups.users.list({ usergroup: 'S0' }))).toBe('no_such_subteam');
});

test('channels: info, list by type, members', async () => {
  const { client } = await started();
  const list = async (types: string) =>
    (await client.conversations.list({ types })).channels?.map(({ id }) => id);
  expect(await list('public_channel')).toEqual([oncall, general]);
  expect((await list('im'))?.length).toBe(5);
  const info = await client.conversations.info({ channel: general });
  expect(info.channel).toMatchObject({ name: 'general', is_member: false, is_general: true });
  const { members } = await client.conversations.members({ channel: oncall });
  expect(members).toContain('U0PPMBOT');
  expect(await errorOf(client.conversations.list({ types: 'secret' }))).toBe('invalid_types');
  expect(await errorOf(client.conversations.open({ users: `${ana},U02BEN` }))).toBe(
    'missing_scope',
  );
});

test('reactions are added once and removed once, and people see them', async () => {
  const { simulator, client } = await started();
  await simulator.act(ana, { type: 'message', channel: oncall, text: 'hi' });
  const timestamp = simulator.messages(oncall)[0]?.ts ?? '';
  const reaction = { channel: oncall, timestamp, name: 'eyes' };
  await client.reactions.add(reaction);
  expect(simulator.state(ana).messages[oncall]?.[0]?.reactions).toEqual([
    { name: 'eyes', users: ['U0PPMBOT'] },
  ]);
  expect(await errorOf(client.reactions.add(reaction))).toBe('already_reacted');
  expect(await errorOf(client.reactions.add({ ...reaction, name: ':eyes:' }))).toBe('invalid_name');
  await client.reactions.remove(reaction);
  expect(await errorOf(client.reactions.remove(reaction))).toBe('no_reaction');
  expect(simulator.state(ana).messages[oncall]?.[0]?.reactions).toEqual([]);
});

test('pins and bookmarks', async () => {
  const { client } = await started();
  const { ts: timestamp = '' } = await client.chat.postMessage({ channel: oncall, text: 'x' });
  const pin = { channel: oncall, timestamp };
  await client.pins.add(pin);
  expect(await errorOf(client.pins.add(pin))).toBe('already_pinned');
  expect((await client.pins.list({ channel: oncall })).items).toHaveLength(1);
  await client.pins.remove(pin);
  expect(await errorOf(client.pins.remove(pin))).toBe('no_pin');

  const bookmark = {
    channel_id: oncall,
    title: 'Runbook',
    type: 'link' as const,
    link: 'https://x.example',
  };
  const added = await client.bookmarks.add(bookmark);
  const bookmark_id = added.bookmark?.id ?? '';
  await client.bookmarks.edit({ channel_id: oncall, bookmark_id, title: 'Incident' });
  const { bookmarks } = await client.bookmarks.list({ channel_id: oncall });
  expect(bookmarks).toMatchObject([{ title: 'Incident', link: 'https://x.example' }]);
  await client.bookmarks.remove({ channel_id: oncall, bookmark_id });
  expect(await errorOf(client.bookmarks.add({ ...bookmark, link: 'ftp://x' }))).toBe(
    'invalid_link',
  );
});

test('a file goes up in three steps, as the WebClient does it', async () => {
  const { simulator, client } = await started();
  for (const content of [{ content: 'version,rows\n5,100' }, { file: Buffer.from('bytes') }])
    await client.filesUploadV2({
      channel_id: oncall,
      filename: 'history.csv',
      title: 'History',
      initial_comment: 'The whole table',
      ...content,
    });
  expect(simulator.state(ana).messages[oncall]).toMatchObject([
    { text: 'The whole table', files: [{ title: 'History' }] },
    { text: 'The whole table', files: [{ title: 'History', text: 'bytes' }] },
  ]);
});

test('an upload of another length than announced is refused', async () => {
  const { simulator, client } = await started();
  const asked = await client.files.getUploadURLExternal({ filename: 'a.txt', length: 3 });
  const put = (body: string) => fetch(asked.upload_url ?? '', { method: 'POST', body });
  expect((await put('four')).status).toBe(400);
  const files: [{ id: string }] = [{ id: asked.file_id ?? '' }];
  const complete = () => client.files.completeUploadExternal({ files, channel_id: oncall });
  expect(await errorOf(complete())).toBe('file_not_found');
  expect((await put('abc')).status).toBe(200);
  expect(await errorOf(complete())).toBe('no error');
  expect(simulator.state(ana).messages[oncall]?.[0]?.files).toMatchObject([{ text: 'abc' }]);
});
