// The bot's own service for backups with the real mongodump and mongorestore, against a real server that speaks MongoDB's
// protocol: backed up, verified, restored, and what is wrong with a backup found out before anything is dropped.
import { createHash } from 'node:crypto';
import { copyFile, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { mongoPrograms } from './mongo/ferret.js';
import { database } from './mongo/own-backups.js';
import { count, never, openStage, realTools, secret, skipped, type Stage } from './mongo/stage.js';
import { watchPrograms } from './mongo/watch.js';

const programs = mongoPrograms();
const on = { run: 'run-1', signal: never, tell: () => {} };
let stage: Stage;

beforeAll(async () => {
  if (programs !== null) stage = await openStage(programs);
});
afterAll(() => stage?.close());
beforeEach(() => stage?.clear());

const make = () => {
  const { backups } = stage.own;
  const [target = expect.fail('no database to back up')] = backups.targets;
  return backups.make(target, { reason: 'manual', label: null }, on);
};
const fileOf = ({ name }: { name: string }): string =>
  join(stage.own.backups.directory, database, `${name}.archive.gz`);

async function damage(): Promise<void> {
  const { db } = stage;
  await db.collection('tasks').deleteMany({ status: 'Done' });
  await db.collection('tasks').updateMany({}, { $set: { title: 'lost' } });
  await db.collection('tasks').dropIndex('status_1_created_at_-1');
  await db.collection('users').drop();
}

describe.skipIf(programs === null)(`a real mongodump and mongorestore${skipped(programs)}`, () => {
  test('back up, prove it in a scratch database, and restore', async () => {
    const { backups } = stage.own;
    const [before, documents] = [await stage.shape(), await stage.tasks()];
    const backup = await make();
    expect(backup.collections).toEqual(before);
    expect(backup.collections.map((one) => [one.name, one.documents])).toEqual([
      ['tasks', count],
      ['users', 1],
      ['workspaces', 0],
    ]);
    await backups.inspect(backup, on);

    await backups.restore(backup, 'scratch', on);
    expect(await stage.shape('scratch')).toEqual(before);
    expect(await stage.tasks('scratch')).toEqual(documents);

    await damage();
    expect(await stage.shape()).not.toEqual(before);
    await backups.restore(backup, null, on);
    expect(await stage.shape()).toEqual(before);
    expect(await stage.tasks()).toEqual(documents);
  });

  test('run without the address in their arguments or environment', async () => {
    const watch = watchPrograms(stage.directory);
    await stage.own.backups.restore(await make(), 'scratch', on);
    const seen = await watch.end();
    const tools = seen.filter(({ words }) => /\/mongo(dump|restore)$/.test(words[0] ?? ''));
    const { mongodump, mongorestore } = realTools(programs);
    expect(new Set(tools.map(({ words }) => words[0]))).toEqual(
      new Set([...mongodump, ...mongorestore]),
    );
    for (const { words, environment } of tools) {
      expect(words.join(' ')).toContain('--config=');
      expect(`${words.join(' ')} ${environment}`).not.toContain(secret);
      expect(`${words.join(' ')} ${environment}`).not.toContain('mongodb://');
    }
  });

  test('an archive that is cut short is found out', async () => {
    const backup = await make();
    await truncate(fileOf(backup), Math.floor(backup.bytes / 2));
    await expect(stage.own.backups.inspect(backup, on)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('cut short'),
    });
    // By what is in it, too, where size and checksum are those of what is left.
    const left = { ...backup, ...(await measured(fileOf(backup))) };
    await expect(stage.own.backups.inspect(left, on)).rejects.toMatchObject({
      message: expect.stringMatching(/^The archive is cut short/),
    });
  });

  test('an archive of another database is found out', async () => {
    const backup = await make();
    await stage.restore(await dumped(), 'scratch');
    expect(await stage.dump(realTools(programs).mongodump, stage.uri, 'scratch')).toMatchObject({
      code: 0,
    });
    await copyFile(stage.archive(), fileOf(backup));
    const other = { ...backup, ...(await measured(fileOf(backup))) };
    await expect(stage.own.backups.inspect(other, on)).rejects.toMatchObject({
      code: 'not_possible',
      message: 'The archive is of the database scratch, not of notion_bot.',
    });
  });
});

/** @returns the words that restore what was dumped */
async function dumped(): Promise<string[]> {
  const { mongodump, mongorestore } = realTools(programs);
  await stage.dump(mongodump);
  return mongorestore;
}

async function measured(path: string): Promise<{ bytes: number; sha256: string }> {
  const content = await readFile(path);
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}
