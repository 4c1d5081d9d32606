// When cron lines fire, in zones whose clocks change too; and what is no cron line.
import { describe, expect, test } from 'vitest';
import { cronFault, cronLine } from '../../../src/services/schedule/cron-line.js';
import { cronWords } from '../../../src/services/schedule/cron-words.js';

const at = (text: string): number => Date.parse(text);
const text = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString().slice(0, 16);

function firings(cron: string, zone: string, from: string, to: string): string[] {
  const line = cronLine(cron, zone);
  const found: string[] = [];
  let time = line.next(at(from));
  while (time !== null && time < at(to)) {
    found.push(text(time) ?? '');
    time = line.next(time);
  }
  return found;
}

describe('in a zone', () => {
  test.each([
    ['UTC', '2026-11-10T09:00'],
    ['Europe/Berlin', '2026-11-10T08:00'],
    ['Asia/Kathmandu', '2026-11-10T03:15'],
    ['America/New_York', '2026-11-10T14:00'],
    ['Pacific/Kiritimati', '2026-11-10T19:00'],
  ])('09:00 in %s', (zone, expected) => {
    expect(text(cronLine('0 9 * * *', zone).next(at('2026-11-10T00:00Z')))).toBe(expected);
  });

  test.each([
    ['0 10 * * 1', '2026-11-16T10:00'],
    ['30 9 1 * *', '2026-12-01T09:30'],
    ['30 10 1 1,4,7,10 *', '2027-01-01T10:30'],
    ['0 9 L * *', '2026-11-30T09:00'],
    ['0 9 29 2 *', '2028-02-29T09:00'],
    ['0 0 29 2 1', '2044-02-29T00:00'],
    ['0 9 13 * 5', '2026-11-13T09:00'],
    ['@monthly', '2026-12-01T00:00'],
  ])('%s', (cron, expected) => {
    expect(text(cronLine(cron, 'UTC').next(at('2026-11-10T12:00Z')))).toBe(expected);
  });

  test('the last one before a time, and none before there was one', () => {
    const line = cronLine('0 9 * * *', 'Europe/Berlin');
    const now = at('2026-11-10T08:00Z');
    expect(text(line.last(at('2026-11-01T00:00Z'), now))).toBe('2026-11-10T08:00');
    expect(text(line.last(at('2026-11-01T00:00Z'), now - 1))).toBe('2026-11-09T08:00');
    expect(line.last(now, now + 1)).toBeNull();
  });
});

describe('when the clocks change in Berlin', () => {
  test('what falls into the missing hour of 29 March comes an hour later, once', () => {
    const night = ['2026-03-28T12:00Z', '2026-03-30T12:00Z'] as const;
    expect(firings('0 2 * * *', 'Europe/Berlin', ...night)).toEqual([
      '2026-03-29T01:00',
      '2026-03-30T00:00',
    ]);
    expect(firings('30 2,3 * * *', 'Europe/Berlin', ...night)).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
      '2026-03-30T01:30',
    ]);
  });

  test('what falls into the hour that comes twice on 25 October is done the first time only', () => {
    expect(
      firings('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00Z', '2026-10-26T12:00Z'),
    ).toEqual(['2026-10-25T00:30', '2026-10-26T01:30']);
  });

  test('every 5 minutes stays every 5 minutes', () => {
    for (const [from, to] of [
      ['2026-03-28T23:55Z', '2026-03-29T03:00Z'],
      ['2026-10-24T23:55Z', '2026-10-25T03:00Z'],
    ] as const)
      expect(firings('*/5 * * * *', 'Europe/Berlin', from, to)).toHaveLength(36);
  });
});

test.each([
  ['0 9 * *', 'is not a cron line: expected 5 or 6 fields but got 4'],
  ['99 * * * *', 'is not a cron line: 99 is an invalid expression for minute'],
  ['0 0 30 2 *', 'is not a cron line: 30 2 is an impossible day of month for the given month'],
  ['0 0 L-30 2 *', 'never fires'],
  ['0 9 1 * 1#2', 'never fires'],
  ['0 0 9 * * *', 'has six fields: write minute, hour, day, month and weekday, without seconds'],
  ['0-99999999999 * * * *', 'has a number that is too large'],
  ['', 'is not a cron line: pattern includes illegal characters'],
  ['0 9 * * 1-5', null],
  ['*/7 * * * MON', null],
])('%j: %s', (cron, fault) => {
  expect(cronFault(cron)).toBe(fault);
});

test.each([
  ['*/5 * * * *', 'every 5 minutes'],
  ['0 9 * * *', 'daily at 09:00'],
  ['0 10 * * 1', 'on Monday at 10:00'],
  ['30 9 1 * *', 'on day 1 of the month at 09:30'],
  ['30 10 1 1,4,7,10 *', 'on day 1 of Jan, Apr, Jul, Oct at 10:30'],
  ['0 9 * * 1-5', 'Monday to Friday at 09:00'],
  ['0 9-17/2 * * *', '0 9-17/2 * * *'],
  ['0 9 13 * 5', '0 9 13 * 5'],
])('%s is said as %s', (cron, words) => {
  expect(cronWords(cron)).toBe(words);
});
