// The reports of the evening, the week, the month and the quarter: their figures, and that Slack takes them.
import { describe, expect, it } from 'vitest';
import { renderReport } from '../../../src/bot/cards/report-card.js';
import { checkMessage } from '../../../src/bot/cards/limits.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { reportNames, reportOf, reportTitle } from '../../../src/services/reports/reports.js';
import { contextWith } from '../../support/context.js';
import {
  addPage,
  fakeDatabase,
  fakeNotion,
  idOf,
  number,
  select,
} from '../../support/fake-notion.js';
import { group } from '../alerts/silencing/samples.js';
import { anIncident } from '../incidents/samples.js';
import {
  component,
  databaseId,
  day,
  ended,
  hour,
  minute,
  morning,
  points,
  reportContext,
  systems,
} from './site.js';

const base = contextWith();

function drawn(report: Report): Report {
  const message = renderReport(report, { privately: false, plain: false });
  expect(checkMessage(message.blocks, message.text)).toEqual([]);
  const charts = message.blocks.filter((block) => block.type === 'data_visualization');
  // One that breaks a limit becomes text.
  expect(charts).toHaveLength(report.charts?.length ?? 0);
  return report;
}

const fact = (report: Report, label: string): string | undefined =>
  report.facts?.find((one) => one.label === label)?.value;
const titles = (report: Report): string[] => (report.findings ?? []).map(({ title }) => title);

describe('the evening report', () => {
  it('counts what was done today, and nothing of yesterday', async () => {
    const tasks = fakeDatabase(databaseId, 'Tasks', { State: ['select', 'Open', 'Done'] });
    for (const [place, at] of [morning - hour, morning - 2 * hour, morning - 10 * hour].entries())
      addPage(tasks, {
        id: idOf(place + 1),
        createdAt: at,
        editedAt: at,
        properties: { State: select('Done'), Hours: number(2) },
      });
    const context = reportContext({
      systems: {
        orchestra: systemSchema.parse({
          title: 'Orchestra',
          databases: {
            tasks: {
              title: 'Tasks',
              id: databaseId,
              status: { property: 'State' },
              effort: { estimated: 'Estimate', actual: 'Hours' },
            },
          },
        }),
      },
      notionCache: { ...base.notionCache, reading: fakeNotion(tasks) },
      runs: {
        ...base.runs,
        active: async () => [],
        recent: async () => [
          ended('R-1', 'succeeded'),
          ended('R-2', 'failed', { operation: 'table.restore' }),
          ended('R-3', 'failed', { at: morning - 10 * hour }),
        ],
      },
      alerts: {
        ...base.alerts,
        list: async ({ state }) => ({
          groups: state === 'firing' ? [group('G-1', { createdAt: morning - hour })] : [],
          total: 1,
        }),
      },
    });
    const report = drawn(await reportOf('evening', context));
    expect(report.headline).toBe(
      '2 runs today, 1 failed; 2 tasks done; nothing open for the night',
    );
    expect(fact(report, 'On call tonight')).toBe('ana');
    expect(fact(report, 'Tasks done')).toBe('orchestra 2');
    expect(fact(report, 'Alerts today')).toBe('1: 1 P1');
    expect(report.charts).toEqual([
      {
        kind: 'pie',
        title: 'Runs by outcome',
        segments: [
          { label: 'Succeeded', value: 1 },
          { label: 'Failed', value: 1 },
        ],
      },
      {
        kind: 'bar',
        title: 'Tasks done today',
        categories: ['orchestra'],
        series: [{ name: 'Tasks', values: [2] }],
      },
    ]);
  });
});

describe('the weekly report', () => {
  it('measures availability against 95 per cent, and names the noisiest alert', async () => {
    const all = [component('finance-ppm', 'notion'), component('oberaconnect', 'service')];
    const context = reportContext({
      health: {
        components: all,
        check: async () => all,
        last: async () => all,
        history: async (_system, name) => points(100, (ago) => name === 'notion' && ago <= 10),
      },
      alerts: {
        ...base.alerts,
        list: async ({ state }) => ({
          groups: [
            group(`${state}-1`, { name: 'SlowAPI', createdAt: morning - day, flips: [1, 2] }),
            group(`${state}-2`, { name: 'DiskFull', createdAt: morning - day, severity: 'P3' }),
            group(`${state}-3`, { name: 'DiskFull', createdAt: morning - 8 * day }),
          ],
          total: 3,
        }),
      },
      incidents: {
        ...base.incidents,
        list: async () => [
          anIncident('P1', { openedAt: morning - day }),
          anIncident('P2', { openedAt: morning - 9 * day }),
        ],
      },
      notionCache: {
        ...base.notionCache,
        stats: async () => [
          { database: 'finance-ppm/projects', ttlSeconds: 300, hits: 5, misses: 15, hitRate: 0.25 },
          { database: 'finance-ppm/reports', ttlSeconds: 300, hits: 0, misses: 5, hitRate: 0 },
        ],
      },
    });
    const report = drawn(await reportOf('weekly', context));
    expect(report.headline).toBe('95 % available this week; 1 incident; 0 runs, 0 failed');
    expect(report.findings).toMatchObject([
      {
        title: 'finance-ppm/notion was there 90 % of the time',
        evidence: 'Red in 10 of 100 hours; 95 % are wanted.',
        suggestion: { operation: 'diagnose' },
      },
      {
        title: 'The cache hits less than 70 % for finance-ppm/projects',
        suggestion: { operation: 'cache.tune' },
      },
    ]);
    expect(fact(report, 'Alerts')).toBe('4: 2 P1, 2 P3');
    expect(fact(report, 'Noisiest alert')).toBe('SlowAPI, 6 times');
    expect(fact(report, 'Cache hits')).toBe('20 % of 25');
    expect(report.sections?.[0]?.lines.join()).toContain('main.bronze.notion_raw_pages');
  });
});

