// More new groups in a minute than set share one card and one incident, and none of them is dropped.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AlertEngine } from '../../../../src/services/alerts/applying/alert-engine.js';
import type { AlertBatch } from '../../../../src/services/alerts/batch.js';
import { alertGroups, storms } from '../../../../src/services/alerts/records.js';
import { update } from '../../../../src/services/store/update.js';
import { group as sample } from '../silencing/samples.js';
import { alert, batch, minute, openWorld, second, start, type World } from './engine-world.js';

let world: World;
let engine: AlertEngine;
beforeEach(() => {
  world = openWorld({ stormGroupsPerMinute: 10 });
  engine = world.engine();
});
afterEach(() => world.close());

function many(count: number, labels: Record<string, string> = {}, from = 0): AlertBatch[] {
  return Array.from({ length: count }, (_, at) => {
    const name = `f${from + at}`;
    const all = { alertname: at % 4 === 0 ? 'HighLatency' : 'APIDown', ...labels };
    return batch(name, [alert(name, { labels: all }), alert(`${name}b`, { labels: all })]);
  });
}

const groupCards = async (): Promise<string[]> =>
  (await world.cards()).filter((id) => id.startsWith('alert-group:'));

test('200 groups at once: one storm, at most 10 cards beside its own, every group behind it', async () => {
  await world.send(engine, ...many(200, { system: 'obera' }));
  await world.pass(5 * second);
  const [storm, ...others] = await world.storms();
  expect(others).toEqual([]);
  const groups = await world.groups();
  const inStorm = groups.filter((group) => group.storm === storm?.id);
  const own = await groupCards();
  expect(groups).toHaveLength(200);
  expect(own.length).toBeLessThanOrEqual(10);
  expect(inStorm.length + own.length).toBe(200);
  expect(inStorm.every(({ diagnosis, announced }) => diagnosis === null && announced)).toBe(true);
  expect(storm).toMatchObject({
    state: 'raging',
    channel: 'C0',
    groups: inStorm.length,
    firing: inStorm.length,
    alerts: 2 * inStorm.length,
    bySystem: [{ name: 'obera', groups: inStorm.length }],
  });
  expect(storm?.byName.map(({ name }) => name)).toEqual(['APIDown', 'HighLatency']);
  expect((await world.cards()).filter((id) => id.startsWith('storm:'))).toHaveLength(1);
});

test('the first 10 that come one by one have cards of their own', async () => {
  for (const each of many(12)) {
    await world.send(engine, each);
    await world.pass(second);
  }
  expect(await groupCards()).toHaveLength(10);
  expect(await world.storms()).toMatchObject([{ groups: 2 }]);
});

test('10 a minute are no storm', async () => {
  await world.send(engine, ...many(10));
  await world.pass(2 * minute);
  await world.send(engine, ...many(10, {}, 100));
  await world.pass(second);
  expect(await world.storms()).toEqual([]);
  expect(await groupCards()).toHaveLength(20);
});

test('it opens one incident', async () => {
  await world.send(engine, ...many(50, { severity: 'critical' }));
  await world.pass(5 * second);
  const [storm] = await world.storms();
  expect(world.opened).toHaveLength(1);
  expect(storm).toMatchObject({ incident: world.opened[0]?.replace('G-', 'I-') });
});

test('it is over when no new group came for five minutes, and what resolves later is still counted', async () => {
  await world.send(engine, ...many(20));
  await world.pass(4 * minute);
  await world.send(engine, ...many(20, {}, 100));
  await world.pass(4 * minute);
  expect(await world.storms()).toMatchObject([{ state: 'raging', groups: 40 }]);
  await world.pass(2 * minute);
  const resolved = many(20).map((each) => ({
    ...each,
    alerts: each.alerts.map((one) => ({ ...one, status: 'resolved', endsAt: start }) as const),
  }));
  await world.send(engine, ...resolved);
  await world.pass(3 * second);
  expect(await world.storms()).toMatchObject([{ state: 'over', groups: 40, firing: 20 }]);
  await world.send(engine, ...many(20, {}, 200));
  await world.pass(3 * second);
  expect((await world.storms()).map(({ state }) => state).toSorted()).toEqual(['over', 'raging']);
});

