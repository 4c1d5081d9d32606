// What windows do by themselves: made, announced, begun, ended, verified, whichever process is left to do it.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Health } from '../../../src/services/maintenance/check-window.js';
import { memoryStore } from '../../support/memory-store.js';
import { ana, day, hour, minute, openSite, start, sundays, type Site } from './site.js';

/** Sunday 2 a.m. in New York. */
const sunday = Date.parse('2026-11-15T07:00:00Z');

let site: Site;
let loop: ReturnType<Site['begin']> | null;
beforeEach(() => {
  loop = null;
});
afterEach(() => loop?.stop());

async function at(time: number): Promise<void> {
  site.clock.at = time;
  loop ??= site.begin();
  loop.wake();
}
const stateOf = async (id: string) => (await site.window(id))?.state;

describe('a window of every week', () => {
  test('is made once by all processes, within the notice and 7 days, and announced 48 hours before', async () => {
    site = openSite(memoryStore(), { recurring: [sundays] });
    await at(start);
    const other = site.begin();
    await expect.poll(() => site.all()).toHaveLength(1);
    await other.stop();
    const [window] = await site.all();
    const id = window?.id ?? '';
    expect(window).toMatchObject({
      system: '*',
      state: 'scheduled',
      from: sunday,
      until: sunday + 2 * hour,
      recurring: 'sundays',
      by: { via: 'system' },
    });
    await at(sunday - 2 * day - 1);
    // so that its pass is over
    await loop?.stop();
    loop = null;
    expect(await site.hasCard(id)).toBe(false);
    expect(await site.all()).toHaveLength(1);
    await at(sunday - 2 * day);
    await expect.poll(() => site.hasCard(id)).toBe(true);
    await expect.poll(() => site.all()).toHaveLength(2);
    expect(await stateOf(id)).toBe('scheduled');
    expect((await site.all()).filter(({ from }) => from === sunday)).toHaveLength(1);
  });

  test('that was called off stays so', async () => {
    site = openSite(memoryStore(), { recurring: [sundays] });
    await at(start);
    await expect.poll(() => site.all()).toHaveLength(1);
    const [window] = await site.all();
    const id = window?.id ?? '';
    await site.maintenance.end(id, ana);
    await loop?.stop();
    loop = null;
    await at(sunday);
    await expect.poll(async () => (await site.window(id))?.wakeAt).toBeNull();
    expect(await stateOf(id)).toBe('cancelled');
    expect(await site.maintenance.activeFor('finance')).toBeNull();
  });

  test('that is under way when the bot starts begins late and ends on time', async () => {
    site = openSite(memoryStore(), { recurring: [{ ...sundays, system: 'obera' }] });
    await at(sunday + hour);
    await expect.poll(() => site.maintenance.activeFor('obera')).toMatchObject({ from: sunday });
    const id = (await site.maintenance.activeFor('obera'))?.id ?? '';
    await expect.poll(() => site.hasCard(id)).toBe(true);
    await at(sunday + 2 * hour);
    await expect.poll(() => stateOf(id)).toBe('ended');
    expect(site.checked).toEqual(['obera']);
  });
});

