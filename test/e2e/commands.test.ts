// Every command that reads or that decides, from what somebody types in Slack down to the answer.
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../../sandbox/company.js';
import { buttonsOf, textOf } from '../../sandbox/person.js';
import { until } from '../../sandbox/until.js';
import { expectMissingScopeShows, expectScopesUsed } from './scopes.js';
import {
  approves,
  asks,
  cardAfter,
  cards,
  everything,
  good,
  openStage,
  plans,
  reads,
  projects,
  refusals,
  restores,
  runOf,
  says,
  shown,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage?.close());

/** Nobody but the person who asked has the answer. */
function isPrivate(ts: string): boolean {
  const { ana, ben, chloe, david, eve } = stage;
  const readers = [ana, ben, chloe, david, eve].filter((person) =>
    everything(stage, person).some((message) => message.ts === ts),
  );
  return readers.length === 1;
}

describe('what only reads', () => {
  test.each([
    ['/ppm', ['What I can do', 'table restore <table>', 'always needs approval']],
    ['/ppm help', ['What I can do', 'table restore <table>', 'audit verify']],
    ['/ppm help table restore', ['--version', '/ppm table restore main.silver.projects']],
    ['/ppm help databricks', ['table history', 'table preview', 'table restore']],
    ['/ppm status', ['Everything I stand on answers', 'connected']],
    ['/ppm approvals', ['Nothing waits for approval']],
    [`/ppm table history ${projects}`, ['is at version 14', 'MERGE', 'Restore to version 13']],
    [`/ppm table preview ${projects} --version 13`, ['in version 13', 'Rows then', 'Only now']],
    ['/ppm audit', ['audit log']],
  ])('%s', async (text, expected) => {
    const answer = await asks(stage, stage.eve, text);
    for (const part of expected) expect(shown(answer)).toContain(part);
    expect(isPrivate(answer.ts)).toBe(true);
    expect(restores(stage)).toEqual([]);
  });

  test('table preview --at: the version that was current then', async () => {
    const at = new Date(Date.now() - 60 * 60_000).toISOString();
    const answer = await asks(stage, stage.eve, `/ppm table preview ${projects} --at ${at}`);
    expect(textOf(answer)).toContain(`${projects} in version ${good}`);
    expect(isPrivate(answer.ts)).toBe(true);
  });

  test('env shows no secret', async () => {
    const text = await reads(stage, stage.eve, '/ppm env');
    expect(text).toContain('SLACK_BOT_TOKEN');
    for (const secret of [
      credentials.slackBotToken,
      credentials.slackAppToken,
      credentials.slackSigningSecret,
      credentials.databricksToken,
    ]) {
      expect(text).not.toContain(secret);
      expect(text).not.toContain(secret.slice(8));
    }
  });
});

