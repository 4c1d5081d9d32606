// `ppm store copy` as it is typed when a company moves from the file to MongoDB: the real process, with no other setting.
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startMongoReplicaSet, type MongoReplicaSet } from '../../sandbox/mongodb/replica-set.js';
import { openMongo } from '../../src/services/store/mongo.js';
import { openSqlite } from '../../src/services/store/sqlite.js';
import { connect } from '../../src/services/store/sqlite-connection.js';
import { everyRow } from '../../src/services/store/sqlite-everything.js';
import { notes } from './notes-to-copy.js';

const pathOf = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

// From source, a process takes its time to start.
vi.setConfig({ testTimeout: 120_000 });

let folder: string;
let set: MongoReplicaSet;
let uri: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-store-copy-'));
  set = await startMongoReplicaSet();
  uri = set.uri.replace('/?', '/oncall?');
});
afterEach(async () => {
  await set.close();
  await rm(folder, { recursive: true, force: true });
});

const ppm = (words: readonly string[], environment: Record<string, string> = {}) =>
  typed('../../src/cli.ts', words, environment);

async function typed(
  script: string,
  words: readonly string[],
  environment: Record<string, string> = {},
) {
  const own = { PATH: process.env['PATH'] ?? '', MONGODB_URI: uri, PPM_DATA_DIR: './kept' };
  const tsx = ['--import', import.meta.resolve('tsx')];
  const child = spawn(process.execPath, [...tsx, pathOf(script), ...words], {
    cwd: folder,
    env: { ...own, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  const closed = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await closed, out, err: err.replaceAll(/\s+/g, ' ') };
}

const fill = async (): Promise<void> =>
  expect(await typed('memory-to-copy.ts', [join(folder, 'kept')])).toMatchObject({
    code: 0,
    err: '',
  });

/** Read from another file: a process that has had one open keeps it for a while. */
async function rowsOfFile() {
  const copied = join(folder, 'to-look-at');
  await cp(join(folder, 'kept'), copied, { recursive: true });
  const connection = connect(copied);
  const rows = [...everyRow(connection)];
  connection.close();
  await rm(copied, { recursive: true });
  return rows;
}
const rowsOfMongo = () =>
  set
    .namespaces()
    .toSorted()
    .flatMap((namespace) =>
      set
        .documents(namespace)
        .toSorted((one, other) =>
          Buffer.compare(Buffer.from(String(one['_id'])), Buffer.from(String(other['_id']))),
        )
        .map(({ _id, revision, body }) => {
          return { collection: namespace.replace('oncall.', ''), id: _id, revision, body };
        }),
    );

test('copies every document as it is, checks it, and can be typed again', async () => {
  await fill();
  const dry = await ppm(['store', 'copy', '--dry-run']);
  expect(dry).toMatchObject({ code: 0, err: '' });
  expect(dry.out).toContain('505 would be copied to the database oncall');
  expect(set.namespaces()).toEqual([]);

  const { code, out, err } = await ppm(['store', 'copy']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain(
    `505 documents of 3 collections of ${join(folder, 'kept', 'ppm.db')} are in the database oncall`,
  );
  expect(out).toMatch(/The audit log is the same there and unbroken: 5 entries, head \w{12}…/);
  const rows = await rowsOfFile();
  expect(rows).toHaveLength(505);
  expect(rowsOfMongo()).toEqual(rows);

  const again = await ppm(['store', 'copy', '--json']);
  expect(JSON.parse(again.out)).toMatchObject({
    copied: { database: 'oncall', documents: 505, there: 505, audit: { intact: true, entries: 5 } },
  });

  // The bot finds there what it had, in order.
  const store = openMongo(uri);
  const page = await store.list(notes, { index: 'byAt', limit: 3 });
  expect(page.items.map(({ id }) => id)).toEqual(['n7', 'n0', 'n1']);
  expect((await store.get(notes, 'n7'))?.revision).toBe(2);
  await store.close();
});

test('goes on after a break, and no bot works with half a memory meanwhile', async () => {
  await fill();
  // As one leaves it that was killed in the middle.
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(uri);
  await client
    .db('oncall')
    .collection<{ _id: string; by: string }>('ppm.filling')
    .insertOne({ _id: 'filling', by: 'store copy' });
  await client
    .db('oncall')
    .collection<{ _id: string; revision: number; body: string }>('notes')
    .insertOne({ _id: 'n3', revision: 1, body: JSON.stringify({ at: 3, 'a.b': { $c: 1 } }) });
  await client.close();
  const early = openMongo(uri);
  await expect(early.get(notes, 'n0')).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('not whole'),
  });
  await early.close();
  expect((await ppm(['store', 'copy'])).code).toBe(0);
  expect(rowsOfMongo()).toEqual(await rowsOfFile());
});

test('refuses a database that is in use, and a file that is', async () => {
  await fill();
  const other = openMongo(uri);
  await other.insert(notes, 'n3', { at: 'another one' });
  await other.close();
  const used = await ppm(['store', 'copy']);
  expect(used).toMatchObject({ code: 1, out: '' });
  expect(used.err).toContain(
    'The database oncall holds notes/n3, which is another one in the file.',
  );
  expect(rowsOfMongo()).toHaveLength(1);

  const bot = openSqlite(join(folder, 'kept'));
  await bot.get(notes, 'n1');
  const busy = await ppm(['store', 'copy']);
  expect(busy).toMatchObject({ code: 1, out: '' });
  expect(busy.err).toContain('A process of ppm-oncall uses');
  expect(await bot.insert(notes, 'later', { at: 1 })).toBe(true);
  await bot.close();
});

test('what it can not do is told, and makes nothing', async () => {
  const asked: [string[], Record<string, string>, number, string][] = [
    [['store'], {}, 2, 'There is only `store copy`.'],
    [['store', 'move'], {}, 2, 'There is only `store copy`.'],
    [['store', 'copy', '--force'], {}, 2, '`store copy` takes nothing but --dry-run.'],
    [['store', 'copy'], { MONGODB_URI: '' }, 2, 'MONGODB_URI is not set'],
    [['store', 'copy'], {}, 2, 'ppm.db to copy.'],
  ];
  for (const [words, environment, code, expected] of asked) {
    const ended = await ppm(words, environment);
    expect({ words, code: ended.code, out: ended.out }).toEqual({ words, code, out: '' });
    expect(ended.err).toContain(expected);
  }
  expect(await readdir(folder)).toEqual([]);
});

test('a MongoDB that is away is told', async () => {
  await fill();
  await set.setAway(true);
  const away = await ppm(['store', 'copy'], {
    MONGODB_URI: uri.replace('?', '?connectTimeoutMS=200&'),
  });
  expect(away.code).toBe(6);
  expect(away.err).toContain('can not be reached');
});
