// A Databricks job that failed, from its notification to the run that was tried again: the card says why and has the button.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runbookAlert } from '../../sandbox/alerts/index.js';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  becomes,
  cardAfter,
  cards,
  cardWith,
  connected,
  isApproved,
  now,
  openStage,
  reads,
  shown,
  type Stage,
} from './stage.js';

const job = 'silver_transformations';
let stage: Stage;
/** Of the group, and the run that it is about. */
let card: ClientMessage;
let failed: number;

beforeAll(async () => {
  stage = await openStage({ warehouse: { jobs: { taskMs: 100 } } });
});
afterAll(() => stage?.close());

const groupIn = (message: ClientMessage): string =>
  /G-[0-9A-Z]{6}/.exec(JSON.stringify(message))?.[0] ?? 'no group';
const notifications = () =>
  stage.alerts
    .traffic()
    .filter(({ source, what }) => source === 'databricks' && what.includes(job));

test('a job that failed is a card that says what kind of failure it is and what helps', async () => {
  stage.alerts.databricksFailure(job, stage.warehouse.jobs);
  card = await cardWith(stage, /Databricks job silver_transformations failed/);
  failed = stage.warehouse.jobs.runs(job)[0]?.id ?? 0;
  const looked = await becomes(stage, card, /projects failed \(DRIVER_ERROR\): driver/);
  expect(shown(looked)).toMatch(/DRIVER_UNREACHABLE[^]*Cause[^]*cluster was lost[^]*Retry the run/);
  expect(buttonsOf(looked)).toContain('Retry the run');
});

test('a repeat after a restart is the same alert, since when the run began', async () => {
  await stage.bot.kill('SIGKILL');
  await stage.bot.start();
  await connected(stage);
  const [first] = notifications();
  expect(stage.alerts.again(first?.n ?? -1)).toBe(true);
  await until('it is taken', () => notifications().filter((one) => one.status === 200)[1]);
  // What came after it is worked on after it.
  stage.alerts.fire(runbookAlert('HighLatency'));
  await cardWith(stage, /High latency/, 20_000);
  stage.alerts.resolveAll();
  const began = stage.warehouse.jobs.runs(job).find(({ id }) => id === failed)?.startedAt ?? 0;
  const said = await reads(stage, stage.ana, `/ppm alert show ${groupIn(card)}`);
  expect(said).toMatch(/\b1\b[^0-9]{0,20}firing/);
  expect(said).not.toMatch(/\b2\b[^0-9]{0,20}firing/);
  await until('the card knows when the run began', () =>
    JSON.stringify(now(stage.ana, card)).includes(String(Math.floor(began / 1_000))),
  );
  expect(cards(stage.ana).filter((each) => groupIn(each) === groupIn(card))).toHaveLength(1);
});

test('its button asks for job.retry, which is approved and succeeds, and the success ends the alert', async () => {
  const asked = await cardAfter(stage.ana, 'retry', () => stage.ana.clicks(card, 'Retry the run'));
  expect(shown(asked)).toContain(String(failed));
  expect(stage.warehouse.jobs.submissions(job)).toEqual([]);
  await isApproved(stage, asked);
  expect(stage.warehouse.jobs.submissions(job)).toMatchObject([{ kind: 'repair', runId: failed }]);
  stage.alerts.databricksSuccess(job, stage.warehouse.jobs);
  await becomes(stage, card, /[Rr]esolved/);
  expect(notifications().at(-1)?.body).toMatchObject({ run: { run_id: String(failed) } });
});

test('a run of the same job that fails next is looked into by itself', async () => {
  const before = failed;
  stage.alerts.databricksFailure(job, stage.warehouse.jobs);
  failed = stage.warehouse.jobs.runs(job)[0]?.id ?? 0;
  expect(failed).not.toBe(before);
  await becomes(stage, card, new RegExp(`run ${failed} failed`), 30_000);
});

test('a run that Databricks does not know is a card all the same', async () => {
  stage.alerts.databricksFailure('job_of_another_workspace');
  const other = await cardWith(stage, /Databricks job job_of_another_workspace failed/);
  await becomes(stage, other, /Diagnosis failed/, 30_000);
  expect(buttonsOf(now(stage.ana, other))).toEqual(
    expect.arrayContaining(['Acknowledge', 'Diagnose Databricks']),
  );
});
