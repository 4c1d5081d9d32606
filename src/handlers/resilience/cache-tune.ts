// `cache tune`: doubles the time to live of databases whose cache is hit too rarely. (Runbook 5, "Cache Strategy
// Optimization")
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineCommand } from '../../services/context.js';
import { percent, secondsText } from './showing/cache-words.js';

export const cacheTune = defineCommand({
  id: 'cache.tune',
  family: 'Upkeep',
  summary: 'Double the time to live of databases with a hit rate under 70 %, to an hour at most',
  runbook: 'orchestra#cache-strategy-optimization',
  examples: ['cache tune'],
  args: [],
  risk: 'routine',
  input: z.object({}),
  async act(_input, { notionCache, actor }) {
    if (actor.via === 'terminal')
      throw new Problem(
        'not_possible',
        'A terminal has a cache of its own, which nobody has asked yet: its hit rates say nothing.',
        'Tune it in Slack.',
      );
    const changed = await notionCache.tune();
    return {
      status: changed.length === 0 ? 'info' : 'good',
      headline:
        changed.length === 0
          ? 'Nothing to tune: no database was asked for 10 times and hit the cache less than 70 % of the time'
          : `Answers about ${changed.length === 1 ? changed[0]?.database : `${changed.length} databases`} are good for longer now`,
      tables:
        changed.length === 0
          ? []
          : [
              {
                title: 'Tuned',
                columns: [
                  { label: 'Database' },
                  { label: 'Hit rate', align: 'right' },
                  { label: 'Before', align: 'right' },
                  { label: 'Now', align: 'right' },
                ],
                rows: changed.map(({ database, hitRate, from, to }) => [
                  database,
                  percent(hitRate),
                  secondsText(from),
                  secondsText(to),
                ]),
              },
            ],
      notes: [
        'It holds for all replicas, until another time is configured. Hits are counted anew from here.',
      ],
      suggestions: [{ label: 'Cache', operation: 'cache', input: {} }],
    };
  },
});
