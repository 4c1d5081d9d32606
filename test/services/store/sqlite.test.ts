// The SQLite store: the contract of every store, and what only a file on a disk can do wrong.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openSqlite, sqliteStore } from '../../../src/services/store/sqlite.js';
import { connect } from '../../../src/services/store/sqlite-connection.js';
import { rangesOf } from '../../../src/services/store/sqlite-list.js';
import type { ListQuery } from '../../../src/services/store/store.js';
import { storeContract } from './contract.js';
import { counters } from './counters.js';

const directories: string[] = [];
const children: ChildProcess[] = [];

async function directory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'ppm-store-'));
  directories.push(made);
  return made;
}

afterEach(async () => {
  for (const each of children.splice(0)) each.kill('SIGKILL');
  for (const each of directories.splice(0)) await rm(each, { recursive: true, force: true });
});

storeContract('SQLite', async () => {
  const where = await mkdtemp(join(tmpdir(), 'ppm-store-'));
  return {
    open: async () => openSqlite(where),
    dispose: () => rm(where, { recursive: true, force: true }),
  };
});

/** Another process that works on the store; see child.ts for what it does. */
function child(...args: string[]): ChildProcess & { lines: AsyncIterable<string> } {
  const script = fileURLToPath(new URL('child.ts', import.meta.url));
  const started = spawn(process.execPath, ['--import', 'tsx', script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(started);
  return Object.assign(started, { lines: createInterface({ input: started.stdout }) });
}

describe('several processes on one file', () => {
  it('keeps every insert that was acknowledged before kill -9', async () => {
    const where = await directory();
    const writer = child('insert', where);
    const acknowledged: string[] = [];
    for await (const line of writer.lines) {
      acknowledged.push(line);
      if (acknowledged.length === 300) writer.kill('SIGKILL');
    }
    expect(acknowledged.length).toBeGreaterThanOrEqual(300);
    const store = openSqlite(where);
    const missing = [];
    for (const id of acknowledged) if (!(await store.get(counters, id))) missing.push(id);
    expect(missing).toStrictEqual([]);
    expect(await store.insert(counters, 'afterwards', { count: 0 })).toBe(true);
  });

  it('loses no increment of three processes', async () => {
    const where = join(await directory(), 'deep', 'data');
    const workers = [0, 1, 2].map(() => child('increment', where, '200'));
    const codes = await Promise.all(workers.map(async (each) => (await once(each, 'exit'))[0]));
    expect(codes).toStrictEqual([0, 0, 0]);
    expect((await openSqlite(where).get(counters, 'shared'))?.doc.count).toBe(600);
  });

  it('opens new files at the same moment as others do', async () => {
    const where = await directory();
    const start = String(Date.now() + 800);
    const workers = [0, 1, 2, 3].map(() => child('open', where, '80', start));
    const codes = await Promise.all(workers.map(async (each) => (await once(each, 'exit'))[0]));
    expect(codes).toStrictEqual([0, 0, 0, 0]);
  });

  it('waits for a writer, tells when it waited too long, and commits what comes after', async () => {
    const where = await directory();
    const impatient = sqliteStore(connect(where, 50));
    await impatient.insert(counters, 'x', { count: 0 });
    const other = connect(where);
    other.define('BEGIN IMMEDIATE');
    for (const attempt of [
      impatient.insert(counters, 'y', { count: 0 }),
      impatient.remove(counters, 'x'),
    ])
      await expect(attempt).rejects.toMatchObject({
        code: 'store_unavailable',
        message: expect.stringContaining('locked'),
      });
    expect((await impatient.get(counters, 'x'))?.doc.count).toBe(0);
    other.define('COMMIT');

    expect(await impatient.replace(counters, 'x', 1, { count: 7 })).toBe(true);
    expect((await sqliteStore(other).get(counters, 'x'))?.doc.count).toBe(7);
    expect(await sqliteStore(other).insert(counters, 'z', { count: 1 })).toBe(true);
  });
});

describe('a disk that fails', () => {
  it('says that it is full, changes nothing, and goes on when there is room again', async () => {
    const where = await directory();
    const connection = connect(where);
    const store = sqliteStore(connection);
    await store.insert(counters, 'x', { count: 1 });
    connection.all('PRAGMA max_page_count = 8');
    const note = 'n'.repeat(100_000);
    await expect(store.insert(counters, 'big', { count: 2, note })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('full'),
      hint: expect.stringContaining('PPM_DATA_DIR'),
    });
    expect(await store.get(counters, 'big')).toBeNull();
    expect(await store.replace(counters, 'x', 1, { count: 2 })).toBe(true);
    connection.all('PRAGMA max_page_count = 10000');
    expect(await store.insert(counters, 'big', { count: 2, note })).toBe(true);
    expect((await openSqlite(where).get(counters, 'big'))?.doc.count).toBe(2);
  });

  it('says that it is read-only, and goes on when it no longer is', async () => {
    const connection = connect(await directory());
    const store = sqliteStore(connection);
    connection.define('PRAGMA query_only = ON');
    await expect(store.insert(counters, 'x', { count: 1 })).rejects.toMatchObject({
      code: 'store_unavailable',
      hint: expect.stringContaining('may write'),
    });
    connection.define('PRAGMA query_only = OFF');
    expect(await store.insert(counters, 'x', { count: 1 })).toBe(true);
  });

  it('leaves no transaction open behind a write that fails', async () => {
    const where = await directory();
    const store = openSqlite(where);
    await expect(
      store.insert({ ...counters, schema: z.undefined() }, 'x', undefined),
    ).rejects.toMatchObject({ code: 'store_unavailable' });
    expect(await store.insert(counters, 'x', { count: 1 })).toBe(true);
    expect((await openSqlite(where).get(counters, 'x'))?.doc.count).toBe(1);
  });

  it('says that the file is damaged', async () => {
    const where = await directory();
    await writeFile(join(where, 'ppm.db'), 'not a database'.repeat(1_000));
    expect(() => openSqlite(where)).toThrow(
      expect.objectContaining({
        code: 'store_unavailable',
        message: expect.stringContaining('damaged'),
      }),
    );
  });

  it('says that the directory can not be used', async () => {
    const file = join(await directory(), 'file');
    await writeFile(file, '');
    for (const where of [file, join(file, 'below')])
      expect(() => openSqlite(where)).toThrow(
        expect.objectContaining({
          code: 'store_unavailable',
          hint: expect.stringContaining('directory'),
        }),
      );
  });
});

describe('the file', () => {
  it('is for its owner only', async () => {
    const where = join(await directory(), 'data');
    await openSqlite(where).insert(counters, 'x', { count: 1 });
    const modes = ['', 'ppm.db', 'ppm.db-wal', 'ppm.db-shm'].map(
      async (name) => (await stat(join(where, name))).mode & 0o777,
    );
    expect(await Promise.all(modes)).toStrictEqual([0o700, 0o600, 0o600, 0o600]);
  });

  it('is written through to the disk with every commit', async () => {
    const connection = connect(await directory());
    expect(connection.all('PRAGMA journal_mode')).toStrictEqual([{ journal_mode: 'wal' }]);
    expect(connection.all('PRAGMA synchronous')).toStrictEqual([{ synchronous: 2 }]);
  });

  it('is opened again with what is in it', async () => {
    const where = await directory();
    const store = openSqlite(where);
    await store.insert(counters, 'x', { count: 1 });
    await store.close();
    expect((await openSqlite(where).get(counters, 'x'))?.doc).toStrictEqual({ count: 1 });
  });
});

describe('a list', () => {
  const queries: Omit<ListQuery, 'limit'>[] = [
    { index: 'byOther' },
    { index: 'byBoth' },
    { index: 'byBoth', equals: [1] },
    { index: 'byBoth', equals: [null] },
    { index: 'byBoth', min: 1, max: 3 },
    { index: 'byBoth', equals: [1], min: 2 },
    { index: 'byBoth', equals: [1, null] },
  ];

  it('only walks its index: every range is a search, nothing is sorted', async () => {
    const connection = connect(await directory());
    const store = sqliteStore(connection);
    for (let count = 0; count < 50; count += 1)
      await store.insert(counters, `c${count}`, {
        count: count % 5,
        ...(count % 2 ? { other: count % 3 } : {}),
      });
    let ranges = 0;
    for (const query of queries)
      for (const order of ['asc', 'desc'] as const) {
        const list: ListQuery = { ...query, order, limit: 2 };
        const { next } = await store.list(counters, list);
        for (const after of [undefined, next ?? undefined])
          for (const range of rangesOf(counters, after === undefined ? list : { ...list, after })) {
            const steps = connection.all(`EXPLAIN QUERY PLAN ${range.sql}`, [...range.values, 1]);
            ranges += 1;
            const free = after === undefined && Object.keys(query).length === 1;
            expect(steps).toStrictEqual([
              expect.objectContaining({
                detail: expect.stringMatching(
                  free ? /^SCAN .* USING INDEX/ : /^SEARCH .* USING INDEX .*\(/,
                ),
              }),
            ]);
          }
      }
    expect(ranges).toBeGreaterThan(30);
  });
});
