// Secrets of every family, by every way that leads into the bot, and found nowhere: not in Slack, not in the log, the metrics or
// the audit log, not on a command line or a terminal. The bot's own secrets are in no file of it either.
import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials, notionDatabases } from '../../sandbox/company.js';
import { until } from '../../sandbox/until.js';
import { families } from '../support/canaries.js';
import { createCanaries, files, found, outlets, terminal, type Hidden } from './canary-hands.js';
import { echoToken, openCanaryStage, type CanaryStage } from './canary-stage.js';
import { fromSenders, post } from './canary-webhooks.js';
import {
  asks,
  cardAfter,
  cardWith,
  everything,
  plans,
  reads,
  runOf,
  says,
  shown,
  type Stage,
} from './stage.js';

const canaries = createCanaries();
/** With an `@` in it, percent-encoded. */
const mongoPassword = 'M0ngo%40password7ofTheBot';
let pushed: CanaryStage;
let stage: Stage;

beforeAll(async () => {
  pushed = await openCanaryStage(canaries);
  stage = pushed.stage;
}, 120_000);
afterAll(() => pushed?.close());

const own: readonly Hidden[] = Object.entries({ ...credentials, echoToken })
  .filter(([name]) => name !== 'databricksHttpPath')
  .map(([name, kept]) => ({ kept, way: `the bot's own ${name}` }));

/** What of all that is shown in Slack, or said in the log, just now. */
async function leaks(): Promise<string[]> {
  const { 'messages, forms, homes and files in Slack': read = '', 'the log': log = '' } =
    await outlets(stage);
  return found([...own, ...canaries.hidden()], { Slack: read, 'the log': log });
}

describe('by Slack', () => {
  test('typed as commands that are understood, and not', async () => {
    for (const secret of canaries.all('a command')) {
      const quoted = JSON.stringify(secret.replaceAll('\n', ' '));
      await asks(stage, stage.eve, `/ppm ${quoted}`);
    }
    for (const secret of canaries.all('an input').slice(0, 12))
      await asks(stage, stage.ana, `/ppm table history ${JSON.stringify(secret)}`);
    for (const secret of canaries.all('a search').slice(12, 24))
      await asks(stage, stage.ana, `/ppm audit ${JSON.stringify(secret.replaceAll('\n', ' '))}`);
    expect(await leaks()).toEqual([]);
  }, 180_000);

  test('in an incident, its notes, its review and its end', async () => {
    const title = canaries.all('the title of an incident').slice(0, 2).join(' ');
    const card = await cardAfter(stage.ana, 'an incident', () =>
      stage.ana.types(`/ppm incident open P2 --title ${JSON.stringify(title)}`),
    );
    const id = /I-[0-9A-Z]{6}/.exec(JSON.stringify(card))?.[0] ?? '';
    for (const secret of canaries.all('a note'))
      await reads(
        stage,
        stage.ana,
        `/ppm incident note ${id} --text ${JSON.stringify(`It was ${secret.replaceAll('\n', ' ')} all along`)}`,
      );
    const end = JSON.stringify(canaries.all('how it ended').slice(4, 14).join(' ; '));
    await reads(stage, stage.ana, `/ppm incident resolve ${id} --text ${end}`);
    await reads(stage, stage.ana, `/ppm incident show ${id}`);
    await reads(stage, stage.ana, `/ppm incident postmortem ${id}`);
    const filed = await plans(stage.ana, `/ppm incident postmortem file ${id}`);
    await says(stage.ana, filed, /has succeeded/, 90_000);
    expect(await leaks()).toEqual([]);
  }, 180_000);

  test('as reasons', async () => {
    const secrets = canaries
      .all('a reason')
      .map((secret) => JSON.stringify(secret.replaceAll('\n', ' ')));
    const card = await plans(stage.ana, '/ppm table restore main.silver.projects --version 13');
    await reads(stage, stage.ben, `/ppm deny ${runOf(card)} --reason ${secrets[0] ?? ''}`);
    await reads(
      stage,
      stage.ana,
      `/ppm maintenance start wittwizz --for 30m --reason ${secrets[7] ?? ''}`,
    );
    await reads(
      stage,
      stage.ana,
      `/ppm alert silence --match "alertname=Nothing" --for 1h --reason ${secrets[20] ?? ''}`,
    );
    await reads(
      stage,
      stage.ana,
      `/ppm oncall override ana --for 1h --reason ${secrets[24] ?? ''}`,
    );
    expect(await leaks()).toEqual([]);
  }, 120_000);
});

