// What the runbooks read from a system's metrics, as plain numbers: response times, errors, calls to Notion, rate limits,
// cache, failed syncs, tools. (Runbook 4 "Metrics to Monitor"; runbook 3 "Set Up Alerts"; runbook 5 "AI Tool Performance
// Metrics")
import type { MetricsConfig } from '../../config/health-schema.js';
import { bucketsOf, histogramQuantile, summaryQuantile, type Buckets } from './quantiles.js';
import type { Sample, Scrape } from './scrape.js';

/** Sums over all series; null where the system has no such metric. */
export interface Counts {
  requests: number | null;
  /** Answered 5xx. */
  errors: number | null;
  notionCalls: number | null;
  rateLimitHits: number | null;
  cacheHits: number | null;
  cacheMisses: number | null;
  syncFailures: number | null;
}

export interface Times {
  /** Milliseconds. */
  p50: number | null;
  p95: number | null;
  p99: number | null;
  mean: number | null;
}

export interface Readings {
  counts: Counts;
  times: Times;
  /** Response times in milliseconds, by tool. */
  toolMs: ReadonlyMap<string, number>;
  /** From 0 to 100, by tool. */
  toolSuccess: ReadonlyMap<string, number>;
  /**
   * How long it was counted, milliseconds: between two askings, or since the process began; null where that is not known.
   */
  span: number | null;
  since: 'asking' | 'start';
}

/** More tools than this are none that anybody set a target for. */
const mostTools = 50;

/**
 * Counters of the time since the asking before where there was one, else since the process began.
 * @param now epoch milliseconds
 */
export function readingsOf(scrape: Scrape, names: MetricsConfig['names'], now: number): Readings {
  const { before } = scrape;
  const began = scrape.samples.find(({ name }) => name === 'process_start_time_seconds')?.value;
  const startedAt = began !== undefined && Number.isFinite(began) ? began * 1_000 : null;
  // A process that began anew in between counts from nothing: what it says is all since then.
  const comparable =
    before && (startedAt === null || startedAt < before.at) ? grown(scrape, before.samples) : null;
  const samples = comparable ?? scrape.samples;
  return {
    counts: countsOf(samples, names),
    times: timesOf(samples, scrape.samples, names.durations),
    toolMs: byTool(scrape.samples, names.toolSeconds, toolMs),
    toolSuccess: byTool(scrape.samples, names.successRatio, lowestPercent),
    span:
      comparable && before
        ? now - before.at
        : startedAt === null
          ? null
          : Math.max(0, now - startedAt),
    since: comparable ? 'asking' : 'start',
  };
}

/** The counters less what they were; null when one is lower than it was, which a counter is only after a restart. */
function grown({ samples }: Scrape, before: readonly Sample[]): Sample[] | null {
  const was = new Map(before.map((sample) => [keyOf(sample), sample.value]));
  const less = samples.map((sample) => ({
    ...sample,
    value: sample.value - (was.get(keyOf(sample)) ?? 0),
  }));
  const known = less.filter((sample) => was.has(keyOf(sample)));
  return known.length === 0 || known.some(isLower) ? null : less;
}

function isLower({ name, value }: Sample): boolean {
  return /_(?:total|count|bucket)$/.test(name) && value < 0;
}

function keyOf({ name, labels }: Sample): string {
  return JSON.stringify([name, Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))]);
}

function countsOf(samples: readonly Sample[], names: MetricsConfig['names']): Counts {
  const sum = (name: string): number | null => total(samples.filter((one) => one.name === name));
  const requests = samples.filter(({ name }) => name === names.requests);
  return {
    requests: total(requests),
    errors: requests.length === 0 ? null : (total(requests.filter(isServerError)) ?? 0),
    notionCalls: sum(names.notionCalls),
    rateLimitHits: sum(names.rateLimitHits),
    cacheHits: sum(names.cacheHits),
    cacheMisses: sum(names.cacheMisses),
    syncFailures: sum(names.syncFailures),
  };
}

function isServerError({ labels }: Sample): boolean {
  return /^5(?:\d\d|xx)$/i.test(labels['status_code'] ?? labels['status'] ?? labels['code'] ?? '');
}

/** A histogram counts, so that it can tell of the time between two askings; a summary says what it says. */
function timesOf(counted: readonly Sample[], all: readonly Sample[], name: string): Times {
  const buckets = bucketsOf(counted.filter((one) => one.name === `${name}_bucket`));
  const quantiles = all.filter((one) => one.name === name);
  const at = (q: number): number | null => milliseconds(quantileOf(buckets, quantiles, q));
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), mean: milliseconds(meanOf(counted, name)) };
}

function quantileOf(buckets: Buckets, quantiles: readonly Sample[], q: number): number | null {
  return histogramQuantile(buckets, q) ?? summaryQuantile(quantiles, q);
}

function meanOf(samples: readonly Sample[], name: string): number | null {
  const sum = total(samples.filter((one) => one.name === `${name}_sum`));
  const count = total(samples.filter((one) => one.name === `${name}_count`));
  return sum === null || !count || count < 0 ? null : sum / count;
}

/** What it says now, or its p95, or its mean: whichever kind of metric it is. */
function toolMs(samples: readonly Sample[], name: string): number | null {
  const own = samples.filter((one) => one.name === name);
  const gauges = own.filter(({ labels }) => labels['quantile'] === undefined);
  const slowest = gauges.map(({ value }) => value).filter((value) => Number.isFinite(value));
  if (slowest.length > 0) return milliseconds(Math.max(...slowest.slice(0, 1_000)));
  const buckets = bucketsOf(samples.filter((one) => one.name === `${name}_bucket`));
  return milliseconds(quantileOf(buckets, own, 0.95) ?? meanOf(samples, name));
}

/** The lowest of its series. */
function lowestPercent(samples: readonly Sample[], name: string): number | null {
  const ratios = samples
    .filter((one) => one.name === name && Number.isFinite(one.value))
    .map(({ value }) => value);
  return ratios.length === 0 ? null : Math.min(...ratios.slice(0, 1_000)) * 100;
}

function byTool(
  samples: readonly Sample[],
  name: string,
  read: (samples: readonly Sample[], name: string) => number | null,
): Map<string, number> {
  const tools = new Map<string, Sample[]>();
  for (const sample of samples) {
    const tool = sample.labels['tool'];
    if (tool === undefined || !sample.name.startsWith(name)) continue;
    const own = tools.get(tool);
    if (own) own.push(sample);
    else if (tools.size < mostTools) tools.set(tool, [sample]);
  }
  return new Map(
    [...tools].flatMap(([tool, own]) => {
      const value = read(own, name);
      return value === null ? [] : [[tool, value] as const];
    }),
  );
}

function total(samples: readonly Sample[]): number | null {
  const values = samples.map(({ value }) => value).filter((value) => Number.isFinite(value));
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0);
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : seconds * 1_000;
}
