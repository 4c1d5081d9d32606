// What operations may ask about alerts, and acknowledge: lists, a group, a storm with its groups.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAlerts } from '../../../src/services/alerts/alert-memory.js';
import type { Alerts } from '../../../src/services/alerts/alerts.js';
import { alerts as alertRows, storms, type Alert } from '../../../src/services/alerts/records.js';
import { cardId, cards, requestCards } from '../../../src/services/cards/rows.js';
import {
  ana,
  ben,
  group,
  minute,
  openWorld,
  start,
  storm,
  type World,
} from './silencing/samples.js';

let world: World;
let alerts: Alerts;
beforeEach(() => {
  world = openWorld();
  alerts = createAlerts(world.parts);
});
afterEach(() => world.close());

function alert(given: Partial<Alert>): Alert {
  return {
    group: 'G-AAAAAA',
    source: 'alertmanager',
    fingerprint: 'f',
    status: 'firing',
    startsAt: start,
    endsAt: null,
    component: '',
    labels: {},
    annotations: {},
    link: null,
    receivedAt: start,
    ...given,
  };
}

describe('a list', () => {
  beforeEach(async () => {
    await world.put(
      group('G-AAAAAA', { createdAt: start }),
      group('G-BBBBBB', { createdAt: start + 2 * minute, storm: 'T-SSSSSS' }),
      group('G-CCCCCC', { createdAt: start + minute }),
      group('G-DDDDDD', { state: 'resolved', resolvedAt: start }),
    );
  });

  test('is newest first, and says how many there are beyond its limit', async () => {
    const { groups, total } = await alerts.list({ state: 'firing', limit: 2 });
    expect(groups.map(({ id }) => id)).toEqual(['G-BBBBBB', 'G-CCCCCC']);
    expect(total).toBe(3);
  });

  test('is of what is resolved, or of one storm', async () => {
    const resolved = await alerts.list({ state: 'resolved', limit: 10 });
    expect(resolved).toMatchObject({ total: 1, groups: [{ id: 'G-DDDDDD' }] });
    const stormy = await alerts.list({ state: 'firing', storm: 't-ssssss', limit: 10 });
    expect(stormy).toMatchObject({ total: 1, groups: [{ id: 'G-BBBBBB' }] });
  });
});

describe('one group', () => {
  test('is found however its id is written', async () => {
    await world.put(group('G-AAAAAA'));
    expect(await alerts.get(' g-aaaaaa ')).toMatchObject({ id: 'G-AAAAAA' });
  });

  test.each([
    ['G-ZZZZZZ', '`alerts`'],
    ['T-ZZZZZZ', '`alerts --storm T-ZZZZZZ`'],
  ])('%s that is not there names the field and the way on', async (id, hint) => {
    await expect(alerts.get(id)).rejects.toMatchObject({
      code: 'not_found',
      field: 'alert',
      hint: expect.stringContaining(hint),
    });
  });

  test('has its alerts: those that fire first, then the newest', async () => {
    const rows = [
      alert({ fingerprint: 'old', startsAt: start }),
      alert({ fingerprint: 'new', startsAt: start + minute }),
      alert({ fingerprint: 'over', status: 'resolved', startsAt: start + 2 * minute }),
      alert({ fingerprint: 'other', group: 'G-BBBBBB' }),
    ];
    for (const row of rows) await world.store.insert(alertRows, row.fingerprint, row);
    const of = async (limit: number) =>
      (await alerts.alertsOf('G-AAAAAA', limit)).map(({ fingerprint }) => fingerprint);
    expect(await of(10)).toEqual(['new', 'old', 'over']);
    expect(await of(2)).toEqual(['new', 'old']);
    expect(await of(1)).toEqual(['new']);
  });
});

