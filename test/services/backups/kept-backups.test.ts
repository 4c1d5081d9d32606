// Backups that are there already: found, read to their end, put back, removed.
import { createHash } from 'node:crypto';
import { readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MongoBackup } from '../../../src/services/backups/backups.js';
import { isAlive, problemOf } from '../commands/bench.js';
import { zipped } from './archive-bytes.js';
import { contents, manual, on, openBench, startedAt, target, type Bench } from './bench.js';

const day = 24 * 60 * 60_000;

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const made = (rules: object = {}) => bench.create(rules).make(target, manual, on());
const pathOf = ({ name, isEncrypted }: MongoBackup) =>
  join(bench.directory, 'notion_bot', `${name}.archive.gz${isEncrypted ? '.enc' : ''}`);
const manifestOf = ({ name }: MongoBackup) => join(bench.directory, 'notion_bot', `${name}.json`);
/** Puts other bytes there, and a manifest that fits them. */
async function replaced(backup: MongoBackup, bytes: Buffer): Promise<MongoBackup> {
  await writeFile(pathOf(backup), bytes);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const changed = { ...backup, bytes: bytes.length, sha256 };
  await writeFile(manifestOf(backup), JSON.stringify(changed));
  return changed;
}
const fault = async (backup: MongoBackup, rules: object = {}) =>
  problemOf(bench.create(rules).inspect(backup, on()));

describe('reading one to its end', () => {
  it('is told as it goes, and ends well', async () => {
    const given = on();
    await bench.create().inspect(await made(), given);
    expect(given.told.map(({ note }) => note)).toContain('checking its checksum');
    expect(given.told.at(-1)?.note).toMatch(/^reading it to its end: /);
  });

  it('finds one that is gone', async () => {
    const backup = await made();
    await rm(pathOf(backup));
    expect(await fault(backup)).toMatchObject({
      code: 'not_possible',
      message: 'The file of the backup is gone.',
      hint: expect.stringContaining('PPM_DATA_DIR, mongo-backups'),
    });
  });
  it('finds one that is cut short', async () => {
    const backup = await made();
    await truncate(pathOf(backup), 700);
    expect(await fault(backup)).toMatchObject({
      code: 'not_possible',
      message: expect.stringMatching(/is cut short: 700 bytes of its .* are there/),
    });
  });
  it('finds a wrong checksum', async () => {
    const backup = await made();
    const bytes = await readFile(pathOf(backup));
    bytes[300] = (bytes[300] ?? 0) ^ 1;
    await writeFile(pathOf(backup), bytes);
    expect(await fault(backup)).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('another checksum'),
    });
  });
  it('finds one of another database', async () => {
    const other = await replaced(await made(), zipped('elsewhere', contents));
    expect(await fault(other)).toMatchObject({
      code: 'not_possible',
      message: 'The archive is of the database elsewhere, not of notion_bot.',
    });
  });
  it('finds what is no archive', async () => {
    const other = await replaced(await made(), Buffer.from('hello'.repeat(100)));
    expect(await fault(other)).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('no archive of mongodump'),
    });
  });
  it('finds one whose counts are not those of its manifest', async () => {
    const fewer = [
      { name: 'tasks', documents: 499 },
      { name: 'users', documents: 3 },
    ];
    const other = await replaced(await made(), zipped('notion_bot', fewer));
    expect(await fault(other)).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('something else in tasks'),
    });
  });
  it('stops when it is cancelled', async () => {
    const stop = new AbortController();
    const backup = await made();
    stop.abort();
    expect(await problemOf(bench.create().inspect(backup, on(stop.signal)))).toMatchObject({
      code: 'cancelled',
    });
  });

  it('an encrypted one is decrypted for it, and nothing plain stays', async () => {
    const rules = { encrypt: bench.turning, decrypt: bench.turning };
    const backup = await made(rules);
    const before = await bench.files();
    await bench.create(rules).inspect(backup, on());
    expect(await bench.files()).toEqual(before);
    expect(await fault(backup)).toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('backups.decrypt'),
    });
    expect(await fault(backup, { decrypt: [process.execPath, '-e', '0'] })).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('wrote nothing'),
    });
    bench.world.freeBytes = 10;
    expect(await fault(backup, rules)).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('too little room to decrypt'),
    });
    expect(await bench.files()).toEqual(before);
  });
});

