import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import { memoryStore } from '../../support/memory-store.js';
import { byCreation, cacheSite, projectsId } from './site.js';

/** Twelve different questions: all but one of their answers had to be asked for. */
async function asked(site: ReturnType<typeof cacheSite>): Promise<void> {
  await site.cache.reading.dataSource(projectsId);
  await site.ask(2);
  for (let pageSize = 1; pageSize <= 9; pageSize += 1)
    await site.ask(1, { ...byCreation, pageSize });
}
const ttlOf = async ({ cache }: Pick<ReturnType<typeof cacheSite>, 'cache'>) =>
  (await cache.stats())[0]?.ttlSeconds;

it('doubles what is asked for often and hit rarely; what came before says nothing after', async () => {
  const site = cacheSite(memoryStore());
  await asked(site);
  expect(await site.cache.tune()).toEqual([
    { database: 'finance-ppm/projects', from: 300, to: 600, hitRate: 1 / 12 },
  ]);
  expect((await site.cache.stats())[0]).toMatchObject({ ttlSeconds: 600, hits: 0, misses: 0 });
  expect(await site.cache.tune()).toEqual([]);
  site.clock.at += 599_000;
  const calls = site.notion.calls.length;
  await site.ask(1);
  expect(site.notion.calls.length).toBe(calls + 1);
  site.clock.at += 599_000;
  await site.ask(1);
  expect(site.notion.calls.length).toBe(calls + 1);
});

it('leaves alone what is hit often, and what was asked for less than 10 times', async () => {
  const few = cacheSite(memoryStore());
  await few.cache.reading.dataSource(projectsId);
  for (let pageSize = 1; pageSize <= 8; pageSize += 1)
    await few.ask(1, { ...byCreation, pageSize });
  expect(await few.cache.tune()).toEqual([]);
  await few.ask(1);
  expect(await few.cache.tune()).toHaveLength(1);
  const often = cacheSite(memoryStore());
  await often.cache.reading.dataSource(projectsId);
  await often.ask(10);
  expect(await often.cache.tune()).toEqual([]);
});

it.each([
  { seconds: 2_000, to: [3_600] },
  { seconds: 3_600, to: [] },
  { seconds: 0, to: [] },
])('goes to an hour at most (from $seconds s)', async ({ seconds, to }) => {
  const site = cacheSite(memoryStore(), { seconds });
  await asked(site);
  expect((await site.cache.tune()).map((change) => change.to)).toEqual(to);
});

it('what somebody configures after it holds', async () => {
  const site = cacheSite(memoryStore());
  await asked(site);
  await site.cache.tune();
  site.configured.seconds = 120;
  expect(await ttlOf(site)).toBe(120);
  site.configured.seconds = 300;
  expect(await ttlOf(site)).toBe(600);
});

it('two replicas that tune at once double it once', async () => {
  const store = memoryStore();
  const [one, two] = [cacheSite(store), cacheSite(store)];
  await Promise.all([one, two].map(asked));
  const changes = await Promise.all([one, two].map(({ cache }) => cache.tune()));
  expect(changes.flat()).toHaveLength(1);
  one.clock.at += 5_000;
  two.clock.at += 5_000;
  expect([await ttlOf(one), await ttlOf(two)]).toEqual([600, 600]);
});

it('a question is answered while the store is down', async () => {
  const store = memoryStore();
  const site = cacheSite({
    ...store,
    list: () => Promise.reject(new Problem('store_unavailable', 'The store is down.', '')),
  });
  await site.ask(2);
  expect(site.notion.calls).toHaveLength(1);
});

it(
  'reaches another process on the same store within seconds, and outlives a restart',
  { timeout: 60_000 },
  async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ppm-cache-'));
    try {
      const store = openSqlite(directory);
      const site = cacheSite(store);
      expect(await ttlOf(site)).toBe(300);
      const script = fileURLToPath(new URL('child.ts', import.meta.url));
      const args = ['--import', 'tsx', script, directory];
      const { stdout } = await promisify(execFile)(process.execPath, args);
      expect(JSON.parse(stdout)).toMatchObject([{ from: 300, to: 600 }]);
      site.clock.at += 4_999;
      expect(await ttlOf(site)).toBe(300);
      site.clock.at += 1;
      expect(await ttlOf(site)).toBe(600);
      expect(await ttlOf(cacheSite(store))).toBe(600);
      await store.close();
    } finally {
      await rm(directory, { recursive: true, force: true });
    }
  },
);
