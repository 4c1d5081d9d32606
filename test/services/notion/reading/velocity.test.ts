import { describe, expect, it } from 'vitest';
import {
  accuracyOf,
  aiAssisted,
  reaches,
  soloDeveloper,
  trendText,
  velocityOf,
  windowStart,
  type DonePage,
} from '../../../../src/services/notion/reading/velocity.js';
import { chartLabels } from '../../../../src/services/notion/reading/words.js';

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 14, 15, 30);

const done = (
  at: number,
  estimated: number | null = null,
  actual: number | null = null,
): DonePage => ({ editedAt: at, estimated, actual });

const daily = (perDay: number, days: number): DonePage[] =>
  Array.from({ length: days }, (_, day) =>
    Array.from({ length: perDay }, () => done(windowStart(now, days) + day * 24 * hour)),
  ).flat();

describe('the window', () => {
  it('begins at midnight UTC and has today in it', () => {
    expect(new Date(windowStart(now, 14)).toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });
});

describe('accuracy: 100 less the mean of |actual - estimated| / estimated in percent', () => {
  it.each<[string, DonePage[], number | null]>([
    ['exact', [done(0, 4, 4)], 100],
    ['half again as long', [done(0, 4, 6)], 50],
    ['too long and too short count alike', [done(0, 10, 12), done(0, 10, 8)], 80],
    ['never below 0', [done(0, 1, 9)], 0],
    [
      'without one of the two it does not count',
      [done(0, 10, 9), done(0, null, 3), done(0, 3)],
      90,
    ],
    ['an estimate of 0 does not count', [done(0, 0, 3)], null],
    ['none at all', [], null],
  ])('%s', (_what, pages, expected) => {
    const accuracy = accuracyOf(pages);
    expect(accuracy === null ? null : Math.round(accuracy * 1000) / 1000).toBe(expected);
  });
});

describe('velocity', () => {
  it('per day, mean hours, and a point for each day', () => {
    const pages = [done(now, 2, 3), done(now - 24 * hour, 2, 1), done(now - 24 * hour)];
    const velocity = velocityOf(pages, { now, days: 3 });
    expect(velocity).toMatchObject({ done: 3, perDay: 1, meanHours: 2, accuracy: 50 });
    expect(velocity.spans).toEqual([
      { label: '2026-01-12', done: 0 },
      { label: '2026-01-13', done: 2 },
      { label: '2026-01-14', done: 1 },
    ]);
  });

  it('90 days are at most 20 spans, and nothing is lost', () => {
    const { spans, done: all } = velocityOf(daily(1, 90), { now, days: 90 });
    expect(spans).toHaveLength(18);
    expect(spans.reduce((sum, span) => sum + span.done, 0)).toBe(all);
  });

  it('a clock that is ahead counts as today', () => {
    const { spans } = velocityOf([done(now + 24 * hour)], { now, days: 2 });
    expect(spans.map((span) => span.done)).toEqual([0, 1]);
  });

  it.each<[number, number, string]>([
    [2, 4, 'rising 100 %'],
    [4, 2, 'falling 50 %'],
    [20, 21, 'steady'],
    [0, 3, 'rising'],
    [0, 0, 'nothing done'],
  ])('%i a day, then %i: %s', (before, after, expected) => {
    const start = windowStart(now, 4);
    const pages = [
      ...Array.from({ length: before * 2 }, () => done(start)),
      ...Array.from({ length: after * 2 }, () => done(start + 72 * hour)),
    ];
    expect(trendText(velocityOf(pages, { now, days: 4 }))).toBe(expected);
  });

  it.each([
    [3, 8, true, false],
    [2, 10, false, false],
    [5, 9, true, true],
    [5, 7, false, false],
  ])('%i a day at %i of 10 hours: solo %s, AI-assisted %s', (perDay, actual, solo, assisted) => {
    const pages = daily(perDay, 4).map((page) => ({ ...page, estimated: 10, actual }));
    const velocity = velocityOf(pages, { now, days: 4 });
    expect([reaches(velocity, soloDeveloper), reaches(velocity, aiAssisted)]).toEqual([
      solo,
      assisted,
    ]);
  });
});

describe('labels of a chart', () => {
  it('fit, each only once', () => {
    const labels = chartLabels([
      'a',
      'orchestra/development-log',
      'orchestra/development-plan',
      'a',
    ]);
    expect(labels).toEqual(['a', 'orchestra/developmen', 'orchestra/developm 2', 'a 2']);
    expect(labels.every((label) => label.length <= 20)).toBe(true);
  });
});
