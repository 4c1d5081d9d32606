// What becomes of notifications: alerts, one group for each key, with a card, an incident and a diagnosis.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertEngine } from '../../../../src/services/alerts/applying/alert-engine.js';
import { cardId, cards } from '../../../../src/services/cards/rows.js';
import { changeGroup } from '../../../../src/services/alerts/changing.js';
import { alert, batch, minute, openWorld, second, start, type World } from './engine-world.js';

let world: World;
let engine: AlertEngine;
beforeEach(() => {
  world = openWorld();
  engine = world.engine();
});
afterEach(() => world.close());

const critical = { alertname: 'APIDown', severity: 'critical' };
const resolved = { status: 'resolved', endsAt: start + minute } as const;

async function sent(...batches: Parameters<World['send']>[1][]): Promise<void> {
  await world.send(engine, ...batches);
  await world.pass(second);
}

test('a notification becomes alerts, a group and a card, and then nothing waits', async () => {
  await sent(batch('k', [alert('api'), alert('db')]));
  expect(await world.alerts()).toHaveLength(2);
  const group = await world.group();
  expect(group).toMatchObject({
    state: 'firing',
    firing: 2,
    resolved: 0,
    title: 'APIDown is firing',
    severity: 'P3',
    announced: true,
    incident: null,
    diagnosis: { operation: 'status', state: 'waiting' },
    wakeAt: null,
  });
  expect(group.components).toEqual([
    { name: 'api', firing: 1 },
    { name: 'db', firing: 1 },
  ]);
  expect(await world.cards()).toEqual([`alert-group:${group.id}:card`]);
  const card = await world.store.get(cards, cardId('alert-group', group.id, 'card'));
  expect(card?.doc).toMatchObject({ channel: 'C1', priority: 3 });
  expect(world.redrawn).toContain(`alert-group ${group.id}`);
  expect(await world.waiting()).toBe(0);
});

test('repeats change nothing', async () => {
  const same = batch('k', [alert('api'), alert('db', resolved)]);
  await sent(same, same);
  const before = await world.group();
  await sent(same);
  expect(await world.group()).toEqual(before);
  expect(await world.alerts()).toHaveLength(2);
});

test('what is resolved stays so, also when that was heard first', async () => {
  await sent(batch('k', [alert('api', resolved)]));
  await sent(batch('k', [alert('api')]));
  expect(await world.alerts()).toMatchObject([{ status: 'resolved', endsAt: start + minute }]);
  expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 1 });
});

test('notifications of one group in one pass are one change', async () => {
  const each = ['a', 'b', 'c'].map((name) => batch('k', [alert(name)]));
  await sent(...each, batch('k', [alert('b', resolved)]));
  expect(await world.group()).toMatchObject({ firing: 2, resolved: 1, state: 'firing' });
  expect(await world.cards()).toHaveLength(1);
});

test('60 alerts are counted by component, most first, at most 20', async () => {
  const many = Array.from({ length: 60 }, (_, at) =>
    alert(`f${at}`, { labels: { component: at < 30 ? 'api' : `c${at}` } }),
  );
  await sent(batch('k', many));
  const group = await world.group();
  expect(group.firing).toBe(60);
  expect(group.components).toHaveLength(20);
  expect(group.components[0]).toEqual({ name: 'api', firing: 30 });
});

test('the worst alert says how bad it is, and it gets no better while it fires', async () => {
  await sent(batch('k', [alert('api')]));
  expect(world.opened).toEqual([]);
  await sent(batch('k', [alert('db', { labels: critical })]));
  const { id } = await world.group();
  expect(await world.group()).toMatchObject({ severity: 'P1', incident: id.replace('G', 'I') });
  await sent(batch('k', [alert('db', { ...resolved, labels: critical })]));
  expect(await world.group()).toMatchObject({ severity: 'P1', state: 'firing' });
  expect(world.opened).toEqual([id]);
});

test('a sender whose clock is an hour ahead does no harm', async () => {
  await sent(batch('k', [alert('api', { startsAt: start + 60 * minute })]));
  expect((await world.group()).firstAt).toBe(start);
  await sent(batch('k', [alert('db', { startsAt: start - 60 * minute })]));
  expect((await world.group()).firstAt).toBe(start - 60 * minute);
});

test('a group of another key is another group, an alert stays in the first', async () => {
  await sent(batch('k', [alert('api')]));
  await sent(batch('other', [alert('api')]), batch('third', [alert('db')]));
  expect((await world.groups()).map(({ key }) => key)).toEqual(['k', 'third']);
  await sent(batch('other', [alert('api', resolved)]));
  expect(await world.groups()).toMatchObject([{ state: 'resolved' }, { state: 'firing' }]);
});

