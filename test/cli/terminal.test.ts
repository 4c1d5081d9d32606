// `ppm` as people type it: real processes beside a bot, on the same memory, with Slack away for the main job.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { botEnvironment } from '../../sandbox/bot-process.js';
import { people } from '../../sandbox/company.js';
import { personAt, textOf } from '../../sandbox/person.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';
import { operations } from '../../src/handlers/registry.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const table = 'main.silver.projects';

interface Ended {
  code: number;
  out: string;
  err: string;
}

function start(environment: Record<string, string>, ...words: string[]): Promise<Ended> {
  const env = { PATH: process.env['PATH'] ?? '', ...environment };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['--import', 'tsx', 'src/cli.ts', ...words],
      { cwd: root, env, timeout: 60_000 },
      (error, out, err) => {
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ code, out, err });
      },
    );
  });
}

test('ops lists every operation in an empty environment', async () => {
  const { code, out } = await start({}, 'ops', '--json');
  expect(code).toBe(0);
  const listed: unknown = JSON.parse(out);
  expect(listed).toEqual({
    operations: operations.map(({ id, risk, examples }) =>
      expect.objectContaining({ id, risk, examples, inputs: expect.any(Array) }),
    ),
  });
});

describe('at the pretend company', () => {
  let company: PretendCompany;
  const tokens: Record<string, string> = {};

  beforeAll(async () => {
    company = await openCompany();
    await company.bot.start();
    await until('the bot is connected', () => company.slack.connections() > 0);
    for (const { id } of people.slice(0, 2)) tokens[id] = await tokenOf(id);
  });
  afterAll(() => company.close());

  async function tokenOf(id: string): Promise<string> {
    const person = personAt(company.slack, id);
    await person.types('/ppm token');
    const told = await person.sees('a token', (message) => textOf(message).includes('PPM_TOKEN='));
    expect(told.ephemeral).toBe(true);
    return /PPM_TOKEN=(ppm_[\w-]+)/.exec(textOf(told))?.[1] ?? '';
  }

  /** Runs `ppm` without any Slack setting. */
  function ppm(person: string | null, ...words: string[]): Promise<Ended> {
    const settings = Object.entries(botEnvironment(company.botOptions));
    const own = Object.fromEntries(settings.filter(([name]) => !name.startsWith('SLACK_')));
    const token = person === null ? {} : { PPM_TOKEN: tokens[person] ?? person };
    return start({ ...own, ...token }, ...words);
  }
  const [ana, ben] = [people[0].id, people[1].id];

  test('nobody is believed without a token that works', async () => {
    expect(await ppm(null, 'status')).toMatchObject({ code: 3, out: '' });
    const wrong = `ppm_${'A'.repeat(43)}`;
    const refused = await ppm(wrong, 'status', '--json');
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.out)).toMatchObject({ error: { code: 'not_allowed' } });
  });

  test('who has no terminal name gets no token', async () => {
    const eve = personAt(company.slack, people[4].id);
    await eve.types('/ppm token');
    const told = await eve.sees('an answer', (message) => message.ephemeral);
    expect(textOf(told)).not.toContain('PPM_TOKEN=');
  });

  test('a mistake is answered with the usage, and changes nothing', async () => {
    expect(await ppm(ana, 'table', 'restor', table)).toMatchObject({ code: 2 });
    const missing = await ppm(ana, 'table', 'restore', table);
    expect(missing).toMatchObject({
      code: 2,
      err: expect.stringContaining('Usage: ppm table restore'),
    });
    expect(company.warehouse.statements().some(({ sql }) => sql.startsWith('RESTORE'))).toBe(false);
  });

  test('a restore is asked for, approved and seen through while Slack is down', async () => {
    company.slack.faults.set({ down: true });
    const asked = ppm(ana, 'table', 'restore', table, '--version', '13');
    const id = await until('the run waits', async () => {
      const listed = await ppm(ben, 'approvals', '--json');
      return /R-[0-9A-Z]{6}/.exec(listed.out)?.[0];
    });
    const shown = await ppm(ben, 'approve', id);
    const plan = /--plan ([0-9a-f]+)/.exec(shown.out)?.[1] ?? '';
    const words = ['approve', id, '--plan', plan, '--target', table];
    expect(await ppm(ana, ...words)).toMatchObject({ code: 3 });
    expect(await ppm(ben, ...words)).toMatchObject({ code: 0 });
    const ended = await asked;
    expect(ended).toMatchObject({ code: 0, out: expect.stringContaining('has succeeded') });
    company.slack.faults.set({ down: false });
    const reader = personAt(company.slack, ana);
    const card = await reader.sees('the card', (message) => message.text.includes(id), 30_000);
    expect(card.text).toContain('has succeeded');
  });

  test('a script gets one JSON document and an exit code', async () => {
    const filed = await ppm(
      ana,
      'table',
      'restore',
      table,
      '--version',
      '12',
      '--no-wait',
      '--json',
    );
    expect(filed.code).toBe(4);
    const run = JSON.parse(filed.out) as unknown;
    expect(run).toMatchObject({ state: 'awaiting_approval', plan: { target: table } });
    const id = /R-[0-9A-Z]{6}/.exec(filed.out)?.[0] ?? '';
    expect(await ppm(ben, 'deny', id, '--reason', 'not tonight')).toMatchObject({ code: 0 });
    const late = await ppm(ben, 'deny', id, '--reason', 'again', '--json');
    expect(late.code).toBe(1);
    expect(JSON.parse(late.out)).toMatchObject({ error: { code: 'already_decided' } });
  });
});
