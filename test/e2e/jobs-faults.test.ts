// Jobs when answers are lost, the bot dies, or somebody cancels: Databricks is told once, and what it does is known in the end.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { CallName } from '../../sandbox/databricks/jobs/faults.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import { noteOf, stepsOn } from './plan-block.js';
import {
  becomes,
  cardAfter,
  connected,
  isApproved,
  openStage,
  plans,
  reads,
  runOf,
  says,
  shown,
  type Stage,
} from './stage.js';

const silver = 'silver_transformations';
const gold = 'gold_aggregations';
const inDev = (job: string): string => `[dev ppm] ${job}`;

let stage: Stage;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-jobs-'));
  const configPath = join(folder, 'ppm.config.yaml');
  const usual = await readFile('sandbox/ppm.config.yaml', 'utf8');
  // Long enough to cancel what a dead process holds before the next one picks it up.
  await writeFile(configPath, usual.replace('leaseSeconds: 3\n', 'leaseSeconds: 12\n'));
  stage = await openStage({
    warehouse: { jobs: { taskMs: 1_500 } },
    notion: { requestsPerMinute: 0 },
    bot: { configPath },
  });
});
afterAll(async () => {
  await stage?.close();
  await rm(folder, { recursive: true, force: true });
});
afterEach(() => stage.warehouse.jobs.faults.set({}));

const newest = (job: string) => stage.warehouse.jobs.runs(job)[0];
const sent = (job: string): number => stage.warehouse.jobs.submissions(job).length;

function loses(call: CallName, count: number): void {
  const { faults } = stage.warehouse.jobs;
  faults.set({ ...faults.get(), lostReply: { call, count } });
}

async function restart(): Promise<void> {
  await stage.bot.start();
  await connected(stage);
}

const runsInDev = (job: string): Promise<ClientMessage> =>
  plans(stage.ana, `/ppm job run ${job} --target dev`);

/** One more submission than before, which has succeeded, and a log that is whole. */
async function ranOnce(card: ClientMessage, job: string, before: number): Promise<ClientMessage> {
  const done = await says(stage.ana, card, /has succeeded/, 90_000);
  expect(stepsOn(done).filter((step) => !step.endsWith(': complete'))).toEqual([]);
  expect(sent(job)).toBe(before + 1);
  expect(newest(job)).toMatchObject({ ending: { result: 'SUCCESS' }, repairs: 0 });
  expect(await reads(stage, stage.ana, '/ppm audit verify')).toContain('is whole');
  return done;
}

describe('the answer to run-now is lost after it acted', () => {
  test('asked again with the same token: one run, and the card names it', async () => {
    const before = sent(inDev(silver));
    loses('run-now', 2);
    const card = await runsInDev(silver);
    const done = await ranOnce(card, inDev(silver), before);
    expect(stage.warehouse.jobs.faults.get().lostReply).toMatchObject({ count: 0 });
    expect(noteOf(done, `Start ${inDev(silver)}`)).toContain(String(newest(inDev(silver))?.id));
  }, 120_000);

  test('and the bot is killed before it asks again: one run, followed after the restart', async () => {
    const before = sent(silver);
    const card = await plans(stage.ana, `/ppm job run ${silver}`);
    loses('run-now', 9);
    await stage.ben.clicks(card, 'Approve');
    await until('run-now has acted', () => sent(silver) > before);
    await stage.bot.kill('SIGKILL');
    stage.warehouse.jobs.faults.set({});
    await restart();
    expect((await ranOnce(card, silver, before)).text).toContain('Done');
  }, 150_000);
});

test('kill -9 in the middle of following: followed again, nothing is started twice', async () => {
  const before = sent(inDev(silver));
  const card = await runsInDev(silver);
  await until('a task has ended', () =>
    newest(inDev(silver))?.tasks.some(({ phase }) => phase === 'terminated'),
  );
  expect(newest(inDev(silver))?.endedAt).toBeNull();
  await stage.bot.kill('SIGKILL');
  await restart();
  expect((await ranOnce(card, inDev(silver), before)).text).toContain('Done');
}, 150_000);

