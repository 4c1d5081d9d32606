// When a window of every week falls, on the days when the clocks change too.
import { expect, test } from 'vitest';
import { maintenanceSchema } from '../../../src/config/incidents-schema.js';
import { occurrencesOf, type Recurring } from '../../../src/services/maintenance/occurrences.js';

const day = 24 * 60 * 60_000;

function recurring(given: object = {}): Recurring {
  const [only] = maintenanceSchema.parse({
    recurring: [
      {
        name: 'sundays',
        weekday: 'sunday',
        from: '02:00',
        to: '04:00',
        timeZone: 'America/New_York',
        ...given,
      },
    ],
  }).recurring;
  if (!only) throw new Error('none');
  return only;
}

function spans(after: string, days: number, given: object = {}): string[][] {
  const at = Date.parse(after);
  return occurrencesOf(recurring(given), at, at + days * day).map(({ from, until }) =>
    [from, until].map((time) => new Date(time).toISOString().slice(0, 16)),
  );
}

test('every Sunday from 2 to 4 in New York', () => {
  expect(spans('2026-11-10T00:00Z', 14)).toEqual([
    ['2026-11-15T07:00', '2026-11-15T09:00'],
    ['2026-11-22T07:00', '2026-11-22T09:00'],
  ]);
});

test.each([
  // 02:00 does not exist: 03:00 EDT until 04:00 EDT
  ['2026-03-07T12:00Z', '2026-03-08T07:00', '2026-03-08T08:00'],
  ['2026-03-14T12:00Z', '2026-03-15T06:00', '2026-03-15T08:00'],
  // 01:00 comes twice before it
  ['2026-10-31T12:00Z', '2026-11-01T07:00', '2026-11-01T09:00'],
])('the one after %s is from %s until %s', (after, from, until) => {
  expect(spans(after, 2)).toEqual([[from, until]]);
});

test.each([
  ['under way is one of them', '2026-11-15T08:59Z', 1, '2026-11-15T07:00'],
  ['over is none', '2026-11-15T09:00Z', 7, '2026-11-22T07:00'],
])('one that is %s', (_what, after, days, first) => {
  expect(spans(after, days)[0]?.[0]).toBe(first);
});

test('one that begins later than asked for is left out', () => {
  expect(spans('2026-11-08T12:00Z', 6.7)).toEqual([]);
  expect(spans('2026-11-08T12:00Z', 6.8)).toHaveLength(1);
});

test('one that ends earlier than it begins ends on the next day', () => {
  expect(spans('2026-11-14T12:00Z', 3, { from: '23:00', to: '01:00' })).toEqual([
    ['2026-11-16T04:00', '2026-11-16T06:00'],
  ]);
  // and is found while it is under way on that day
  expect(spans('2026-11-16T05:30Z', 1, { from: '23:00', to: '01:00' })).toHaveLength(1);
});

test('one whose beginning is put forward past its end keeps its length', () => {
  expect(spans('2026-03-07T12:00Z', 2, { from: '02:45', to: '03:15' })).toEqual([
    ['2026-03-08T07:45', '2026-03-08T08:15'],
  ]);
});

test('half an hour on Lord Howe Island', () => {
  expect(spans('2026-10-03T00:00Z', 2, { timeZone: 'Australia/Lord_Howe', to: '03:00' })).toEqual([
    ['2026-10-03T15:30', '2026-10-03T16:00'],
  ]);
});

test('far ahead of UTC', () => {
  expect(spans('2026-11-14T11:00Z', 1, { timeZone: 'Pacific/Kiritimati' })).toEqual([
    ['2026-11-14T12:00', '2026-11-14T14:00'],
  ]);
});
