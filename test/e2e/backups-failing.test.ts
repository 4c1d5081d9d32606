// Restores in which a tool or the bot itself dies in the middle: each ends with the database right, its service started and
// its syncs resumed.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import { until } from '../../sandbox/until.js';
import {
  backedUp,
  database,
  manifests,
  mishap,
  records,
  restoring,
  system,
  toolRuns,
  writersAreBack,
} from './backup-stage.js';
import { ownConfig, type OwnConfig } from './own-config.js';
import { commandLines } from './processes.js';
import {
  approves,
  asks,
  cardAfter,
  connected,
  openStage,
  plans,
  reads,
  runOf,
  says,
  shown,
  type Stage,
} from './stage.js';

let stage: Stage;
let config: OwnConfig;
beforeAll(async () => {
  // Long enough for a person to say something before the run of a process that died is taken over.
  config = await ownConfig({ 'engine.leaseSeconds': 8 });
  stage = await openStage({ notion: { requestsPerMinute: 0 }, bot: { configPath: config.path } });
  await stage.switches.allOff();
});
afterAll(async () => {
  await stage?.close();
  await config?.remove();
});
afterEach(() => stage.mongo.tools.replace({}));

async function dies(): Promise<void> {
  await stage.bot.kill('SIGKILL');
  // What it had started hears nobody any more, and ends.
  await until('its tools are gone', async () =>
    (await commandLines()).every(
      (line) => !(line.includes(stage.dataDir) && line.includes('--archive')),
    ),
  );
}

async function comesBack(): Promise<void> {
  await stage.bot.start();
  await connected(stage);
}

test('mongorestore finishes and dies before it says so: found out, and right', async () => {
  const made = await backedUp(stage);
  const good = records(stage);
  mishap(stage);
  await stage.mongo.tools.replace({ mongorestore: { kind: 'die_at_end', count: 1 } });
  const card = await restoring(stage, made.name);
  await says(stage.ana, card, /has succeeded/, 120_000);
  expect(records(stage)).toEqual(good);
  await writersAreBack(stage);
}, 240_000);

test('kill -9 of the bot while mongorestore works: done again, and right', async () => {
  const made = await backedUp(stage);
  const good = records(stage);
  mishap(stage);
  await stage.mongo.tools.replace({ mongorestore: { kind: 'slow', count: 1 } });
  const card = await restoring(stage, made.name);
  await toolRuns(stage, 'mongorestore');
  await dies();
  expect(stage.systems.supervisor.states[system]?.state).toBe('stopped');
  await comesBack();
  await says(stage.ana, card, /has succeeded/, 120_000);
  expect(records(stage)).toEqual(good);
  await writersAreBack(stage);
  expect(await reads(stage, stage.david, '/ppm audit verify')).toContain('is whole');
}, 240_000);

test('kill -9 before mongorestore began, and cancelled then: everything goes on as before', async () => {
  const made = await backedUp(stage);
  mishap(stage);
  const bad = records(stage);
  await stage.mongo.tools.replace({ mongodump: { kind: 'slow', count: 1 } });
  const card = await restoring(stage, made.name);
  await toolRuns(stage, 'mongodump');
  await dies();
  expect(stage.systems.supervisor.states[system]?.state).toBe('stopped');
  await comesBack();
  await asks(stage, stage.ana, `/ppm cancel ${runOf(card)}`, 30_000);
  await says(stage.ana, card, /was cancelled/, 90_000);
  expect(records(stage)).toEqual(bad);
  await writersAreBack(stage);
}, 240_000);

test('kill -9 in the middle of a backup: made again, once', async () => {
  const before = (await manifests(stage)).length;
  await stage.mongo.tools.replace({ mongodump: { kind: 'slow', count: 1 } });
  const card = await plans(stage.ana, '/ppm backup now');
  await toolRuns(stage, 'mongodump');
  await dies();
  await comesBack();
  await says(stage.ana, card, /has succeeded/, 90_000);
  expect(await manifests(stage)).toHaveLength(before + 1);
}, 240_000);

test('mongorestore is killed each time: the run ends, nobody writes, and the way back is a button', async () => {
  const made = await backedUp(stage);
  const good = records(stage);
  await stage.mongo.tools.replace({ mongorestore: { kind: 'die_half_way', count: -1 } });
  const card = await restoring(stage, made.name);
  const failed = await says(stage.ana, card, /has failed/, 120_000);
  expect(shown(failed)).toMatch(/may be only half restored[^]*stays stopped/);
  expect(buttonsOf(failed)).toContain('Start the service');
  expect(stage.systems.supervisor.states[system]?.state).toBe('stopped');
  expect(await reads(stage, stage.ana, `/ppm sync status ${system}`)).toMatch(/paused by ana/);
  expect(records(stage)).not.toEqual(good);
  await stage.mongo.tools.replace({});
  const back = await cardAfter(stage.ana, 'back', () =>
    stage.ana.clicks(failed, 'Restore what was there before'),
  );
  await approves(stage.ben, back, database);
  await says(stage.ana, back, /has succeeded/, 120_000);
  expect(records(stage)).toEqual(good);
  expect(stage.systems.supervisor.states[system]?.state).toBe('running');
}, 300_000);
