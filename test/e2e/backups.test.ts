// Backups and restores of MongoDB from the slash command down, with files and tools as they are: made, listed, proved, put
// back, taken back. And those of the bot itself and of Notion.
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { credentials } from '../../sandbox/company.js';
import { buttonsOf } from '../../sandbox/person.js';
import { until } from '../../sandbox/until.js';
import {
  archiveOf,
  backedUp,
  checksum,
  database,
  manifests,
  mishap,
  records,
  restoring,
  system,
  tasks,
  toolRuns,
  writersAreBack,
} from './backup-stage.js';
import { commandLines } from './processes.js';
import {
  approves,
  asks,
  cardAfter,
  cardWith,
  openStage,
  plans,
  reads,
  says,
  shown,
  threadOf,
  type Stage,
} from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ notion: { requestsPerMinute: 0 } });
  await stage.switches.allOff();
});
afterAll(() => stage?.close());
afterEach(() => stage.mongo.tools.replace({}));

describe('backup now', () => {
  test('writes one file and its manifest, and tells nobody where the database is', async () => {
    await stage.mongo.tools.replace({ mongodump: { kind: 'slow', count: 1 } });
    const card = await plans(stage.ana, '/ppm backup now');
    await toolRuns(stage, 'mongodump');
    const seen = (await commandLines()).join('\n');
    const done = await says(stage.ana, card, /has succeeded/, 60_000);
    const [made] = await manifests(stage);
    const count = stage.mongo.documents(tasks).length;
    expect(made).toMatchObject({ database, reason: 'manual', verifiedAt: null });
    expect(made?.collections).toMatchObject([{ name: 'tasks', documents: count }]);
    const archive = archiveOf(stage, made?.name ?? '');
    expect(await checksum(archive)).toBe(made?.sha256);
    expect((await stat(archive)).mode & 0o077).toBe(0);
    expect(buttonsOf(done)).toContain('Verify it');
    const { host } = new URL(stage.mongo.uri);
    const audit = await reads(stage, stage.david, '/ppm audit');
    const thread = await until('the output is in the thread', () => {
      const text = threadOf(stage, done).map(shown).join('\n');
      return /done dumping notion_bot\.tasks/.test(text) ? text : null;
    });
    for (const text of [seen, shown(done), thread, audit, stage.bot.log().join('\n')])
      expect(text).not.toContain(host);
    expect(await readdir(join(stage.dataDir, 'mongo-backups'))).toEqual([database]);
  }, 120_000);

  test('backups lists it with its size, and that it was never proved', async () => {
    const [made] = await manifests(stage);
    const said = await reads(stage, stage.eve, '/ppm backups');
    expect(said).toContain(made?.name);
    expect(said).toMatch(/No backup of notion-bot-api\/notion_bot was ever proved/);
  });
});

test('backup verify restores it into a scratch database, compares, and drops it', async () => {
  const [made] = await manifests(stage);
  const before = records(stage);
  await stage.mongo.tools.replace({ mongorestore: { kind: 'slow', count: 1 } });
  const card = await plans(stage.ana, `/ppm backup verify ${made?.name}`);
  const client = await MongoClient.connect(stage.mongo.uri);
  const databases = async () =>
    (await client.db('admin').admin().listDatabases()).databases.map(({ name }) => name).join();
  try {
    await until('the scratch database is there', async () => /ppm_verify_/.test(await databases()));
    await says(stage.ana, card, /has succeeded/, 60_000);
    expect(await databases()).not.toContain('ppm_verify_');
  } finally {
    await client.close();
  }
  expect(records(stage)).toEqual(before);
  expect((await manifests(stage))[0]?.verifiedAt).toEqual(expect.any(Number));
}, 120_000);

