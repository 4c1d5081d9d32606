// Settings that are tuned while the bot runs: within bounds, on every process, back by themselves.
import pino from 'pino';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { alertsSchema } from '../../../src/config/alerts-schema.js';
import { notionSchema } from '../../../src/config/systems-schema.js';
import { upkeepSchema } from '../../../src/config/upkeep-schema.js';
import { Problem } from '../../../src/core/problem.js';
import {
  createTunables,
  type RunningTunables,
} from '../../../src/services/settings/create-tunables.js';
import { tunableNames } from '../../../src/services/settings/tunables.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { memoryStore } from '../../support/memory-store.js';

const start = Date.parse('2026-11-10T08:30:00Z');
const hour = 3_600_000;
const rate = 'notion.requests-per-minute';

let clock: { at: number };
const started: RunningTunables[] = [];
beforeEach(() => {
  clock = { at: start };
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((one) => one.stop()));
  vi.useRealTimers();
});

function open(store: Store, notion: object = {}): RunningTunables {
  const made = createTunables({
    config: {
      notion: notionSchema.parse(notion),
      alerts: alertsSchema.parse({}),
      upkeep: upkeepSchema.parse({}),
    },
    store,
    now: () => clock.at,
    log: pino({ level: 'silent' }),
  });
  started.push(made);
  return made;
}
const given = { value: 120, by: 'ana', until: null, reason: 'Notion answers 429' };

test('all stand as configured, within their bounds', async () => {
  const tunables = open(memoryStore(), { requestsPerMinute: 900, cursors: 4 });
  const all = await tunables.list();
  expect(all.map(({ name, standard, min, max }) => [name, standard, min, max])).toEqual([
    [rate, 900, 10, 900],
    ['notion.reserved-for-people', 0.05, 0, 0.5],
    ['notion.cursors', 4, 1, 32],
    ['sync.batch-delay', 0, 0, 60],
    ['cache.ttl', 300, 0, 3600],
    ['alerts.storm-groups-per-minute', 10, 1, 1000],
  ]);
  expect(all.every(({ value, standard, changed }) => value === standard && !changed)).toBe(true);
  expect(tunableNames.map(tunables.get)).toEqual(all.map(({ standard }) => standard));
});

describe('a change', () => {
  test('holds at once and until it is reset', async () => {
    const tunables = open(memoryStore());
    await tunables.set(rate, given);
    expect(tunables.get(rate)).toBe(120);
    expect((await tunables.list())[0]).toMatchObject({
      value: 120,
      standard: 180,
      changed: { by: 'ana', at: start, until: null, reason: 'Notion answers 429' },
    });
    await tunables.reset(rate);
    await tunables.reset(rate);
    expect(tunables.get(rate)).toBe(180);
    expect((await tunables.list())[0]?.changed).toBeNull();
  });

  test('repeated is the same change; another one takes its place', async () => {
    const tunables = open(memoryStore());
    await tunables.set(rate, given);
    clock.at += hour;
    await tunables.set(rate, given);
    expect((await tunables.list())[0]?.changed?.at).toBe(start);
    await tunables.set(rate, { ...given, value: 60 });
    expect((await tunables.list())[0]).toMatchObject({ value: 60, changed: { at: clock.at } });
  });

  test('goes back by the clock, also when the store is away', async () => {
    let isAway = false;
    const kept = memoryStore();
    const away = async (): Promise<never> => {
      throw new Problem('store_unavailable', 'The store is away.', 'Wait.');
    };
    const store: Store = {
      ...kept,
      list: (...query) => (isAway ? away() : kept.list(...query)),
    };
    const tunables = open(store);
    await tunables.set(rate, { ...given, until: start + 2 * hour });
    isAway = true;
    clock.at = start + 2 * hour - 1;
    expect(tunables.get(rate)).toBe(120);
    clock.at += 1;
    expect(tunables.get(rate)).toBe(180);
    await expect(tunables.list()).rejects.toMatchObject({ code: 'store_unavailable' });
  });

  test.each([
    [rate, 9],
    [rate, 601],
    [rate, 120.5],
    [rate, Number.NaN],
    ['notion.cursors', 0],
    ['notion.reserved-for-people', 0.51],
    ['sync.batch-delay', -1],
    ['sync.batch-delay', Infinity],
  ] as const)('%s %d is out of bounds and changes nothing', async (name, value) => {
    const tunables = open(memoryStore());
    await expect(tunables.set(name, { ...given, value })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'value',
    });
    expect((await tunables.list()).every(({ changed }) => changed === null)).toBe(true);
  });

  test('can not end before it begins', async () => {
    const tunables = open(memoryStore());
    await expect(tunables.set(rate, { ...given, until: start })).rejects.toMatchObject({
      field: 'until',
    });
  });

  test('is kept within the bounds of a later configuration', async () => {
    const store = memoryStore();
    await open(store, { requestsPerMinute: 2_000 }).set(rate, { ...given, value: 1_500 });
    const later = open(store);
    await later.list();
    expect(later.get(rate)).toBe(600);
  });
});

test('another process follows within seconds, and no longer once it has stopped', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ppm-tunables-'));
  const stores = [openSqlite(directory), openSqlite(directory)] as const;
  try {
    const [one, other] = [open(stores[0]), open(stores[1])];
    other.start();
    other.start();
    await one.set(rate, given);
    await expect.poll(() => other.get(rate), { timeout: 4_000 }).toBe(120);
    await one.reset(rate);
    await expect.poll(() => other.get(rate), { timeout: 4_000 }).toBe(180);
    await other.stop();
  } finally {
    for (const store of stores) await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
});

test('an answer that comes late does not bring back what was reset', async () => {
  const kept = memoryStore();
  const waiting: (() => void)[] = [];
  let isSlow = false;
  const store: Store = {
    ...kept,
    async list(...query) {
      const page = await kept.list(...query);
      if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve));
      return page;
    },
  };
  const tunables = open(store);
  await tunables.set(rate, given);
  isSlow = true;
  const old = tunables.list();
  await expect.poll(() => waiting).toHaveLength(1);
  isSlow = false;
  await tunables.reset(rate);
  waiting[0]?.();
  await old;
  expect(tunables.get(rate)).toBe(180);
});
