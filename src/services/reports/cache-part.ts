// How often what was read from Notion could be used again. (Runbook 5, "Cache Strategy Optimization": under 70 % the time to
// live is doubled)
import type { Fact, Finding } from '../../core/report.js';
import type { CacheStats } from '../cache/notion-cache.js';
import { rounded } from '../notion/reading/words.js';
import { listed } from './components-part.js';
import { partOf, type Part } from './part.js';
import type { ReportContext } from './report-context.js';

const wantedRate = 0.7;
/** A database that was hardly asked for says nothing. */
const fewest = 10;

/** Facts and findings about the cache of this process. */
export async function cachePart(
  context: Pick<ReportContext, 'notionCache' | 'signal' | 'deadlineMs'>,
): Promise<Part<Fact[]>> {
  const asked = await partOf('Cache', context, () => context.notionCache.stats());
  if (asked.value === null) return { value: null, findings: asked.findings };
  const hits = sum(asked.value, ({ hits: count }) => count);
  const all = hits + sum(asked.value, ({ misses }) => misses);
  return {
    value: [
      {
        label: 'Cache hits',
        value: all === 0 ? 'nothing was asked for yet' : `${percent(hits / all)} of ${all}`,
      },
    ],
    findings: cold(
      asked.value.filter(
        ({ hitRate, hits: count, misses }) =>
          hitRate !== null && hitRate < wantedRate && count + misses >= fewest,
      ),
    ),
  };
}

function cold(stats: readonly CacheStats[]): Finding[] {
  if (stats.length === 0) return [];
  return [
    {
      severity: 'warning',
      title: `The cache hits less than 70 % for ${listed(
        stats.map(({ database }) => database),
        5,
      )}`,
      evidence: listed(
        stats.map(({ database, hitRate }) => `${database} ${percent(hitRate ?? 0)}`),
        5,
      ),
      fix: 'Keep what was read for twice as long.',
      suggestion: { label: 'Tune the cache', operation: 'cache.tune', input: {} },
    },
  ];
}

function percent(rate: number): string {
  return `${rounded(rate * 100)} %`;
}

function sum(stats: readonly CacheStats[], of: (one: CacheStats) => number): number {
  return stats.reduce((total, one) => total + of(one), 0);
}
