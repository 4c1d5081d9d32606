import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import { describe, expect, it } from 'vitest';
import { parseEnvironment } from '../../src/config/environment.js';
import { ConfigurationError } from '../../src/config/problems.js';
import { settingStates } from '../../src/config/setting-states.js';
import type { Purpose } from '../../src/config/settings.js';
import { plain, variables } from './variables.js';

const bot = { for: 'bot', mode: 'socket' } as const;
const terminal = { for: 'terminal', mode: 'socket' } as const;

function errorOf(given: Record<string, string | undefined>, purpose: Purpose): ConfigurationError {
  try {
    parseEnvironment(given, purpose);
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
const namesOf = (error: ConfigurationError): string[] =>
  error.problems.map((problem) => problem.name).toSorted();

describe('parseEnvironment', () => {
  it('fills in what has a default', () => {
    const { SLACK_BOT_TOKEN, SLACK_APP_TOKEN, DATABRICKS_TOKEN } = variables;
    expect(
      parseEnvironment({ ...plain, SLACK_BOT_TOKEN, SLACK_APP_TOKEN, DATABRICKS_TOKEN }, bot),
    ).toEqual({
      ...plain,
      SLACK_BOT_TOKEN,
      SLACK_APP_TOKEN,
      DATABRICKS_TOKEN,
      PPM_ENV: 'production',
      SLACK_API_URL: 'https://slack.com/api/',
      DATABRICKS_CATALOG: 'main',
      NOTION_API_URL: 'https://api.notion.com',
      GITHUB_API_URL: 'https://api.github.com',
      PORT: 3000,
      PPM_CONFIG: './ppm.config.yaml',
      PPM_DATA_DIR: './data',
      LOG_LEVEL: 'info',
    });
  });

  it('takes everything that is right', () => {
    expect(parseEnvironment({ ...variables, PORT: '8080' }, bot)).toMatchObject({
      ...variables,
      PORT: 8080,
    });
  });

  it.each([
    ['adb-1.net', 'adb-1.net'],
    ['https://adb-1.net/', 'adb-1.net'],
    [' localhost:8443\n', 'localhost:8443'],
  ])('reads the host %j', (given, host) => {
    expect(parseEnvironment({ ...variables, DATABRICKS_HOST: given }, bot).DATABRICKS_HOST).toBe(
      host,
    );
  });

  it('names everything that is missing, at once', () => {
    const always = ['DATABRICKS_HOST', 'DATABRICKS_HTTP_PATH', 'DATABRICKS_TOKEN', 'PPM_CHANNEL'];
    expect(namesOf(errorOf({}, bot))).toEqual([...always, 'SLACK_APP_TOKEN', 'SLACK_BOT_TOKEN']);
    expect(namesOf(errorOf({}, { for: 'bot', mode: 'http' }))).toEqual([
      ...always,
      'SLACK_BOT_TOKEN',
      'SLACK_SIGNING_SECRET',
    ]);
    expect(namesOf(errorOf({ PPM_CHANNEL: ' ' }, terminal))).toEqual(always);
  });

  it.each([
    ['SLACK_BOT_TOKEN', 'xapp-wrong'],
    ['SLACK_APP_TOKEN', 'xoxb-wrong'],
    ['SLACK_SIGNING_SECRET', 'wrong'],
    ['SLACK_API_URL', 'https://wrong.example/api/'],
    ['PPM_ENV', 'wrong'],
    ['PPM_CHANNEL', '#wrong'],
    ['DATABRICKS_HOST', 'https://wrong.example/sql'],
    ['DATABRICKS_TOKEN', 'wrong token with spaces'],
    ['DATABRICKS_HTTP_PATH', '/wrong'],
    ['DATABRICKS_CATALOG', 'wrong-catalog'],
    ['DATABRICKS_CA_CERT', '/wrong/certificate.pem'],
    ['NOTION_API_KEY', 'wrong'],
    ['NOTION_API_URL', 'http://wrong.example'],
    ['GITHUB_API_URL', 'https://wrong:secret@api.github.com'],
    ['GITHUB_TOKEN', 'wrong token'],
    ['MONGODB_URI', 'http://wrong'],
    ['REDIS_URL', 'wrong:6379'],
    ['PORT', '99999'],
    ['PORT', '-1'],
    ['LOG_LEVEL', 'wrong'],
  ])('refuses a wrong %s (%s) without telling it', (name, value) => {
    const error = errorOf({ ...variables, [name]: value }, bot);
    expect(namesOf(error)).toEqual([name]);
    expect(error.message).toContain(name);
    expect(error.message).not.toContain(value);
    expect(error.message).not.toContain('leaked');
  });

  it('talks to a pretended Slack in the sandbox only', () => {
    const pretended = { ...variables, SLACK_API_URL: 'http://localhost:4000/api' };
    expect(parseEnvironment({ ...pretended, PPM_ENV: 'sandbox' }, bot).SLACK_API_URL).toBe(
      'http://localhost:4000/api/',
    );
    expect(namesOf(errorOf(pretended, bot))).toEqual(['SLACK_API_URL']);
    expect(namesOf(errorOf({ ...pretended, PPM_ENV: 'nonsense' }, bot))).toEqual([
      'PPM_ENV',
      'SLACK_API_URL',
    ]);
  });

  it('reads a certificate, and refuses a file that is none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ppm-'));
    const [right, wrong] = [join(folder, 'right.pem'), join(folder, 'wrong.pem')];
    const { cert } = await generate([{ name: 'commonName', value: 'test' }]);
    writeFileSync(right, cert);
    writeFileSync(wrong, 'no certificate');
    expect(
      parseEnvironment({ ...variables, DATABRICKS_CA_CERT: right }, bot).DATABRICKS_CA_CERT,
    ).toBe(cert);
    expect(namesOf(errorOf({ ...variables, DATABRICKS_CA_CERT: wrong }, bot))).toEqual([
      'DATABRICKS_CA_CERT',
    ]);
  });
});

