// Behind a public address: only what Slack has signed, and just now, is heard; and the bot's own web pages.
import { createHmac } from 'node:crypto';
import { get } from 'node:http';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'libsql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bot, channels, credentials, people, workspace } from '../../sandbox/company.js';
import {
  approves,
  asks,
  cards,
  everything,
  good,
  openStage,
  plans,
  projects,
  reads,
  restores,
  says,
  type Stage,
} from './stage.js';

let stage: Stage;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-http-mode-'));
  const configPath = join(folder, 'ppm.config.yaml');
  const usual = await readFile(new URL('../../sandbox/ppm.config.yaml', import.meta.url), 'utf8');
  await writeFile(configPath, `slack: { mode: http }\n${usual}`);
  stage = await openStage({ bot: { configPath } }, async (company) => {
    company.slack.setHttpMode({
      requestUrl: `http://127.0.0.1:${company.bot.port()}/slack/events`,
      signingSecret: credentials.slackSigningSecret,
    });
  });
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});

const address = (path: string): string => `http://127.0.0.1:${stage.bot.port()}${path}`;

/** A slash command as Slack would post it. */
function commandBody(text: string, trigger: string): string {
  return new URLSearchParams({
    team_id: workspace.id,
    channel_id: channels[0].id,
    user_id: people[0].id,
    command: bot.command,
    api_app_id: bot.appId,
    is_enterprise_install: 'false',
    response_url: `${stage.slack.url}/commands/none/none`,
    trigger_id: trigger,
    text,
  }).toString();
}

const seconds = (): number => Math.floor(Date.now() / 1000);

async function post(body: string, at: number, secret: string | null): Promise<number> {
  const signature = createHmac('sha256', secret ?? '')
    .update(`v0:${at}:${body}`)
    .digest('hex');
  const signed = {
    'x-slack-request-timestamp': String(at),
    'x-slack-signature': `v0=${signature}`,
  };
  const response = await fetch(address('/slack/events'), {
    method: 'POST',
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(secret === null ? {} : signed),
    },
    signal: AbortSignal.timeout(5_000),
  });
  await response.text();
  return response.status;
}

