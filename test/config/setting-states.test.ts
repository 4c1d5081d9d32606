// Settings that ppm.config.yaml refers to, beside those that the bot itself reads.
import { expect, it, test } from 'vitest';
import { backupsSchema, deploysSchema } from '../../src/config/delivery-schema.js';
import { pagingSchema } from '../../src/config/incidents-schema.js';
import type { Referring } from '../../src/config/referred-settings.js';
import { settingStates } from '../../src/config/setting-states.js';
import { systemSchema } from '../../src/config/systems-schema.js';
import { upkeepSchema } from '../../src/config/upkeep-schema.js';
import { variables } from './variables.js';

const config = (given: {
  system?: object;
  paging?: object;
  upkeep?: object;
  deploys?: object;
  backups?: object;
}): Referring => ({
  systems: { api: systemSchema.parse({ title: 'API', ...given.system }) },
  paging: pagingSchema.parse(given.paging ?? {}),
  upkeep: upkeepSchema.parse(given.upkeep ?? {}),
  deploys: deploysSchema.parse(given.deploys ?? {}),
  backups: backupsSchema.parse(given.backups ?? {}),
});

const workflow = {
  targets: {
    bundle: {
      title: 'Bundle',
      way: { kind: 'workflow', repository: 'a/b', workflow: 'deploy.yml' },
      stages: { dev: { environment: 'development' } },
    },
  },
};

const stateOf = (name: string, given: Parameters<typeof config>[0], more: object = {}) =>
  settingStates({ ...variables, ...more }, { for: 'bot', mode: 'socket' }, config(given)).find(
    (setting) => setting.name === name,
  );

const kpis = {
  components: {
    kpis: {
      kind: 'http',
      url: 'http://x/',
      headers: {
        authorization: 'Bearer {setting.KPI_TOKEN}',
        other: '{setting.OTHER}{setting.KPI_TOKEN}',
      },
    },
  },
};
const passing = (...pass: string[]) => ({ sync: { kind: 'command', command: ['sync'], pass } });

it.each([
  ['KPI_TOKEN', { system: kpis }, true, ['api/kpis']],
  ['OTHER', { system: kpis }, true, ['api/kpis']],
  [
    'SOME_URI',
    { system: { components: { db: { kind: 'mongodb', setting: 'SOME_URI' } } } },
    true,
    ['api/db'],
  ],
  ['PLATFORM_REDIS_URL', { system: { components: { r: { kind: 'redis' } } } }, true, ['api/r']],
  ['GITHUB_TOKEN', { system: { components: { g: { kind: 'github' } } } }, true, ['api/g']],
  ['GITHUB_TOKEN', { deploys: workflow }, true, ['deployment of bundle']],
  [
    'DB_URI',
    { system: { mongodb: { database: 'd', setting: 'DB_URI' } } },
    true,
    ['MongoDB of api'],
  ],
  ['CTL', { system: { service: { status: ['ctl'], pass: ['CTL'] } } }, false, ['service of api']],
  ['AWS_PROFILE', { backups: { pass: ['AWS_PROFILE'] } }, false, ['backups']],
  ['SYNC_SECRET', { system: passing('SYNC_SECRET') }, false, ['sync of api']],
  ['PAGER_KEY', { paging: { fallback: { url: 'http://pager/' } } }, true, ['paging']],
  [
    'PAGE_TOKEN',
    { paging: { fallback: { url: 'http://pager/', body: '{"k":"{setting.PAGE_TOKEN}"}' } } },
    true,
    ['paging'],
  ],
  [
    'AZURE_CLIENT_SECRET',
    {
      upkeep: {
        credentials: { azure: { title: 'Azure', kind: 'azure', setting: 'AZURE_CLIENT_SECRET' } },
      },
    },
    true,
    ['credential azure'],
  ],
])('%s is told missing with what needs it', (name, given, required, usedBy) => {
  expect(stateOf(name, given, { [name]: '' })).toEqual({
    name,
    required,
    state: 'missing',
    shown: '–',
    usedBy,
  });
});

test('one body of its own needs no key of the standard one', () => {
  expect(stateOf('PAGER_KEY', { paging: { fallback: { url: 'http://p/', body: '{}' } } })).toBe(
    undefined,
  );
});

test('several uses are one row, needed if one needs it', () => {
  expect(stateOf('KPI_TOKEN', { system: { ...passing('KPI_TOKEN'), ...kpis } })).toMatchObject({
    required: true,
    usedBy: ['api/kpis', 'sync of api'],
  });
});

it.each([
  ['NOTION_API_TOKEN', 'hunter2hunter2', 'malformed'],
  ['NOTION_API_TOKEN', `secret_${'a1'.repeat(20)}`, 'set'],
  ['WITTWIZZ_MONGODB_URI', 'http://hunter2', 'malformed'],
  ['WITTWIZZ_REDIS_URL', 'redis://:hunter2@host', 'set'],
  ['SYNC_SECRET', 'hunter2', 'set'],
])('%s: its value is %s, its state %s, and nothing of it is shown', (name, value, state) => {
  const found = stateOf(name, { system: passing(name) }, { [name]: value });
  expect(found?.state).toBe(state);
  expect(JSON.stringify(found)).not.toMatch(/hunter2|a1a1/);
});

it.each(['__proto__', 'constructor'])('%s is a name like any other', (name) => {
  const given = { system: passing(name) };
  expect(stateOf(name, given)?.state).toBe('missing');
  const more: object = JSON.parse(`{"${name}":"hunter2"}`);
  expect(stateOf(name, given, more)).toMatchObject({
    state: 'set',
    shown: '… (under 16 characters)',
  });
});

it("a token's beginning is shown, for it tells nothing", () => {
  const given = { NOTION_API_TOKEN: `ntn_${'a1'.repeat(20)}` };
  expect(
    stateOf('NOTION_API_TOKEN', { system: passing('NOTION_API_TOKEN') }, given)?.shown,
  ).toMatch(/^ntn_… /);
});

it('says what a malformed one should look like', () => {
  const credentials = { sync: { title: 'Sync', kind: 'notion', setting: 'SYNC_NOTION' } };
  expect(stateOf('SYNC_NOTION', { upkeep: { credentials } }, { SYNC_NOTION: 'hunter2' })).toEqual({
    name: 'SYNC_NOTION',
    required: true,
    state: 'malformed',
    shown: '(under 16 characters)',
    expected: 'must be an integration token: secret_… or ntn_…',
    usedBy: ['credential sync'],
  });
});
