// The bot's own memory as a file, from a real store.
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { createStateBackups } from '../../../src/services/backups/create-state-backups.js';
import { backupsSchema } from '../../../src/config/delivery-schema.js';
import { everyDocument } from '../../../src/services/store/sqlite-everything.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Collection, Store } from '../../../src/services/store/store.js';
import { problemOf } from '../commands/bench.js';

const startedAt = Date.UTC(2026, 10, 22, 3);
const things: Collection<{ n: number; at?: number | null | undefined; text?: string | undefined }> =
  {
    name: 'things',
    schema: z.object({
      n: z.number(),
      at: z.number().nullable().optional(),
      text: z.string().optional(),
    }),
    indexes: { byAt: ['at'] },
  };
const others: Collection<{ n: number }> = {
  ...things,
  name: 'others',
  schema: z.object({ n: z.number() }),
};

let folder: string;
let store: Store;
let now: number;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-state-'));
  store = openSqlite(folder);
  now = startedAt;
});
afterEach(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

const create = (everything = () => everyDocument(folder)) =>
  createStateBackups({
    everything,
    configPath: join(folder, 'ppm.config.yaml'),
    directory: join(folder, 'state-backups'),
    version: '0.1.0',
    rules: backupsSchema.parse({ keep: { daily: 1, weekly: 0, monthly: 0 } }),
    now: () => now,
  });
const on = (signal = new AbortController().signal) => ({ signal, tell: () => undefined });
async function fill(): Promise<void> {
  for (let n = 0; n < 1_203; n += 1)
    await store.insert(things, `t${n}`, { n, at: n % 2 === 0 ? null : n, text: 'a\u2028b\nc' });
  await store.insert(others, 'o', { n: 1 });
  // Comes before all of them by its collection, and after all of them by its id.
  await store.insert(others, 'zzz', { n: 1 });
  await store.replace(others, 'o', 1, { n: 2 });
}
const fileOf = (name: string) => join(folder, 'state-backups', `${name}.jsonl.gz`);

it('keeps every document of every collection, nulls too, and the configuration', async () => {
  await fill();
  await writeFile(
    join(folder, 'ppm.config.yaml'),
    'title: PPM\nkey: ntn_1234567890abcdefghij12345\n',
  );
  const backup = await create().make(on());
  expect(backup).toMatchObject({
    name: 'state-2026-11-22T03-00-00.000Z',
    startedAt,
    collections: { others: 2, things: 1_203 },
  });
  expect((await stat(fileOf(backup.name))).mode & 0o777).toBe(0o600);
  const [header, ...documents] = gunzipSync(await readFile(fileOf(backup.name)))
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
  expect(header).toMatchObject({ version: '0.1.0', madeAt: startedAt });
  expect(JSON.stringify(header)).toContain('title: PPM');
  expect(JSON.stringify(header)).not.toContain('ntn_1234567890');
  expect(documents[0]).toEqual({ collection: 'others', id: 'o', revision: 2, doc: { n: 2 } });
  expect(documents).toContainEqual({
    collection: 'things',
    id: 't1202',
    revision: 1,
    doc: { n: 1_202, at: null, text: 'a\u2028b\nc' },
  });
  await create().inspect(backup);
  expect(await create().list()).toEqual([backup]);
});

it('is of one moment, whatever is written meanwhile', async () => {
  await fill();
  const before = everyDocument(folder);
  const first = await before.next();
  await store.insert(things, 'zz', { n: 9 });
  let count = first.done === true ? 0 : 1;
  for await (const document of before) {
    expect(document.id).not.toBe('zz');
    count += 1;
  }
  expect(count).toBe(1_205);
});

it('without a configuration, and of an empty store', async () => {
  const backup = await create().make(on());
  expect(backup.collections).toEqual({});
  await create().inspect(backup);
});

it('leaves nothing when it fails or is cancelled', async () => {
  await fill();
  const stop = new AbortController();
  stop.abort();
  expect(await problemOf(create().make(on(stop.signal)))).toMatchObject({ code: 'cancelled' });
  const broken = async function* () {
    yield { collection: 'a', id: 'b', revision: 1, doc: null };
    throw new Error('the disk is gone');
  };
  await expect(create(broken).make(on())).rejects.toThrow('the disk is gone');
  expect(await readdir(join(folder, 'state-backups'))).toEqual([]);
});

it('finds one that is damaged or gone', async () => {
  await fill();
  const backup = await create().make(on());
  const other = { ...backup, collections: { ...backup.collections, others: 3 } };
  expect(await problemOf(create().inspect(other))).toMatchObject({
    message: expect.stringContaining('does not hold what its manifest says'),
  });
  await truncate(fileOf(backup.name), 100);
  expect(await problemOf(create().inspect(backup))).toMatchObject({
    code: 'not_possible',
    message: expect.stringContaining('is damaged'),
  });
  await rm(fileOf(backup.name));
  expect(await problemOf(create().inspect(backup))).toMatchObject({
    code: 'not_possible',
    hint: expect.stringContaining('PPM_DATA_DIR, state-backups'),
  });
});

it('old ones go', async () => {
  const day = 24 * 60 * 60_000;
  const first = await create().make(on());
  now += day;
  const second = await create().make(on());
  now += day;
  expect(await create().prune()).toEqual([first.name]);
  expect(await create().list()).toEqual([second]);
  expect(await readdir(join(folder, 'state-backups'))).toHaveLength(2);
});
