// The bot's memory put back from a backup, on real files and a real store.
import { renameSync } from 'node:fs';
import {
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { backupsSchema } from '../../../src/config/delivery-schema.js';
import { createAuditLog } from '../../../src/services/audit/audit-log.js';
import { createStateBackups } from '../../../src/services/backups/create-state-backups.js';
import { restoreState } from '../../../src/services/backups/restore-state.js';
import { everyDocument, type AnyDocument } from '../../../src/services/store/sqlite-everything.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Collection } from '../../../src/services/store/store.js';
import { problemOf } from '../commands/bench.js';

const madeAt = Date.UTC(2026, 10, 22, 3);
const things: Collection<{ n: number; text: string | null }> = {
  name: 'things',
  schema: z.object({ n: z.number(), text: z.string().nullable() }),
  indexes: { byNumber: ['n'] },
};
const others: typeof things = { ...things, name: 'others' };

let folder: string;
let data: string;
let signal: AbortSignal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-restore-state-'));
  data = join(folder, 'new', 'data');
  signal = new AbortController().signal;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A memory of three collections, and its backup. @returns the backup's file */
async function backedUp(): Promise<{ file: string; documents: AnyDocument[] }> {
  const old = join(folder, 'old');
  const store = openSqlite(old);
  const audit = createAuditLog(store);
  const actor = { person: 'ada', via: 'terminal' as const };
  for (let n = 0; n < 450; n += 1)
    await store.insert(things, `t${n}`, {
      n: n / 7,
      text: n % 2 ? null : 'a\u2028b\nc\u0000 é😀"',
    });
  await store.insert(others, 'o', { n: 1, text: '' });
  await store.replace(others, 'o', 1, { n: 2, text: '' });
  for (let n = 0; n < 12; n += 1)
    await audit.append({ key: `k${n}`, at: n, actor, action: 'a', subject: 's', detail: `é ${n}` });
  await writeFile(join(folder, 'ppm.config.yaml'), 'title: PPM\n');
  const backups = createStateBackups({
    everything: () => everyDocument(old),
    configPath: join(folder, 'ppm.config.yaml'),
    directory: join(folder, 'state-backups'),
    version: '0.1.0',
    rules: backupsSchema.parse({}),
    now: () => madeAt,
  });
  const { name } = await backups.make({ signal, tell: () => undefined });
  const documents = await all(old);
  await store.close();
  return { file: join(folder, 'state-backups', `${name}.jsonl.gz`), documents };
}

async function all(directory: string): Promise<AnyDocument[]> {
  const found: AnyDocument[] = [];
  for await (const document of everyDocument(directory)) found.push(document);
  return found;
}

async function fileOf(...lines: unknown[]): Promise<string> {
  const file = join(folder, 'by-hand.jsonl.gz');
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
  await writeFile(file, gzipSync(text.join('\n')));
  return file;
}
const header = { version: '0.1.0', madeAt, config: null };
const document = { collection: 'c', id: '1', revision: 4, doc: { a: 1 } };
const restore = (file: string) => restoreState({ file, directory: data, signal });
const withoutManifest = (file: string) => rm(file.replace('.jsonl.gz', '.json'));
/** What is in the data directory; nothing where it was never made. */
const left = () => readdir(data).catch(() => []);

it('every document comes back with its revision, and the audit log is whole', async () => {
  const { file, documents } = await backedUp();
  const restored = await restore(file);
  expect(restored).toMatchObject({
    memory: join(data, 'ppm.db'),
    header: { madeAt },
    collections: { audit: 12, others: 1, things: 450 },
    manifest: { startedAt: madeAt },
    config: { path: join(data, 'ppm.config.restored.yaml'), outcome: 'written' },
  });
  expect(await left()).toEqual(['ppm.config.restored.yaml', 'ppm.db']);
  expect((await stat(join(data, 'ppm.db'))).mode & 0o777).toBe(0o600);
  expect(await all(data)).toEqual(documents);
  expect(documents).toContainEqual(expect.objectContaining({ id: 'o', revision: 2 }));
  const store = openSqlite(data);
  expect(await createAuditLog(store).verify()).toMatchObject({ intact: true, entries: 12 });
  // It is a memory like any other: revisions go on, and so does the log.
  expect(await store.replace(others, 'o', 2, { n: 3, text: null })).toBe(true);
  const page = await store.list(things, { index: 'byNumber', order: 'desc', limit: 1 });
  expect(page.items[0]?.id).toBe('t449');
  await store.close();
});

it('without a manifest it is restored all the same, and that is said', async () => {
  const { file, documents } = await backedUp();
  await withoutManifest(file);
  expect(await restore(file)).toMatchObject({ manifest: null });
  expect(await all(data)).toEqual(documents);
});

describe('the configuration', () => {
  it('stays as it is where there is one', async () => {
    const { file } = await backedUp();
    const path = join(data, 'ppm.config.restored.yaml');
    await mkdir(data, { recursive: true });
    await writeFile(path, 'mine');
    expect(await restore(file)).toMatchObject({ config: { path, outcome: 'kept' } });
    expect(await readFile(path, 'utf8')).toBe('mine');
  });

  it('is none where the backup has none', async () => {
    const file = await fileOf(header, document);
    expect(await restore(file)).toMatchObject({ config: { outcome: 'none' } });
    expect(await left()).toEqual(['ppm.db']);
  });
});

describe('refuses', () => {
  it.each(['ppm.db', 'ppm.db-wal'])('where there is %s, and leaves it', async (name) => {
    const { file } = await backedUp();
    await mkdir(data, { recursive: true });
    await writeFile(join(data, name), 'what is known');
    const problem = await problemOf(restore(file));
    expect(problem).toMatchObject({
      code: 'not_possible',
      message: `The bot has a memory already: ${join(data, name)}.`,
      hint: expect.stringContaining('move it away'),
    });
    expect(await left()).toEqual([name]);
    expect(await readFile(join(data, name), 'utf8')).toBe('what is known');
  });

  it('a damaged file before it speaks of the memory', async () => {
    const { file } = await backedUp();
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'ppm.db'), '');
    await truncate(file, 100);
    expect(await problemOf(restore(file))).toMatchObject({
      message: expect.stringContaining('it has 100 bytes, and its manifest says'),
    });
  });

  it('one of the right size with other bytes', async () => {
    const { file } = await backedUp();
    const bytes = await readFile(file);
    bytes[9] = bytes[9] === 3 ? 4 : 3;
    await writeFile(file, bytes);
    expect(await problemOf(restore(file))).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('sha256'),
    });
    expect(await left()).toEqual([]);
  });

  it('one that ends in the middle, also without a manifest', async () => {
    const { file } = await backedUp();
    await withoutManifest(file);
    await truncate(file, (await stat(file)).size - 9);
    expect(await problemOf(restore(file))).toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('is damaged: it can be read for'),
    });
    expect(await left()).toEqual([]);
  });

  it('one whose manifest is of other documents, or is none', async () => {
    const { file } = await backedUp();
    const beside = file.replace('.jsonl.gz', '.json');
    const manifest = await readFile(beside, 'utf8');
    await writeFile(beside, manifest.replace('450', '451'));
    expect(await problemOf(restore(file))).toMatchObject({
      message: expect.stringContaining('does not hold the documents that its manifest says'),
    });
    await writeFile(beside, '{}');
    expect(await problemOf(restore(file))).toMatchObject({
      message: `${beside} is not the manifest of a backup.`,
    });
    expect(await left()).toEqual([]);
  });

  it('lines that are no documents, and a document that comes twice', async () => {
    expect(
      await problemOf(restore(await fileOf(header, document, '{"collection":'))),
    ).toMatchObject({
      message: expect.stringContaining('it can be read for 1 document and no further'),
    });
    expect(
      await problemOf(restore(await fileOf(header, document, { ...document, doc: 2 }))),
    ).toMatchObject({
      code: 'not_possible',
      message: 'The new memory would not hold what was read: c 1 of 2.',
    });
    expect(await left()).toEqual([]);
  });

  it('what is no backup', async () => {
    const { file } = await backedUp();
    const plain = join(folder, 'plain.txt');
    await writeFile(plain, 'hello');
    const strange = [
      plain,
      folder,
      file.replace('.jsonl.gz', '.json'),
      await fileOf(document, document),
    ];
    for (const one of strange)
      expect(await problemOf(restore(one))).toMatchObject({
        code: 'invalid_input',
        message: `${one} is not a backup of the bot's memory.`,
        field: 'file',
      });
    await writeFile(plain, gzipSync(''));
    expect(await problemOf(restore(plain))).toMatchObject({ code: 'invalid_input' });
    expect(await problemOf(restore(join(folder, 'nowhere.jsonl.gz')))).toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('state-backups under PPM_DATA_DIR'),
    });
    expect(await left()).toEqual([]);
  });

  it('a second restore at the same time', async () => {
    const { file } = await backedUp();
    const copy = join(folder, 'copy.jsonl.gz');
    await copyFile(file, copy);
    await mkdir(join(data, 'ppm.db.restoring'), { recursive: true });
    expect(await problemOf(restore(copy))).toMatchObject({
      code: 'target_busy',
      hint: expect.stringContaining('remove it and restore again'),
    });
    expect(await left()).toEqual(['ppm.db.restoring']);
  });

  it('a data directory that is a file', async () => {
    const { file } = await backedUp();
    await mkdir(join(folder, 'new'));
    await writeFile(data, '');
    expect(await problemOf(restore(file))).toMatchObject({
      code: 'store_unavailable',
      hint: expect.stringContaining('PPM_DATA_DIR is a directory'),
    });
  });
});