describe('settingStates', () => {
  const stateOf = (given: Record<string, string>, name: string, purpose: Purpose = bot) =>
    settingStates(given, purpose).find((setting) => setting.name === name);

  it.each([
    ['SLACK_BOT_TOKEN', 'xoxb-… (16 to 63 characters)'],
    ['NOTION_API_KEY', 'ntn_… (16 to 63 characters)'],
    ['MONGODB_URI', '… (16 to 63 characters)'],
    ['PPM_CHANNEL', '… (under 16 characters)'],
  ])('masks %s', (name, shown) => {
    expect(stateOf(variables, name)).toMatchObject({ state: 'set', shown });
  });

  it('tells what is missing, malformed and left at its default', () => {
    const given = { ...variables, PORT: 'x', SLACK_BOT_TOKEN: '', MONGODB_URI: 'hunter2' };
    expect(stateOf(given, 'SLACK_BOT_TOKEN')).toEqual({
      name: 'SLACK_BOT_TOKEN',
      required: true,
      state: 'missing',
      shown: '–',
    });
    expect(stateOf(given, 'MONGODB_URI')).toMatchObject({
      required: false,
      state: 'malformed',
      shown: '(under 16 characters)',
    });
    expect(stateOf(given, 'PORT')).toMatchObject({ required: false, state: 'malformed' });
    expect(stateOf(given, 'LOG_LEVEL')).toMatchObject({ required: false, state: 'default' });
  });

  it('a terminal needs no Slack', () => {
    expect(stateOf({}, 'SLACK_BOT_TOKEN', terminal)).toMatchObject({ required: false });
    expect(stateOf({}, 'PPM_TOKEN', terminal)).toMatchObject({ required: false, state: 'missing' });
    expect(stateOf({}, 'PPM_TOKEN')).toBeUndefined();
  });

  it('shows no part of any value', () => {
    const shown = JSON.stringify(settingStates(variables, bot));
    for (const part of ['leaked', 'C01ONCALL', 'adb-123', 'warehouses', 'replicaSet', 'cache'])
      expect(shown).not.toContain(part);
  });
});
