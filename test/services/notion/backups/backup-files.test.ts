// Backups on a real disk.
import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { notionBackupsIn } from '../../../../src/services/notion/backups/backup-files.js';
import { diskProblem } from '../../../../src/services/notion/backups/disk-problem.js';
import { writeLines } from '../../../../src/services/notion/backups/write-lines.js';
import { pickBackup } from '../../../../src/services/notion/backups/pick-backup.js';
import type { Backup, NotionBackups } from '../../../../src/services/notion/backups/backups.js';
import type { NotionPage } from '../../../../src/services/notion/notion.js';

const startedAt = Date.UTC(2026, 0, 10, 12);
const name = '2026-01-10T12-00-00.000Z';
const about = {
  database: 'wittwizz/tasks',
  dataSource: 'ds',
  title: 'Tasks',
  schema: [{ id: 'title', name: 'Name', type: 'title', options: [] }],
  startedAt,
  label: null,
};
const page = (number: number): NotionPage => ({
  id: `page-${number}`,
  databaseId: 'db',
  dataSourceId: 'ds',
  createdAt: startedAt,
  editedAt: startedAt + number * 60_000,
  inTrash: number === 3,
  url: `https://www.notion.so/${number}`,
  properties: {
    Name: { id: 'title', type: 'title', title: [{ plain_text: `Line\n${number} \u2028` }] },
  },
});
const pages = [1, 2, 3].map(page);

