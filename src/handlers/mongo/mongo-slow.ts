// `mongo slow`: the slowest queries that MongoDB's profiler has seen. (Runbook 4, issue 2 "High Latency": db.system.profile)
import { z } from 'zod';
import type { Report } from '../../core/report.js';
import { plural } from '../../services/backups-restore/bytes.js';
import { defineQuery } from '../../services/context.js';
import {
  mongoSystem,
  whereOfSystem,
  type MongoSystem,
} from '../../services/mongodb/admin-systems.js';
import type { SlowQuery } from '../../services/mongodb/mongo-admin.js';
import { stamp } from '../../services/sync/when.js';
import { scanFindings } from './showing/scan-findings.js';

export const mongoSlow = defineQuery({
  id: 'mongo.slow',
  family: 'Services',
  summary: 'The slowest queries of a MongoDB database, from its profiler',
  runbook: 'notion-bot-api#issue-2-high-latency--slow-response-times',
  examples: ['mongo slow', 'mongo slow notion-bot-api --limit 20'],
  args: ['system'],
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Whose database' }),
    limit: z.coerce.number().int().min(1).max(100).default(10).describe('How many at most'),
  }),
  async read({ system: named, limit }, { systems, mongoAdmin, signal }) {
    const system = mongoSystem(systems, named);
    const found = await mongoAdmin.slow(whereOfSystem(system), limit, signal);
    return found === null ? offReport(system) : reportOf(system, found);
  },
});

function offReport({ mongodb }: MongoSystem): Report {
  return {
    status: 'info',
    headline: `The profiler of ${mongodb.database} is off: slow queries are not written down`,
    sections: [
      {
        title: 'To turn it on, in mongosh',
        lines: [
          `use ${mongodb.database}`,
          `db.setProfilingLevel(1, { slowms: ${mongodb.slowMs} })`,
        ],
        code: true,
      },
    ],
    notes: [
      'Level 1 writes down what is slower than slowms, and costs little; level 2 writes down everything. Off again: db.setProfilingLevel(0)',
    ],
  };
}

function reportOf(system: MongoSystem, found: readonly SlowQuery[]): Report {
  const { database, slowMs } = system.mongodb;
  const slow = found.filter(({ millis }) => millis >= slowMs);
  const findings = scanFindings(system, slow);
  return {
    status: findings.length > 0 ? 'warning' : slow.length > 0 ? 'info' : 'good',
    headline:
      slow.length === 0
        ? `No query of ${database} took ${slowMs} ms or longer`
        : `${plural(slow.length, 'slow query', 'slow queries')} in ${database}: the slowest took ${slow[0]?.millis ?? 0} ms`,
    findings,
    ...(slow.length > 0
      ? {
          tables: [
            {
              title: `Slowest queries of ${database}`,
              columns: [
                { label: 'When' },
                { label: 'ms', align: 'right' },
                { label: 'Kind' },
                { label: 'Collection' },
                { label: 'Filter' },
                { label: 'Plan' },
                { label: 'Examined', align: 'right' },
                { label: 'Returned', align: 'right' },
              ],
              rows: slow.map((one) => [
                stamp(one.at),
                String(one.millis),
                one.kind,
                one.collection,
                one.shape.slice(0, 200),
                one.planSummary.slice(0, 100) || '–',
                one.documentsExamined === null ? '–' : String(one.documentsExamined),
                one.returned === null ? '–' : String(one.returned),
              ]),
            },
          ],
        }
      : {}),
    notes: [
      `From ${slowMs} ms on (mongodb.slowMs in ppm.config.yaml). Values are left out: they may be personal data.`,
    ],
  };
}