describe('by webhooks', () => {
  test('of senders who know the secret', async () => {
    expect(await fromSenders(stage, canaries)).toEqual([200, 200, 200, 200]);
    await cardWith(stage, /Leaky4/);
    await cardWith(stage, /Leaky1/);
    const card = await cardWith(stage, /acme\/app/);
    const group = /G-[0-9A-Z]{6}/.exec(JSON.stringify(card))?.[0] ?? '';
    await reads(stage, stage.ana, `/ppm alert show ${group}`);
    await cardWith(stage, /Nightly/);
  }, 120_000);

  test('of others, with wrong proofs', async () => {
    for (const path of ['alertmanager', 'grafana', 'databricks', 'github', 'notion']) {
      const [header = ''] = canaries.all(`a wrong proof for ${path}`);
      const body = JSON.stringify({ verification: canaries.lines(`an unsigned body for ${path}`) });
      const status = await post(
        stage,
        `/webhooks/${path}?token=${canaries.all(`a query for ${path}`)[10] ?? ''}`,
        body,
        {
          authorization: `Bearer ${header}`,
          'x-hub-signature-256': header,
          'x-notion-signature': header,
        },
      );
      expect(status).toBe(401);
    }
    const odd = canaries.all('a path')[9] ?? '';
    await fetch(`http://127.0.0.1:${stage.bot.port()}/${odd}`).then((response) => response.text());
  });
});

describe('by systems', () => {
  test('that fail with what they were told', async () => {
    await reads(stage, stage.ana, '/ppm health orchestra');
    await until('it was asked with its token', () => pushed.echo.heard().includes(echoToken));
    await reads(stage, stage.ana, '/ppm diagnose orchestra');
    expect(await leaks()).toEqual([]);
  }, 60_000);

  test('in what commands say', async () => {
    const card = await plans(stage.ana, '/ppm sync oberaconnect');
    await until(
      'it has failed',
      () =>
        everything(stage, stage.ana).some(({ ts, text }) => ts === card.ts && /failed/.test(text)),
      60_000,
    );
    await reads(stage, stage.ana, `/ppm logs ${runOf(card)}`);
    await reads(stage, stage.ana, '/ppm service logs oberaconnect');
    expect(await leaks()).toEqual([]);
  }, 90_000);

  test('in log files', async () => {
    const logs = join(stage.dataDir, 'logs', 'oberaconnect');
    await mkdir(logs, { recursive: true });
    await appendFile(join(logs, 'sync.log'), `ERROR ${canaries.lines('a log file')}\n`);
    await reads(stage, stage.ana, '/ppm logs oberaconnect');
    await reads(stage, stage.ana, '/ppm security audit');
    expect(await leaks()).toEqual([]);
  }, 60_000);

  test('in the errors of the warehouse', async () => {
    for (const error of [
      canaries.all('a SQL error').slice(0, 14),
      canaries.all('another SQL error').slice(14),
    ]) {
      stage.warehouse.faults.set({
        failStatement: { match: 'DESCRIBE HISTORY', error: error.join(' '), count: 5 },
      });
      await reads(stage, stage.ana, '/ppm table history main.silver.projects');
    }
    stage.warehouse.faults.replace({});
    expect(await leaks()).toEqual([]);
  }, 60_000);

  test('in the titles of pages, copied and shown', async () => {
    const { projects } = notionDatabases;
    const [secret = '', ...rest] = canaries.all('the title of a page');
    const first = stage.notion.createPage(projects.id, { properties: { Name: `Token ${secret}` } });
    stage.notion.createPage(projects.id, { properties: { Name: `Token ${secret}` } });
    for (const other of rest) stage.notion.createPage(projects.id, { properties: { Name: other } });
    await reads(stage, stage.ana, '/ppm notion duplicates projects');
    await plans(stage.ana, `/ppm notion page trash ${first}`);
    expect(await leaks()).toEqual([]);
  }, 60_000);

  test('in commits and their checks', async () => {
    for (const title of canaries.all('a commit').map((one) => one.replaceAll('\n', ' ')))
      stage.github.push({ title });
    await reads(stage, stage.ana, '/ppm deploy status');
    expect(await leaks()).toEqual([]);
  }, 60_000);
});

