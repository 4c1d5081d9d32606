// The manifest asks Slack for what the bot uses and for nothing else: held against what a stage has seen.
import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { credentials } from '../../sandbox/company.js';
import type { Stage } from './stage.js';

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

/** Every method that was called has its scope, and every scope is used by what was called. */
export async function expectScopesUsed(stage: Stage): Promise<void> {
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
}

/** That the traffic would show a scope that is missing. */
export async function expectMissingScopeShows(stage: Stage): Promise<void> {
  const from = stage.slack.traffic().at(-1)?.n ?? 0;
  await fetch(`${stage.slack.apiUrl}users.list`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.slackBotToken}` },
  });
  expect(stage.slack.traffic(from).map(({ name, error }) => ({ name, error }))).toContainEqual({
    name: 'users.list',
    error: 'missing_scope',
  });
}
