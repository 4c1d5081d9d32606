// What is read from metrics, and how it is judged.
import { describe, expect, it } from 'vitest';
import { healthOfSystem } from '../../../src/config/health-schema.js';
import { figuresOf, spanText } from '../../../src/services/scrape/figures.js';
import { parseLine } from '../../../src/services/scrape/parse-line.js';
import { bucketsOf, histogramQuantile } from '../../../src/services/scrape/quantiles.js';
import { readingsOf } from '../../../src/services/scrape/readings.js';
import type { Sample, Scrape } from '../../../src/services/scrape/scrape.js';

const config = (given: object = {}) =>
  healthOfSystem.metrics.unwrap().parse({ url: 'http://x/metrics', ...given });

const minute = 60_000;
const now = 1_800_000_000_000;

function samplesOf(text: string): Sample[] {
  return text
    .trim()
    .split('\n')
    .map((line) => parseLine(line))
    .filter((sample) => sample !== null && sample !== 'malformed');
}

function scrapeOf(text: string, before?: { text: string; at: number }): Scrape {
  return {
    samples: samplesOf(text),
    malformed: 0,
    truncated: false,
    millis: 1,
    ...(before ? { before: { samples: samplesOf(before.text), at: before.at } } : {}),
  };
}

const figures = (scrape: Scrape, given: object = {}) => {
  const metrics = config(given);
  return figuresOf(readingsOf(scrape, metrics.names, now), metrics).map(
    ({ label, shown, target, status, words }) => [label, shown, target, status, words],
  );
};

describe('percentiles of a histogram', () => {
  // Prometheus' own cases: promql/testdata/histograms.test, testhistogram.
  const quantile = (buckets: Record<string, number>, q: number) =>
    histogramQuantile(
      bucketsOf(
        Object.entries(buckets).map(([le, value]) => ({ name: 'b', labels: { le }, value })),
      ),
      q,
    );
  const positive = { '.1': 5, '.2': 7, '1e0': 7, '+Inf': 12 };
  const negative = { '-.2': 1, '-0.1': 2, '0.3': 2, '+Inf': 3 };

  it.each([
    [positive, 0, 0],
    [positive, 0.2, 0.048],
    [positive, 0.5, 0.15],
    [positive, 0.8, 1],
    [positive, 1, 1],
    [negative, 0, -0.2],
    [negative, 0.3, -0.2],
    [negative, 0.5, -0.15],
    [negative, 0.8, 0.3],
  ])('%j at %d is %d', (buckets, q, expected) => {
    expect(quantile(buckets, q)).toBeCloseTo(expected, 10);
  });

  it.each([
    ['no buckets', {}],
    ['no bucket +Inf', { 1: 1, 2: 2 }],
    ['only +Inf', { '+Inf': 3 }],
    ['nothing counted', { 1: 0, '+Inf': 0 }],
    ['bounds that are none', { one: 1, '+Inf': 2 }],
  ])('with %s there is none', (_of, buckets) => {
    expect(quantile(buckets, 0.5)).toBeNull();
  });

  it('a lower count after a higher one is a race, no less', () => {
    expect(quantile({ 1: 10, 2: 9, '+Inf': 10 }, 0.95)).toBeCloseTo(0.95);
  });
});

it('sums the buckets of all series', () => {
  const read = figures(
    scrapeOf(`
http_request_duration_seconds_bucket{path="/a",le="0.25"} 90
http_request_duration_seconds_bucket{path="/a",le="0.5"} 100
http_request_duration_seconds_bucket{path="/a",le="+Inf"} 100
http_request_duration_seconds_bucket{path="/b",le="0.25"} 0
http_request_duration_seconds_bucket{path="/b",le="0.5"} 90
http_request_duration_seconds_bucket{path="/b",le="+Inf"} 100
`),
  );
  expect(read).toEqual([
    ['Response p50', '275 ms', '–', 'info', ''],
    ['Response p95', '500 ms', '< 500 ms', 'warning', 'too high'],
    ['Response p99', '500 ms', '–', 'info', ''],
  ]);
});

