// Deployments from the slash command down: what runs where, deployed at once or approved by name, checked, taken back.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { decided, deploys, runsIn } from './deploy-steps.js';
import { noteOf, stepsOn } from './plan-block.js';
import {
  asks,
  becomes,
  cardAfter,
  openStage,
  opens,
  plans,
  reads,
  says,
  shown,
  targetOf,
  told,
  typed,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    github: { paceMs: 4_000, listDelayMs: 500 },
    notion: { requestsPerMinute: 0 },
  });
});
afterAll(() => stage?.close());

const short = (sha = ''): string => sha.slice(0, 7);
const head = () => stage.github.commits()[0];

/** The plan alone: nobody approves it. */
async function planOf(words: string): Promise<string> {
  const card = await plans(stage.ana, `/ppm deploy ${words}`);
  const text = shown(card);
  await stage.ana.clicks(card, 'Cancel');
  await becomes(stage, card, /cancelled/i);
  return text;
}

test('deploy status: what runs where, and how far the branch is ahead', async () => {
  const answer = await asks(stage, stage.eve, '/ppm deploy status');
  expect(shown(answer)).toContain('5 places, 5 with a good deployment');
  expect(shown(answer)).toContain('control-room/production is 4 commits behind main');
  expect(shown(answer)).toContain(short(runsIn(stage, 'production')));
  expect(buttonsOf(answer)).toContain('Deploy to production');
});

test('staging: at once, and it is what runs then', async () => {
  const count = stage.github.dispatches();
  const card = await plans(stage.ana, '/ppm deploy control-room staging');
  const done = await says(stage.ana, card, /has succeeded/, 60_000);
  expect(shown(done)).not.toMatch(/approved by/);
  expect(runsIn(stage, 'staging')).toBe(head()?.sha);
  expect(stage.github.dispatches()).toBe(count + 1);
  expect(shown(done)).toContain(`It is what runs on control-room/staging: ${short(head()?.sha)}`);
}, 90_000);

describe('production', () => {
  let first: ClientMessage;
  let before = '';

  test('the plan shows commits, authors and checks', async () => {
    before = runsIn(stage, 'production');
    first = await plans(stage.ana, '/ppm deploy control-room production');
    const text = shown(first);
    expect(text).toContain(`${short(before)} → *${short(head()?.sha)}*`);
    expect(text).toMatch(/\*Commits that come\*\n4/);
    for (const { title, author } of stage.github.commits().slice(0, 4))
      expect(text).toContain(`${title} – ${author}`);
    expect(text).toMatch(/\*Written by\*\nana-torres, ben-okafor, priya-nair/);
    expect(text).toMatch(/\*Checks\*\nall 3 passed/);
    expect(text).toContain(`Deploys ${short(before)} again, which runs now`);
    expect(targetOf(first)).toBe('control-room/production');
  });

  test('another name than that of the target approves nothing', async () => {
    const count = stage.github.dispatches();
    const form = await opens(stage.ben, first, 'Approve');
    await stage.ben.submits(form, typed('control-room/staging'));
    expect(stage.ben.view()?.id).toBe(form.id);
    expect(stage.github.dispatches()).toBe(count);
  });

  test('a deployment elsewhere meanwhile changes nothing in a plan that waits', async () => {
    const elsewhere = await plans(stage.ana, '/ppm deploy bundle dev');
    await says(stage.ana, elsewhere, /has succeeded/, 60_000);
    expect(await planOf('bundle prod')).toMatch(/\*Checks\*\nall 3 passed/);
  }, 90_000);

  test('followed live on the card, and verified by control-room and kpis', async () => {
    const count = stage.github.dispatches();
    const ended = decided(stage, first);
    await becomes(
      stage,
      first,
      /(build|deploy): (Checkout|Install|Test|Build|Upload|Migrate)/,
      60_000,
    );
    expect(stage.github.runs()[0]?.status).toBe('in_progress');
    const done = await ended;
    expect(stepsOn(done).every((step) => step.endsWith(': complete'))).toBe(true);
    expect(noteOf(done, 'Follow it to its end')).toMatch(/actions\/runs\/\d+/);
    expect(shown(done)).toMatch(/finance-ppm\/control-room is well[^]*finance-ppm\/kpis is well/);
    expect(stage.github.dispatches()).toBe(count + 1);
    expect(runsIn(stage, 'production')).toBe(head()?.sha);
    expect(await reads(stage, stage.eve, '/ppm deploy status')).not.toContain(
      'control-room/production is',
    );
  }, 150_000);

  test('undo deploys what ran before, approved again', async () => {
    const undo = await cardAfter(stage.ana, 'undo', () => stage.ana.clicks(first, 'Undo'));
    expect(shown(undo)).toContain(`Roll back Control Room on production to ${short(before)}`);
    expect(buttonsOf(undo)).toContain('Approve');
    await decided(stage, undo);
    expect(runsIn(stage, 'production')).toBe(before);
    expect(shown(await becomes(stage, first, /Taken back by/))).toMatch(
      /Taken back by `R-[0-9A-Z]{6}`/,
    );
  }, 150_000);

  test('one that brings mock data fails its check; its button rolls back', async () => {
    stage.github.setFault({ mockData: { count: 1 } });
    const failed = await deploys(stage, 'control-room production', /has failed/);
    expect(shown(failed)).toMatch(
      /:x: \*finance-ppm\/kpis is well\*: expected not red, found source is mock/,
    );
    expect(shown(failed)).toMatch(/:white_check_mark: The workflow ended with success/);
    expect(stage.systems.flags.has('control-room-mock')).toBe(true);
    const status = await reads(stage, stage.eve, '/ppm deploy status');
    expect(status).toContain('The last deployment of control-room/production failed');

    const back = await cardAfter(stage.ana, 'roll back', () =>
      stage.ana.clicks(failed, 'Roll back'),
    );
    expect(shown(back)).toContain(`${short(head()?.sha)} → *${short(before)}*`);
    const done = await decided(stage, back);
    expect(shown(done)).toContain('finance-ppm/kpis is well');
    expect(stage.systems.flags.has('control-room-mock')).toBe(false);
    expect(runsIn(stage, 'production')).toBe(before);
  }, 300_000);
});