describe('putting one back', () => {
  it('goes to its own database', async () => {
    const backup = await made();
    const given = on();
    await bench.create().restore(backup, null, given);
    const seen = await bench.seen();
    expect(seen.given.slice(1)).toEqual([
      `--archive=${pathOf(backup)}`,
      '--gzip',
      '--drop',
      '--nsInclude=notion_bot.*',
      '--stopOnError',
    ]);
    expect(seen.config).toContain('hunter2');
    expect(JSON.stringify([seen.given, seen.env])).not.toContain('hunter2');
    expect(given.told).toContainEqual({ note: 'tasks: 500 documents', reached: 500 });
    expect((await bench.files()).filter((file) => file.startsWith('.'))).toEqual([]);
  });
  it('or into another one, decrypted first', async () => {
    const rules = { encrypt: bench.turning, decrypt: bench.turning };
    await bench.create(rules).restore(await made(rules), 'scratch_1', on());
    const { given } = await bench.seen();
    expect(given).toContain('--nsFrom=notion_bot.*');
    expect(given).toContain('--nsTo=scratch_1.*');
    expect(given[1]).toMatch(/^--archive=.*\.private-\w+\/archive\.gz$/);
    expect((await bench.files()).filter((file) => file.startsWith('.'))).toEqual([]);
  });
  it('says why mongorestore failed', async () => {
    const backup = await made();
    await bench.behave('fail');
    expect(await problemOf(bench.create().restore(backup, null, on()))).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('(Unauthorized) not authorized'),
      hint: expect.stringContaining('roles backup and restore'),
    });
    await bench.behave('partly');
    expect(await problemOf(bench.create().restore(backup, null, on()))).toMatchObject({
      code: 'outside_refused',
      message: 'mongorestore could not put back 3 documents.',
    });
  });
  it('is in doubt when its time is up, and stopped', async () => {
    const backup = await made();
    await bench.behave('deaf');
    const rules = { timeoutMinutes: 0.02 };
    expect(await problemOf(bench.create(rules).restore(backup, null, on()))).toMatchObject({
      code: 'outcome_unknown',
    });
    expect(isAlive((await bench.seen()).pid)).toBe(false);
    expect((await bench.files()).filter((file) => file.startsWith('.'))).toEqual([]);
  });
  it('of a system that is configured no more is refused', async () => {
    const backup = { ...(await made()), system: 'gone' };
    expect(await problemOf(bench.create().restore(backup, null, on()))).toMatchObject({
      code: 'not_possible',
    });
  });
});

describe('those that are there', () => {
  it('are targets where a system wants it', () => {
    expect(bench.create().targets.map(({ system, database }) => `${system} ${database}`)).toEqual([
      'notion-bot-api notion_bot',
      'staging notion_bot',
    ]);
  });
  it('are found by name, or the nearest are named', async () => {
    const backup = await made();
    expect(await bench.create().named(backup.name)).toEqual(backup);
    expect(await problemOf(bench.create().named('notion_bot-2026', 'name'))).toMatchObject({
      code: 'invalid_input',
      field: 'name',
      hint: `There are ${backup.name}.`,
    });
  });
  it('only with a manifest that is of the file beside it', async () => {
    const backup = await made();
    const folder = join(bench.directory, 'notion_bot');
    await writeFile(join(folder, 'cut.json'), '{"name":');
    await writeFile(join(folder, 'evil.json'), JSON.stringify({ ...backup, name: '../../evil' }));
    await writeFile(
      join(folder, 'moved.json'),
      JSON.stringify({ ...backup, name: 'moved', database: 'x' }),
    );
    expect(await bench.create().list()).toEqual([backup]);
    expect(await bench.create().list('notion_bot')).toEqual([backup]);
    expect(await bench.create().list('x')).toEqual([]);
  });
  it('are marked when they have been proved', async () => {
    const backup = await made();
    await bench.create().markVerified(backup, startedAt + 5);
    expect(await bench.create().list()).toEqual([{ ...backup, verifiedAt: startedAt + 5 }]);
  });
  it('go when nobody needs them, each system with its own', async () => {
    const rules = { keep: { daily: 1, weekly: 0, monthly: 0 } };
    const backups = bench.create(rules);
    const old = await backups.make(target, manual, on());
    const staging = await backups.make({ ...target, system: 'staging' }, manual, on());
    bench.clock.now += day;
    const newer = await backups.make(target, manual, on());
    bench.clock.now += day;
    expect(backups.kept([newer, old]).has(old.name)).toBe(false);
    expect(await backups.prune('notion_bot')).toEqual([old.name]);
    expect(await backups.list()).toEqual([newer, staging]);
    expect((await bench.files()).some((file) => file.includes(old.name))).toBe(false);
    expect(await backups.prune('notion_bot')).toEqual([]);
  });
});
