// What `mongo status`, `mongo slow` and `mongo indexes` show.
import { describe, expect, it } from 'vitest';
import { systemSchema } from '../../../src/config/systems-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { mongoIndexes } from '../../../src/handlers/mongo/mongo-indexes.js';
import { mongoSlow } from '../../../src/handlers/mongo/mongo-slow.js';
import { mongoStatus } from '../../../src/handlers/mongo/mongo-status.js';
import type { MongoStatus, SlowQuery } from '../../../src/services/mongodb/mongo-admin.js';
import type { Systems } from '../../../src/services/systems/systems.js';
import { contextWith } from '../../support/context.js';

const bot = systemSchema.parse({
  title: 'Notion bot',
  mongodb: {
    database: 'notion_bot',
    indexes: { tasks: [{ status: 1, created_at: -1 }, { user_id: 1 }] },
  },
});
const other = systemSchema.parse({ title: 'Other', mongodb: { database: 'other' } });
const bare = systemSchema.parse({ title: 'Bare' });

const well: MongoStatus = {
  version: '8.0.4',
  uptimeSeconds: 7_200,
  pingMillis: 3,
  connections: { current: 10, available: 90 },
  dataBytes: 3_145_728,
  storageBytes: 1_048_576,
  indexBytes: 512,
  disk: { usedBytes: 50, totalBytes: 100 },
  collections: [
    { name: 'tasks', documents: 1_234, bytes: 3_000_000, indexes: 2 },
    { name: 'users', documents: 5, bytes: 400, indexes: 1 },
  ],
};
const query: SlowQuery = {
  at: Date.UTC(2026, 10, 21, 9),
  millis: 480,
  kind: 'query',
  collection: 'tasks',
  shape: '{"user_id":"?"}',
  planSummary: 'COLLSCAN',
  documentsExamined: 12_000,
  returned: 3,
};

const context = (admin: object, systems: Systems = { 'notion-bot-api': bot }) =>
  contextWith({ systems, mongoAdmin: { ...contextWith().mongoAdmin, ...admin } });
const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );

describe('mongo status', () => {
  const read = (status: MongoStatus) =>
    mongoStatus.read({}, context({ status: async () => status }));

  it('shows what there is', async () => {
    const report = await read(well);
    expect(report).toMatchObject({
      status: 'good',
      headline: 'notion_bot is well: ping 3 ms',
      findings: [],
      tables: [
        {
          rows: [
            ['tasks', '1,234', '2.9 MB', '2'],
            ['users', '5', '400 bytes', '1'],
          ],
        },
      ],
      charts: [{ categories: ['tasks', 'users'], series: [{ values: [2.86, 0] }] }],
    });
    expect(report.facts).toContainEqual({ label: 'Connections', value: '10 of 100' });
  });

  it('says what is not told', async () => {
    const report = await read({ ...well, connections: null, disk: null, uptimeSeconds: null });
    expect(report.status).toBe('good');
    expect(report.facts?.filter(({ value }) => value === 'not told')).toHaveLength(3);
  });

  it.each<[Partial<MongoStatus>, string, string]>([
    [{ connections: { current: 81, available: 19 } }, '81 % of its connections', 'warning'],
    [{ disk: { usedBytes: 81, totalBytes: 100 } }, '81 % full', 'bad'],
    [{ pingMillis: 101 }, 'only after 101 ms', 'warning'],
  ])('%o is a finding', async (part, title, status) => {
    const report = await read({ ...well, ...part });
    expect(report.status).toBe(status);
    expect(report.findings).toMatchObject([
      {
        title: expect.stringContaining(title),
        suggestion: { input: { system: 'notion-bot-api' } },
      },
    ]);
  });

  it.each<Partial<MongoStatus>>([
    { connections: { current: 80, available: 20 } },
    { disk: { usedBytes: 80, totalBytes: 100 } },
    { pingMillis: 100 },
  ])('%o is none', async (part) => {
    expect((await read({ ...well, ...part })).findings).toEqual([]);
  });

  it('of several, one that does not answer is bad, and the other is shown', async () => {
    const status = async ({ database }: { database: string }) => {
      if (database === 'other') throw new Problem('outside_unavailable', 'Away.', 'Look.');
      return well;
    };
    const systems = { 'notion-bot-api': bot, other, bare };
    const report = await mongoStatus.read({}, context({ status }, systems));
    expect(report).toMatchObject({ status: 'bad', headline: 'other of other: Away.' });
    expect(report.tables).toHaveLength(1);
  });

  it.each([
    [{ system: 'bare' }, 'not_possible'],
    [{ system: 'nope' }, 'invalid_input'],
  ])('%o is refused on system', async (input, code) => {
    const asked = mongoStatus.read(input, context({}, { 'notion-bot-api': bot, bare }));
    expect(await refusal(asked)).toMatchObject({ code, field: 'system' });
  });
});

