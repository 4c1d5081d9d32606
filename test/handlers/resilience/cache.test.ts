import { describe, expect, it } from 'vitest';
import { cacheTune } from '../../../src/handlers/resilience/cache-tune.js';
import { cache } from '../../../src/handlers/resilience/cache.js';
import type { CacheStats, NotionCache } from '../../../src/services/cache/notion-cache.js';
import { contextWith, unused } from '../../support/context.js';

function stats(database: string, hits: number, misses: number, ttlSeconds = 300): CacheStats {
  const hitRate = hits + misses === 0 ? null : hits / (hits + misses);
  return { database, ttlSeconds, hits, misses, hitRate };
}

const over = (given: Partial<NotionCache>) =>
  contextWith({
    notionCache: {
      reading: { dataSource: unused, query: unused },
      stats: unused,
      tune: unused,
      forget: unused,
      ...given,
    },
  });
const asked = (...all: CacheStats[]) => cache.read({}, over({ stats: async () => all }));

describe('cache', () => {
  it('hit often is good', async () => {
    const report = await asked(stats('finance-ppm/projects', 80, 20), stats('a/b', 0, 0));
    expect(report).toMatchObject({
      status: 'good',
      headline: '80 % of 100 questions were answered from the cache',
      findings: [],
    });
    expect(report.tables?.[0]?.rows).toEqual([
      ['finance-ppm/projects', '5 min', '80', '20', '80 %', 'good'],
      ['a/b', '5 min', '0', '0', '–', 'too few to say'],
    ]);
  });

  it('from 70 % to 80 % is a warning in the table, under 70 % a finding with the button', async () => {
    const report = await asked(stats('a/warn', 75, 25), stats('a/low', 69, 31));
    expect(report).toMatchObject({
      status: 'warning',
      headline: '1 of 2 databases hit the cache less than 70 % of the time',
    });
    expect(report.findings).toMatchObject([
      {
        severity: 'warning',
        title: 'The cache helps little with a/low',
        suggestion: { operation: 'cache.tune', input: {} },
      },
    ]);
    expect(report.tables?.[0]?.rows.map((row) => row.at(-1))).toEqual(['warning', 'warning']);
    const critical = await asked(stats('a/critical', 59, 41));
    expect(critical.tables?.[0]?.rows[0]?.at(-1)).toBe('critical');
  });

  it('at an hour there is nothing to tune', async () => {
    const [finding] = (await asked(stats('a/b', 1, 99, 3_600))).findings ?? [];
    expect(finding?.suggestion).toBeUndefined();
    expect(finding?.fix).toContain('An hour');
  });

  it('one that is off, or was hardly asked for, is not judged', async () => {
    const report = await asked(stats('a/off', 0, 50, 0), stats('a/few', 0, 9));
    expect(report).toMatchObject({ status: 'good', findings: [] });
    expect(report.tables?.[0]?.rows.map((row) => row.at(-1))).toEqual(['off', 'too few to say']);
    expect(await asked(stats('a/few', 0, 9))).toMatchObject({ status: 'info' });
  });
});

describe('cache tune', () => {
  it('says what it has changed', async () => {
    const change = { database: 'finance-ppm/projects', from: 300, to: 600, hitRate: 0.5 };
    const report = await cacheTune.act({}, over({ tune: async () => [change] }));
    expect(report.headline).toBe('Answers about finance-ppm/projects are good for longer now');
    expect(report.tables?.[0]?.rows).toEqual([['finance-ppm/projects', '50 %', '5 min', '10 min']]);
  });

  it('is refused in a terminal, whose cache nobody has asked', async () => {
    const asking = contextWith({ actor: { person: 'ana', via: 'terminal' } });
    await expect(cacheTune.act({}, asking)).rejects.toMatchObject({ code: 'not_possible' });
  });

  it('says that there was nothing to change', async () => {
    const report = await cacheTune.act({}, over({ tune: async () => [] }));
    expect(report).toMatchObject({ status: 'info', tables: [] });
  });
});