test('what a sender left out is fetched and added', async () => {
  world.completed = batch('k', [alert('api'), alert('db'), alert('web')]);
  await sent(batch('k', [alert('api')], { truncated: 2 }));
  expect(await world.group()).toMatchObject({ firing: 3, truncated: 0 });
  expect(await world.waiting()).toBe(0);
});

test('what a sender left out is shown where it can not be fetched', async () => {
  await sent(batch('k', [alert('api')], { truncated: 2 }));
  expect(await world.group()).toMatchObject({ firing: 1, truncated: 2 });
  expect(await world.waiting()).toBe(0);
});

describe('all is well', () => {
  const well = batch('k', [], { resolvesGroup: true });

  test('resolves what fires, and not what fires later', async () => {
    await sent(batch('k', [alert('run 1'), alert('run 2')]));
    await sent(well);
    expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 2 });
    await sent(batch('k', [alert('run 3')]));
    expect(await world.group()).toMatchObject({ state: 'firing', firing: 1, resolved: 2 });
  });

  test('counts in the order that it was heard, in one pass too', async () => {
    await sent(well, batch('k', [alert('run 1')]));
    expect(await world.group()).toMatchObject({ state: 'firing', firing: 1 });
    await sent(batch('k', [alert('run 2')]), well);
    expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 2 });
  });

  test('about nothing is nothing', async () => {
    await sent(well);
    expect(await world.groups()).toEqual([]);
    expect(await world.waiting()).toBe(0);
  });
});

describe('what is held back', () => {
  const hold = { kind: 'maintenance', id: 'M-1' } as const;
  beforeEach(async () => {
    world.hold = hold;
    await sent(batch('k', [alert('api', { labels: critical })]));
  });

  test('is counted once and has neither card nor incident', async () => {
    await world.pass(minute);
    const { id } = await world.group();
    expect(await world.group()).toMatchObject({ hold, storm: null, diagnosis: null });
    expect(world.held).toEqual([id]);
    expect(await world.cards()).toEqual([]);
    expect(world.opened).toEqual([]);
  });

  test('gets both within 15 s of the end of what holds it', async () => {
    world.hold = null;
    await world.pass(17 * second);
    const group = await world.group();
    expect(group).toMatchObject({ hold: null, diagnosis: { state: 'waiting' } });
    expect(await world.cards()).toEqual([`alert-group:${group.id}:card`]);
    expect(world.opened).toEqual([group.id]);
  });

  test('gets both at once when it was let go', async () => {
    world.hold = null;
    const { id } = await world.group();
    const parts = { store: world.store, now: () => Date.now(), redraw: () => {} };
    await changeGroup(parts, id, (group) => ({ ...group, hold: null }));
    await engine.reconsider(id);
    expect(await world.cards()).toEqual([`alert-group:${id}:card`]);
    expect(world.opened).toEqual([id]);
  });

  test('never gets a card when it was resolved meanwhile', async () => {
    await sent(batch('k', [alert('api', resolved)]));
    world.hold = null;
    await engine.reconsider((await world.group()).id);
    await world.pass(minute);
    expect(await world.cards()).toEqual([]);
    expect(await world.group()).toMatchObject({ state: 'resolved', wakeAt: null });
  });

  test('gets a card when it fires again after that', async () => {
    await sent(batch('k', [alert('api', resolved)]));
    world.hold = null;
    await sent(batch('k', [alert('api', { startsAt: start + minute })]));
    expect(await world.cards()).toHaveLength(1);
  });
});

test('what was left out and has ended since is resolved, and what its sender only keeps quiet is not', async () => {
  world.completed = batch('k', [alert('api'), alert('db'), alert('web'), alert('disk')]);
  await sent(batch('k', [alert('api')], { truncated: 3 }));
  expect(await world.group()).toMatchObject({ firing: 4 });
  // The end of `db` is told nowhere; nothing is left out any more.
  world.completed = batch('k', [alert('api'), alert('web')], {
    everything: { at: Date.now() + second, suppressed: ['disk'] },
  });
  await sent(batch('k', [alert('api'), alert('web')]));
  expect(await world.group()).toMatchObject({ firing: 3, resolved: 1 });
  const ended = (await world.alerts()).filter(({ status }) => status === 'resolved');
  expect(ended.map(({ fingerprint }) => fingerprint)).toEqual(['db']);
});

test('many components are counted again after a while, not at every alert', async () => {
  const parts = (names: string[]) => names.map((name) => alert(name));
  await sent(batch('k', parts(['a', 'b', 'c', 'd'])));
  expect((await world.group()).components).toHaveLength(4);
  await sent(batch('k', parts(['e'])));
  expect(await world.group()).toMatchObject({ firing: 5, componentsStale: true });
  expect((await world.group()).components).toHaveLength(4);
  await world.pass(6 * second);
  expect(await world.group()).toMatchObject({ firing: 5, componentsStale: false });
  expect((await world.group()).components).toHaveLength(5);
});