describe('mongo slow', () => {
  const read = (found: SlowQuery[] | null) =>
    mongoSlow.read({}, context({ slow: async () => found }));

  it('off, it says how to turn it on', async () => {
    const report = await read(null);
    expect(report.sections?.[0]).toMatchObject({
      lines: ['use notion_bot', 'db.setProfilingLevel(1, { slowms: 100 })'],
      code: true,
    });
  });

  it('reading a whole collection is a finding, with the expected index as button', async () => {
    const report = await read([query, { ...query, millis: 300 }, { ...query, millis: 99 }]);
    expect(report).toMatchObject({
      status: 'warning',
      headline: '2 slow queries in notion_bot: the slowest took 480 ms',
      findings: [
        {
          evidence: '480 ms, 12000 documents examined for 3, 2 times',
          suggestion: { operation: 'mongo.indexes.create' },
        },
      ],
    });
    expect(report.tables?.[0]?.rows).toHaveLength(2);
  });

  it.each([
    ['created_at', '{"created_at":"?"}', 'Think about an index on created_at'],
    ['nothing', '{}', 'no filter'],
    ['only $or', '{"$or":[{"user_id":"?"}]}', 'no filter'],
  ])('by %s there is no button', async (_what, shape, fix) => {
    const [finding] = (await read([{ ...query, shape }])).findings ?? [];
    expect(finding?.fix).toContain(fix);
    expect(finding?.suggestion).toBeUndefined();
  });

  it('one with an index is shown and is no finding', async () => {
    const report = await read([{ ...query, planSummary: 'IXSCAN { user_id: 1 }' }]);
    expect(report).toMatchObject({ status: 'info', findings: [] });
  });

  it('of several systems it asks which', async () => {
    const asked = mongoSlow.read({}, context({}, { 'notion-bot-api': bot, other }));
    expect(await refusal(asked)).toMatchObject({ code: 'invalid_input', field: 'system' });
  });
});

describe('mongo indexes', () => {
  const id = { name: '_id_', key: '{"_id":1}', isUnique: false };
  const indexes = (...keys: string[]) => [
    id,
    ...keys.map((key) => ({ name: `n${key}`, key, isUnique: false })),
  ];
  const read = (...keys: string[]) =>
    mongoIndexes.read(
      {},
      context({ shape: async () => [{ name: 'tasks', documents: 1, indexes: indexes(...keys) }] }),
    );

  it('says which are missing, and offers them', async () => {
    const report = await read('{"user_id":1}', '{"created_at":-1,"status":1}');
    expect(report).toMatchObject({
      status: 'warning',
      headline: '1 of 2 expected indexes of notion_bot are missing',
      findings: [
        {
          evidence: 'tasks {"status":1,"created_at":-1}',
          suggestion: { operation: 'mongo.indexes.create', input: { system: 'notion-bot-api' } },
        },
        { severity: 'info', title: '1 not expected' },
      ],
    });
    expect(report.tables?.[0]?.rows.map((row) => row[4])).toEqual([
      'as expected',
      'as expected',
      'not expected',
      'missing',
    ]);
  });

  it('all there', async () => {
    const report = await read('{"user_id":1}', '{"status":1,"created_at":-1}');
    expect(report).toMatchObject({ status: 'good', findings: [] });
  });
});
