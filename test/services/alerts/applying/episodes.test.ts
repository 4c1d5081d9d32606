// Gone and back: soon is the same group, later is a new one; too often is flapping.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertEngine } from '../../../../src/services/alerts/applying/alert-engine.js';
import { changeGroup } from '../../../../src/services/alerts/changing.js';
import { alert, batch, minute, openWorld, second, start, type World } from './engine-world.js';

let world: World;
let engine: AlertEngine;
beforeEach(() => {
  world = openWorld();
  engine = world.engine();
});
afterEach(() => world.close());

const acknowledged = { by: { person: 'ana', via: 'slack' }, at: start } as const;

/** The alert's n-th life. */
async function say(status: 'firing' | 'resolved', life: number): Promise<void> {
  const labels = { alertname: 'APIDown', severity: 'critical' };
  const one = alert('api', { status, startsAt: start + life * minute, labels });
  await world.send(engine, batch('k', [one]));
  await world.pass(second);
}

async function acknowledge(): Promise<void> {
  const parts = { store: world.store, now: () => Date.now(), redraw: () => {} };
  const { id } = await world.group();
  await changeGroup(parts, id, (group) => ({ ...group, acknowledged }));
}

test('back within flapMinutes is the same group, acknowledged as it was, and its incident is asked for again', async () => {
  await say('firing', 0);
  await acknowledge();
  await say('resolved', 0);
  expect(await world.group()).toMatchObject({ state: 'resolved' });
  await world.pass(9 * minute);
  await say('firing', 1);
  const group = await world.group();
  expect(group).toMatchObject({ state: 'firing', episode: 1, acknowledged });
  expect(group.flips).toHaveLength(1);
  expect(world.opened).toEqual([group.id, group.id]);
  expect(await world.cards()).toHaveLength(1);
});

test('back later is a new group with a new card that nobody has acknowledged', async () => {
  await say('firing', 0);
  await acknowledge();
  await say('resolved', 0);
  await world.pass(10 * minute);
  await say('firing', 1);
  const [first, later] = await world.groups();
  expect(first).toMatchObject({ state: 'resolved', episode: 1, flips: [] });
  expect(later).toMatchObject({ state: 'firing', episode: 2, acknowledged: null, firing: 1 });
  expect(later?.id).not.toBe(first?.id);
  expect(await world.cards()).toHaveLength(2);
});

test('a late repeat of what is resolved begins nothing', async () => {
  await say('firing', 0);
  await say('resolved', 0);
  await world.pass(60 * minute);
  await say('firing', 0);
  await say('resolved', 0);
  expect(await world.group()).toMatchObject({ state: 'resolved', flips: [] });
});

test('flapping: one group that counts as firing until it was quiet for flapMinutes', async () => {
  for (const life of [0, 1, 2, 3]) {
    await say('firing', life);
    await say('resolved', life);
  }
  expect(await world.group()).toMatchObject({ state: 'firing', firing: 0, resolved: 4 });
  await world.pass(9 * minute);
  expect(await world.group()).toMatchObject({ state: 'firing' });
  await world.pass(minute + 2 * second);
  expect(await world.group()).toMatchObject({ state: 'resolved', wakeAt: null });
  expect(await world.cards()).toHaveLength(1);
});