test('deploy bundle prod: approved by name, to GitHub environment bundle-prod', async () => {
  const done = await deploys(stage, 'bundle prod');
  expect(targetOf(done)).toBe('bundle/prod');
  expect(shown(done)).toMatch(/approved by <@U02BEN>/);
  expect(runsIn(stage, 'bundle-prod')).toBe(head()?.sha);
  expect(stage.github.runs()[0]).toMatchObject({
    workflow: 'deploy-bundle.yml',
    inputs: { target: 'prod', commit: head()?.sha },
  });
}, 150_000);

describe('a bad time', () => {
  test('during a P1 the plan warns, and a rollback is possible all the same', async () => {
    expect(await planOf('control-room production')).not.toMatch(/incident is open/);
    const incident = await cardAfter(stage.ana, 'an incident', () =>
      stage.ana.types('/ppm incident open P1 "Control Room is down" --system finance-ppm'),
    );
    const id = /I-[0-9A-Z]{6}/.exec(shown(incident))?.[0] ?? 'no incident';
    for (const words of ['control-room production', 'rollback control-room production'])
      expect(await planOf(words)).toMatch(new RegExp(`An incident is open: ${id} \\(P1, .*down`));
  }, 90_000);

  test('during maintenance the plan warns', async () => {
    const window = await cardAfter(stage.ana, 'a window', () =>
      stage.ana.types('/ppm maintenance start finance-ppm --for 1h --reason "new disks"'),
    );
    await becomes(stage, window, /new disks/);
    expect(await planOf('bundle prod')).toContain(
      'Maintenance of finance-ppm is under way: new disks',
    );
  }, 90_000);
});

describe('webhooks', () => {
  const hook = () => stage.github.hooks().find(({ id }) => id === 418220517);

  test('one that delivers to nobody is a finding, with the button that disables it', async () => {
    const answer = await asks(stage, stage.eve, '/ppm webhooks');
    expect(shown(answer)).toMatch(/last delivery of webhook 366904128[^]*502 failed to connect/);
    expect(buttonsOf(answer)).toEqual(['Disable 366904128']);
    expect(shown(answer)).not.toContain('sandbox-hook-secret');
  });

  test('disable is approved, and undo enables it again', async () => {
    const card = await plans(stage.ana, '/ppm webhook disable 418220517');
    expect(hook()?.isActive).toBe(true);
    await stage.ben.clicks(card, 'Approve');
    await says(stage.ana, card, /has succeeded/, 60_000);
    expect(hook()?.isActive).toBe(false);
    expect(await reads(stage, stage.ana, '/ppm webhook disable 418220517')).toMatch(
      /disabled already/,
    );
    const undo = await cardAfter(stage.ana, 'undo', () => stage.ana.clicks(card, 'Undo'));
    await stage.ben.clicks(undo, 'Approve');
    await says(stage.ana, undo, /has succeeded/, 60_000);
    expect(hook()?.isActive).toBe(true);
  }, 120_000);

  test('enable, from the finding of one that is off', async () => {
    const card = await plans(stage.ana, '/ppm webhook disable 366904128');
    await stage.ben.clicks(card, 'Approve');
    await says(stage.ana, card, /has succeeded/, 60_000);
    const answer = await asks(stage, stage.ana, '/ppm webhooks');
    const enable = await cardAfter(stage.ana, 'enable', () =>
      stage.ana.clicks(answer, 'Enable 366904128'),
    );
    await stage.ben.clicks(enable, 'Approve');
    await says(stage.ana, enable, /has succeeded/, 60_000);
    expect(stage.github.hooks().every(({ isActive }) => isActive)).toBe(true);
  }, 120_000);
});

describe('bad input is refused with what there is', () => {
  test.each([
    ['deploy control-room prodution', /no stage "prodution"[^]*production/],
    ['deploy bundle live', /dev|staging|prod/],
    [
      'deploy control-room staging --commit 0123456789abcdef',
      /no commit 0123456789abcdef[^]*deploy status/,
    ],
    ['deploy control-room staging --commit main', /sha/i],
    ['deploy rollback dashboard prod', /bundle|control-room/],
    ['webhook disable 418220518', /has no webhook 418220518[^]*418220517/],
    [
      'webhooks --repository meridian-finance/ppm',
      /is not configured[^]*meridian-finance\/ppm-platform/,
    ],
  ])('%s', async (words, what) => {
    const before = stage.github.dispatches();
    expect(await reads(stage, stage.ana, `/ppm ${words}`)).toMatch(what);
    expect(stage.github.dispatches()).toBe(before);
  });

  test('a person without a role may look, and deploy nothing', async () => {
    const answer = await told(stage, stage.eve, 'deploy', () =>
      stage.eve.types('/ppm deploy control-room staging'),
    );
    expect(shown(answer)).toMatch(/is for people on call; you hold no role/);
  });
});
