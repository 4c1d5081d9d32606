// Three processes of the bot share one memory: whichever of them hears something, it happens once; and what one that dies
// has begun, another ends.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../../sandbox/company.js';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  approvesSomehow,
  auditIsWhole,
  cardsOf,
  closeStage,
  comesBack,
  counted,
  dies,
  heard,
  insists,
  isAlone,
  openReplicaStage,
  patience,
  privateAnswers,
  startKilling,
  toEach,
  type ReplicaStage,
} from './replica-hands.js';
import {
  asks,
  cardAfter,
  cards,
  carriesOut,
  cardWith,
  good,
  opens,
  plans,
  projects,
  reads,
  restoredVersions,
  restores,
  runOf,
  says,
  shown,
  threadOf,
  typed,
} from './stage.js';

let stage: ReplicaStage;
beforeAll(async () => {
  stage = await openReplicaStage({}, { github: { paceMs: 3_000 } });
}, 180_000);
afterAll(() => closeStage(stage));
afterEach(async () => {
  stage.warehouse.faults.set({});
  stage.slack.faults.set({ deliveries: 1 });
  stage.github.setFault({ hangRuns: null });
  await comesBack(stage);
});

const slowly = (match: string, millis: number) =>
  stage.warehouse.faults.set({ slow: { match: String.raw`^\s*${match}`, millis } });

const plan = (version: number): Promise<ClientMessage> =>
  plans(stage.ana, `/ppm table restore ${projects} --version ${version}`);

/** One restore more than before, one card, one line in its thread. */
async function endedOnce(card: ClientMessage, before: number): Promise<ClientMessage> {
  const done = await says(stage.ana, card, /has succeeded/, patience);
  expect(buttonsOf(done)).toEqual(['Undo']);
  expect(restoredVersions(stage)).toBe(before + 1);
  await until('the outcome is told', () => threadOf(stage, card).length > 0);
  expect(threadOf(stage, card)).toHaveLength(1);
  expect(cardsOf(stage, card)).toHaveLength(1);
  return done;
}

test('all three hear Slack, in turn', async () => {
  const before = await heard(stage);
  for (let turn = 0; turn < 3; turn += 1) await asks(stage, stage.eve, '/ppm help');
  expect((await heard(stage)).map((count, at) => count - (before[at] ?? 0))).toEqual([1, 1, 1]);
});

describe('one of them dies', () => {
  test('while it restores: another finds the restore in the history and ends the run, and so its undo', async () => {
    const before = restoredVersions(stage);
    const card = await plan(good);
    const [first, second] = stage.bots;
    if (!first || !second) throw new Error('there are three');
    await isAlone(stage, first);
    slowly('RESTORE', 3_500);
    await approvesSomehow(stage, card);
    await until('the RESTORE is under way', () => restores(stage).length === 1);
    await second.start();
    await dies(stage, first);
    const done = await endedOnce(card, before);
    expect(restores(stage)).toHaveLength(1);

    stage.warehouse.faults.set({});
    await comesBack(stage);
    const undo = await cardAfter(stage.ana, 'Undo', () => stage.ana.clicks(done, 'Undo'));
    await approvesSomehow(stage, undo);
    await endedOnce(undo, before + 1);
    await auditIsWhole(stage);
  }, 240_000);

  test('again and again, a different one each time: the story goes on all the same', async () => {
    const before = restoredVersions(stage);
    const killing = startKilling(stage, 3_000);
    try {
      slowly('RESTORE', 1_500);
      for (const [round, version] of [good, good - 1].entries()) {
        const was = cards(stage.ana).length;
        await insists(() => stage.ana.types(`/ppm table restore ${projects} --version ${version}`));
        const card = await until('the plan is there', () => cards(stage.ana)[was], patience);
        await says(stage.ana, card, /waits for approval/, patience);
        await approvesSomehow(stage, card);
        await endedOnce(card, before + round);
      }
    } finally {
      await killing.stop();
    }
    expect(killing.killed()).toBeGreaterThan(1);
    await auditIsWhole(stage);
  }, 400_000);
});