describe('backup restore', () => {
  test('holds the writers, puts everything back, lets them go; undo brings back what was there', async () => {
    const [made] = await manifests(stage);
    const good = records(stage);
    const indexes = stage.mongo.indexes(tasks);
    mishap(stage);
    const bad = records(stage);
    expect(bad).not.toEqual(good);
    await stage.mongo.tools.replace({ mongorestore: { kind: 'slow', count: 1 } });
    const card = await plans(stage.ana, `/ppm backup restore ${made?.name}`);
    expect(shown(card)).toMatch(/chat assistants[^]*its service stopped/);
    await approves(stage.ben, card, 'notion_bots');
    expect(stage.systems.supervisor.states[system]?.state).toBe('running');
    await approves(stage.ben, card, database);
    await toolRuns(stage, 'mongorestore');
    expect(stage.systems.supervisor.states[system]?.state).toBe('stopped');
    expect(await reads(stage, stage.ana, `/ppm sync ${system}`)).toMatch(/paused by ana/);
    const done = await says(stage.ana, card, /has succeeded/, 120_000);
    expect(records(stage)).toEqual(good);
    expect(stage.mongo.indexes(tasks)).toEqual(indexes);
    await writersAreBack(stage);

    const undo = await cardAfter(stage.ana, 'undo', () => stage.ana.clicks(done, 'Undo'));
    await approves(stage.ben, undo, database);
    await says(stage.ana, undo, /has succeeded/, 120_000);
    expect(records(stage)).toEqual(bad);
    await writersAreBack(stage);
  }, 300_000);

  test('whoever writes all the same is found before anything is lost', async () => {
    const [made] = await manifests(stage);
    const before = stage.mongo.documents(tasks).length;
    await stage.mongo.setWriter('forgotten-script');
    try {
      const card = await restoring(stage, made?.name ?? '');
      const failed = await says(stage.ana, card, /has failed/, 60_000);
      expect(shown(failed)).toMatch(/Others write to notion_bot[^]*forgotten-script/);
    } finally {
      await stage.mongo.setWriter(null);
    }
    expect(stage.mongo.documents(tasks)).toHaveLength(before);
    expect(stage.mongo.documents(tasks).map(({ title }) => title)).toContain(
      'Overwritten by a bad script',
    );
    await writersAreBack(stage);
  }, 120_000);
});

describe('what fails is told', () => {
  test('in the channel, when the schedule asked for it', async () => {
    await stage.switches.set('backup-fails', true);
    await asks(stage, stage.ana, '/ppm schedule run mongodb-backup', 60_000);
    const card = await cardWith(stage, /mongodump ended with exit code 1/, 60_000);
    expect(shown(card)).toMatch(/connection reset by peer/);
    await stage.switches.set('backup-fails', false);
  }, 120_000);

  test('an archive that lacks its end is no backup, whatever mongodump says', async () => {
    const before = (await manifests(stage)).length;
    await stage.mongo.tools.replace({ mongodump: { kind: 'cut_short', count: 1 } });
    const card = await plans(stage.ana, '/ppm backup now');
    const failed = await says(stage.ana, card, /has failed/, 60_000);
    expect(shown(failed)).toMatch(/mongodump ended well, but what it wrote can't be used/);
    expect(await manifests(stage)).toHaveLength(before);
  }, 120_000);
});

test('backup config: every record and the configuration, and no secret', async () => {
  const card = await plans(stage.ana, '/ppm backup config');
  await says(stage.ana, card, /has succeeded/, 60_000);
  const folder = join(stage.dataDir, 'state-backups');
  const file = (await readdir(folder)).find((name) => name.endsWith('.jsonl.gz')) ?? '';
  const text = gunzipSync(await readFile(join(folder, file))).toString('utf8');
  expect(text).toMatch(/finance-ppm[^]*"collection":"runs"/);
  for (const secret of Object.values(credentials)) expect(text).not.toContain(secret);
  expect(await reads(stage, stage.eve, '/ppm backups')).toMatch(
    /The bot itself[^]*documents in \d+ collections/,
  );
}, 120_000);

test('notion backup works beside it', async () => {
  const card = await plans(stage.ana, '/ppm notion backup wittwizz/tasks');
  const done = await says(stage.ana, card, /has succeeded|has failed/, 60_000);
  expect(shown(done)).toMatch(/has succeeded/);
}, 120_000);

test('a backup in between is the newest, and the audit log is whole', async () => {
  const made = await backedUp(stage);
  expect((await reads(stage, stage.eve, '/ppm backups notion_bot')).indexOf(made.name)).not.toBe(
    -1,
  );
  expect(await reads(stage, stage.david, '/ppm audit verify')).toContain('is whole');
}, 120_000);