describe('an acknowledgement', () => {
  test('stays with who was first, and the card is drawn anew', async () => {
    await world.put(group('G-AAAAAA'));
    const record = { kind: 'alert-group', id: 'G-AAAAAA' } as const;
    const asked = { record, channel: 'C1', priority: 1, parent: null, now: start + 9 * minute };
    await requestCards(world.store, asked);
    await alerts.acknowledge('g-aaaaaa', ana);
    world.clock.at += minute;
    await alerts.acknowledge('G-AAAAAA', ben);
    expect((await world.get('G-AAAAAA')).acknowledged).toEqual({ by: ana, at: start });
    expect(world.redrawn).toContain('alert-group G-AAAAAA');
    const card = await world.store.get(cards, cardId('alert-group', 'G-AAAAAA', 'card'));
    expect(card?.doc.lookAt).toBeLessThanOrEqual(world.clock.at);
  });

  test('of a storm is of all its groups that fire, but not of others', async () => {
    await world.putStorm(storm('T-SSSSSS'));
    const many = Array.from({ length: 230 }, (_, at) =>
      group(`G-${String(at).padStart(6, '0')}`, { storm: 'T-SSSSSS', createdAt: start + at }),
    );
    const before = { by: ben, at: start - minute };
    await world.put(
      ...many,
      group('G-BENBEN', { storm: 'T-SSSSSS', acknowledged: before }),
      group('G-OTHERS'),
      group('G-GONEGO', { storm: 'T-SSSSSS', state: 'resolved' }),
    );
    await alerts.acknowledge('t-ssssss', ana);
    for (const { id } of many)
      expect((await world.get(id)).acknowledged).toEqual({ by: ana, at: start });
    expect((await world.get('G-BENBEN')).acknowledged).toEqual(before);
    expect((await world.get('G-OTHERS')).acknowledged).toBeNull();
    expect((await world.get('G-GONEGO')).acknowledged).toBeNull();
    expect((await alerts.storm('T-SSSSSS'))?.acknowledged).toEqual({ by: ana, at: start });
    expect(world.redrawn).toContain('storm T-SSSSSS');
  });

  test('of a storm again takes in what came since, for the same person', async () => {
    await world.putStorm(storm('T-SSSSSS'));
    await alerts.acknowledge('T-SSSSSS', ana);
    await world.put(group('G-AAAAAA', { storm: 'T-SSSSSS' }));
    await alerts.acknowledge('T-SSSSSS', ben);
    expect((await world.get('G-AAAAAA')).acknowledged?.by).toEqual(ana);
  });

  test.each(['G-ZZZZZZ', 'T-ZZZZZZ', 'nonsense'])('of %s is refused', async (id) => {
    await expect(alerts.acknowledge(id, ana)).rejects.toMatchObject({
      code: 'not_found',
      field: 'alert',
    });
  });
});

test('an incident is tied to a group, or to a storm and the groups that have none', async () => {
  await world.putStorm(storm('T-SSSSSS'));
  await world.put(
    group('G-AAAAAA', { incident: 'I-OLDOLD' }),
    group('G-BBBBBB', { storm: 'T-SSSSSS' }),
    group('G-CCCCCC', { storm: 'T-SSSSSS', incident: 'I-OWNOWN' }),
  );
  await alerts.tie('G-AAAAAA', 'I-NEWNEW');
  await alerts.tie('T-SSSSSS', 'I-STORMS');
  expect((await world.get('G-AAAAAA')).incident).toBe('I-NEWNEW');
  expect((await world.get('G-BBBBBB')).incident).toBe('I-STORMS');
  expect((await world.get('G-CCCCCC')).incident).toBe('I-OWNOWN');
  expect((await world.store.get(storms, 'T-SSSSSS'))?.doc.incident).toBe('I-STORMS');
  await expect(alerts.tie('G-ZZZZZZ', 'I-NEWNEW')).rejects.toMatchObject({ code: 'not_found' });
});

test('the storm under way is the one that rages; a named one may be over', async () => {
  expect(await alerts.storm()).toBeNull();
  await world.putStorm(storm('T-OVEROV', { state: 'over' }));
  expect(await alerts.storm()).toBeNull();
  await world.putStorm(storm('T-RAGING', { startedAt: start + minute }));
  expect((await alerts.storm())?.id).toBe('T-RAGING');
  expect((await alerts.storm('t-overov'))?.state).toBe('over');
  await expect(alerts.storm('T-ZZZZZZ')).rejects.toMatchObject({
    code: 'not_found',
    field: 'storm',
  });
});
