// What is kept, for any set of backups.
import * as fc from 'fast-check';
import { DateTime } from 'luxon';
import { describe, expect, it } from 'vitest';
import { kept, type Aged } from '../../../src/services/backups/retention.js';

const day = 24 * 60 * 60_000;
const keep = { daily: 7, weekly: 4, monthly: 12, safetyDays: 30 };
const now = Date.UTC(2026, 10, 21, 12);
const at = (startedAt: number, reason: Aged['reason'] = 'scheduled'): Aged => ({
  name: `${reason}-${startedAt}`,
  startedAt,
  reason,
});
const nights = (count: number): Aged[] =>
  Array.from({ length: count }, (_, back) => at(Date.UTC(2026, 10, 21, 2) - back * day));

describe('a year and a half of nightly backups', () => {
  const stay = kept(nights(550), keep, 'UTC', now);
  const named = (as: string): string[] =>
    [...stay]
      .filter(([, reasons]) => reasons.some((reason) => reason === as))
      .map(([name]) => new Date(Number(name.split('-')[1])).toISOString().slice(0, 10));

  it('leaves the last seven days', () => {
    expect(named('daily')).toEqual([
      '2026-11-21',
      '2026-11-20',
      '2026-11-19',
      '2026-11-18',
      '2026-11-17',
      '2026-11-16',
      '2026-11-15',
    ]);
  });
  it('leaves the newest of each of four ISO weeks', () => {
    expect(named('weekly')).toEqual(['2026-11-21', '2026-11-15', '2026-11-08', '2026-11-01']);
  });
  it('leaves the newest of each of twelve months', () => {
    expect(named('monthly')).toHaveLength(12);
    expect(named('monthly').slice(0, 3)).toEqual(['2026-11-21', '2026-10-31', '2026-09-30']);
  });
  it('and nothing else', () => {
    expect(stay.size).toBe(7 + 2 + 11);
  });
});

it('days are those of the time zone', () => {
  // 23:30 and 00:30 in Berlin are one day in UTC.
  const backups = [at(Date.UTC(2026, 5, 1, 21, 30)), at(Date.UTC(2026, 5, 1, 22, 30))];
  const one = { daily: 2, weekly: 0, monthly: 0, safetyDays: 1 };
  expect(kept(backups, one, 'Europe/Berlin', now).size).toBe(2);
  expect(kept(backups, one, 'UTC', now).size).toBe(1);
});

it('the last days of December belong to the week of the next year', () => {
  const backups = [
    at(Date.UTC(2024, 11, 31)),
    at(Date.UTC(2025, 0, 1)),
    at(Date.UTC(2024, 11, 29)),
  ];
  const weeks = { daily: 1, weekly: 2, monthly: 0, safetyDays: 1 };
  const names = [backups[1], backups[2]].map((one) => one?.name ?? '');
  expect(kept(backups, weeks, 'UTC', now).size).toBe(2);
  expect([...kept(backups, weeks, 'UTC', now).keys()]).toEqual(expect.arrayContaining(names));
});

it('safety ones stay for their days, and take nobody’s place', () => {
  const safety = [at(now - 29 * day, 'safety'), at(now - 31 * day, 'safety')];
  const stay = kept([...nights(10), ...safety], keep, 'UTC', now);
  expect(stay.get(safety[0]?.name ?? '')).toEqual(['safety']);
  expect(stay.has(safety[1]?.name ?? '')).toBe(false);
  expect(kept([at(now - 400 * day, 'safety')], keep, 'UTC', now).size).toBe(1);
});

describe('whatever there is', () => {
  const backupsArbitrary = fc.uniqueArray(
    fc.record({
      startedAt: fc.integer({ min: now - 800 * day, max: now + day }),
      reason: fc.constantFrom('manual' as const, 'scheduled' as const, 'safety' as const),
    }),
    { selector: ({ startedAt }) => startedAt, maxLength: 120 },
  );
  const rules = fc.record({
    daily: fc.integer({ min: 1, max: 20 }),
    weekly: fc.integer({ min: 0, max: 10 }),
    monthly: fc.integer({ min: 0, max: 20 }),
    safetyDays: fc.integer({ min: 1, max: 60 }),
  });
  const zones = fc.constantFrom('UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');

  it('the newest stays, none of the last day goes, and no more stay than the rule says', () => {
    fc.assert(
      fc.property(backupsArbitrary, rules, zones, (some, rule, zone) => {
        const backups = some.map(({ startedAt, reason }) => at(startedAt, reason));
        const stay = kept(backups, rule, zone, now);
        const newest = backups.toSorted((a, b) => b.startedAt - a.startedAt)[0];
        const young = backups.filter(({ startedAt }) => now - startedAt < day);
        for (const one of newest ? [newest, ...young] : []) expect(stay.has(one.name)).toBe(true);
        const because = (as: string): number =>
          [...stay.values()].filter((reasons) => reasons.some((reason) => reason === as)).length;
        expect(because('daily')).toBeLessThanOrEqual(rule.daily);
        expect(because('weekly')).toBeLessThanOrEqual(rule.weekly);
        expect(because('monthly')).toBeLessThanOrEqual(rule.monthly);
      }),
    );
  });

  it('every day among the newest ones still has its newest', () => {
    fc.assert(
      fc.property(backupsArbitrary, rules, zones, (some, rule, zone) => {
        const backups = some.map(({ startedAt, reason }) => at(startedAt, reason));
        const stay = kept(backups, rule, zone, now);
        const dayOf = ({ startedAt }: Aged) =>
          Number(DateTime.fromMillis(startedAt, { zone }).toFormat('yyyyMMdd'));
        const regular = backups.filter(({ reason }) => reason !== 'safety');
        const days = [...new Set(regular.map(dayOf))]
          .toSorted((a, b) => b - a)
          .slice(0, rule.daily);
        for (const one of days) {
          const own = regular.filter((backup) => dayOf(backup) === one);
          const last = own.toSorted((a, b) => b.startedAt - a.startedAt)[0];
          expect(stay.has(last?.name ?? '')).toBe(true);
        }
      }),
    );
  });

  it('what stays, stays when it is asked again', () => {
    fc.assert(
      fc.property(backupsArbitrary, rules, zones, (some, rule, zone) => {
        const backups = some.map(({ startedAt, reason }) => at(startedAt, reason));
        const stay = kept(backups, rule, zone, now);
        const left = backups.filter(({ name }) => stay.has(name));
        expect(new Set(kept(left, rule, zone, now).keys())).toEqual(new Set(stay.keys()));
      }),
    );
  });
});
