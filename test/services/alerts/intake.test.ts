// Taking alerts in: stored before it resolves, refused when the store is away or too much waits.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { createIntake } from '../../../src/services/alerts/intake.js';
import { deliveries } from '../../../src/services/alerts/records.js';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { memoryStore } from '../../support/memory-store.js';
import { alert, batch, openWorld, second, start, type World } from './applying/engine-world.js';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

test('is stored when it resolves, and worked on after', async () => {
  const engine = world.engine();
  const sent = batch('k', [alert('api')]);
  await engine.intake.take(sent);
  const { items } = await world.store.list(deliveries, { index: 'byAge', limit: 10 });
  expect(items.map(({ doc }) => doc)).toEqual([{ batch: sent, receivedAt: start }]);
  await world.pass(second);
  expect(await world.waiting()).toBe(0);
});

test('no two are received at the same time', async () => {
  const intake = intakeWith(world.store, 0);
  await Promise.all([intake.take(batch('k', [])), intake.take(batch('k', []))]);
  const { items } = await world.store.list(deliveries, { index: 'byAge', limit: 10 });
  expect(items.map(({ doc }) => doc.receivedAt)).toEqual([start, start + 1]);
});

test('is refused when the store is away', async () => {
  const away = new Problem('store_unavailable', 'The disk is full.', 'Make room.');
  const store = memoryStore(() => {
    throw away;
  });
  await expect(intakeWith(store, 0).take(batch('k', [alert('api')]))).rejects.toBe(away);
});

test('is refused while 20,000 wait, and stores nothing', async () => {
  await expect(intakeWith(world.store, 20_000).take(batch('k', []))).rejects.toMatchObject({
    code: 'store_unavailable',
    message: expect.stringContaining('20,000'),
  });
  expect(await world.waiting()).toBe(0);
});

test('what waits in the store from before the start counts too', async () => {
  const delivery = { batch: batch('k', [alert('api')]), receivedAt: start };
  const store: Store = { ...world.store, count: async () => 20_000 };
  await store.insert(deliveries, 'left', delivery);
  const other = openWorld({}, store);
  const engine = other.engine();
  await other.pass(second);
  await expect(engine.intake.take(batch('k', []))).rejects.toMatchObject({
    code: 'store_unavailable',
  });
  await other.close();
});

test('2,500 at once are all applied, although not all are kept in memory', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'ppm-intake-'));
  const other = openWorld({}, openSqlite(directory));
  const engine = other.engine();
  const labels = { alertname: 'APIDown' };
  const batches = Array.from({ length: 2_500 }, (_, at) =>
    batch('k', [alert(`f${at}`, { labels })]),
  );
  await Promise.all(batches.map((each) => engine.intake.take(each)));
  expect(await other.waiting()).toBe(2_500);
  await other.pass(5 * second);
  expect(await other.waiting()).toBe(0);
  expect(await other.group()).toMatchObject({ firing: 2_500 });
  await other.close();
  rmSync(directory, { recursive: true, force: true });
});

test('a store that was away for a while loses nothing that was taken', async () => {
  let isAway = false;
  const store = memoryStore(() => {
    if (isAway) throw new Problem('store_unavailable', 'The disk is full.', 'Make room.');
  });
  const other = openWorld({}, store);
  const engine = other.engine();
  await other.pass(second);
  await other.send(engine, batch('k', [alert('api')]), batch('k', [alert('db')]));
  isAway = true;
  await other.pass(5 * second);
  isAway = false;
  await other.pass(20 * second);
  expect(await other.group()).toMatchObject({ firing: 2, announced: true });
  expect(await other.waiting()).toBe(0);
  await other.close();
});

function intakeWith(store: Store, waiting: number): ReturnType<typeof createIntake> {
  const backlog = { add: () => {}, waiting: () => waiting };
  return createIntake({ store, now: () => Date.now(), backlog });
}