it.each([
  ['0.499', 'good'],
  ['0.5', 'warning'],
  ['0.999', 'warning'],
  ['1', 'bad'],
])("a summary's p95 of %s s is %s, of the slowest series", (seconds, status) => {
  const read = figures(
    scrapeOf(`
http_request_duration_seconds{path="/a",quantile="0.95"} ${seconds}
http_request_duration_seconds{path="/b",quantile="0.95"} 0.1
http_request_duration_seconds{path="/c",quantile="0.95"} NaN
`),
  );
  expect(read).toEqual([
    ['Response p95', expect.any(String), '< 500 ms', status, expect.any(String)],
  ]);
});

it('a summary without percentiles has its mean', () => {
  const read = figures(
    scrapeOf('http_request_duration_seconds_sum 30\nhttp_request_duration_seconds_count 100'),
  );
  expect(read).toEqual([['Response mean', '300 ms', '–', 'info', '']]);
});

describe('errors', () => {
  const errors = (failed: number, label = 'status_code', value = '503') =>
    figures(
      scrapeOf(
        `http_requests_total{${label}="200"} ${1_000 - failed}\nhttp_requests_total{${label}="${value}"} ${failed}`,
      ),
    )[0];

  it.each([
    [0, 'good'],
    [9, 'good'],
    [10, 'warning'],
    [49, 'warning'],
    [50, 'bad'],
  ])('%d of 1000 are %s', (failed, status) => {
    expect(errors(failed)?.slice(1, 4)).toEqual([
      `${failed / 10} % (${failed} of 1000 requests)`,
      '< 1 %',
      status,
    ]);
  });

  it.each([
    ['status', '500', 'bad'],
    ['code', '5xx', 'bad'],
    ['status', '499', 'good'],
    ['status', '50', 'good'],
  ])('%s="%s" is %s', (label, value, status) => {
    expect(errors(100, label, value)?.[3]).toBe(status);
  });

  it('without requests there is no share', () => {
    expect(figures(scrapeOf('http_requests_total{code="200"} 0'))).toEqual([]);
  });
});

describe('rate limit hits', () => {
  const hits = (count: number, hours: number | null) =>
    figures(
      scrapeOf(
        `rate_limit_hits_total ${count}${hours === null ? '' : `\nprocess_start_time_seconds ${now / 1_000 - hours * 3_600}`}`,
      ),
    )[0]?.slice(1);

  it.each([
    [0, 1, '0', 'good'],
    [10, 1, '10', 'info'],
    [11, 1, '11', 'warning'],
    [51, 0.5, '51', 'bad'],
    [51, 10, '51 (5.1 an hour)', 'info'],
    [510, 10, '510 (51 an hour)', 'bad'],
    [510, null, '510', 'warning'],
  ])('%d in %d h', (count, hours, shown, status) => {
    expect(hits(count, hours)).toEqual([shown, '0', status, expect.any(String)]);
  });
});

it.each([
  [80, 20, 'good'],
  [79, 21, 'warning'],
  [60, 40, 'warning'],
  [59, 41, 'bad'],
])('a cache with %d hits and %d misses is %s', (found, missed, status) => {
  const read = figures(scrapeOf(`cache_hits_total ${found}\ncache_misses_total ${missed}`));
  expect(read).toEqual([['Cache hits', `${found} %`, '≥ 80 %', status, expect.any(String)]]);
});

it.each([
  ['0.95', 'good', 'Excellent: operating optimally'],
  ['0.94', 'warning', 'Good: minor issues may exist'],
  ['0.9', 'warning', 'Good: minor issues may exist'],
  ['0.89', 'warning', 'Warning: investigation needed'],
  ['0.8', 'warning', 'Warning: investigation needed'],
  ['0.79', 'bad', 'Critical: immediate attention required'],
])('a success rate of %s is %s', (ratio, status, words) => {
  expect(figures(scrapeOf(`tool_success_ratio{tool="cursor"} ${ratio}`))[0]?.slice(3)).toEqual([
    status,
    words,
  ]);
});

