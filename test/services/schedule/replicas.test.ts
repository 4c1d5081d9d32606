// Several processes on one store, and a process that dies between any two writes: each slot is done, and told, once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { cards } from '../../../src/services/cards/rows.js';
import { scheduleRows } from '../../../src/services/schedule/schedule-records.js';
import { memoryStore } from '../../support/memory-store.js';
import { minute, off, openSite, openWorld, start } from './site.js';

const nine = start + 30 * minute;
const each = {
  ...off,
  daily: { operation: 'report', input: { which: 'morning' }, cron: '0 9 * * *' },
  tell: { operation: 'report', input: { which: 'evening' }, cron: '0 7 * * *', missed: 'report' },
};
const rowOf = async (store: Store, name = 'daily') =>
  (await store.get(scheduleRows, name))?.doc ?? null;
const outcomeOf = async (store: Store, name = 'daily') => (await rowOf(store, name))?.last?.outcome;

test('three processes on one SQLite file do a slot once', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ppm-schedule-'));
  const stores = [1, 2, 3].map(() => openSqlite(directory));
  const world = openWorld();
  const sites = stores.map((store) => openSite(store, { each }, world));
  const loops = sites.map((site) => site.begin());
  const [store] = stores;
  if (!store) throw new Error('no store');
  try {
    await expect.poll(() => rowOf(store)).not.toBeNull();
    for (let days = 0; days < 5; days += 1) {
      world.clock.at = nine + days * 24 * 60 * minute;
      for (const loop of loops) loop.wake();
      await expect
        .poll(async () => (await rowOf(store))?.last)
        .toMatchObject({
          slot: world.clock.at,
          outcome: 'ok',
        });
    }
    const mornings = world.asked.filter(({ requestId }) => requestId.includes('daily'));
    expect(mornings).toHaveLength(5);
    expect(await sites[0]?.cards('daily')).toHaveLength(5);
  } finally {
    for (const loop of loops) await loop.stop();
    for (const opened of stores) await opened.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('a process that stops leaves what it has begun to another one, at once', async () => {
  const store = memoryStore();
  const world = openWorld();
  const first = openSite(store, { each }, world);
  const loop = first.begin();
  await expect.poll(() => rowOf(store)).not.toBeNull();
  world.answer.next = () => new Promise(() => {});
  world.clock.at = nine;
  loop.wake();
  await expect.poll(() => world.asked.length).toBeGreaterThan(0);
  await loop.stop();
  world.answer.next = async () => ({ status: 'good', headline: 'All is well' });
  const second = openSite(store, { each }, world).begin();
  await expect.poll(() => outcomeOf(store)).toBe('ok');
  await second.stop();
  expect(await first.cards('daily')).toHaveLength(1);
});

/** Dies before or after the write that is the nth of all. */
function mortal(): { store: Store; dieAt(write: number): void; isDead(): boolean } {
  let left = Infinity;
  const store = memoryStore(() => {
    left -= 1;
    // Once dead, nothing is written any more until the next process.
    if (left <= 0) throw new Error('the process died here');
  });
  return {
    store,
    dieAt: (write) => {
      left = write;
    },
    isDead: () => left <= 0,
  };
}

test.each([...Array(20).keys()].map((write) => write + 1))(
  'a process that dies at its write %i: another one finishes, with one card',
  async (write) => {
    const { store, dieAt, isDead } = mortal();
    const world = openWorld();
    const site = openSite(store, { each }, world);
    const before = site.begin();
    await expect.poll(() => rowOf(store, 'tell')).not.toBeNull();
    await before.stop();
    // 24 hours on: one is due now, the other was missed two hours ago.
    world.clock.at = nine + 24 * 60 * minute;
    dieAt(write);
    const dying = site.begin();
    await expect
      .poll(async () => {
        const outcomes = [await outcomeOf(store), await outcomeOf(store, 'tell')];
        return isDead() || outcomes.join() === 'ok,missed';
      })
      .toBe(true);
    await dying.stop();
    dieAt(Infinity);
    world.clock.at += 61_000;
    const after = site.begin();
    await expect.poll(() => outcomeOf(store)).toBe('ok');
    await expect.poll(() => outcomeOf(store, 'tell')).toBe('missed');
    await after.stop();
    for (const name of ['daily', 'tell']) {
      const [posting, ...others] = await site.cards(name);
      expect(others).toEqual([]);
      expect(await store.get(cards, `posting:${posting?.id ?? ''}:card`)).not.toBeNull();
    }
    const ids = world.asked.map(({ requestId }) => requestId);
    expect(new Set(ids).size).toBe(1);
  },
);