describe('found nowhere', () => {
  // Of what was never pushed nothing can be found.
  beforeAll(() => {
    expect(canaries.hidden().length).toBeGreaterThan(30 * families.length);
  });

  /** Where what people said is kept as they said it; what is shown of it is masked when it is drawn. */
  const kept = [
    'requests',
    'runs',
    'incidents',
    'maintenance_windows',
    'alert_silences',
    'oncall_overrides',
    'notices',
  ].map((name) => `the collection ${name}`);

  test('but masked where it was shown', async () => {
    const { 'messages, forms, homes and files in Slack': read = '' } = await outlets(stage);
    const masks = [
      'Slack token',
      'Notion token',
      'Databricks token',
      'GitHub token',
      'AWS key',
      'ppm token',
    ];
    for (const mask of [...masks, 'signed token', 'credentials', 'Slack address', 'private key'])
      expect(read).toContain(`[${mask} removed]`);
  });

  test('of what was typed and sent: but in the records of what somebody said', async () => {
    await reads(stage, stage.ana, '/ppm audit');
    await asks(stage, stage.ana, '/ppm audit export');
    const places = Object.entries(await outlets(stage)).filter(([name]) => !kept.includes(name));
    const written = stage.notion
      .calls()
      .filter(({ method }) => method !== 'GET')
      .map(({ request }) => JSON.stringify(request));
    const all = {
      ...Object.fromEntries(places),
      'calls to Notion': written.join(),
    };
    expect(found(canaries.hidden(), all)).toEqual([]);
  }, 60_000);

  test("of the bot's own: in nothing that it says, keeps or starts", async () => {
    expect(found(own, await outlets(stage))).toEqual([]);
    expect(found(own, await files(stage))).toEqual([]);
    // The commands of `ps` that this test itself starts have none either.
    expect(
      found([...own, ...canaries.hidden()], { 'command lines': pushed.commandLines().join('\n') }),
    ).toEqual([]);
  }, 60_000);

  test('on a terminal', async () => {
    await stage.ana.types('/ppm token');
    // Another answer may come before it.
    const mine = await until('the token is told', () =>
      everything(stage, stage.ana)
        .map((message) => /PPM_TOKEN=(ppm_[\w-]+)/.exec(shown(message))?.[1])
        .find((token) => token !== undefined),
    );
    const words = [
      ['audit'],
      ['incident', 'list'],
      ['alerts', '--json'],
      ['logs', 'oberaconnect'],
      ['env'],
      ['audit', 'export', '--json'],
    ];
    for (const typed of words) {
      const said = await terminal(stage, typed, { PPM_TOKEN: mine, LOG_LEVEL: 'debug' });
      expect(said, typed.join(' ')).not.toBe('');
      const hidden = [...own, ...canaries.hidden(), { kept: mine, way: 'the terminal token' }];
      expect(found(hidden, { [`ppm ${typed.join(' ')}`]: said })).toEqual([]);
    }
  }, 180_000);

  test('of a database that is not there', async () => {
    const said = await terminal(stage, ['status'], {
      MONGODB_URI: `mongodb://ops:${mongoPassword}@127.0.0.1:9/ppm?serverSelectionTimeoutMS=500`,
      REDIS_URL: `redis://:${mongoPassword}@127.0.0.1:9/0`,
      LOG_LEVEL: 'debug',
    });
    expect(said).not.toBe('');
    const passwords = [mongoPassword, decodeURIComponent(mongoPassword)];
    expect(passwords.filter((one) => said.includes(one))).toEqual([]);
  }, 90_000);
});
