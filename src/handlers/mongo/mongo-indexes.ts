// `mongo indexes`: the indexes that ppm.config.yaml expects beside those that are there. (Runbook 4 "Database Optimization")
import { z } from 'zod';
import type { Finding } from '../../core/report.js';
import { plural } from '../../services/backups-restore/bytes.js';
import { defineQuery } from '../../services/context.js';
import { expectedIndexes, indexRows, type IndexRow } from '../../services/mongodb/admin-indexes.js';
import { mongoSystem, whereOfSystem } from '../../services/mongodb/admin-systems.js';

const mostRows = 100;

export const mongoIndexes = defineQuery({
  id: 'mongo.indexes',
  family: 'Services',
  summary: "A MongoDB database's indexes: expected against actual; --create makes the missing",
  runbook: 'notion-bot-api#database-optimization',
  examples: ['mongo indexes', 'mongo indexes notion-bot-api'],
  args: ['system'],
  switches: { create: 'mongo.indexes.create' },
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Whose database' }),
  }),
  async read(input, { systems, mongoAdmin, signal }) {
    const system = mongoSystem(systems, input.system);
    const expected = expectedIndexes(system);
    const shapes = await mongoAdmin.shape(whereOfSystem(system), signal);
    const rows = indexRows(expected, shapes);
    const missing = rows.filter(({ index }) => index === null);
    const strange = rows.filter(({ isExpected }) => !isExpected);
    const { database } = system.mongodb;
    return {
      status: missing.length > 0 ? 'warning' : 'good',
      headline:
        missing.length > 0
          ? `${missing.length} of ${expected.length} expected indexes of ${database} are missing`
          : expected.length > 0
            ? `All ${expected.length} expected indexes of ${database} are there`
            : `${database} has ${plural(rows.length, 'index', 'indexes')}; none is expected`,
      findings: [
        ...missingFinding(missing, system.name),
        ...(expected.length > 0 ? strangeFinding(strange) : []),
      ],
      tables: [
        {
          title: `Indexes of ${database}`,
          columns: [
            { label: 'Collection' },
            { label: 'Index' },
            { label: 'Fields' },
            { label: 'Unique' },
            { label: 'State' },
          ],
          rows: rows.slice(0, mostRows).map(rowOf),
          ...(rows.length > mostRows ? { more: `${rows.length - mostRows} more` } : {}),
        },
      ],
      notes: [
        `Expected ones stand in ppm.config.yaml under systems.${system.name}.mongodb.indexes.`,
      ],
    };
  },
});

function rowOf({ collection, key, index, isExpected }: IndexRow): string[] {
  return [
    collection,
    index?.name ?? '–',
    key,
    index?.isUnique ? 'yes' : 'no',
    index === null ? 'missing' : isExpected ? 'as expected' : 'not expected',
  ];
}

function missingFinding(missing: readonly IndexRow[], system: string): Finding[] {
  if (missing.length === 0) return [];
  return [
    {
      severity: 'warning',
      title: `${plural(missing.length, 'expected index', 'expected indexes')} missing`,
      evidence: missing.map(({ collection, key }) => `${collection} ${key}`).join('; '),
      cause: 'They were never created here, or a restore or a migration dropped them.',
      fix: 'Create them: queries that filter by these fields read whole collections without.',
      suggestion: {
        label: 'Create the missing',
        operation: 'mongo.indexes.create',
        input: { system },
      },
    },
  ];
}

function strangeFinding(strange: readonly IndexRow[]): Finding[] {
  if (strange.length === 0) return [];
  return [
    {
      severity: 'info',
      title: `${strange.length} not expected`,
      evidence: strange
        .map(({ collection, index }) => `${collection}.${index?.name ?? ''}`)
        .join(', '),
      cause: 'Somebody created them by hand, or ppm.config.yaml does not name them.',
      fix: 'Name them in ppm.config.yaml, or drop them: each makes every write slower.',
    },
  ];
}
