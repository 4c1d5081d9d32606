// `ppm` as people type it: real processes beside a bot, on the same memory, with Slack away for the main job.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { botEnvironment } from '../../sandbox/bot-process.js';
import { people } from '../../sandbox/company.js';
import { personAt, textOf, type Person } from '../../sandbox/person.js';
import { openCompany, type PretendCompany } from '../../sandbox/pretend-company.js';
import { until } from '../../sandbox/until.js';
import { startPpm, type Ended, type Ppm } from './start-ppm.js';

const table = 'main.silver.projects';
const [{ id: ana }, { id: ben }, , , { id: eve }] = people;
const restore = (version: number) => ['table', 'restore', table, '--version', String(version)];

let company: PretendCompany;
let folder: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-terminal-'));
  company = await openCompany({ slack: { rate: false }, bot: { compiled: true } });
  await company.bot.start();
  await until('the bot is connected', () => company.slack.connections() > 0);
  for (const person of [ana, ben]) tokens.set(person, await tokenOf(person));
});
afterAll(async () => {
  await company.close();
  await rm(folder, { recursive: true, force: true });
});

function at(person: string): Person {
  return personAt(company.slack, person);
}

async function tokenOf(person: string): Promise<string> {
  await at(person).types('/ppm token');
  const told = await at(person).sees('a token', (said) => textOf(said).includes('PPM_TOKEN='));
  expect(told.ephemeral).toBe(true);
  return /PPM_TOKEN=(ppm_[\w-]+)/.exec(textOf(told))?.[1] ?? '';
}

/** Starts `ppm` without any Slack setting. */
function start(token: string | undefined, words: readonly string[], extra = {}): Ppm {
  const settings = Object.entries(botEnvironment(company.botOptions));
  const own = Object.fromEntries(settings.filter(([name]) => !name.startsWith('SLACK_')));
  const proof = token === undefined ? {} : { PPM_TOKEN: token };
  return startPpm({ ...own, ...proof, ...extra }, words, folder);
}

function ppm(person: string, ...words: string[]): Promise<Ended> {
  return start(tokens.get(person), words).ended;
}

/** The run that a terminal, still at work, has shown. */
function runShownBy(terminal: Ppm): Promise<string> {
  return until('the plan is shown', () => /R-[0-9A-Z]{6}/.exec(terminal.soFar())?.[0]);
}

/** The words that approve the plan which `ppm approve` shows. */
async function approvalOf(id: string): Promise<string[]> {
  const { out, err } = await ppm(ben, 'approve', id);
  const line = new RegExp(`ppm (approve ${id} --plan [0-9a-f]+ --target ${table})`).exec(out)?.[1];
  if (line === undefined) throw new Error(`no line to approve ${id}: ${out}${err}`);
  return line.split(' ');
}

const restores = (): number =>
  company.warehouse.statements().filter(({ sql }) => sql.startsWith('RESTORE')).length;

describe('who is there', () => {
  test('nobody is believed without a token that works', async () => {
    const none = await start(undefined, ['status']).ended;
    expect(none).toMatchObject({ code: 3, out: '', err: expect.stringContaining('/ppm token') });
    const wrong = await start(`ppm_${'A'.repeat(43)}`, ['status', '--json']).ended;
    expect(wrong).toMatchObject({ code: 3, err: '' });
    expect(JSON.parse(wrong.out)).toMatchObject({ error: { code: 'not_allowed' } });
  });

  test('an outsider gets no token, and a terminal gives none', async () => {
    await at(eve).types('/ppm token');
    const told = await at(eve).sees('a refusal', (said) => textOf(said).includes('no role'));
    expect(textOf(told)).not.toContain('PPM_TOKEN=');
    expect(await ppm(ana, 'token')).toMatchObject({ code: 3, out: '' });
  });

  test('the token is nowhere in the memory of the bot', async () => {
    const entries = await readdir(company.dataDir, { withFileTypes: true });
    const files = entries.filter((entry) => entry.isFile());
    const contents = await Promise.all(
      files.map(({ name }) => readFile(join(company.dataDir, name))),
    );
    const kept = Buffer.concat(contents);
    expect(kept.includes('terminal-tokens')).toBe(true);
    const known = [...tokens.values()].filter((token) => token === '' || kept.includes(token));
    expect(known).toEqual([]);
  });
});

test('a question is answered plainly: no log, no colour', async () => {
  const { code, out, err } = await ppm(ana, 'table', 'history', table);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`ppm table restore --table ${table} --version 13`);
  expect(out).not.toContain('\u001b');
});

test('a mistake is answered with the usage, and changes nothing', async () => {
  const [unknown, missing] = await Promise.all([
    ppm(ana, 'table', 'restor', table),
    ppm(ana, 'table', 'restore'),
  ]);
  expect(unknown).toMatchObject({ code: 2, out: '' });
  expect(unknown.err).toContain('`table restore`');
  expect(missing).toMatchObject({ code: 2, out: '' });
  expect(missing.err).toContain('Usage: ppm table restore <table>');
  expect(restores()).toBe(0);
});