describe('the monthly report', () => {
  it('puts four weeks beside one another, and says what is due', async () => {
    const context = reportContext({
      rotations: {
        ...base.rotations,
        credentials: async () => [
          {
            name: 'notion',
            title: 'Notion integration',
            kind: 'notion',
            setting: 'NOTION_API_KEY',
            principal: '',
            permissions: [],
            stores: [],
            usedBy: [],
            madeAt: morning - 100 * day,
            due: true,
            lastUsedAt: null,
          },
        ],
      },
      incidents: {
        ...base.incidents,
        list: async () =>
          [1, 8, 9, 40].map((days) => anIncident('P2', { openedAt: morning - days * day })),
      },
      scraper: {
        read: async () => ({
          samples: [
            { name: 'notion_api_calls_total', labels: {}, value: 1_200 },
            { name: 'notion_api_calls_total', labels: { kind: 'query' }, value: 34 },
          ],
          malformed: 0,
          truncated: false,
          millis: 1,
        }),
      },
    });
    const report = drawn(await reportOf('monthly', context));
    expect(report.tables?.[0]?.rows.find(([label]) => label === 'Incidents')).toEqual([
      'Incidents',
      '0',
      '0',
      '2',
      '1',
    ]);
    expect(fact(report, 'Notion calls')).toBe('oberaconnect 1,234 since each began');
    expect(report.findings).toMatchObject([
      {
        title: 'Notion integration is due for a change',
        suggestion: { operation: 'rotate', input: { credential: 'notion' } },
      },
      {
        title: 'The access review of 2026-11 is not signed',
        suggestion: { operation: 'access.review' },
      },
    ]);
  });

  it('says that nothing counts the calls where nothing does, and who signed', async () => {
    const report = await reportOf(
      'monthly',
      reportContext({
        accessReviews: {
          ...base.accessReviews,
          signOffs: async () => [{ period: '2026-11', by: 'ana', at: morning, note: '' }],
        },
      }),
    );
    expect(fact(report, 'Notion calls')).toBe('not known: no system counts them');
    expect(fact(report, 'Access review')).toBe('2026-11 signed by ana, 2026-11-20 09:00 UTC');
    expect(titles(report)).toEqual([]);
  });
});

describe('the quarterly report', () => {
  it('tells growth, and syncs that have become slower', async () => {
    const context = reportContext({
      // Nobody knows the name of the second one.
      notionCache: { ...base.notionCache, reading: fakeNotion() },
      bronze: {
        ...base.bronze,
        watermarks: async () => [
          { databaseId, syncedAt: morning, editedAt: null, pages: 150 },
          { databaseId: idOf(7), syncedAt: morning, editedAt: null, pages: 60_000 },
        ],
        livePages: async (_id, [span]) =>
          span?.from === Date.UTC(2026, 7, 23) ? Array.from({ length: 50 }, String) : [],
      },
      runs: {
        ...base.runs,
        recent: async () =>
          [85, 84, 83, 3, 2, 1].map((days) =>
            ended(`R-${days}`, 'succeeded', {
              at: morning - days * day,
              millis: days > 50 ? minute : 4 * minute,
            }),
          ),
      },
    });
    const report = drawn(await reportOf('quarterly', context));
    expect(report.headline).toBe(
      '60,150 pages in 2 databases, 50 of them new; 6 runs, 0 failed; 2 findings',
    );
    expect(report.tables?.[0]?.rows).toEqual([
      [idOf(7), '60000', '–', '–'],
      ['finance-ppm/projects', '150', '50', '50'],
    ]);
    expect(titles(report)).toEqual([
      'The syncs of finance-ppm have become slower',
      'finance-ppm/projects has grown by 50 %',
    ]);
  });
});

describe('every report', () => {
  it.each(reportNames)('%s is one though everything outside is down', async (which) => {
    const down = (): never => {
      throw new Problem('outside_unavailable', 'It does not answer.', 'Try again later.');
    };
    const context = contextWith({
      now: () => morning,
      systems,
      health: {
        components: [component('finance-ppm', 'notion')],
        check: async () => down(),
        last: async () => down(),
        history: async () => down(),
      },
      bronze: { ...base.bronze, watermarks: async () => down() },
      notionCache: { ...base.notionCache, stats: async () => down() },
    });
    const report = drawn(await reportOf(which, context));
    expect(report.status).toBe('warning');
    expect(titles(report).some((title) => title.endsWith(': not known'))).toBe(true);
  });

  it('has its day in its title, in the zone of those on call', () => {
    const late = { now: () => Date.UTC(2026, 10, 20, 23, 30) };
    const zone = (timeZone: string) => ({ oncall: { ...base.oncall, timeZone } });
    expect(reportTitle('morning', { ...late, ...zone('UTC') })).toBe('Morning report 2026-11-20');
    expect(reportTitle('weekly', { ...late, ...zone('Europe/Berlin') })).toBe(
      'Weekly report 2026-11-21',
    );
  });
});