it('leaves nothing when it is cancelled, before and in the middle of writing', async () => {
  const { file } = await backedUp();
  await withoutManifest(file);
  // The signal is asked for each document: 463 are read, then 463 written.
  for (const patience of [3, 700]) {
    let asked = 0;
    const stop = new AbortController();
    const patient = new Proxy(stop.signal, {
      get(target, key) {
        if (key === 'aborted' && (asked += 1) > patience) return true;
        const value: unknown = Reflect.get(target, key, target);
        return value;
      },
    });
    const cancelled = restoreState({ file, directory: data, signal: patient });
    expect(await problemOf(cancelled)).toMatchObject({ code: 'cancelled' });
    expect(asked).toBe(patience + 1);
    expect(await left()).toEqual([]);
  }
});

it('a bot that started meanwhile keeps its memory', async () => {
  const { file } = await backedUp();
  await withoutManifest(file);
  const own = join(folder, 'own.db');
  await writeFile(own, 'just born');
  let asked = 0;
  const stop = new AbortController();
  const watching = new Proxy(stop.signal, {
    get(target, key) {
      // In the middle of writing.
      if (key === 'aborted' && (asked += 1) === 700) renameSync(own, join(data, 'ppm.db'));
      const value: unknown = Reflect.get(target, key, target);
      return value;
    },
  });
  const late = restoreState({ file, directory: data, signal: watching });
  expect(await problemOf(late)).toMatchObject({ message: expect.stringContaining('already') });
  expect(await left()).toEqual(['ppm.db']);
  expect(await readFile(join(data, 'ppm.db'), 'utf8')).toBe('just born');
});
