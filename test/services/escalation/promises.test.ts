// What an incident promises beside its chain: updates for stakeholders, and reviews of what was approved alone.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { RunningTimers } from '../../../src/services/timers/start-timers.js';
import { ana, ben, minute, openWorld, opening, pass, type World } from './world.js';

const hour = 60 * minute;
let world: World;
let running: RunningTimers;

beforeEach(() => {
  vi.useFakeTimers({ now: opening });
  world = openWorld();
  running = world.start();
});
afterEach(async () => {
  await running.stop();
  expect(world.complaints).toEqual([]);
  vi.useRealTimers();
});

const update = (id: string, text: string, nextAt: number | null) =>
  world.incidents.change(id, { type: 'update', by: ana, text, nextAt });
const noticed = async (begin: string) =>
  (await world.sent()).filter(({ id }) => id.startsWith(begin));

test('stakeholders hear every update once, with the time of the next one', async () => {
  const { id } = await world.open('P1');
  await pass(1);
  await update(id, 'We are on it.', opening + 31 * minute);
  await pass(1);
  await update(id, 'Restarted it.', null);
  await update(id, 'It is back.', null);
  await world.sweep();
  const told = await noticed('update:');
  expect(told).toMatchObject([
    { kind: 'note', channel: 'C0STAKE', parent: null, people: [] },
    { kind: 'note' },
    { kind: 'note' },
  ]);
  expect(told.map(({ text }) => text)).toEqual([
    'We are on it.\nNext update by 2026-11-18 09:31 UTC.',
    'Restarted it.',
    'It is back.',
  ]);
});

test('the lead is reminded of an update that is due, in the thread, and only of the last one promised', async () => {
  const { id } = await world.open('P1');
  await world.incidents.change(id, { type: 'acknowledge', by: ana });
  await update(id, 'We are on it.', opening + 20 * minute);
  await pass(10);
  await update(id, 'Still on it.', opening + 40 * minute);
  await pass(29);
  expect(await noticed('upd:')).toEqual([]);
  await pass(2);
  expect(await noticed('upd:')).toMatchObject([
    {
      id: `upd:${id}:${opening + 40 * minute}`,
      kind: 'note',
      people: [ana],
      parent: `incident:${id}:card`,
      dueAt: opening + 40 * minute,
    },
  ]);
});

test('no reminder of an update when it is resolved', async () => {
  const { id } = await world.open('P1');
  await update(id, 'We are on it.', opening + 20 * minute);
  await world.incidents.change(id, { type: 'resolve', by: ana, text: 'Fixed.' });
  await pass(60);
  expect(await noticed('upd:')).toEqual([]);
});

/** The clock stands at this time after the opening; hours in between cost nothing. */
async function jump(after: number): Promise<void> {
  vi.setSystemTime(opening + after);
  await pass(0.1);
}

const breakGlass = (id: string) =>
  world.incidents.change(id, {
    type: 'break_glass',
    by: ben,
    run: 'R-AAAAAA',
    reason: 'Nobody else is awake.',
    reviewBy: opening + 24 * hour,
  });

test('who could have approved hears of a break-glass at once, except who did it', async () => {
  const { id } = await world.open('P0');
  await pass(1);
  await breakGlass(id);
  const [told, ...more] = await noticed('bg:');
  expect(more).toEqual([]);
  expect(told).toMatchObject({ id: 'bg:R-AAAAAA', kind: 'page', severity: 'P0' });
  expect(told?.people.map(({ person }) => person)).toEqual(['chloe', 'dora']);
  expect(told?.text).toContain('ben approved R-AAAAAA alone (break-glass): Nobody else is awake.');
});

test('until it is reviewed the managers are called every day, also when the incident is resolved', async () => {
  const { id } = await world.open('P0');
  await breakGlass(id);
  await world.incidents.change(id, { type: 'resolve', by: ana, text: 'Fixed.' });
  await jump(24 * hour - minute);
  expect(await noticed('bg:')).toHaveLength(1);
  await pass(2);
  await jump(48 * hour);
  const calls = (await noticed('bg:')).slice(1);
  expect(calls.map((call) => [call.id, call.dueAt, call.people[0]?.person])).toEqual([
    ['bg:R-AAAAAA:0', opening + 24 * hour, 'chloe'],
    ['bg:R-AAAAAA:1', opening + 48 * hour, 'chloe'],
  ]);
  await world.incidents.change(id, {
    type: 'review',
    by: ana,
    run: 'R-AAAAAA',
    text: 'Was right.',
  });
  await jump(80 * hour);
  await jump(100 * hour);
  expect(await noticed('bg:')).toHaveLength(3);
});

test('after an outage of days one call is enough', async () => {
  const { id } = await world.open('P0');
  await breakGlass(id);
  await running.stop();
  vi.setSystemTime(opening + 100 * hour);
  running = world.start();
  await pass(60);
  expect((await noticed('bg:')).map((notice) => notice.id)).toEqual([
    'bg:R-AAAAAA',
    'bg:R-AAAAAA:0',
  ]);
  await jump(120 * hour);
  expect((await noticed('bg:')).map((notice) => notice.id)).toContain('bg:R-AAAAAA:4');
});

test('a page is overtaken when its step was answered, and a call for a review never is', async () => {
  const { id } = await world.open('P1');
  await breakGlass(id);
  await pass(1);
  const [called] = await noticed('esc:');
  const [announced] = await noticed('bg:');
  if (!called || !announced) throw new Error('nobody was called');
  expect(await world.escalation.overtaken(called)).toBe(false);
  await world.incidents.change(id, { type: 'acknowledge', by: ana });
  expect(await world.escalation.overtaken(called)).toBe(true);
  expect(await world.escalation.overtaken(announced)).toBe(false);
});

test('a page that somebody asked for is not overtaken by an acknowledgement', async () => {
  const { id } = await world.open('P1');
  await world.incidents.change(id, { type: 'acknowledge', by: ana });
  await pass(1);
  await world.incidents.change(id, { type: 'escalate', by: ana, reason: 'I need help.' });
  await pass(1);
  const [asked] = await noticed(`esc:${id}:1:1`);
  expect(asked && (await world.escalation.overtaken(asked))).toBe(false);
});
