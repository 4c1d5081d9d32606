// What the clock on the wall shows, on days when it changes.
import { expect, test } from 'vitest';
import { instantOf, wallTimeOf, zonedText } from '../../../src/services/oncall/wall-clock.js';

const wall = (text: string): number => Date.parse(`${text}:00Z`);
const shown = (text: string, zone: string): string =>
  new Date(instantOf(wall(text), zone)).toISOString().slice(0, 16);

test.each([
  // on usual days
  ['Europe/Berlin', '2026-01-15T09:00', '2026-01-15T08:00'],
  ['Europe/Berlin', '2026-07-15T09:00', '2026-07-15T07:00'],
  ['Asia/Kolkata', '2026-07-15T09:00', '2026-07-15T03:30'],
  // just before and after the clocks change
  ['Europe/Berlin', '2026-03-29T01:59', '2026-03-29T00:59'],
  ['Europe/Berlin', '2026-03-29T03:00', '2026-03-29T01:00'],
  ['Europe/Berlin', '2026-10-25T01:59', '2026-10-24T23:59'],
  ['Europe/Berlin', '2026-10-25T03:00', '2026-10-25T02:00'],
  ['America/New_York', '2026-03-08T01:59', '2026-03-08T06:59'],
  ['America/New_York', '2026-11-01T02:00', '2026-11-01T07:00'],
  // an hour that is skipped begins an hour later
  ['Europe/Berlin', '2026-03-29T02:30', '2026-03-29T01:30'],
  ['America/New_York', '2026-03-08T02:00', '2026-03-08T07:00'],
  // an hour that comes twice is meant the first time
  ['Europe/Berlin', '2026-10-25T02:30', '2026-10-25T00:30'],
  ['America/New_York', '2026-11-01T01:30', '2026-11-01T05:30'],
  // half an hour, on Lord Howe Island
  ['Australia/Lord_Howe', '2026-10-04T02:15', '2026-10-03T15:45'],
  ['Australia/Lord_Howe', '2026-10-04T02:30', '2026-10-03T15:30'],
  ['Australia/Lord_Howe', '2026-04-05T01:45', '2026-04-04T14:45'],
  ['Australia/Lord_Howe', '2026-04-05T02:00', '2026-04-04T15:30'],
])('in %s it is %s at %s UTC', (zone, local, utc) => {
  expect(shown(local, zone)).toBe(utc);
});

test('an instant is shown as the clock shows it', () => {
  expect(wallTimeOf(Date.parse('2026-07-15T07:00Z'), 'Europe/Berlin')).toBe(
    wall('2026-07-15T09:00'),
  );
});

test.each([
  ['2026-11-23T08:00Z', 'Europe/Berlin', 'Mon 2026-11-23 09:00 Europe/Berlin (08:00 UTC)'],
  [
    '2026-11-23T03:00Z',
    'America/New_York',
    'Sun 2026-11-22 22:00 America/New_York (2026-11-23 03:00 UTC)',
  ],
  ['2026-11-23T08:00Z', 'UTC', 'Mon 2026-11-23 08:00 UTC'],
])('%s in %s is written %s', (at, zone, text) => {
  expect(zonedText(Date.parse(at), zone)).toBe(text);
});
