// MongoDB of the Notion Bot API looked at and mended from the slash command down: status, slow queries, indexes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import { tasks } from './backup-stage.js';
import {
  asks,
  isApproved,
  openStage,
  plans,
  reads,
  shown,
  takesBack,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
  await stage.switches.allOff();
});
afterAll(() => stage?.close());

const indexes = (): string[] => stage.mongo.indexes(tasks).map(({ name }) => name);

test('mongo status: its collections, counted; a full disk; not there at all', async () => {
  const count = stage.mongo.documents(tasks).length;
  const said = await reads(stage, stage.eve, '/ppm mongo status');
  expect(said).toMatch(new RegExp(String.raw`tasks[^]*\b${count}\b`));
  stage.mongo.setDiskFull(true);
  expect(await reads(stage, stage.eve, '/ppm mongo status notion-bot-api')).toMatch(/disk/i);
  stage.mongo.setDiskFull(false);
  expect(await reads(stage, stage.eve, '/ppm mongo status wittwizz')).toMatch(
    /wittwizz has no MongoDB database configured/,
  );
});

test('mongo slow: how to turn the profiler on; then what it saw, without values', async () => {
  stage.mongo.setProfiled(false);
  expect(await reads(stage, stage.eve, '/ppm mongo slow')).toMatch(
    /profiler of notion_bot is off[^]*setProfilingLevel/,
  );
  stage.mongo.setProfiled(true);
  const slow = await asks(stage, stage.ana, '/ppm mongo slow');
  expect(shown(slow)).toMatch(/the slowest took 1840 ms/);
  expect(shown(slow)).toMatch(/COLLSCAN/);
  expect(shown(slow)).not.toContain('u-1042');
  stage.mongo.setProfiled(false);
});

test('mongo indexes: the missing ones are created when somebody approves; undo drops them', async () => {
  const before = indexes();
  const found = await asks(stage, stage.ana, '/ppm mongo indexes');
  expect(shown(found)).toMatch(/2 of 4 expected indexes of notion_bot are missing/);
  expect(buttonsOf(found)).toContain('Create the missing');
  const card = await plans(stage.ana, '/ppm mongo indexes --create');
  expect(indexes()).toEqual(before);
  const done = await isApproved(stage, card);
  expect(indexes()).toEqual([...before, 'user_id_1', 'updated_at_-1']);
  expect(await reads(stage, stage.eve, '/ppm mongo indexes')).toMatch(/All 4 expected indexes/);
  await takesBack(stage, done);
  expect(indexes()).toEqual(before);
}, 120_000);

test('mongo indexes drop: one that is not there is refused by its name', async () => {
  const before = indexes();
  expect(await reads(stage, stage.ana, '/ppm mongo indexes drop tasks.user_id_9')).toMatch(
    /user_id_9/,
  );
  expect(indexes()).toEqual(before);
});

test('a MongoDB that is down is said to be, with what to do', async () => {
  await stage.mongo.setUp(false);
  const said = await asks(stage, stage.eve, '/ppm mongo status', 60_000);
  expect(shown(said)).toMatch(/notion_bot of notion-bot-api/);
  expect(buttonsOf(said).length).toBeGreaterThan(0);
  await stage.mongo.setUp(true);
}, 90_000);