let folder: string;
let backups: NotionBackups;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-notion-backups-'));
  backups = notionBackupsIn(join(folder, 'notion-backups'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const filesNow = () => readdir(join(folder, 'notion-backups', 'wittwizz.tasks'));
const pathOf = (file: string) => join(folder, 'notion-backups', 'wittwizz.tasks', file);
async function made(some = pages, at = startedAt): Promise<Backup> {
  const writer = await backups.write({ ...about, startedAt: at });
  await writer.add(some);
  return writer.finish({ endedAt: at + 1_000, complete: true });
}
async function readBack(backup: Backup): Promise<NotionPage[]> {
  const all: NotionPage[] = [];
  for await (const one of backups.read(backup)) all.push(one);
  return all;
}

it('gives back what was written, one page a line, with a manifest', async () => {
  const backup = await made();
  expect(await readBack(backup)).toEqual(pages);
  expect(await filesNow()).toEqual([`${name}.json`, `${name}.jsonl.gz`]);
  const file = await readFile(pathOf(`${name}.jsonl.gz`));
  expect(gunzipSync(file).toString().trimEnd().split('\n')).toHaveLength(3);
  expect(backup).toMatchObject({
    name,
    pages: 3,
    bytes: file.length,
    sha256: createHash('sha256').update(file).digest('hex'),
    newestEdit: startedAt + 180_000,
    complete: true,
  });
  expect(JSON.parse(await readFile(pathOf(`${name}.json`), 'utf8'))).toEqual(backup);
});

it('an empty database has a backup too', async () => {
  const backup = await made([]);
  expect(await readBack(backup)).toEqual([]);
  expect(backup).toMatchObject({ pages: 0, newestEdit: null });
});

it('many pages go through', async () => {
  const writer = await backups.write(about);
  for (let batch = 0; batch < 200; batch += 1)
    await writer.add(Array.from({ length: 100 }, (_, index) => page(batch * 100 + index)));
  const backup = await writer.finish({ endedAt: startedAt, complete: true });
  expect(await readBack(backup)).toHaveLength(20_000);
});

it('one that was not finished is not there, and leaves nothing behind', async () => {
  const writer = await backups.write(about);
  await writer.add(pages);
  expect((await filesNow()).filter((file) => !file.endsWith('.partial'))).toEqual([]);
  expect(await backups.list('wittwizz/tasks')).toEqual([]);
  await writer.discard();
  expect(await filesNow()).toEqual([]);
});

it('what a process left behind that died is removed after a day, not before', async () => {
  await made();
  for (const [file, hours] of [
    ['old', 25],
    ['young', 1],
  ] as const) {
    await writeFile(pathOf(`${file}.jsonl.gz.partial`), '');
    const at = new Date(startedAt - hours * 3_600_000);
    await utimes(pathOf(`${file}.jsonl.gz.partial`), at, at);
  }
  const writer = await backups.write({ ...about, startedAt: startedAt + 1 });
  await writer.discard();
  expect(await filesNow()).toEqual([`${name}.json`, `${name}.jsonl.gz`, 'young.jsonl.gz.partial']);
});

it('are listed newest first, without what is no manifest', async () => {
  const first = await made();
  const second = await made(pages, startedAt + 60_000);
  await writeFile(pathOf('notes.json'), '{"a":');
  expect(await backups.list('wittwizz/tasks')).toEqual([second, first]);
  expect(await backups.list('other/tasks')).toEqual([]);
});

it.each([
  [
    'with a bit changed',
    (file: Buffer) => Buffer.concat([file.subarray(0, -6), Buffer.from([1]), file.subarray(-5)]),
  ],
  ['cut off', (file: Buffer) => file.subarray(0, 30)],
  ['of fewer pages', () => gzipSync(`${JSON.stringify(page(9))}\n`)],
  ['of as many other pages', () => gzipSync(`${JSON.stringify(page(9))}\n`.repeat(3))],
  ['of something else', () => gzipSync('hello\n')],
  ['that is no gzip', () => Buffer.from('hello')],
  ['that is empty', () => Buffer.alloc(0)],
])('a file %s is damaged', async (_how, change) => {
  const backup = await made();
  const path = pathOf(`${name}.jsonl.gz`);
  await writeFile(path, change(await readFile(path)));
  await expect(readBack(backup)).rejects.toMatchObject({
    code: 'not_possible',
    message: expect.stringContaining('damaged'),
  });
});

it('a file that is gone is told as such', async () => {
  const backup = await made();
  await rm(pathOf(`${name}.jsonl.gz`));
  await expect(readBack(backup)).rejects.toMatchObject({
    message: expect.stringContaining('gone'),
  });
});

it.each([
  ['ENOSPC', 'is full'],
  ['EDQUOT', 'is full'],
  ['EROFS', 'can not be written'],
  ['EIO', 'fails (EIO)'],
])('%s: the disk %s', (code, says) => {
  const problem = diskProblem(Object.assign(new Error(code), { code }));
  expect(problem).toMatchObject({ code: 'not_possible', message: expect.stringContaining(says) });
});

it('what the disk refuses is told to who adds and to who ends', async () => {
  const refused = { code: 'not_possible' };
  const lines = () => writeLines(join(folder, 'no such folder', 'file'));
  const adding = lines();
  const addAll = async (): Promise<void> => {
    for (let batch = 0; batch < 50; batch += 1) await adding.add(['a'.repeat(100_000)]);
  };
  await expect(addAll()).rejects.toMatchObject(refused);
  await expect(adding.end()).rejects.toMatchObject(refused);
  await expect(lines().end()).rejects.toMatchObject(refused);
  await adding.discard();
});

it('a folder that can not be made is told', async () => {
  await writeFile(join(folder, 'notion-backups'), 'in the way');
  await expect(backups.write(about)).rejects.toMatchObject({ code: 'not_possible' });
});

it('picks the newest complete one that had ended by then, or one by its name or label', async () => {
  const backup = await made();
  const later = {
    ...backup,
    name: 'later',
    startedAt: startedAt + 60_000,
    endedAt: startedAt + 90_000,
  };
  const cut = {
    ...later,
    name: 'cut',
    complete: false,
    startedAt: startedAt + 65_000,
    label: 'before-x',
  };
  const all = [cut, later, backup];
  const pick = (asked: { date?: string; backup?: string }) =>
    pickBackup(all, { ...asked, name: 'wittwizz/tasks', now: startedAt + 3_600_000 }).name;
  expect(pick({ date: '2026-01-10T12:59:00Z' })).toBe('later');
  expect(pick({ date: '2026-01-10T12:01:29Z' })).toBe(name);
  expect(pick({ backup: 'before-x' })).toBe('cut');
  expect(pick({ backup: name })).toBe(name);
  expect(() => pick({ date: '2026-01-10T12:00:00Z' })).toThrow('no complete backup');
  expect(() => pick({ date: '2026-01-10T13:00:01Z' })).toThrow('not come yet');
  expect(() => pick({ backup: 'other' })).toThrow('no backup');
});
