// When a group is resolved, when it flaps, and when it is looked at again: the pure rules.
import { expect, test } from 'vitest';
import {
  advance,
  isFlapping,
  wakeOf,
  type Counts,
} from '../../../../src/services/alerts/applying/group-state.js';
import { group as sample, minute, start } from '../silencing/samples.js';

const flapMs = 10 * minute;
const none = { components: [], componentsAt: 0, componentsStale: false };
const firing: Counts = { firing: 1, resolved: 0, ...none };
const quiet: Counts = { firing: 0, resolved: 1, ...none };
const fires = sample('G-AAAAAA', { shownAt: start });
const flapping = { ...fires, flips: [1, 2, 3].map((minutes) => start + minutes * minute) };
const ana = { by: { person: 'ana', via: 'slack' }, at: start } as const;

test('three flips within flapMinutes are flapping, older ones do not count', () => {
  expect(isFlapping(flapping, start + 3 * minute, flapMs)).toBe(true);
  expect(isFlapping(flapping, start + 11 * minute, flapMs)).toBe(false);
  expect(isFlapping({ flips: flapping.flips.slice(1) }, start + 3 * minute, flapMs)).toBe(false);
  expect(isFlapping(flapping, start + 3 * minute, 0)).toBe(false);
});

test('nothing fires any more: resolved at once', () => {
  const next = advance(fires, quiet, start + minute, flapMs);
  expect(next).toMatchObject({ state: 'resolved', resolvedAt: start + minute, firing: 0 });
  expect(advance(next, quiet, start + 2 * minute, flapMs)).toEqual(next);
  expect(wakeOf(next, start, flapMs)).toBeNull();
});

test('it fires again: one flip, the acknowledgement stays', () => {
  const gone = advance({ ...fires, acknowledged: ana }, quiet, start + minute, flapMs);
  const back = advance(gone, firing, start + 2 * minute, flapMs);
  expect(back).toMatchObject({
    state: 'firing',
    resolvedAt: null,
    flips: [start + 2 * minute],
    acknowledged: ana,
  });
  expect(advance(back, firing, start + 3 * minute, flapMs)).toEqual(back);
});

test('at most 20 flips are kept, the newest', () => {
  const flips = Array.from({ length: 20 }, (_, at) => start + at);
  const back = advance({ ...fires, firing: 0, flips }, firing, start + minute, flapMs);
  expect(back.flips).toHaveLength(20);
  expect(back.flips.at(-1)).toBe(start + minute);
});

test('a flapping group counts as firing until it was quiet for flapMinutes', () => {
  const at = start + 4 * minute;
  const waits = advance(flapping, quiet, at, flapMs);
  expect(waits).toMatchObject({ state: 'firing', firing: 0, quietSince: at });
  expect(wakeOf(waits, at, flapMs)).toBe(at + flapMs);
  // Its flips are older than flapMinutes by then, and it still has to wait.
  expect(advance(waits, quiet, at + flapMs - 1, flapMs).state).toBe('firing');
  expect(advance(waits, quiet, at + flapMs, flapMs)).toMatchObject({
    state: 'resolved',
    quietSince: null,
  });
  expect(advance(waits, firing, at + minute, flapMs)).toMatchObject({
    state: 'firing',
    quietSince: null,
    flips: [...flapping.flips, at + minute],
  });
});

test('who is to be called, and whether it may be seen, is asked again when it flips', () => {
  const quietNow = { ...fires, firing: 0 };
  expect(advance(quietNow, firing, start, flapMs).announced).toBe(false);
  expect(advance(fires, firing, start, flapMs).announced).toBe(true);
});

test('it is looked at again while something is left to do', () => {
  expect(wakeOf(fires, start, flapMs)).toBeNull();
  expect(wakeOf({ ...fires, announced: false }, start, flapMs)).toBeGreaterThan(start);
  const held = { ...fires, hold: { kind: 'silence', id: 'S-1' } as const };
  expect(wakeOf(held, start, flapMs)).toBeGreaterThan(start);
  expect(wakeOf({ ...held, state: 'resolved' }, start, flapMs)).toBeNull();
  // Let go by its silence, and not shown yet.
  expect(wakeOf({ ...fires, shownAt: null }, start, flapMs)).toBeGreaterThan(start);
});
