// Response times by severity, over weekends and changes of the clocks.
import { DateTime } from 'luxon';
import { expect, it } from 'vitest';
import { incidentsSchema } from '../../../src/config/incidents-schema.js';
import type { Severity } from '../../../src/core/severity.js';
import { respondByOf, ruleOf } from '../../../src/services/incidents/incident-rules.js';
import { minute, noon, rules } from './samples.js';

it.each<[Severity, number]>([
  ['P0', 15],
  ['P1', 15],
  ['P2', 60],
  ['P3', 240],
])('%s is answered within %i minutes', (severity, minutes) => {
  expect(respondByOf(severity, rules, noon)).toBe(noon + minutes * minute);
});

const berlin = { workingDays: { timeZone: 'Europe/Berlin' } };
const newYork = { workingDays: { timeZone: 'America/New_York' } };
const early = { workingDays: { timeZone: 'America/New_York', days: ['sunday'], start: '02:30' } };
const sundays = { workingDays: { timeZone: 'Asia/Dubai', days: ['sunday', 'monday'] } };

it.each([
  [
    'in the night before a working day: not that day',
    berlin,
    '2026-11-17T02:00',
    '2026-11-18T09:00',
  ],
  ['in the week', berlin, '2026-11-18T15:00', '2026-11-19T09:00'],
  ['on a Friday', berlin, '2026-11-20T17:00', '2026-11-23T09:00'],
  ['on a Saturday', berlin, '2026-11-21T13:00', '2026-11-23T09:00'],
  ['on a Sunday at midnight', berlin, '2026-11-22T00:00', '2026-11-23T09:00'],
  ['before summer time begins', berlin, '2026-03-27T10:00', '2026-03-30T09:00'],
  ['before summer time ends', berlin, '2026-10-23T10:00', '2026-10-26T09:00'],
  ['before summer time begins in New York', newYork, '2026-03-06T23:59', '2026-03-09T09:00'],
  ['before summer time ends in New York', newYork, '2026-10-30T23:59', '2026-11-02T09:00'],
  ['when the time of day is left out that day', early, '2026-03-07T12:00', '2026-03-08T03:30'],
  ['where Sunday is a working day', sundays, '2026-11-20T12:00', '2026-11-22T09:00'],
])('P4 waits for the next working day: %s', (_when, given, at, expected) => {
  const config = incidentsSchema.parse(given);
  const zone = config.workingDays.timeZone;
  const local = (text: string) => DateTime.fromISO(text, { zone }).toMillis();
  const respondBy = respondByOf('P4', config, local(at));
  expect(DateTime.fromMillis(respondBy, { zone }).toFormat("yyyy-MM-dd'T'HH:mm")).toBe(expected);
});

it('a rule has the checklist of its severity', () => {
  const ids = (severity: Severity) => ruleOf(severity, rules, noon).checklist.map(({ id }) => id);
  expect(ids('P1')).toContain('assess.infrastructure');
  expect(ids('P3')).toContain('assess.quality');
  expect(ids('P4')).not.toContain('respond.lead');
});
