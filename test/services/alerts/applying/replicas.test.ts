// Two processes on one database: what either is sent becomes one group, one storm, one set of cards.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertEngine } from '../../../../src/services/alerts/applying/alert-engine.js';
import { changeGroup } from '../../../../src/services/alerts/changing.js';
import { deliveries } from '../../../../src/services/alerts/records.js';
import { openSqlite } from '../../../../src/services/store/sqlite.js';
import type { Store } from '../../../../src/services/store/store.js';
import { alert, batch, openWorld, second, type World } from './engine-world.js';

let directory: string;
let worlds: [World, World];
let engines: [AlertEngine, AlertEngine];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ppm-replicas-'));
  const open = (): World => openWorld({}, openSqlite(directory));
  worlds = [open(), open()];
  engines = [worlds[0].engine(), worlds[1].engine()];
});
afterEach(async () => {
  for (const world of worlds) await world.close();
  rmSync(directory, { recursive: true, force: true });
});

test('alerts of one group, and the same ones, at both', async () => {
  const names = Array.from({ length: 40 }, (_, at) => `f${at}`);
  await Promise.all(
    names.flatMap((name, at) => [
      engines[at % 2 === 0 ? 0 : 1].intake.take(batch('k', [alert(name)])),
      engines[1].intake.take(batch('k', [alert('both')])),
      engines[0].intake.take(batch('k', [alert('both')])),
    ]),
  );
  await worlds[0].pass(3 * second);
  expect(await worlds[1].group()).toMatchObject({ firing: 41, state: 'firing', announced: true });
  expect(await worlds[1].cards()).toHaveLength(1);
  expect(await worlds[1].waiting()).toBe(0);
});

test('a storm at both', async () => {
  const labels = { alertname: 'APIDown', severity: 'critical' };
  await Promise.all(
    Array.from({ length: 100 }, (_, at) =>
      engines[at % 2 === 0 ? 0 : 1].intake.take(batch(`k${at}`, [alert(`f${at}`, { labels })])),
    ),
  );
  await worlds[0].pass(5 * second);
  const groups = await worlds[0].groups();
  const [storm, ...others] = await worlds[0].storms();
  expect(groups).toHaveLength(100);
  expect(others).toEqual([]);
  const inStorm = groups.filter((group) => group.storm === storm?.id).length;
  const own = (await worlds[0].cards()).filter((id) => id.startsWith('alert-group:')).length;
  expect(inStorm + own).toBe(100);
  expect(own).toBeLessThanOrEqual(10);
  expect(storm?.groups).toBe(inStorm);
  const opened = new Set(worlds.flatMap((world) => world.opened));
  expect(opened.size).toBe(own + 1);
});

test('what a dead process left is applied by the other within 15 s', async () => {
  const delivery = { batch: batch('k', [alert('api')]), receivedAt: Date.now() };
  await worlds[0].store.insert(deliveries, 'left', delivery);
  await worlds[1].pass(9 * second);
  expect(await worlds[1].groups()).toEqual([]);
  await worlds[1].pass(7 * second);
  expect(await worlds[1].group()).toMatchObject({ firing: 1 });
  expect(await worlds[1].waiting()).toBe(0);
});

test('a change that comes between reading and writing is kept', async () => {
  const store = openSqlite(directory);
  const parts = { store, now: () => Date.now(), redraw: () => {} };
  const acknowledged = { by: { person: 'ana', via: 'slack' }, at: 1 } as const;
  let isDue = false;
  const slow: Store = {
    ...store,
    // The counts are made between the two.
    async count(collection, query) {
      const found = await store.count(collection, query);
      if (isDue) {
        isDue = false;
        await changeGroup(parts, (await worlds[0].group()).id, (group) => ({
          ...group,
          acknowledged,
        }));
      }
      return found;
    },
  };
  const other = openWorld({}, slow);
  const engine = other.engine();
  await engine.intake.take(batch('k', [alert('api')]));
  await other.pass(second);
  await engine.intake.take(batch('k', [alert('db')]));
  isDue = true;
  await other.pass(second);
  expect(isDue).toBe(false);
  expect(await other.group()).toMatchObject({ acknowledged, firing: 2 });
  await other.close();
});
