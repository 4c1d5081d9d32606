// `metrics`: figures against their bands, and what is out of band with its button.
import { expect, test } from 'vitest';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { metrics } from '../../../src/handlers/look/metrics.js';
import { parseLine } from '../../../src/services/scrape/parse-line.js';
import type { Scraper } from '../../../src/services/scrape/scrape.js';
import { contextWith } from '../../support/context.js';

const quiet = { malformed: 0, truncated: false, millis: 3 };

/** Answers by address; an Error is thrown. */
function scraperOf(pages: Readonly<Record<string, string | Error>>): Scraper {
  return {
    async read(url) {
      const page = pages[url];
      if (page === undefined || page instanceof Error) throw page ?? new Error(url);
      const samples = page
        .split('\n')
        .map((line) => parseLine(line))
        .filter((sample) => sample !== null && sample !== 'malformed');
      return { samples, ...quiet };
    },
  };
}

const system = (given: object = {}) => systemSchema.parse({ title: 'A system', ...given });
const read = (given: object, context: Parameters<typeof contextWith>[0]) =>
  metrics.read(given, contextWith(context));

const api = system({
  metrics: { url: 'http://api/metrics' },
  logs: [{ path: '/var/log/api.log' }],
  sync: { kind: 'http', url: 'http://api/sync' },
});
const orchestra = system({
  metrics: {
    url: 'http://orchestra/metrics',
    tools: {
      cursor: { good: 500, warning: 1000, critical: 2000 },
      mcp_server: { good: 100, warning: 300, critical: 1000 },
    },
  },
});
const well = `
http_request_duration_seconds{quantile="0.5"} 0.1
http_request_duration_seconds{quantile="0.95"} 0.2
http_request_duration_seconds{quantile="0.99"} 0.3
http_requests_total{status_code="200"} 1000
rate_limit_hits_total 0`;

test('all is well: a table with targets, and a chart', async () => {
  const report = await read(
    { system: 'notion-bot-api' },
    {
      systems: { 'notion-bot-api': api, other: system() },
      scraper: scraperOf({ 'http://api/metrics': well }),
    },
  );
  expect(report).toMatchObject({ status: 'good', findings: [] });
  expect(report.tables?.[0]?.rows).toContainEqual([
    'Response p95',
    '200 ms',
    '< 500 ms',
    '🟢 as it should be',
  ]);
  expect(report.charts).toEqual([
    {
      kind: 'bar',
      title: 'Response time (ms)',
      categories: ['p50', 'p95', 'p99'],
      series: [{ name: 'notion-bot-api', values: [100, 200, 300] }],
    },
  ]);
});

test('what is out of its band is a finding with a button, the worst first', async () => {
  const report = await read(
    {},
    {
      systems: { 'notion-bot-api': api },
      scraper: scraperOf({
        'http://api/metrics': `
http_request_duration_seconds{quantile="0.95"} 0.62
http_requests_total{status_code="200"} 900
http_requests_total{status_code="503"} 100
rate_limit_hits_total 40
cache_hits_total 70
cache_misses_total 30`,
      }),
    },
  );
  expect(report.status).toBe('bad');
  expect(
    report.findings?.map(({ severity, title, suggestion }) => [severity, title, suggestion]),
  ).toEqual([
    [
      'bad',
      'Errors (5xx) of notion-bot-api: 10 % (100 of 1000 requests)',
      expect.objectContaining({ operation: 'logs', input: { what: 'notion-bot-api' } }),
    ],
    [
      'warning',
      'Response p95 of notion-bot-api: 620 ms',
      expect.objectContaining({ operation: 'diagnose', input: { what: 'notion-bot-api' } }),
    ],
    [
      'warning',
      'Rate limit hits of notion-bot-api: 40',
      expect.objectContaining({
        operation: 'sync.pause',
        input: { system: 'notion-bot-api', for: '15m' },
      }),
    ],
    [
      'warning',
      'Cache hits of notion-bot-api: 70 %',
      expect.objectContaining({ operation: 'cache.tune' }),
    ],
  ]);
  for (const { evidence, cause, fix } of report.findings ?? [])
    expect([evidence, cause, fix]).not.toContain(undefined);
});

