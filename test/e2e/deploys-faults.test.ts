// Deployments when answers are lost, the bot dies, the workflow fails or somebody cancels: GitHub is told once, and what it
// does is known in the end.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import { startsWith } from './changed-config.js';
import { decided, runsIn } from './deploy-steps.js';
import { noteOf, stepsOn } from './plan-block.js';
import {
  approves,
  cardAfter,
  connected,
  openStage,
  plans,
  reads,
  runOf,
  says,
  shown,
  targetOf,
  type Stage,
} from './stage.js';

const healed = {
  lostReply: null,
  olderServer: null,
  failRuns: null,
  hangRuns: null,
  slow: null,
} as const;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    github: { paceMs: 4_000, listDelayMs: 1_500 },
    notion: { requestsPerMinute: 0 },
  });
});
afterAll(() => stage?.close());
afterEach(() => stage.github.setFault(healed));

const newest = () => stage.github.runs()[0];

async function restart(): Promise<void> {
  await stage.bot.start();
  await connected(stage);
}

const toStaging = (): Promise<ClientMessage> =>
  plans(stage.ana, '/ppm deploy control-room staging');

/** One more dispatch than before, with our run in its name; the card says that it went well. */
async function deployedOnce(card: ClientMessage, before: number): Promise<ClientMessage> {
  const done = await says(stage.ana, card, /has succeeded/, 120_000);
  expect(stepsOn(done).filter((step) => !step.endsWith(': complete'))).toEqual([]);
  expect(stage.github.dispatches()).toBe(before + 1);
  expect(stage.github.runs().filter(({ title }) => title.includes(runOf(card)))).toHaveLength(1);
  expect(newest()).toMatchObject({ conclusion: 'success' });
  expect(newest()?.title).toContain(runOf(card));
  expect(noteOf(done, 'Follow it to its end')).toContain(`actions/runs/${newest()?.id}`);
  expect(await reads(stage, stage.ana, '/ppm audit verify')).toContain('is whole');
  return done;
}

describe('dispatched once', () => {
  test('the answer to the dispatch is lost after it acted: found by its marker', async () => {
    const before = stage.github.dispatches();
    stage.github.setFault({ lostReply: { match: 'POST .*/dispatches', count: 1 } });
    const done = await deployedOnce(await toStaging(), before);
    expect(stage.github.faults().lostReply).toMatchObject({ count: 0 });
    expect(shown(done)).toContain('GitHub has it:');
  }, 150_000);

  test.each([400, 422] as const)(
    'an older server, which says %i to return_run_details and 204 without it',
    async (olderServer) => {
      const before = stage.github.dispatches();
      stage.github.setFault({ olderServer });
      const done = await deployedOnce(await toStaging(), before);
      expect(shown(done)).toContain('GitHub has taken it.');
    },
    150_000,
  );

  test('kill -9 right after the dispatch: not dispatched again, followed after the restart', async () => {
    const before = stage.github.dispatches();
    stage.github.setFault({ lostReply: { match: 'POST .*/dispatches', count: 9 } });
    const card = await toStaging();
    await until('the dispatch has acted', () => stage.github.dispatches() > before);
    await stage.bot.kill('SIGKILL');
    stage.github.setFault(healed);
    await restart();
    expect((await deployedOnce(card, before)).text).toContain('Done');
  }, 150_000);

  test('kill -9 while it is followed', async () => {
    const before = stage.github.dispatches();
    const card = await toStaging();
    await until(
      'it runs',
      () => stage.github.dispatches() > before && newest()?.status === 'in_progress',
    );
    await stage.bot.kill('SIGKILL');
    await restart();
    expect((await deployedOnce(card, before)).text).toContain('Done');
  }, 150_000);
});

test('a workflow that fails: its job and step, and the button that rolls back', async () => {
  stage.github.push({ title: 'Break the smoke test' });
  const good = runsIn(stage, 'production');
  stage.github.setFault({ failRuns: { job: 'deploy', step: 'Smoke test', count: 1 } });
  const card = await plans(stage.ana, '/ppm deploy control-room production');
  const failed = await decided(stage, card, /has failed/);
  expect(shown(failed)).toContain(
    'The workflow ended with failure in job deploy, step "Smoke test".',
  );
  expect(shown(failed)).toMatch(/actions\/runs\/\d+\/job\/\d+/);
  expect(buttonsOf(failed).slice(0, 3)).toEqual(['Roll back', 'Health', 'Deploy status']);
  expect(stepsOn(failed)).toContain('Follow it to its end: error');
  const back = await cardAfter(stage.ana, 'roll back', () => stage.ana.clicks(failed, 'Roll back'));
  expect(shown(back)).toContain(`to ${good.slice(0, 7)}`);
  await decided(stage, back);
  expect(runsIn(stage, 'production')).toBe(good);
  expect(newest()?.inputs['commit']).toBe(good);
}, 300_000);

describe('cancelled', () => {
  /** A deployment to staging that stays in a step. */
  async function hanging(): Promise<ClientMessage> {
    stage.github.setFault({ hangRuns: { job: 'build', step: 'Test', count: 1 } });
    const before = stage.github.dispatches();
    const card = await toStaging();
    await until(
      'it hangs',
      () => stage.github.dispatches() > before && stage.github.faults().hangRuns?.count === 0,
    );
    return card;
  }

  /** @returns how the run on GitHub has ended */
  async function stopped(card: ClientMessage, before: number): Promise<string | null | undefined> {
    await until('GitHub has stopped it', () => newest()?.status === 'completed', 60_000);
    await says(stage.ana, card, /was cancelled|is cancelled|has been cancelled/, 60_000);
    expect(stage.github.dispatches()).toBe(before + 1);
    return newest()?.conclusion;
  }

  test('while it is followed: the run on GitHub is cancelled', async () => {
    const before = stage.github.dispatches();
    const card = await hanging();
    await reads(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
    expect(await stopped(card, before)).toBe('cancelled');
  }, 150_000);

  test('after a kill -9, before anybody has picked it up: the run on GitHub is cancelled too', async () => {
    const back = await startsWith(stage, { from: 'leaseSeconds: 3\n', to: 'leaseSeconds: 12\n' });
    const before = stage.github.dispatches();
    const card = await hanging();
    await stage.bot.kill('SIGKILL');
    await restart();
    await reads(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
    // The dead process still holds it: nobody has stopped anything yet.
    expect(newest()?.status).toBe('in_progress');
    expect(await stopped(card, before)).toBe('cancelled');
    await back();
  }, 150_000);

  test('before it is approved: nothing is dispatched', async () => {
    const before = stage.github.dispatches();
    const card = await plans(stage.ana, '/ppm deploy control-room production');
    expect(targetOf(card)).toBe('control-room/production');
    await stage.ana.clicks(card, 'Cancel');
    await says(stage.ana, card, /cancelled/i, 60_000);
    expect(stage.github.dispatches()).toBe(before);
  });
});

test('what changed after the plan: drift, nothing is dispatched', async () => {
  const card = await plans(stage.ana, '/ppm deploy control-room production');
  const before = stage.github.dispatches();
  stage.github.push({ title: 'One more commit' });
  await approves(stage.ben, card, targetOf(card));
  const failed = await says(stage.ana, card, /has failed/, 60_000);
  expect(shown(failed)).toMatch(/Things changed after the plan was made[^]*commit to run/);
  expect(stage.github.dispatches()).toBe(before);
}, 90_000);