describe('two of them hear of the same', () => {
  test('two approvers click at the same moment, one of them twice: one approval, one restore', async () => {
    const before = restoredVersions(stage);
    const card = await plan(good);
    const forms = await Promise.all(
      [stage.ben, stage.chloe].map(async (person) => ({
        person,
        form: await opens(person, card, 'Approve'),
      })),
    );
    const heardBefore = await heard(stage);
    await Promise.all([
      ...forms.map(({ person, form }) => person.submits(form, typed(projects))),
      ...forms.slice(0, 1).map(({ form }) => stage.ben.submits(form, typed(projects))),
    ]);
    const heardNow = await heard(stage);
    expect(heardNow.filter((count, at) => count > (heardBefore[at] ?? 0)).length).toBeGreaterThan(
      1,
    );
    await endedOnce(card, before);
    expect(await reads(stage, stage.david, `/ppm audit run.approved ${runOf(card)}`)).toContain(
      '1 entry of the audit log',
    );
  }, 180_000);

  test('every request of Slack comes to two of them: one card, one approval, one restore', async () => {
    const before = restoredVersions(stage);
    const inChannel = cards(stage.ana).length;
    stage.slack.faults.set({ deliveries: 2 });
    const card = await plan(good - 1);
    await approvesSomehow(stage, card);
    await endedOnce(card, before);
    const answers = privateAnswers(stage, stage.ana);
    const twice = await asks(stage, stage.ana, '/ppm approvals');
    stage.slack.faults.set({ deliveries: 1 });
    const once = await asks(stage, stage.ana, '/ppm status');
    expect(privateAnswers(stage, stage.ana)).toEqual([...answers, twice.text, once.text]);
    expect(cards(stage.ana)).toHaveLength(inChannel + 1);
  }, 180_000);

  test('the same alert comes to all of them at once: one group, one card', async () => {
    const known = { alertname: 'HostUnreachable', system: 'wittwizz', severity: 'warning' };
    const fingerprint = stage.alerts.fire({ labels: known, annotations: { summary: 'Known' } });
    await cardWith(stage, /HostUnreachable/);
    const body = JSON.stringify(stage.alerts.traffic().at(-1)?.body);
    const secret = { authorization: `Bearer ${credentials.alertmanagerSecret}` };
    // That one again, and one that none of them has heard of.
    const other = body
      .replaceAll('HostUnreachable', 'HostLost')
      .replaceAll(fingerprint, 'f00d'.repeat(4));
    for (const each of [body, other])
      expect(await toEach(stage.bots, '/webhooks/alertmanager', each, secret)).toEqual([
        200, 200, 200,
      ]);
    await cardWith(stage, /HostLost/);
    for (const name of ['HostUnreachable', 'HostLost'])
      expect(cards(stage.ana).filter((each) => shown(each).includes(name))).toHaveLength(1);
    expect(await reads(stage, stage.eve, '/ppm alerts')).toMatch(/^2 alerts firing/);
  }, 180_000);
});

test('a cancel that another replica hears stops the work of the first', async () => {
  const [first] = stage.bots;
  if (!first) throw new Error('there are three');
  await isAlone(stage, first);
  stage.github.setFault({ hangRuns: { job: 'build', step: 'Test', count: 1 } });
  const card = await plans(stage.ana, '/ppm deploy control-room staging');
  await until('it hangs', () => stage.github.faults().hangRuns?.count === 0, patience);
  const dispatched = stage.github.dispatches();
  await comesBack(stage);
  // Slack takes them in turn: the first has the next request, and another the one after it.
  await asks(stage, stage.eve, '/ppm help');
  const before = await counted(first, 'ppm_acknowledge_seconds_count');
  await stage.ana.types(`/ppm cancel ${runOf(card)}`);
  expect(await counted(first, 'ppm_acknowledge_seconds_count')).toBe(before);
  await says(stage.ana, card, /was cancelled|has been cancelled/, patience);
  const newest = stage.github.runs()[0];
  expect([newest?.status, newest?.conclusion]).toEqual(['completed', 'cancelled']);
  expect(stage.github.dispatches()).toBe(dispatched);
}, 240_000);

test('a setting that one of them changes holds for all', async () => {
  await carriesOut(stage, 'settings set notion.cursors 4 --for 2h --reason "Notion answers 429"');
  for (let turn = 0; turn < stage.bots.length; turn += 1)
    expect(await reads(stage, stage.eve, '/ppm settings')).toMatch(/notion\.cursors[^]*4 queries/);
});
