// `mongo indexes drop`: drops indexes that nobody needs, and takes `mongo indexes --create` back.
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { plural } from '../../services/backups-restore/bytes.js';
import { defineAction } from '../../services/context.js';
import { nameOfIndex, typedIndex } from '../../services/mongodb/admin-index-keys.js';
import { expectedIndexes } from '../../services/mongodb/admin-indexes.js';
import { mongoSystem, whereOfSystem } from '../../services/mongodb/admin-systems.js';
import { indexesNamed } from './showing/indexes-named.js';
import { indexChecks, indexesThere } from './showing/index-checks.js';

const data = z.object({
  system: z.string(),
  setting: z.string(),
  database: z.string(),
  /** `typed`: as `mongo indexes create` takes it. */
  indexes: z.array(
    z.object({
      collection: z.string(),
      key: z.string(),
      name: z.string(),
      typed: z.string(),
    }),
  ),
});

export const mongoIndexesDrop = defineAction({
  id: 'mongo.indexes.drop',
  family: 'Services',
  summary: 'Drop indexes by their names',
  runbook: 'notion-bot-api#database-optimization',
  examples: [
    'mongo indexes drop tasks.status_1_created_at_-1',
    'mongo indexes drop tasks.user_id_1,tasks.status_1 --system notion-bot-api',
  ],
  args: ['indexes'],
  risk: 'guarded',
  input: z.object({
    indexes: z
      .string()
      .min(1)
      .max(2_000)
      .describe('Which: tasks.status_1_created_at_-1, with commas between several'),
    system: z.string().max(60).optional().meta({ field: 'system', description: 'Whose database' }),
  }),
  data,

  async plan(input, { systems, mongoAdmin, signal }) {
    const system = mongoSystem(systems, input.system);
    const where = whereOfSystem(system);
    const shapes = await mongoAdmin.shape(where, signal);
    const indexes = indexesNamed(input.indexes, shapes).map(({ collection, index }) => {
      const typed = typedIndex({ collection, key: index.key });
      if (typed === null || index.isUnique)
        throw new Problem(
          'not_possible',
          `${collection}.${index.name} is ${index.isUnique ? 'unique' : 'a special index'}: it could not be put back as it was.`,
          'Drop it by hand in mongosh, when you are sure.',
          { field: 'indexes' },
        );
      return { collection, key: index.key, name: index.name, typed };
    });
    const expected = expectedIndexes(system).map(({ collection, key }) => `${collection} ${key}`);
    const missed = indexes.filter(({ collection, key }) =>
      expected.includes(`${collection} ${key}`),
    );
    const renamed = indexes.filter(({ key, name }) => nameOfIndex(key) !== name);
    const collections = [...new Set(indexes.map(({ collection }) => collection))];
    return {
      target: `indexes of ${where.database}`,
      environment: system.environment,
      headline: `Drop ${plural(indexes.length, 'index', 'indexes')} of ${where.database}`,
      facts: indexes.map(({ collection, name, key }) => ({
        label: `${collection}.${name}`,
        value: key,
        mono: true,
      })),
      changes: indexes.map(({ collection, name }) => ({
        label: `${collection}.${name}`,
        before: 'there',
        after: 'gone',
      })),
      warnings: [
        ...missed.map(
          ({ collection, name }) => `${collection}.${name} is expected by ppm.config.yaml.`,
        ),
        ...renamed.map(({ name, key }) => `The undo calls ${name} ${nameOfIndex(key)}.`),
        'Queries that use them read whole collections afterwards. A time to live, or a condition, is not put back by the undo.',
      ],
      steps: indexes.map(({ collection, name }) => ({
        id: `${collection}.${name}`,
        title: `Drop ${name} of ${collection}`,
      })),
      undo: 'Creates indexes with the same fields again.',
      guard: { 'indexes there': indexesThere(shapes, collections) },
      data: { system: system.name, ...where, indexes },
    };
  },

  async run({ data: { indexes, ...where } }, { mongoAdmin, step, signal }) {
    for (const { collection, name } of indexes)
      await step(`${collection}.${name}`, async () => {
        await mongoAdmin.dropIndex(where, collection, name, signal);
        return 'dropped';
      });
  },

  verify: ({ data: { indexes, ...where } }, context) => indexChecks(where, indexes, false, context),

  undo: ({ data: { system, indexes } }) => ({
    operation: 'mongo.indexes.create',
    input: { system, indexes: indexes.map(({ typed }) => typed).join(', ') },
  }),

  async reconcile({ data: { indexes, ...where } }, { mongoAdmin, signal }, { step }) {
    const there = indexesThere(
      await mongoAdmin.shape(where, signal),
      indexes.map(({ collection }) => collection),
    );
    return there.includes(step)
      ? { outcome: 'not-done', evidence: 'It is still there.' }
      : { outcome: 'done', evidence: 'It is gone.' };
  },
});
