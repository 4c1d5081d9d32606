// Making backups, with programs that behave well and badly.
import { stat, mkdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../../src/core/problem.js';
import { isAlive, problemOf } from '../commands/bench.js';
import { manual, on, openBench, startedAt, target, uri, whole, type Bench } from './bench.js';

const name = 'notion_bot-2026-11-21T02-00-00.000Z';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench.close());

const make = (rules: object = {}, given = on(), what = manual) =>
  bench.create(rules).make(target, what, given);
const refusal = async (rules: object = {}, given = on()): Promise<Problem> => {
  const problem = await problemOf(make(rules, given));
  // Nothing that fails leaves anything, not even the file with the address.
  expect((await bench.files()).filter((file) => file !== 'notion_bot')).toEqual([]);
  expect(JSON.stringify([problem.message, problem.hint])).not.toContain('hunter2');
  return problem;
};
const script = (text: string) => [process.execPath, '-e', text];

describe('a backup', () => {
  it('is a file with a manifest that says what is in it', async () => {
    const given = on();
    const backup = await make({}, given);
    expect(backup).toMatchObject({
      name,
      system: 'notion-bot-api',
      database: 'notion_bot',
      startedAt,
      bytes: whole.length,
      isEncrypted: false,
      dataBytes: 40_000,
      reason: 'manual',
      label: null,
      isOffsite: null,
      verifiedAt: null,
      collections: [
        {
          name: 'tasks',
          documents: 500,
          indexes: [
            { name: '_id_', key: '{"_id":1}', isUnique: false },
            { name: 'status_1', key: '{"status":1}', isUnique: true },
          ],
        },
        { name: 'users', documents: 3 },
      ],
    });
    expect(await bench.files()).toEqual([
      'notion_bot',
      `notion_bot/${name}.archive.gz`,
      `notion_bot/${name}.json`,
    ]);
    expect(given.told).toContainEqual({ note: 'tasks: 500 documents', reached: 503 });
    expect(await bench.create().list()).toEqual([backup]);
  });

  it('is for the eyes of the bot only', async () => {
    await make();
    const modeOf = async (path: string) =>
      ((await stat(join(bench.directory, path))).mode & 0o777).toString(8);
    expect(await modeOf('.')).toBe('700');
    expect(await modeOf('notion_bot')).toBe('700');
    expect(await modeOf(`notion_bot/${name}.archive.gz`)).toBe('600');
    expect(await modeOf(`notion_bot/${name}.json`)).toBe('600');
  });

  it('has its address from a file, and nowhere else', async () => {
    await make();
    const { given, env, config, mode } = await bench.seen();
    expect(config).toBe(
      'uri: "mongodb://bot:hunter2@127.0.0.1:27017/?replicaSet=rs0&authSource=notion_bot"\n',
    );
    expect(mode).toBe('600');
    expect(given).toEqual([
      expect.stringMatching(/^--config=.*\/mongo-backups\/\.private-\w+\/connection\.yaml$/),
      '--db=notion_bot',
      `--archive=${join(bench.directory, 'notion_bot', name)}.archive.gz.partial`,
      '--gzip',
    ]);
    expect(JSON.stringify([given, env])).not.toContain('hunter2');
    const { lines } = await bench.commands.output();
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(uri).toContain('hunter2');
  });

  it('two in the same millisecond have different names', async () => {
    const [first, second] = [await make(), await make()];
    expect(second.name).not.toBe(first.name);
    expect(await bench.create().list()).toHaveLength(2);
  });

  it('is not disturbed by a program that floods its output', async () => {
    await bench.behave('flood');
    expect(await make()).toMatchObject({ name });
  });
});

describe('nothing is left, and it is said why: a dump', () => {
  it('mongodump fails half-way', async () => {
    await bench.behave('fail');
    expect(await refusal()).toMatchObject({
      code: 'outside_refused',
      message: expect.stringMatching(/^mongodump ended with exit code 1: Failed: can't create/),
      hint: expect.stringContaining('Check that MongoDB runs'),
    });
  });
  it.each([
    ['cut', /cut short/],
    ['other', /of the database elsewhere, not of notion_bot/],
  ] as const)('mongodump says that it is well, and its archive is not: %s', async (how, why) => {
    await bench.behave(how);
    expect(await refusal()).toMatchObject({
      code: 'outside_refused',
      message: expect.stringMatching(why),
    });
  });
  it('takes too long', async () => {
    await bench.behave('hang');
    expect(await refusal({ timeoutMinutes: 0.02 })).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('had not ended after'),
      hint: expect.stringContaining('backups.timeoutMinutes'),
    });
    expect(isAlive((await bench.seen()).pid)).toBe(false);
  });
  it.each(['hang', 'deaf'] as const)('is cancelled (%s)', async (how) => {
    await bench.behave(how);
    const stop = new AbortController();
    const given = on(stop.signal);
    const refused = refusal({}, given);
    await expect.poll(() => given.told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect(given.told[0]).toEqual({ note: 'tasks: 101 documents so far', reached: 101 });
    stop.abort();
    expect(await refused).toMatchObject({ code: 'cancelled' });
    expect(isAlive((await bench.seen()).pid)).toBe(false);
  });
  it('the bot itself stops', async () => {
    await bench.behave('hang');
    const given = on();
    const refused = refusal({}, given);
    await expect.poll(() => given.told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    await bench.commands.commands.close();
    expect(await refused).toMatchObject({ code: 'outcome_unknown' });
  });
  it('there is no program', async () => {
    expect(await refusal({ mongodump: ['/nowhere/mongodump'] })).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('/nowhere/mongodump is not there'),
      hint: expect.stringContaining('https://www.mongodb.com/docs/database-tools/installation/'),
    });
  });
  it('the setting is missing, or none', async () => {
    bench.world.uri = undefined;
    expect(await refusal()).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('PLATFORM_MONGODB_URI is not set'),
    });
    bench.world.uri = 'mongodb://bot:hunter2@x@y/';
    expect(await refusal()).toMatchObject({ code: 'not_possible' });
  });
  it('there is too little room for a first one', async () => {
    bench.world.freeBytes = 39_000;
    expect(await refusal()).toMatchObject({
      code: 'not_possible',
      message: expect.stringMatching(/needs about 39\.1 KB, and 38\.1 KB are free/),
    });
  });
  it('the command that encrypts fails, or writes nothing', async () => {
    expect(await refusal({ encrypt: script('process.exit(3)') })).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('exit code 3'),
    });
    expect(await refusal({ encrypt: script('0') })).toMatchObject({
      message: expect.stringContaining('wrote nothing'),
    });
  });
});

