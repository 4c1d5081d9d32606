// Old alerts are deleted, and nothing else is.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { alertGroups, alerts, type AlertGroup } from '../../../src/services/alerts/records.js';
import { forgetAlerts } from '../../../src/services/alerts/retention.js';
import { group, hour, log, openWorld, start, type World } from './silencing/samples.js';

const day = 24 * hour;
const now = start + 90 * day;

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

async function add(id: string, count: number, given: Partial<AlertGroup>): Promise<void> {
  await world.store.insert(alertGroups, id, group(id, given));
  for (let n = 0; n < count; n += 1)
    await world.store.insert(alerts, `${id}-${n}`, {
      group: id,
      source: 'alertmanager',
      fingerprint: `${id}-${n}`,
      status: given.state ?? 'firing',
      startsAt: start,
      endsAt: null,
      component: '',
      labels: {},
      annotations: {},
      link: null,
      receivedAt: start,
    });
}

const left = async (id: string): Promise<number> =>
  (await world.store.count(alerts, { index: 'byGroup', equals: [id, 'resolved'] })) +
  (await world.store.count(alerts, { index: 'byGroup', equals: [id, 'firing'] }));

const forget = (signal = new AbortController().signal, isLeader = () => true): Promise<void> =>
  forgetAlerts({ store: world.store, now: () => now, log, keepDays: 90, isLeader }, signal);

const resolved = (at: number) => ({ state: 'resolved', firing: 0, resolvedAt: at }) as const;

test('of groups that were resolved long ago the alerts go, and the groups stay as they were', async () => {
  await add('G-OLD', 12, resolved(start));
  await add('G-YOUNG', 2, resolved(start + 1));
  await add('G-FIRING', 2, {});
  await forget();
  expect(await Promise.all(['G-OLD', 'G-YOUNG', 'G-FIRING'].map(left))).toEqual([0, 2, 2]);
  const { doc } = (await world.store.get(alertGroups, 'G-OLD')) ?? {};
  expect(doc).toEqual(group('G-OLD', { ...resolved(start), forgottenAt: now }));
});

test('once: what was forgotten is not looked at again, and of nothing nothing is said', async () => {
  await add('G-OLD', 1, resolved(start));
  await forget();
  const before = await world.store.get(alertGroups, 'G-OLD');
  await forget();
  expect(await world.store.get(alertGroups, 'G-OLD')).toEqual(before);
});

test('who does not lead, or is stopping, deletes nothing', async () => {
  await add('G-OLD', 3, resolved(start));
  await forget(undefined, () => false);
  await forget(AbortSignal.abort());
  expect(await left('G-OLD')).toBe(3);
  expect((await world.store.get(alertGroups, 'G-OLD'))?.doc.forgottenAt).toBeNull();
});
