// Whose turn it is: in order, backwards too, handed over at the same time of day all year.
import { describe, expect, test } from 'vitest';
import { oncallSchema } from '../../../src/config/incidents-schema.js';
import { dutyAt, type Rotation } from '../../../src/services/oncall/duty.js';

const hour = 60 * 60_000;

function rotation(given: object = {}): Rotation {
  const config = oncallSchema.parse({
    rotation: { people: ['ana', 'ben', 'chloe'], start: '2026-01-05', ...given },
  });
  if (!config.rotation) throw new Error('no rotation');
  return config.rotation;
}

const turn = (at: string, zone = 'Europe/Berlin', given: object = {}) => {
  const { person, from, until } = dutyAt(rotation(given), zone, Date.parse(at));
  return [person, new Date(from).toISOString(), new Date(until).toISOString()];
};

describe('a rotation by week', () => {
  test.each([
    ['2026-01-05T08:00:00Z', 'ana'],
    ['2026-01-12T07:59:59Z', 'ana'],
    ['2026-01-12T08:00:00Z', 'ben'],
    ['2026-01-19T08:00:00Z', 'chloe'],
    ['2026-01-26T08:00:00Z', 'ana'],
  ])('at %s it is the turn of %s', (at, person) => {
    expect(turn(at)[0]).toBe(person);
  });

  test.each([
    ['2026-01-05T07:59:59Z', 'chloe'],
    ['2025-12-29T07:59:59Z', 'ben'],
    ['2025-12-15T08:00:00Z', 'ana'],
    ['2024-12-30T08:00:00Z', 'ben'],
  ])('before its start, at %s, it was that of %s', (at, person) => {
    expect(turn(at)[0]).toBe(person);
  });

  test('whose start lies inside of a week began with the hand-over before it', () => {
    // 2026-01-08 is a Thursday
    expect(turn('2026-01-06T00:00Z', 'UTC', { start: '2026-01-08' })).toEqual([
      'ana',
      '2026-01-05T09:00:00.000Z',
      '2026-01-12T09:00:00.000Z',
    ]);
  });

  test('09:00 stays 09:00 when the clocks change', () => {
    expect(turn('2026-03-27T00:00Z')).toEqual([
      'chloe',
      '2026-03-23T08:00:00.000Z',
      '2026-03-30T07:00:00.000Z',
    ]);
    expect(turn('2026-10-23T00:00Z')).toEqual([
      'chloe',
      '2026-10-19T07:00:00.000Z',
      '2026-10-26T08:00:00.000Z',
    ]);
    expect(turn('2026-11-01T12:00Z', 'America/New_York')).toEqual([
      'ana',
      '2026-10-26T13:00:00.000Z',
      '2026-11-02T14:00:00.000Z',
    ]);
  });
});

describe('a rotation by day', () => {
  test.each([
    // 02:30 is skipped on 29 March in Berlin
    [
      'Europe/Berlin',
      '02:30',
      '2026-03-29T01:29:59Z',
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:30:00.000Z',
    ],
    [
      'Europe/Berlin',
      '02:30',
      '2026-03-29T01:30:00Z',
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ],
    // 01:30 comes twice on 1 November in New York
    [
      'America/New_York',
      '01:30',
      '2026-11-01T06:30:00Z',
      '2026-11-01T05:30:00.000Z',
      '2026-11-02T06:30:00.000Z',
    ],
    // Lord Howe skips half an hour
    [
      'Australia/Lord_Howe',
      '02:15',
      '2026-10-03T15:45:00Z',
      '2026-10-03T15:45:00.000Z',
      '2026-10-04T15:15:00.000Z',
    ],
    // at 00:01 the clock of St. John's went back to the day before
    [
      'America/St_Johns',
      '00:00',
      '2010-11-07T03:00:00Z',
      '2010-11-07T02:30:00.000Z',
      '2010-11-08T03:30:00.000Z',
    ],
  ])('in %s at %s, asked at %s', (zone, at, asked, from, until) => {
    expect(turn(asked, zone, { every: 'day', at }).slice(1)).toEqual([from, until]);
  });

  test.each(['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia'])(
    'leaves no gap and skips nobody in %s for a year',
    (zone) => {
      const daily = rotation({ every: 'day', at: '02:15' });
      const begin = dutyAt(daily, zone, Date.parse('2026-01-01T12:00Z'));
      const end = begin.from + 365 * 24 * hour;
      for (let now = begin; now.from < end;) {
        const next = dutyAt(daily, zone, now.until);
        expect(next.from).toBe(now.until);
        expect(dutyAt(daily, zone, now.until - 1)).toEqual(now);
        const follower = (daily.people.indexOf(now.person) + 1) % daily.people.length;
        expect(next.person).toBe(daily.people[follower]);
        now = next;
      }
    },
  );
});