it('room is measured by the last one, once there is one', async () => {
  const { bytes } = await make();
  const backups = bench.create();
  bench.world.freeBytes = bytes * 1.3;
  expect(await backups.check(target, on().signal)).toMatchObject({ version: '100.6.1' });
  bench.world.freeBytes = bytes * 1.1;
  expect(await problemOf(backups.check(target, on().signal))).toMatchObject({
    code: 'not_possible',
  });
  bench.world.freeBytes = bytes * 1.3;
  bench.world.dataBytes *= 2;
  expect(await problemOf(backups.check(target, on().signal))).toMatchObject({
    code: 'not_possible',
  });
});

describe('encrypted and off-site', () => {
  it('only what is encrypted stays', async () => {
    const backup = await make({ encrypt: bench.turning });
    expect(backup.isEncrypted).toBe(true);
    expect(await bench.files()).toEqual([
      'notion_bot',
      `notion_bot/${name}.archive.gz.enc`,
      `notion_bot/${name}.json`,
    ]);
    const lying = await readFile(join(bench.directory, 'notion_bot', `${name}.archive.gz.enc`));
    expect(lying.equals(whole)).toBe(false);
    expect(Buffer.from(lying.map((byte) => byte ^ 0xff))).toEqual(whole);
  });

  it('the copy is made of the finished file, by its name', async () => {
    const copy = script('require("fs").copyFileSync(process.argv[1], process.argv[2])');
    const offsite = [...copy, '{file}', `${bench.folder}/copy-of-{name}`];
    expect((await make({ offsite })).isOffsite).toBe(true);
    expect(await readFile(join(bench.folder, `copy-of-${name}.archive.gz`))).toEqual(whole);
  });

  it.each([
    ['fails', script('process.exit(1)')],
    ['is not there', ['/nowhere/aws']],
  ])('a copy that %s is not the loss of the backup', async (_how, offsite) => {
    const backup = await make({ offsite });
    expect(backup.isOffsite).toBe(false);
    expect(await bench.create().list()).toEqual([backup]);
  });

  it('a cancelled copy leaves nothing', async () => {
    const stop = new AbortController();
    const given = on(stop.signal);
    const offsite = script('console.log("copying"); setInterval(() => {}, 1000)');
    const refused = refusal({ offsite }, given);
    await expect
      .poll(() => given.told.some(({ note }) => note === 'copying off-site'), { timeout: 10_000 })
      .toBe(true);
    stop.abort();
    expect(await refused).toMatchObject({ code: 'cancelled' });
  });
});

it('what a dead process left is removed after a day, and nothing else', async () => {
  const folder = join(bench.directory, 'notion_bot');
  await mkdir(join(bench.directory, '.private-old'), { recursive: true });
  await mkdir(join(bench.directory, '.private-new'));
  await mkdir(folder);
  const left = ['a.archive.gz.partial', 'b.archive.gz', 'c.archive.gz.enc', 'd.txt'];
  for (const file of [...left, 'new.archive.gz.partial']) await writeFile(join(folder, file), 'x');
  const old = new Date(startedAt - 25 * 60 * 60_000);
  const young = new Date(startedAt - 60_000);
  for (const file of left) await utimes(join(folder, file), old, old);
  await utimes(join(bench.directory, '.private-old'), old, old);
  await utimes(join(bench.directory, '.private-new'), young, young);
  await utimes(join(folder, 'new.archive.gz.partial'), young, young);
  await make();
  expect(await bench.files()).toEqual([
    '.private-new',
    'notion_bot',
    'notion_bot/d.txt',
    'notion_bot/new.archive.gz.partial',
    `notion_bot/${name}.archive.gz`,
    `notion_bot/${name}.json`,
  ]);
});