test('tools have a chart beside their targets', async () => {
  const report = await read(
    { system: 'orchestra' },
    {
      systems: { orchestra },
      scraper: scraperOf({
        'http://orchestra/metrics': `
tool_response_seconds{tool="cursor"} 2.5
tool_response_seconds{tool="mcp_server"} 0.05
tool_success_ratio{tool="cursor"} 0.75`,
      }),
    },
  );
  expect(report.charts?.[0]).toMatchObject({
    title: 'Response time by tool (ms)',
    categories: ['cursor', 'mcp_server'],
    series: [
      { name: 'Now', values: [2500, 50] },
      { name: 'Target', values: [500, 100] },
    ],
  });
  expect(report.findings?.map(({ title, cause }) => [title, cause])).toEqual([
    ['Response time of cursor of orchestra: 2500 ms', expect.stringContaining('slow')],
    [
      'Success rate of cursor of orchestra: 75 %',
      'Configuration problems or resource constraints.',
    ],
  ]);
});

test('one that does not answer, is empty, malformed or unknown is a finding; the others are told', async () => {
  const at = (url: string) => system({ metrics: { url } });
  const report = await read(
    {},
    {
      systems: {
        'notion-bot-api': api,
        dead: at('http://dead/'),
        empty: at('http://empty/'),
        other: at('http://other/'),
        strange: at('http://strange/'),
      },
      scraper: {
        async read(url, options) {
          if (url === 'http://strange/')
            return { samples: [], malformed: 12, truncated: true, millis: 1 };
          return scraperOf({
            'http://api/metrics': well,
            'http://dead/': new Problem(
              'outside_unavailable',
              'http://dead/ answered 503.',
              'Look.',
            ),
            'http://empty/': '',
            'http://other/': 'up 1',
          }).read(url, options);
        },
      },
    },
  );
  expect(report.status).toBe('bad');
  expect(report.findings?.map(({ title }) => title)).toEqual([
    "The metrics of dead can't be read",
    'The metrics of empty are empty',
    'The metrics of other have none of the figures that are known',
    "12 lines of the metrics of strange can't be understood",
    'The metrics of strange are more than is read here',
    'The metrics of strange are empty',
  ]);
  expect(report.tables?.[0]?.rows.map(([name]) => name)).toContain('notion-bot-api');
});

test('the chart has at most six systems', async () => {
  const names = Array.from({ length: 8 }, (_, n) => `system-${n}`);
  const report = await read(
    {},
    {
      systems: Object.fromEntries(
        names.map((name) => [name, system({ metrics: { url: `http://${name}/` } })]),
      ),
      scraper: scraperOf(Object.fromEntries(names.map((name) => [`http://${name}/`, well]))),
    },
  );
  const [chart] = report.charts ?? [];
  expect(chart?.kind === 'bar' && chart.series.map(({ name }) => name)).toEqual(names.slice(0, 6));
});

test('a fault of ours, or a person who gives up, is not told as a finding', async () => {
  const systems = { 'notion-bot-api': api };
  const fault = scraperOf({ 'http://api/metrics': new TypeError('ours') });
  await expect(read({}, { systems, scraper: fault })).rejects.toThrow('ours');
  const cancelled = new Problem('cancelled', 'Enough.', 'Ask again.');
  const scraper = scraperOf({ 'http://api/metrics': cancelled });
  const signal = AbortSignal.abort(cancelled);
  await expect(read({}, { systems, scraper, signal })).rejects.toBe(cancelled);
});

test('without metrics configured it says how', async () => {
  const systems = { plain: system() };
  const report = await read({}, { systems });
  expect(report).toMatchObject({ status: 'info', notes: [expect.stringContaining('metrics: {')] });
  await expect(read({ system: 'plain' }, { systems })).rejects.toMatchObject({
    code: 'not_possible',
    field: 'system',
  });
  await expect(read({ system: 'plian' }, { systems })).rejects.toMatchObject({
    code: 'invalid_input',
    hint: 'There are plain.',
  });
});