test('the answer to a repair is lost after it acted: one repair', async () => {
  stage.warehouse.jobs.failNext(gold, 'cluster-startup', 'kpis');
  const card = await plans(stage.ana, `/ppm job run ${gold}`);
  await stage.ben.clicks(card, 'Approve');
  const failed = await says(stage.ana, card, /has failed/, 60_000);
  const before = sent(gold);
  const retry = await cardAfter(stage.ana, 'retry', () =>
    stage.ana.clicks(failed, 'Retry the run'),
  );
  loses('runs/repair', 1);
  const done = await isApproved(stage, retry);
  expect(stage.warehouse.jobs.faults.get().lostReply).toMatchObject({ count: 0 });
  expect(sent(gold)).toBe(before + 1);
  expect(newest(gold)).toMatchObject({ repairs: 1, ending: { result: 'SUCCESS' } });
  expect(shown(done)).toMatch(/It was repaired: repair \d+/);
}, 150_000);

describe('cancelled', () => {
  /** A run in dev of which the first task goes on for ever. */
  async function endless(): Promise<ClientMessage> {
    stage.warehouse.jobs.failNext(inDev(gold), 'never-ends', 'kpis');
    const before = sent(inDev(gold));
    const card = await runsInDev(gold);
    await until(
      'its other task has ended',
      () =>
        sent(inDev(gold)) > before &&
        newest(inDev(gold))?.tasks.some(
          ({ key, phase }) => key !== 'kpis' && phase === 'terminated',
        ),
    );
    return card;
  }

  /** @returns how the run in Databricks has ended */
  async function stopped(card: ClientMessage, before: number): Promise<string | undefined> {
    await until('Databricks has stopped it', () => newest(inDev(gold))?.endedAt !== null, 60_000);
    await says(stage.ana, card, /was cancelled|is cancelled|has been cancelled/, 60_000);
    expect(sent(inDev(gold))).toBe(before + 1);
    return newest(inDev(gold))?.ending?.result;
  }

  test('while it runs: the run in Databricks is cancelled', async () => {
    const before = sent(inDev(gold));
    const card = await endless();
    await reads(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
    expect(await stopped(card, before)).toBe('CANCELED');
  }, 120_000);

  test('after a kill -9, before anybody has picked it up: cancelled in Databricks too', async () => {
    const before = sent(inDev(gold));
    const card = await endless();
    await stage.bot.kill('SIGKILL');
    await restart();
    await reads(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
    // The dead process still holds it: nobody has stopped anything yet.
    expect(newest(inDev(gold))?.endedAt).toBeNull();
    expect(await stopped(card, before)).toBe('CANCELED');
  }, 150_000);

  test('after a kill -9 between run-now and its answer: cancelled in Databricks too', async () => {
    const before = sent(inDev(gold));
    stage.warehouse.jobs.failNext(inDev(gold), 'never-ends', 'kpis');
    loses('run-now', 9);
    const card = await runsInDev(gold);
    await until('run-now has acted', () => sent(inDev(gold)) > before);
    await stage.bot.kill('SIGKILL');
    stage.warehouse.jobs.faults.set({});
    await restart();
    await reads(stage, stage.ana, `/ppm cancel ${runOf(card)}`);
    expect(newest(inDev(gold))?.endedAt).toBeNull();
    expect(await stopped(card, before)).toBe('CANCELED');
  }, 150_000);

  test('before it is approved: nothing is started', async () => {
    const before = sent(gold);
    const card = await plans(stage.ana, `/ppm job run ${gold}`);
    await stage.ana.clicks(card, 'Cancel');
    await becomes(stage, card, /cancelled/i);
    expect(sent(gold)).toBe(before);
  });
});
