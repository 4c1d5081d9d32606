// What people may plan and end, which window is active when, and what is held back.
import { beforeEach, describe, expect, test } from 'vitest';
import type { Maintenance } from '../../../src/services/maintenance/maintenance.js';
import { memoryStore } from '../../support/memory-store.js';
import { ana, day, hour, minute, openSite, start, type Site } from './site.js';

let site: Site;
beforeEach(() => {
  site = openSite(memoryStore());
});

let asked = 0;
const plan = (given: Partial<Parameters<Maintenance['plan']>[0]> = {}) =>
  site.maintenance.plan({
    system: 'finance',
    from: start + hour,
    until: start + 2 * hour,
    reason: 'Migration',
    by: ana,
    requestId: `r${(asked += 1)}`,
    ...given,
  });

describe('a window', () => {
  test('from now on is active and has its card at once', async () => {
    const window = await plan({ from: start });
    expect(window).toMatchObject({ state: 'active', channel: 'C1', recurring: null });
    expect(await site.hasCard(window.id)).toBe(true);
    expect(await site.maintenance.activeFor('finance')).toMatchObject({ id: window.id });
    expect([...site.facts.values()]).toMatchObject([
      { action: 'maintenance.planned', subject: window.id, actor: ana },
    ]);
  });

  test('to come has its card 48 hours before', async () => {
    const soon = await plan();
    const late = await plan({ from: start + 3 * day, until: start + 3 * day + hour });
    expect(soon.state).toBe('scheduled');
    expect(await site.hasCard(soon.id)).toBe(true);
    expect(await site.hasCard(late.id)).toBe(false);
    expect(late).toMatchObject({ noticeAt: start + day, wakeAt: start + day });
  });

  test('begins and ends to the millisecond, whatever the loop has written', async () => {
    const { id } = await plan();
    const active = async () => (await site.maintenance.activeFor('finance'))?.id ?? null;
    for (const [at, expected] of [
      [start + hour - 1, null],
      [start + hour, id],
      [start + 2 * hour - 1, id],
      [start + 2 * hour, null],
    ] as const) {
      site.clock.at = at;
      expect(await active()).toBe(expected);
    }
    expect(await site.maintenance.list()).toEqual([]);
  });

  test('of all systems covers each, and one of its own comes first', async () => {
    const everything = await plan({ system: '*', from: start });
    expect(await site.maintenance.activeFor('obera')).toMatchObject({ id: everything.id });
    expect(await site.maintenance.activeFor(null)).toMatchObject({ id: everything.id });
    const own = await plan({ system: 'OBERA', from: start });
    expect(own.system).toBe('obera');
    expect(await site.maintenance.activeFor('obera')).toMatchObject({ id: own.id });
    expect(await site.maintenance.activeFor('finance')).toMatchObject({ id: everything.id });
  });

  test('of one system covers neither another nor what has none', async () => {
    await plan({ from: start });
    expect(await site.maintenance.activeFor('obera')).toBeNull();
    expect(await site.maintenance.activeFor(null)).toBeNull();
  });

  test('stands in the list: active ones first, then by their beginning', async () => {
    const later = await plan({ from: start + 5 * hour, until: start + 6 * hour });
    const sooner = await plan();
    const active = await plan({ system: 'obera', from: start, until: start + 9 * hour });
    expect((await site.maintenance.list()).map(({ id }) => id)).toEqual([
      active.id,
      sooner.id,
      later.id,
    ]);
  });

  test('asked for again by the same request is the same', async () => {
    const first = await plan({ requestId: 'again' });
    site.clock.at += 30 * minute;
    expect((await plan({ requestId: 'again' })).id).toBe(first.id);
    expect(await site.all()).toHaveLength(1);
  });
});

describe('refused is a window that', () => {
  test.each([
    ['ends before it begins', { from: start + 2 * hour, until: start + hour }, 'until'],
    ['has no length', { from: start + hour, until: start + hour }, 'until'],
    ['ends in the past', { from: start - 2 * hour, until: start - hour }, 'until'],
    ['begins in the past', { from: start - 2 * hour }, 'from'],
    ['is longer than 7 days', { until: start + hour + 7 * day + 1 }, 'until'],
    ['is of an unknown system', { system: 'nobody' }, 'system'],
  ])('%s', async (_what, given, field) => {
    await expect(plan(given)).rejects.toMatchObject({ code: 'invalid_input', field });
    expect(await site.all()).toEqual([]);
  });

  test('overlaps another of the same system, with its id', async () => {
    const { id } = await plan();
    const span = { from: start + 1.5 * hour, until: start + 3 * hour };
    await expect(plan(span)).rejects.toMatchObject({
      code: 'not_possible',
      field: 'system',
      message: expect.stringContaining(id),
    });
    await plan({ ...span, system: 'obera' });
    await plan({ from: start + 2 * hour, until: start + 3 * hour });
  });

  test('two people ask for at the same moment: never both', async () => {
    const both = await Promise.allSettled([plan(), plan()]);
    const made = both.filter(({ status }) => status === 'fulfilled');
    expect(made.length).toBeLessThanOrEqual(1);
    expect(await site.all()).toHaveLength(made.length);
  });
});

describe('ended by somebody', () => {
  test('an active one is over at once; its health is to be checked', async () => {
    const { id } = await plan({ from: start });
    site.clock.at += minute;
    expect(await site.maintenance.end(id.toLowerCase(), ana)).toMatchObject({
      state: 'verifying',
      ended: { by: ana, at: start + minute },
      wakeAt: start + minute,
    });
    expect(await site.maintenance.activeFor('finance')).toBeNull();
  });

  test('one to come is called off, and makes room', async () => {
    const { id } = await plan();
    expect(await site.maintenance.end(id, ana)).toMatchObject({ state: 'cancelled' });
    expect(await site.maintenance.list()).toEqual([]);
    site.clock.at = start + 1.5 * hour;
    expect(await site.maintenance.activeFor('finance')).toBeNull();
    await plan({ from: site.clock.at });
  });

  test('one that is over is refused, and stays as it was', async () => {
    const { id } = await plan({ from: start });
    site.clock.at = start + 2 * hour;
    await expect(site.maintenance.end(id, ana)).rejects.toMatchObject({ code: 'already_decided' });
    expect(await site.window(id)).toMatchObject({ ended: null });
  });

  test('one that nobody made is not found', async () => {
    await expect(site.maintenance.end('M-000000', ana)).rejects.toMatchObject({
      code: 'not_found',
      field: 'window',
    });
  });
});

describe('alerts held back', () => {
  test('count once each, and 50 are listed', async () => {
    const { id } = await plan({ from: start });
    for (let each = 0; each < 60; each += 1)
      for (const repeat of ['a', 'b'])
        await site.maintenance.held(id, { id: `G-${each}`, title: repeat });
    const window = await site.window(id);
    expect(window?.heldCount).toBe(60);
    expect(window?.held).toHaveLength(50);
    expect(window?.held[0]).toEqual({ group: 'G-0', title: 'a' });
  });

  test('show on the card', async () => {
    const { id } = await plan({ from: start });
    site.redrawn.length = 0;
    await site.maintenance.held(id, { id: 'G-1', title: 'down' });
    expect(site.redrawn).toEqual([`maintenance ${id}`]);
  });

  test('of a window that is not there are no trouble', async () => {
    await expect(
      site.maintenance.held('M-000000', { id: 'G-1', title: 'down' }),
    ).resolves.toBeUndefined();
  });
});
