// `mongo indexes --create`: creates the expected indexes that are missing. (Runbook 4 "Database Optimization": Add Indexes)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { groupedText, plural, roughCount } from '../../services/backups-restore/bytes.js';
import { nameOfIndex, parseIndexes } from '../../services/mongodb/admin-index-keys.js';
import { expectedIndexes, missingOf } from '../../services/mongodb/admin-indexes.js';
import { mongoSystem, whereOfSystem } from '../../services/mongodb/admin-systems.js';
import { indexChecks, indexesThere } from './showing/index-checks.js';

/** From here on an index takes minutes, and slows what is asked meanwhile. */
const manyDocuments = 1_000_000;

const data = z.object({
  system: z.string(),
  setting: z.string(),
  database: z.string(),
  indexes: z.array(z.object({ collection: z.string(), key: z.string(), name: z.string() })),
});

export const mongoIndexesCreate = defineAction({
  id: 'mongo.indexes.create',
  family: 'Services',
  summary: 'Create the indexes that are expected and missing',
  runbook: 'notion-bot-api#database-optimization',
  examples: [
    'mongo indexes create',
    'mongo indexes create notion-bot-api --indexes "tasks(status,-created_at)"',
  ],
  args: ['system'],
  risk: 'guarded',
  input: z.object({
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Whose database' }),
    indexes: z
      .string()
      .max(2_000)
      .optional()
      .describe('Only these: tasks(status,-created_at); without it all that are expected'),
  }),
  data,

  async plan(input, { systems, mongoAdmin, signal }) {
    const system = mongoSystem(systems, input.system);
    const where = whereOfSystem(system);
    const wanted =
      input.indexes === undefined ? expectedIndexes(system) : parseIndexes(input.indexes);
    const shapes = await mongoAdmin.shape(where, signal);
    const missing = missingOf(wanted, shapes).map((one) => ({
      ...one,
      name: nameOfIndex(one.key),
    }));
    if (missing.length === 0)
      throw new Problem(
        'not_possible',
        wanted.length === 0
          ? `No indexes are expected in ${where.database}.`
          : `Every index that was asked for is in ${where.database}.`,
        `Name them in ppm.config.yaml under systems.${system.name}.mongodb.indexes, or with --indexes.`,
        input.indexes === undefined ? {} : { field: 'indexes' },
      );
    const collections = [...new Set(missing.map(({ collection }) => collection))];
    const sizes = collections.map((name) => ({
      name,
      documents: shapes.find((one) => one.name === name)?.documents ?? null,
    }));
    return {
      target: `indexes of ${where.database}`,
      environment: system.environment,
      headline: `Create ${plural(missing.length, 'index', 'indexes')} in ${where.database}`,
      facts: sizes.map(({ name, documents }) => ({
        label: name,
        value:
          documents === null
            ? 'not there: it is created with its index'
            : `${roughCount(documents)} documents`,
      })),
      changes: missing.map(({ collection, name }) => ({
        label: `${collection}.${name}`,
        before: 'missing',
        after: 'there',
      })),
      warnings: sizes.flatMap(({ name, documents }) =>
        documents !== null && documents > manyDocuments
          ? [
              `${name} has more than ${groupedText(manyDocuments)} documents: the index takes minutes, and slows it meanwhile.`,
            ]
          : [],
      ),
      steps: missing.map(({ collection, key, name }) => ({
        id: `${collection}.${name}`,
        title: `Create ${key} on ${collection}`,
      })),
      undo: 'Drops exactly these again.',
      next: [{ label: 'Slow queries', operation: 'mongo.slow', input: { system: system.name } }],
      guard: { 'indexes there': indexesThere(shapes, collections) },
      data: { system: system.name, ...where, indexes: missing },
    };
  },

  async run({ data: { indexes, ...where } }, { mongoAdmin, step, signal }) {
    for (const { collection, key, name } of indexes)
      await step(`${collection}.${name}`, () =>
        mongoAdmin.createIndex(where, collection, key, signal),
      );
  },

  verify: ({ data: { indexes, ...where } }, context) => indexChecks(where, indexes, true, context),

  undo: ({ data: { system, indexes } }) => ({
    operation: 'mongo.indexes.drop',
    input: {
      system,
      indexes: indexes.map(({ collection, name }) => `${collection}.${name}`).join(','),
    },
  }),

  // One that is being built is listed already: asked for again, MongoDB answers when it is built.
  async reconcile({ data: { indexes, ...where } }, { mongoAdmin, signal }, { step }) {
    const shapes = await mongoAdmin.shape(where, signal);
    const wanted = indexes.filter(({ collection, name }) => `${collection}.${name}` === step);
    const isThere = missingOf(wanted, shapes).length === 0;
    return {
      outcome: 'not-done',
      evidence: isThere
        ? 'It is there; asked for again, MongoDB answers once it is built.'
        : 'It is not there yet.',
    };
  },
});