describe('response times of tools', () => {
  const tools = { cursor: { good: 500, warning: 1000, critical: 2000 } };

  it.each([
    ['0.499', 'good'],
    ['0.5', 'info'],
    ['1', 'warning'],
    ['2', 'bad'],
  ])('%s s is %s', (seconds, status) => {
    const read = figures(scrapeOf(`tool_response_seconds{tool="cursor"} ${seconds}`), { tools });
    expect(read[0]?.slice(2, 4)).toEqual(['< 500 ms', status]);
  });

  it('are of a gauge, a summary, a histogram, or a mean', () => {
    const read = figures(
      scrapeOf(`
tool_response_seconds{tool="gauge"} 0.1
tool_response_seconds{tool="summary",quantile="0.5"} 0.1
tool_response_seconds{tool="summary",quantile="0.95"} 0.2
tool_response_seconds_bucket{tool="histogram",le="0.3"} 100
tool_response_seconds_bucket{tool="histogram",le="+Inf"} 100
tool_response_seconds_sum{tool="mean"} 40
tool_response_seconds_count{tool="mean"} 100
`),
    );
    expect(read.map(([label, shown, , status]) => [label, shown, status])).toEqual([
      ['Response time of gauge', '100 ms', 'info'],
      ['Response time of summary', '200 ms', 'info'],
      ['Response time of histogram', '285 ms', 'info'],
      ['Response time of mean', '400 ms', 'info'],
    ]);
  });

  it('of 10,000 tools some are told', () => {
    const lines = Array.from({ length: 10_000 }, (_, n) => `tool_response_seconds{tool="${n}"} 1`);
    expect(figures(scrapeOf(lines.join('\n')))).toHaveLength(50);
  });
});

describe('with an asking before', () => {
  const before = {
    at: now - 10 * minute,
    text: 'http_requests_total{code="200"} 1000\nnotion_api_calls_total 100\nrate_limit_hits_total 500',
  };
  const after =
    'http_requests_total{code="200"} 1090\nhttp_requests_total{code="500"} 10\nnotion_api_calls_total 1900\nrate_limit_hits_total 500';

  it('counters are of the time in between', () => {
    const scrape = scrapeOf(after, before);
    expect(figures(scrape).map(([label, shown, , status]) => [label, shown, status])).toEqual([
      ['Errors (5xx)', '10 % (10 of 100 requests)', 'bad'],
      ['Calls to Notion', '1800 (180 a minute)', 'info'],
      ['Rate limit hits', '0', 'good'],
    ]);
    expect(spanText(readingsOf(scrape, config().names, now))).toBe('in the last 10 min');
  });

  it.each([
    ['a counter is lower', 'http_requests_total{code="200"} 5\nnotion_api_calls_total 7'],
    [
      'the process began in between',
      `${after}\nprocess_start_time_seconds ${(now - 5 * minute) / 1_000}`,
    ],
  ])('they are since the process began when %s', (_when, text) => {
    const scrape = scrapeOf(text, before);
    expect(readingsOf(scrape, config().names, now).since).toBe('start');
    expect(spanText(readingsOf(scrape, config().names, now))).toMatch(/^since the process began/);
  });
});

it('failed syncs are a warning, from the first', () => {
  const failed = (count: number) =>
    figures(scrapeOf(`notion_sync_failures_total ${count}`))[0]?.[3];
  expect([failed(0), failed(1)]).toEqual(['good', 'warning']);
});

it('names and bands are those of the configuration', () => {
  const read = figures(scrapeOf('hits 1\nmisses 1\nrequests{code="500"} 1'), {
    names: { requests: 'requests', cacheHits: 'hits', cacheMisses: 'misses' },
    bands: {
      cacheHitPercent: { good: 50, critical: 10 },
      errorPercent: { good: 101, critical: 102 },
    },
  });
  expect(read.map(([label, , target, status]) => [label, target, status])).toEqual([
    ['Errors (5xx)', '< 101 %', 'good'],
    ['Cache hits', '≥ 50 %', 'good'],
  ]);
});