describe('signed requests', () => {
  test('Slack can verify the address, and no socket is opened', async () => {
    expect(await stage.slack.verifyRequestUrl()).toBe(true);
    expect(stage.slack.connections()).toBe(0);
    expect(stage.slack.traffic().map(({ name }) => name)).not.toContain('apps.connections.open');
  });

  test('a restore from the command to its end', async () => {
    expect(await reads(stage, stage.eve, '/ppm status')).toContain('waiting for approval');
    const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good}`);
    await approves(stage.ben, card);
    await says(stage.ana, card, /has succeeded/);
    expect(restores(stage)).toHaveLength(1);
  });
});

describe('requests that are not', () => {
  const wanted = `table restore ${projects} --version 12`;

  test.each([
    ['no signature', 0, null],
    ['a forged signature', 0, 'some-other-secret'],
    ['an empty secret', 0, ''],
    ['older than five minutes', -301, credentials.slackSigningSecret],
  ])('%s: 401, and nothing is heard', async (_what, late, secret) => {
    const before = cards(stage.ana).length;
    expect(await post(commandBody(wanted, `forged.${_what}`), seconds() + late, secret)).toBe(401);
    // What came in before has been answered by the time that this is.
    await asks(stage, stage.ben, '/ppm approvals');
    expect(cards(stage.ana)).toHaveLength(before);
  });

  test('a signature that belongs to another body', async () => {
    const at = seconds();
    const body = commandBody('status', 'swapped');
    const signature = createHmac('sha256', credentials.slackSigningSecret)
      .update(`v0:${at}:${body}`)
      .digest('hex');
    const response = await fetch(address('/slack/events'), {
      method: 'POST',
      body: commandBody(wanted, 'swapped'),
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(at),
        'x-slack-signature': `v0=${signature}`,
      },
    });
    expect(response.status).toBe(401);
  });

  test('the same request three times: heard once', async () => {
    const before = cards(stage.ana).length;
    const body = commandBody(wanted, 'replayed.1');
    const at = seconds();
    const secret = credentials.slackSigningSecret;
    expect(await post(body, at, secret)).toBe(200);
    expect([200, 401]).toContain(await post(body, at, secret));
    await expect.poll(() => cards(stage.ana).length, { timeout: 5_000 }).toBe(before + 1);
    expect([200, 401]).toContain(await post(body, at, secret));
    expect(await reads(stage, stage.ben, '/ppm approvals')).toContain('1 waiting for approval');
    expect(cards(stage.ana)).toHaveLength(before + 1);
    expect(restores(stage)).toHaveLength(1);
  });

  test('a body that is no request of Slack, though signed', async () => {
    const status = await post('payload=%7Bbroken', seconds(), credentials.slackSigningSecret);
    expect(status).toBeGreaterThanOrEqual(400);
    expect(stage.bot.state()).toBe('running');
    expect(await reads(stage, stage.ana, '/ppm help')).toContain('What I can do');
  });
});

describe('its own pages', () => {
  const read = async (path: string, method = 'GET') => {
    const response = await fetch(address(path), { method, signal: AbortSignal.timeout(5_000) });
    return { status: response.status, text: await response.text() };
  };

  /** With a path that fetch would mend. */
  const raw = (path: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      get({ host: '127.0.0.1', port: stage.bot.port(), path }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).once('error', reject);
    });

  test('/health, /ready and /metrics answer; anything else does not', async () => {
    expect(await read('/health')).toEqual({ status: 200, text: '{"status":"alive"}' });
    const ready = await read('/ready');
    expect(ready.status).toBe(200);
    expect(JSON.parse(ready.text)).toEqual({
      status: 'healthy',
      checks: { Store: { status: 'healthy' } },
    });
    const metrics = await read('/metrics');
    expect(metrics.status).toBe(200);
    expect(metrics.text).toMatch(/^# HELP /);
    expect(metrics.text).toMatch(/ppm_\w+(\{[^}]*\})? [1-9]/);
    expect((await read('/')).status).toBe(404);
    expect((await read('/slack/event')).status).toBe(404);
    expect((await read('/health', 'POST')).status).toBe(405);
    // Each of these once ended the process.
    expect((await read('/slack/events')).status).toBe(404);
    expect((await read('/slack/events', 'PUT')).status).toBe(405);
    expect(await raw('//')).toBe(404);
    expect(await raw('//[')).toBe(404);
    expect(await read('/health')).toMatchObject({ status: 200 });
  });

  test('none of them tells a secret or a name', async () => {
    const all = await Promise.all(['/health', '/ready', '/metrics'].map((path) => read(path)));
    const text = all.map((page) => page.text).join('\n');
    for (const word of [...Object.values(credentials), projects, 'U01ANA'])
      expect(text).not.toContain(word);
    expect(everything(stage, stage.ana).length).toBeGreaterThan(0);
  });
});

// The last of this file: afterwards the bot has no memory.
test('a store that fails: not ready, and a command is refused in words', async () => {
  const was = cards(stage.ana).length;
  const database = new Database(join(stage.dataDir, 'ppm.db'));
  database.exec('DROP TABLE documents');
  database.close();
  const ready = await fetch(address('/ready'));
  expect(ready.status).toBe(503);
  expect(await ready.json()).toEqual({
    status: 'unhealthy',
    checks: { Store: { status: 'unhealthy' } },
  });
  expect(await reads(stage, stage.ana, `/ppm table restore ${projects} --version 12`)).toContain(
    'could not store your request, so nothing was started',
  );
  expect(await stage.ana.types('/ppm help')).toMatchObject({ ok: true });
  expect((await fetch(address('/health'))).status).toBe(200);
  expect(cards(stage.ana)).toHaveLength(was);
  expect(restores(stage)).toHaveLength(1);
});
