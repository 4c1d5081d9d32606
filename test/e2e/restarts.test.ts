// The bot is stopped and killed in the middle of things: what was accepted is done, once, by whoever comes after it.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { fileURLToPath } from 'node:url';
import { buttonsOf } from '../../sandbox/person.js';
import type { ClientMessage } from '../../sandbox/slack/protocol.js';
import { until } from '../../sandbox/until.js';
import {
  approves,
  cards,
  connected,
  everything,
  good,
  openStage,
  plans,
  projects,
  reads,
  restoredVersions,
  restores,
  runOf,
  says,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  const configPath = fileURLToPath(new URL('short-times.config.yaml', import.meta.url));
  stage = await openStage({ bot: { configPath } });
});
afterAll(() => stage?.close());
afterEach(() => {
  stage.warehouse.faults.set({});
});

const slowly = (match: string) =>
  stage.warehouse.faults.set({ slow: { match: String.raw`^\s*${match}`, millis: 800 } });

async function restart(): Promise<void> {
  await stage.bot.start();
  await connected(stage);
}

/** The run has succeeded with just one restore, and is told of just once. */
async function endedOnce(card: ClientMessage, version: number): Promise<void> {
  const done = await says(stage.ana, card, /has succeeded/, 20_000);
  expect(buttonsOf(done)).toEqual(['Undo']);
  const thread = () => stage.ana.messages().filter(({ threadTs }) => threadTs === card.ts);
  await until('the outcome is told', () => thread().length > 0);
  expect(thread()).toHaveLength(1);
  const same = cards(stage.ana).filter(({ text }) => text.includes(runOf(card)));
  expect(same).toHaveLength(1);
  expect(done.text).toContain(`to version ${version}`);
  expect(await reads(stage, stage.ana, '/ppm audit verify')).toContain('is whole');
}

const plan = (version: number): Promise<ClientMessage> =>
  plans(stage.ana, `/ppm table restore ${projects} --version ${version}`);

test('SIGTERM in the middle of a restore: it is finished first, and nothing accepted is lost', async () => {
  const card = await plan(good);
  slowly('RESTORE');
  await approves(stage.ben, card);
  await until('the RESTORE is under way', () => restores(stage).length === 1);
  const before = new Set(everything(stage, stage.eve).map(({ ts }) => ts));
  // Accepted in the same breath: the answer may come from this process or from the next.
  expect(await stage.eve.types('/ppm help')).toEqual({ ok: true, triggerId: expect.any(String) });
  await stage.bot.kill('SIGTERM');
  expect(stage.bot.state()).toBe('stopped');
  expect(stage.warehouse.statements().findLast(({ sql }) => /^\s*RESTORE/.test(sql))?.status).toBe(
    'finished',
  );
  expect(restoredVersions(stage)).toBe(1);
  // A command to a bot that is gone is not accepted, and the person is told so by Slack.
  expect(await stage.ana.types('/ppm status')).toMatchObject({ ok: false });

  await restart();
  await endedOnce(card, good);
  await until('the help that was asked for is there', () =>
    everything(stage, stage.eve).find(
      ({ ts, text }) => !before.has(ts) && text.includes('What I can do'),
    ),
  );
  expect(restoredVersions(stage)).toBe(1);
});

test('kill -9 while a plan waits, and again between the approval and the RESTORE: done once', async () => {
  const was = restoredVersions(stage);
  const sent = restores(stage).length;
  const card = await plan(good - 1);
  await stage.bot.kill('SIGKILL');
  expect(await stage.ben.clicks(card, 'Approve')).toMatchObject({ ok: false });
  await restart();
  // The plan is made again before it runs: that is where it dies.
  const reading = stage.warehouse.statements().length;
  slowly('DESCRIBE HISTORY');
  await approves(stage.ben, card);
  await until('the plan is made again', () =>
    stage.warehouse
      .statements()
      .slice(reading)
      .some(({ sql }) => sql.includes('DESCRIBE HISTORY')),
  );
  await stage.bot.kill('SIGKILL');
  expect(restores(stage)).toHaveLength(sent);
  stage.warehouse.faults.set({});
  await restart();
  await endedOnce(card, good - 1);
  expect(restoredVersions(stage)).toBe(was + 1);
  expect(restores(stage)).toHaveLength(sent + 1);
});

test('kill -9 while the warehouse restores: found in the history, not sent again', async () => {
  const was = restoredVersions(stage);
  const sent = restores(stage).length;
  const card = await plan(good);
  slowly('RESTORE');
  await approves(stage.ben, card);
  await until('the RESTORE is under way', () => restores(stage).length > sent);
  await stage.bot.kill('SIGKILL');
  await restart();
  await endedOnce(card, good);
  expect(restoredVersions(stage)).toBe(was + 1);
  expect(restores(stage)).toHaveLength(sent + 1);
});