describe('decisions by words', () => {
  test('restore by --at, approved by words, undone by words', async () => {
    const at = new Date(Date.now() - 60 * 60_000).toISOString();
    const card = await plans(stage.ana, `/ppm table restore ${projects} --at ${at}`);
    expect(card.text).toContain(`Restore ${projects} to version ${good}`);
    const run = runOf(card);

    const waiting = await asks(stage, stage.ben, '/ppm approvals');
    expect(textOf(waiting)).toContain('1 waiting for approval, 1 of them for you');
    expect(textOf(waiting)).toContain(run);

    const plan = await reads(stage, stage.ben, `/ppm approve ${run}`);
    const line = /approve R-\w+ --plan [0-9a-f]+ --target [\w.]+/.exec(plan)?.[0] ?? '';
    expect(line).toContain(run);
    const withoutTarget = line.replace(/ --target.*/, '');
    expect(await reads(stage, stage.ben, `/ppm ${withoutTarget}`)).toContain(
      'The name does not match',
    );
    const otherPlan = line.replace(/--plan [0-9a-f]+/, '--plan 000000000000');
    expect(await reads(stage, stage.ben, `/ppm ${otherPlan}`)).toContain('another plan');
    expect(await reads(stage, stage.ana, `/ppm ${line}`)).toContain('You asked for this yourself');
    expect(await reads(stage, stage.eve, `/ppm ${line}`)).toContain('you hold no role');
    expect(restores(stage)).toEqual([]);

    const yes = await asks(stage, stage.ben, `/ppm ${line}`);
    expect(textOf(yes)).toContain(`You approved ${run}`);
    expect(isPrivate(yes.ts)).toBe(true);
    await says(stage.ana, card, /has succeeded/);
    expect(restores(stage)).toHaveLength(1);

    let planned = '';
    const undo = await cardAfter(stage.ana, 'undo', async () => {
      planned = await reads(stage, stage.ana, `/ppm undo ${run}`);
      return { ok: true };
    });
    expect(undo.text).toContain('to version 14');
    expect(planned).toContain(`${runOf(undo)} is planned`);
    await approves(stage.ben, undo);
    await says(stage.ana, undo, /has succeeded/);
    expect(restores(stage)).toHaveLength(2);
    expect(await reads(stage, stage.ana, `/ppm undo ${run}`)).toContain('undone');

    const refused = await refusals(stage, run);
    expect(refused).toContain('You asked for this yourself');
    // Eve never came as far as the run: she may not use the word.
    expect(await refusals(stage, 'eve')).toContain('refused.request');
  });

  test('deny by words', async () => {
    const before = restores(stage).length;
    const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good}`);
    const run = runOf(card);
    const answer = await asks(stage, stage.ben, `/ppm deny ${run} --reason "still writing"`);
    expect(textOf(answer)).toContain(`You denied ${run}`);
    const denied = await says(stage.ana, card, /was denied by ben/);
    expect(textOf(denied)).toContain('still writing');
    expect(buttonsOf(denied)).toEqual([]);
    expect(await reads(stage, stage.chloe, `/ppm approve ${run}`)).toContain('was denied');
    expect(restores(stage)).toHaveLength(before);
  });

  test('cancel of a waiting run: by a role or the requester, not by an outsider', async () => {
    const before = restores(stage).length;
    const card = await plans(stage.ana, `/ppm table restore ${projects} --version ${good}`);
    const run = runOf(card);
    expect(await reads(stage, stage.eve, `/ppm cancel ${run}`)).toContain('may not cancel');
    expect(await refusals(stage, run)).toContain('refused.cancel');
    const answer = await asks(stage, stage.ana, `/ppm cancel ${run}`);
    expect(textOf(answer)).toContain(`${run} was cancelled; nothing was changed`);
    expect(buttonsOf(await says(stage.ana, card, /was cancelled by ana/))).toEqual([]);
    expect(restores(stage)).toHaveLength(before);
  });
});

describe('the audit log', () => {
  test('audit verify', async () => {
    expect(await reads(stage, stage.eve, '/ppm audit verify')).toContain('is whole');
  });

  test('audit export arrives as a file in the direct messages', async () => {
    await asks(stage, stage.chloe, '/ppm audit export');
    const direct = stage.slack.state(stage.chloe.id).channels.find(({ isDirect }) => isDirect);
    const file = await until(
      'the file',
      () => stage.chloe.messages(direct?.id ?? '').flatMap(({ files }) => files)[0],
    );
    const entries = file.text
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(entries.length).toBeGreaterThan(10);
    expect(entries.at(-1)).toMatchObject({ seq: entries.length, hash: expect.any(String) });
    expect(file.text).toContain('refused.approve');
  });
});

describe('token', () => {
  test('is shown once, privately, and stored nowhere as it is; --revoke ends it', async () => {
    const answer = await asks(stage, stage.ben, '/ppm token');
    const token = /PPM_TOKEN=(\S+)/.exec(textOf(answer))?.[1]?.replace(/`.*/, '') ?? '';
    expect(token.length, textOf(answer)).toBeGreaterThan(20);
    expect(isPrivate(answer.ts)).toBe(true);

    const files = await readdir(stage.dataDir, { recursive: true, withFileTypes: true });
    const contents = await Promise.all(
      files
        .filter((file) => file.isFile())
        .map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    expect(contents.some((content) => content.includes('U02BEN'))).toBe(true);
    expect(contents.filter((content) => content.includes(token))).toEqual([]);
    expect(stage.bot.log().filter((line) => line.includes(token))).toEqual([]);

    const again = await asks(stage, stage.ben, '/ppm token');
    expect(textOf(again)).not.toContain(token);
    const revoked = await asks(stage, stage.ben, '/ppm token --revoke');
    expect(textOf(revoked)).toContain('no longer works');
    expect(await reads(stage, stage.ben, '/ppm token --revoke')).toContain('had no token');
    expect(await reads(stage, stage.eve, '/ppm token')).toContain('you hold no role');
  });
});

// After all that this file has done; what is left are a card whose reply is lost, and the Home tab.
test('the scopes of the manifest are those that are needed', async () => {
  const { ana } = stage;
  // What the tests before have left to be posted must not be what is lost.
  await until('every end is told', () => {
    const answered = new Set(ana.messages().map(({ threadTs }) => threadTs));
    return cards(ana).every(({ ts }) => answered.has(ts));
  });
  stage.slack.faults.set({ lostReply: { method: 'chat.postMessage', count: 1 } });
  const card = await plans(ana, `/ppm table restore ${projects} --version ${good - 1}`);
  stage.slack.faults.set({ lostReply: null });
  await stage.slack.act(ana.id, { type: 'open_home' });
  await until('the Home tab is drawn', () => stage.slack.state(ana.id).home);
  await until('the lost card is looked for', () =>
    stage.slack.traffic().find(({ name }) => name === 'conversations.history'),
  );
  await asks(stage, ana, `/ppm cancel ${runOf(card)}`);
  // Found again, it is edited in its place.
  await says(ana, card, /was cancelled by ana/);
  expect(cards(ana).filter(({ text }) => text.includes(runOf(card)))).toHaveLength(1);
  await expectScopesUsed(stage);
  await expectMissingScopeShows(stage);
});