describe('a planned window', () => {
  let id: string;
  beforeEach(async () => {
    site = openSite(memoryStore());
    const asked = { system: 'finance', reason: 'Migration', by: ana, requestId: 'r' };
    ({ id } = await site.maintenance.plan({
      ...asked,
      from: start + hour,
      until: start + 2 * hour,
    }));
  });

  test('begins, ends and is verified by itself; what it held is let go, and all is audited', async () => {
    await at(start + hour);
    await expect.poll(() => stateOf(id)).toBe('active');
    for (const group of ['G-1', 'G-2'])
      await site.maintenance.held(id, { id: group, title: 'down' });
    expect(site.released).toEqual([]);
    await at(start + 2 * hour);
    await expect.poll(async () => (await site.window(id))?.wakeAt).toBeNull();
    expect(await site.window(id)).toMatchObject({
      state: 'ended',
      ended: { by: { via: 'system' }, at: start + 2 * hour },
      health: { status: 'good', lines: ['Syncs go well'] },
      heldCount: 2,
    });
    expect(new Set(site.released)).toEqual(new Set(['G-1', 'G-2']));
    expect(site.checked).toEqual(['finance']);
    expect([...site.facts.values()].map(({ action }) => action)).toEqual([
      'maintenance.planned',
      'maintenance.began',
      'maintenance.ended',
    ]);
  });

  test('lets go of more groups than it lists', async () => {
    await at(start + hour);
    for (let each = 0; each < 70; each += 1)
      await site.maintenance.held(id, { id: `G-${each}`, title: 'down' });
    await site.maintenance.end(id, ana);
    await expect.poll(() => new Set(site.released).size).toBe(70);
  });

  test('ended by somebody says who, and is not ended again', async () => {
    await at(start + hour);
    await expect.poll(() => stateOf(id)).toBe('active');
    await site.maintenance.end(id, ana);
    loop?.wake();
    await expect.poll(() => stateOf(id)).toBe('ended');
    expect(await site.window(id)).toMatchObject({ ended: { by: ana, at: start + hour } });
  });

  test('lets go at once, before its health is known; what comes too late to be held as well', async () => {
    let answer: (health: Health) => void = () => {};
    site.health.check = () => new Promise((resolve) => (answer = resolve));
    await at(start + hour);
    await site.maintenance.held(id, { id: 'G-1', title: 'down' });
    await at(start + 2 * hour);
    await expect.poll(() => site.released).toContain('G-1');
    await expect.poll(() => site.checked).toEqual(['finance']);
    expect(await stateOf(id)).toBe('verifying');
    answer({ status: 'bad', lines: ['Watermark is old'] });
    await expect.poll(async () => (await site.window(id))?.wakeAt).toBeNull();
    expect(await site.window(id)).toMatchObject({ state: 'ended', health: { status: 'bad' } });
    await site.maintenance.held(id, { id: 'G-9', title: 'late' });
    loop?.wake();
    await expect.poll(() => site.released).toContain('G-9');
    await expect.poll(async () => (await site.window(id))?.wakeAt).toBeNull();
  });

  test('lets go of a group that is held while the last ones are let go', async () => {
    await at(start + hour);
    await site.maintenance.held(id, { id: 'G-1', title: 'down' });
    site.letGo.next = async () => {
      if ((await stateOf(id)) !== 'ended') return;
      site.letGo.next = async () => {};
      await site.maintenance.held(id, { id: 'G-2', title: 'late' });
    };
    await at(start + 2 * hour);
    await expect.poll(() => site.released, { timeout: 3_000 }).toContain('G-2');
  });

  test('whose health can not be checked has ended badly', async () => {
    site.health.check = () => Promise.reject(new Error('boom'));
    await at(start + 2 * hour);
    await expect.poll(() => stateOf(id)).toBe('ended');
    expect(await site.window(id)).toMatchObject({ health: { status: 'bad' } });
  });

  test('is checked once by two processes that look at the same moment', async () => {
    site.health.check = () => new Promise(() => {});
    site.clock.at = start + 2 * hour;
    loop = site.begin();
    const other = site.begin();
    await expect.poll(() => site.checked.length).toBeGreaterThan(0);
    // so that its pass is over
    await other.stop();
    expect(site.checked).toEqual(['finance']);
  });

  test('is checked by one process only, and by another where that one stops', async () => {
    site.health.check = () => new Promise(() => {});
    await at(start + 2 * hour);
    await expect.poll(() => site.checked).toEqual(['finance']);
    const other = site.begin();
    await other.stop();
    expect(site.checked).toEqual(['finance']);
    await loop?.stop();
    loop = null;
    site.health.check = async () => ({ status: 'good', lines: [] });
    await at(start + 2 * hour);
    await expect.poll(() => stateOf(id)).toBe('ended');
  });

  test('is checked by another when that one dies', async () => {
    site.health.check = () => new Promise(() => {});
    await at(start + 2 * hour);
    await expect.poll(() => site.checked).toEqual(['finance']);
    const dead = loop;
    site.health.check = async () => ({ status: 'warning', lines: [] });
    loop = site.begin();
    await at(start + 2 * hour + 2 * minute);
    await expect.poll(() => stateOf(id)).toBe('ended');
    expect(await site.window(id)).toMatchObject({ health: { status: 'warning' } });
    await dead?.stop();
  });
});

test('a window that the bot slept through has a card all the same, and is verified', async () => {
  site = openSite(memoryStore());
  const { id } = await site.maintenance.plan({
    system: 'finance',
    from: start + 5 * day,
    until: start + 5 * day + hour,
    reason: 'Migration',
    by: ana,
    requestId: 'r',
  });
  await at(start + 6 * day);
  await expect.poll(() => stateOf(id)).toBe('ended');
  expect(await site.hasCard(id)).toBe(true);
  expect(site.checked).toEqual(['finance']);
});

test('a process that dies before or after any write: another finishes the work', async () => {
  const died = new Error('the process died');
  let left = Infinity;
  let writes = 0;
  const life = async (writesLeft: number): Promise<void> => {
    left = Infinity;
    site = openSite(
      memoryStore(() => {
        writes += 1;
        left -= 1;
        if (left < 0) throw died;
      }),
    );
    const asked = { system: 'finance', reason: 'Migration', by: ana, requestId: 'r' };
    const { id } = await site.maintenance.plan({
      ...asked,
      from: start + hour,
      until: start + 2 * hour,
    });
    writes = 0;
    left = writesLeft;
    const first = site.begin();
    site.clock.at = start + hour;
    first.wake();
    await expect.poll(async () => left < 0 || (await stateOf(id)) === 'active').toBe(true);
    const rest = left;
    left = Infinity;
    // by another process: whoever reports a group asks again until it was taken
    await site.maintenance.held(id, { id: 'G-1', title: 'down' });
    left = rest;
    site.clock.at = start + 2 * hour;
    first.wake();
    await expect.poll(async () => left < 0 || (await site.window(id))?.wakeAt === null).toBe(true);
    await first.stop();
    left = Infinity;
    const second = site.begin();
    site.clock.at = start + 3 * hour;
    second.wake();
    await expect.poll(async () => (await site.window(id))?.wakeAt).toBeNull();
    expect(await site.window(id)).toMatchObject({
      state: 'ended',
      health: { status: 'good' },
      heldCount: 1,
    });
    expect(await site.hasCard(id)).toBe(true);
    expect(site.released).toContain('G-1');
    expect(site.facts.has(`${id}#ended`)).toBe(true);
    await second.stop();
  };
  await life(Infinity);
  const all = writes;
  expect(all).toBeGreaterThan(10);
  for (let each = 0; each < all; each += 1) await life(each);
}, 60_000);