test('a group behind a storm that fires again stays there', async () => {
  await world.send(engine, ...many(20));
  await world.pass(3 * second);
  const one = alert('again', { startsAt: start + minute });
  const gone = ['f0', 'f0b'].map((name) => alert(name, { status: 'resolved', endsAt: start }));
  await world.send(engine, batch('f0', gone));
  await world.pass(second);
  await world.send(engine, batch('f0', [one]));
  await world.pass(second);
  const group = (await world.groups()).find(({ key }) => key === 'f0');
  expect(group).toMatchObject({ state: 'firing', storm: expect.stringMatching(/^T-/) });
  expect(group?.flips).toHaveLength(1);
  expect(await groupCards()).toEqual([]);
});

test('groups that are held back are no storm, nor is what comes beside them', async () => {
  world.hold = { kind: 'maintenance', id: 'M-1' };
  await world.send(engine, ...many(50));
  await world.pass(second);
  world.hold = null;
  await world.send(engine, batch('other', [alert('other')]));
  await world.pass(second);
  expect(await groupCards()).toHaveLength(1);
  expect(await world.storms()).toEqual([]);
  // All at once when the maintenance ends: that is one.
  await world.pass(20 * second);
  expect((await groupCards()).length).toBeLessThanOrEqual(10);
  expect(await world.storms()).toHaveLength(1);
});

test('a group that has a card keeps it, however many came in the same moment', async () => {
  const critical = { alertname: 'APIDown', severity: 'critical' };
  await world.send(engine, batch('k', [alert('first', { labels: critical })]));
  await world.pass(second);
  const { id, shownAt } = await world.group();
  for (let at = 0; at < 20; at += 1) {
    const other = sample(`G-${at}`, { shownAt, createdAt: start });
    await world.store.insert(alertGroups, other.id, other);
  }
  const gone = { status: 'resolved', endsAt: start, labels: critical } as const;
  await world.send(engine, batch('k', [alert('first', gone)]));
  await world.pass(second);
  await world.send(engine, batch('k', [alert('again', { labels: critical })]));
  await world.pass(second);
  // It was announced again, to have its incident looked at, and is no part of a storm.
  expect(world.opened).toEqual([id, id]);
  expect(await world.storms()).toEqual([]);
});

test('what was done about a storm holds for the groups that join it later', async () => {
  await world.send(engine, ...many(40));
  await world.pass(2 * second);
  const [storm] = await world.storms();
  const id = storm?.id ?? '';
  const by = { person: 'ben', slack: 'U02BEN', via: 'slack' } as const;
  const acknowledged = { by, at: start };
  await update(world.store, storms, id, (doc) => ({ ...doc, acknowledged }));
  world.hold = { kind: 'silence', id: 'S-AAAAAA' };
  world.holds = (group) => group.storm === id;
  await world.send(engine, ...many(5, {}, 40));
  await world.pass(2 * second);
  const later = (await world.groups()).filter(({ acknowledged: mark }) => mark !== null);
  expect(later).toHaveLength(5);
  expect(later.map(({ hold, storm: of }) => [hold?.id, of])).toEqual(
    Array.from({ length: 5 }, () => ['S-AAAAAA', id]),
  );
});

test('a silence that was made while a group was resolved holds it when it fires again', async () => {
  await world.send(engine, batch('one', [alert('a')]));
  await world.pass(second);
  await world.send(engine, batch('one', [alert('a', { status: 'resolved', endsAt: start })]));
  await world.pass(second);
  world.hold = { kind: 'silence', id: 'S-AAAAAA' };
  await world.send(engine, batch('one', [alert('a', { startsAt: start + minute })]));
  await world.pass(2 * second);
  expect(await world.group()).toMatchObject({ state: 'firing', hold: { id: 'S-AAAAAA' } });
  expect(world.held).toHaveLength(1);
});
