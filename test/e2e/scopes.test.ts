// The manifest asks Slack for what the bot uses and for nothing else.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { credentials } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import { asks, openStage, plans, projects, approves, says, type Stage } from './stage.js';

/** What each method needs (docs.slack.dev). The history of a channel needs the one for its kind, public or private. */
const scopesOf: Record<string, readonly string[]> = {
  'auth.test': [],
  'apps.connections.open': [],
  'chat.postMessage': ['chat:write'],
  'chat.postEphemeral': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['channels:history', 'groups:history'],
  'conversations.replies': ['channels:history', 'groups:history'],
  'conversations.open': ['im:write'],
  'files.getUploadURLExternal': ['files:write'],
  'files.completeUploadExternal': ['files:write'],
  'usergroups.users.list': ['usergroups:read'],
  'views.open': [],
  'views.update': [],
  'views.publish': [],
  // Their addresses are secrets themselves.
  response_url: [],
  upload: [],
};
/** What needs a scope to come in. */
const scopesOfEnvelopes: Record<string, readonly string[]> = { slash_commands: ['commands'] };

const manifestSchema = z.object({
  oauth_config: z.object({ scopes: z.record(z.string(), z.array(z.string())) }),
  settings: z.object({ event_subscriptions: z.object({ bot_events: z.array(z.string()) }) }),
});

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

test('every method that is called has its scope, and every scope is used by what was called', async () => {
  const { ana, ben } = stage;
  stage.slack.faults.set({ lostReply: { method: 'chat.postMessage', count: 1 } });
  const card = await plans(ana, `/ppm table restore ${projects} --version 13`);
  stage.slack.faults.set({ lostReply: null });
  await approves(ben, card);
  await says(ana, card, /has succeeded/);
  await asks(stage, ana, '/ppm audit export');
  await stage.slack.act(ana.id, { type: 'open_home' });
  await until('the Home tab is drawn', () => stage.slack.state(ana.id).home);
  await until('the file has arrived', () =>
    stage.slack.traffic().find(({ name }) => name === 'files.completeUploadExternal'),
  );

  const traffic = stage.slack.traffic();
  expect(traffic.filter(({ error }) => error === 'missing_scope')).toEqual([]);
  const called = new Set(
    traffic.filter(({ direction }) => direction === 'out').map(({ name }) => name),
  );
  expect([...called].filter((name) => !(name in scopesOf))).toEqual([]);

  const { oauth_config, settings } = manifestSchema.parse(
    parse(await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8')),
  );
  expect(Object.keys(oauth_config.scopes)).toEqual(['bot']);
  const used = traffic.flatMap(({ name }) => scopesOf[name] ?? scopesOfEnvelopes[name] ?? []);
  expect([...new Set(used)].toSorted()).toEqual(oauth_config.scopes['bot']?.toSorted());
  const events = traffic
    .filter(({ direction, name }) => direction === 'in' && /^app_|^message$/.test(name))
    .map(({ name }) => name);
  expect([...new Set(events)]).toEqual(settings.event_subscriptions.bot_events);
});

test('the traffic would show a scope that is missing', async () => {
  const from = stage.slack.traffic().at(-1)?.n ?? 0;
  await fetch(`${stage.slack.apiUrl}users.list`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.slackBotToken}` },
  });
  expect(stage.slack.traffic(from).map(({ name, error }) => ({ name, error }))).toContainEqual({
    name: 'users.list',
    error: 'missing_scope',
  });
});