test('a restore is asked for, approved and seen through while Slack is down', async () => {
  company.slack.faults.set({ down: true });
  const asked = start(tokens.get(ana), restore(13));
  const id = await runShownBy(asked);
  const words = await approvalOf(id);
  const own = await ppm(ana, ...words);
  expect(own).toMatchObject({ code: 3, err: expect.stringContaining('asked for this yourself') });
  expect(restores()).toBe(0);
  const yes = await ppm(ben, ...words);
  expect(yes).toMatchObject({ code: 0, out: expect.stringContaining(`You approved ${id}`) });
  const { code, out, err } = await asked.ended;
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(`${id} waits for approval`);
  expect(out).toContain(`✔ ${id} has succeeded`);
  expect(out).toContain('✔ Rows: 480');
  expect(restores()).toBe(1);
  company.slack.faults.set({ down: false });
  const card = await at(ana).sees('the card', (said) => said.text.includes(id), 30_000);
  expect(card.text).toContain('has succeeded');
});

test('an incident is opened while Slack is down: the pager calls, and its card comes when Slack is back', async () => {
  company.slack.faults.set({ down: true });
  const opened = await ppm(ana, 'incident', 'open', 'P1', 'Nothing syncs any more');
  expect(opened).toMatchObject({ code: 0, out: expect.stringContaining('Opened P1') });
  const id = /I-[0-9A-Z]{6}/.exec(opened.out)?.[0] ?? '';
  await until(
    'the pager was called',
    () => company.pager.state().alerts.some(({ summary }) => summary.includes(id)),
    25_000,
  );
  company.slack.faults.set({ down: false });
  const card = await at(ana).sees('its card', (said) => said.text.includes(id), 60_000);
  expect(card.text).toContain('Nothing syncs any more');
  expect(await ppm(ben, 'incident', 'resolve', id, 'A cable')).toMatchObject({ code: 0 });
}, 120_000);

test('approved in Slack, it ends in the terminal', async () => {
  const asked = start(tokens.get(ana), restore(12));
  const id = await runShownBy(asked);
  const card = await at(ben).sees('the card', (said) => said.text.includes(id));
  await at(ben).clicks(card, 'Approve');
  const form = await at(ben).form('Approve');
  await at(ben).submits(form, { target: { target: { type: 'plain_text_input', value: table } } });
  expect(await asked.ended).toMatchObject({ code: 0, out: expect.stringContaining('✔ Rows:') });
});

test('a script gets one JSON document and an exit code; a denial ends the wait', async () => {
  const words = [...restore(11), '--no-wait', '--json'];
  const filed = await start(tokens.get(ana), words, { LOG_LEVEL: 'trace' }).ended;
  expect(filed.code).toBe(4);
  const run: unknown = JSON.parse(filed.out);
  expect(run).toMatchObject({ state: 'awaiting_approval', plan: { target: table } });
  const id = /"id": "(R-[0-9A-Z]{6})"/.exec(filed.out)?.[1] ?? filed.out;

  const left = start(tokens.get(ana), ['follow', id]);
  await runShownBy(left);
  left.interrupt();
  const advice = expect.stringContaining(`ppm follow ${id}`);
  expect(await left.ended).toMatchObject({ code: 4, err: advice });

  const text = start(tokens.get(ana), ['follow', id]);
  const json = start(tokens.get(ana), ['follow', id, '--json']);
  await runShownBy(text);
  expect(await ppm(ben, 'deny', id, '--reason', 'not tonight')).toMatchObject({ code: 0 });
  expect(await text.ended).toMatchObject({ code: 1, out: expect.stringContaining('not tonight') });
  const document = await json.ended;
  expect(document).toMatchObject({ code: 1, err: '' });
  expect(JSON.parse(document.out)).toMatchObject({ id, state: 'denied' });

  const late = await ppm(ben, 'deny', id, '--reason', 'again', '--json');
  expect(late.code).toBe(1);
  expect(JSON.parse(late.out)).toMatchObject({ error: { code: 'already_decided' } });
});

test('an export is a file for its owner, never over another', async () => {
  const exports = [await ppm(ana, 'audit', 'export'), await ppm(ana, 'audit', 'export')];
  const paths = exports.map(({ out }) => /^File: (.+)$/m.exec(out)?.[1] ?? out);
  expect(new Set(paths).size).toBe(2);
  for (const path of paths) {
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await readFile(path, 'utf8')).toMatch(/^\{.*"hash".*\}\n/);
  }
});

test('without a bot, terminals do the work', async () => {
  await company.bot.kill('SIGKILL');
  const before = restores();
  const filed = await ppm(ana, ...restore(10), '--no-wait');
  const id = /R-[0-9A-Z]{6}/.exec(filed.out)?.[0] ?? filed.err;
  const approved = await ppm(ben, ...(await approvalOf(id)));
  expect(approved).toMatchObject({ code: 0, err: '' });
  expect(approved.out).toContain(`${id} is running: RESTORE`);
  expect(approved.out).toContain(`${id} has succeeded`);
  expect(restores()).toBe(before + 1);

  const undo = await ppm(ana, 'undo', id);
  expect(undo).toMatchObject({ code: 0, err: '' });
  const undoing = /ppm follow (R-[0-9A-Z]{6})/.exec(undo.out)?.[1] ?? undo.out;
  const undone = await ppm(ben, ...(await approvalOf(undoing)));
  expect(undone.out).toContain(`${undoing} has succeeded`);
  expect(undone.out).not.toContain(`${id} has`);
  expect(await ppm(ana, 'follow', undoing)).toMatchObject({ code: 0 });
});
