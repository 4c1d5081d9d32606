// `cache`: how often questions to Notion are answered from what was read a moment ago, and for how long that is good.
// (Runbook 5, "Database Performance" and "Cache Strategy Optimization")
import { z } from 'zod';
import type { Finding, Report, Table } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import type { CacheStats } from '../../services/cache/notion-cache.js';
import { percent, secondsText } from './showing/cache-words.js';

/** Parts of one (runbook 5, "Database Performance"): good from `good` on, critical under `warning`. */
const bands = { good: 0.8, warning: 0.6 };
/** Runbook 5, "Cache Strategy Optimization": under it the time to live is too short. */
const low = 0.7;
/** Fewer questions say nothing. */
const fewestAsks = 10;
/** Findings on one card. */
const mostFindings = 10;

type Band = 'good' | 'warning' | 'critical';

export const cache = defineQuery({
  id: 'cache',
  family: 'Look',
  summary: 'Cache of Notion: time to live and hit rate of each database',
  runbook: 'orchestra#cache-strategy-optimization',
  examples: ['cache'],
  args: [],
  input: z.object({}),
  async read(_input, { notionCache, actor }) {
    const stats = await notionCache.stats();
    const measured = stats.filter(({ hits, misses }) => hits + misses >= fewestAsks);
    const lowOnes = measured.filter((one) => isLow(one) && one.ttlSeconds > 0);
    return {
      status: statusOf(measured),
      headline: headlineOf(stats, measured, lowOnes),
      findings: lowOnes.slice(0, mostFindings).map(lowFinding),
      tables: stats.length === 0 ? [] : [tableOf(stats)],
      notes: [
        `Good is from ${percent(bands.good)} on, critical under ${percent(bands.warning)}; databases that were asked for less than ${fewestAsks} times are not judged.`,
        actor.via === 'terminal'
          ? "The hit rates are the terminal's own, which begins without any: ask in Slack for those of the bot."
          : 'Counted by the process that answers, since its start or the last tuning.',
      ],
    };
  },
});

function isLow({ hitRate }: CacheStats): boolean {
  return hitRate !== null && hitRate < low;
}

function bandOf(hitRate: number): Band {
  if (hitRate >= bands.good) return 'good';
  return hitRate >= bands.warning ? 'warning' : 'critical';
}

function statusOf(measured: readonly CacheStats[]): Report['status'] {
  if (measured.length === 0) return 'info';
  const found = measured
    .filter(({ ttlSeconds }) => ttlSeconds > 0)
    .map(({ hitRate }) => bandOf(hitRate ?? 1));
  // A cold cache makes answers slow, not wrong.
  return found.every((band) => band === 'good') ? 'good' : 'warning';
}

function headlineOf(
  stats: readonly CacheStats[],
  measured: readonly CacheStats[],
  lowOnes: readonly CacheStats[],
): string {
  if (stats.length === 0) return 'No Notion database is configured';
  if (measured.length === 0) return 'No database was asked for often enough to say a hit rate';
  if (lowOnes.length > 0)
    return `${lowOnes.length} of ${measured.length} databases hit the cache less than ${percent(low)} of the time`;
  const [hits, asks] = [sum(measured, 'hits'), sum(measured, 'hits') + sum(measured, 'misses')];
  return `${percent(hits / asks)} of ${asks} questions were answered from the cache`;
}

function sum(stats: readonly CacheStats[], what: 'hits' | 'misses'): number {
  return stats.reduce((total, one) => total + one[what], 0);
}

function lowFinding({ database, ttlSeconds, hits, misses, hitRate }: CacheStats): Finding {
  const isLongest = ttlSeconds >= 3_600;
  return {
    severity: 'warning',
    title: `The cache helps little with ${database}`,
    evidence: `${hits} of ${hits + misses} questions were answered from it (${percent(hitRate ?? 0)}); an answer is good for ${secondsText(ttlSeconds)}.`,
    cause: isLongest
      ? 'Different questions are asked each time.'
      : 'Answers are too old before the same question comes again, or different questions are asked each time.',
    ...(isLongest
      ? { fix: 'An hour is the longest time to live: look at what is asked.' }
      : {
          fix: 'Double the time to live, to an hour at most.',
          suggestion: { label: 'Tune the cache', operation: 'cache.tune', input: {} },
        }),
  };
}

function tableOf(stats: readonly CacheStats[]): Table {
  return {
    title: 'Databases',
    columns: [
      { label: 'Database' },
      { label: 'Time to live', align: 'right' },
      { label: 'Hits', align: 'right' },
      { label: 'Misses', align: 'right' },
      { label: 'Hit rate', align: 'right' },
      { label: 'Band' },
    ],
    rows: stats.map(({ database, ttlSeconds, hits, misses, hitRate }) => [
      database,
      secondsText(ttlSeconds),
      String(hits),
      String(misses),
      hitRate === null ? '–' : percent(hitRate),
      bandText({ ttlSeconds, hits, misses, hitRate }),
    ]),
  };
}

function bandText({ ttlSeconds, hits, misses, hitRate }: Omit<CacheStats, 'database'>): string {
  if (ttlSeconds === 0) return 'off';
  return hitRate === null || hits + misses < fewestAsks ? 'too few to say' : bandOf(hitRate);
}
