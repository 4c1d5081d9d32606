// Creating and dropping indexes, each the undo of the other; over a real socket to the simulator.
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { systemSchema } from '../../../src/config/systems-schema.js';
import type { Action } from '../../../src/core/operation.js';
import type { JsonObject } from '../../../src/core/json.js';
import { mongoIndexesCreate } from '../../../src/handlers/mongo/mongo-indexes-create.js';
import { mongoIndexesDrop } from '../../../src/handlers/mongo/mongo-indexes-drop.js';
import type { Context } from '../../../src/services/context.js';
import { parseIndexes, typedIndex } from '../../../src/services/mongodb/admin-index-keys.js';
import { connectMongoAdmin } from '../../../src/services/mongodb/connect-mongo-admin.js';
import { contextWith } from '../../support/context.js';
import { perform, planned } from '../notion/notion-bench.js';

const compound = '{"status":1,"created_at":-1}';
let mongo: MongoSimulator;
let admin: ReturnType<typeof connectMongoAdmin>;
let context: Context & { run: string };

beforeEach(async () => {
  mongo = await startMongo({
    documents: { 'notion_bot.tasks': [{ _id: 1 }], 'notion_bot.users': [{ _id: 1 }] },
    indexes: {
      'notion_bot.users': [
        { key: { email: 1 }, name: 'email_1', unique: true },
        { key: { place: '2dsphere' }, name: 'near' },
        { key: { name: 1 }, name: 'by_name' },
      ],
    },
  });
  admin = connectMongoAdmin({
    settingOf: () => mongo.uri,
    log: pino({ level: 'silent' }),
    patienceMs: 1_000,
  });
  const system = systemSchema.parse({
    title: 'Notion bot',
    mongodb: {
      database: 'notion_bot',
      indexes: { tasks: [{ status: 1, created_at: -1 }, { user_id: 1 }] },
    },
  });
  context = contextWith({ systems: { 'notion-bot-api': system }, mongoAdmin: admin });
});
afterEach(async () => {
  await admin.close();
  await mongo.close();
});

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: unknown) => error,
  );
const names = (collection: string) =>
  mongo.indexes(`notion_bot.${collection}`).map(({ name }) => name);
const undone = async (action: Action<Context>, plan: Awaited<ReturnType<typeof planned>>) => {
  const undo = action.undo(plan);
  const [other] = [mongoIndexesCreate, mongoIndexesDrop].filter(({ id }) => id === undo?.operation);
  if (!other || !undo) throw new Error('no undo');
  return perform(other, undo.input, context);
};

describe('mongo indexes create', () => {
  it('creates what is missing, and is undone by dropping exactly those', async () => {
    await admin.createIndex(
      { setting: 'X', database: 'notion_bot' },
      'tasks',
      '{"user_id":1}',
      context.signal,
    );
    const { plan, failed, notes } = await perform(mongoIndexesCreate, {}, context);
    expect(failed).toEqual([]);
    expect(notes).toEqual({ 'tasks.status_1_created_at_-1': 'status_1_created_at_-1' });
    expect(plan.facts).toEqual([{ label: 'tasks', value: 'fewer than 10 documents' }]);
    expect(names('tasks')).toEqual(['_id_', 'user_id_1', 'status_1_created_at_-1']);
    expect((await undone(mongoIndexesCreate, plan)).failed).toEqual([]);
    expect(names('tasks')).toEqual(['_id_', 'user_id_1']);
  });

  it('warns of a collection with more than a million documents', async () => {
    const shape = async () => [
      { name: 'tasks', documents: 1_000_001, indexes: [] },
      { name: 'users', documents: 9, indexes: [] },
    ];
    const mongoAdmin = { ...context.mongoAdmin, shape };
    const plan = await planned(mongoIndexesCreate, {}, { ...context, mongoAdmin });
    expect(plan.warnings).toEqual([expect.stringContaining('tasks has more than 1,000,000')]);
  });

  it('has nothing to do where all are there', async () => {
    await perform(mongoIndexesCreate, {}, context);
    expect(await refusal(mongoIndexesCreate.plan({}, context))).toMatchObject({
      code: 'not_possible',
    });
  });

  it('after a death it looks, and asks again', async () => {
    const plan = await planned(mongoIndexesCreate, {}, context);
    const doubt = { step: 'tasks.status_1_created_at_-1', since: 0 };
    const before = await mongoIndexesCreate.reconcile(plan, context, doubt);
    expect(before).toMatchObject({ outcome: 'not-done', evidence: 'It is not there yet.' });
    const where = { setting: 'X', database: 'notion_bot' };
    await admin.createIndex(where, 'tasks', compound, context.signal);
    const after = await mongoIndexesCreate.reconcile(plan, context, doubt);
    expect(after.evidence).toContain('It is there');
    expect((await perform(mongoIndexesCreate, {}, context, { plan })).failed).toEqual([]);
    expect(names('tasks')).toHaveLength(3);
  });

  it('a check that does not hold is said', async () => {
    const plan = await planned(mongoIndexesCreate, {}, context);
    const checks = await mongoIndexesCreate.verify(plan, context);
    expect(checks.map(({ ok, actual }) => [ok, actual])).toEqual([
      [false, 'not there'],
      [false, 'not there'],
    ]);
  });
});

describe('mongo indexes drop', () => {
  it('drops by name, and is undone by creating them again', async () => {
    await perform(mongoIndexesCreate, {}, context);
    const input = { indexes: 'tasks.status_1_created_at_-1, users.by_name' };
    const { plan, failed } = await perform(mongoIndexesDrop, input, context);
    expect(failed).toEqual([]);
    expect(plan.warnings).toEqual([
      'tasks.status_1_created_at_-1 is expected by ppm.config.yaml.',
      'The undo calls by_name name_1.',
      expect.stringContaining('time to live'),
    ]);
    expect(names('tasks')).toEqual(['_id_', 'user_id_1']);
    expect((await undone(mongoIndexesDrop, plan)).failed).toEqual([]);
    expect(names('tasks')).toContain('status_1_created_at_-1');
    expect(names('users')).toContain('name_1');
  });

  it.each<[string, JsonObject, string]>([
    ['the index of _id', { indexes: 'tasks._id_' }, 'not_possible'],
    ['a unique one', { indexes: 'users.email_1' }, 'not_possible'],
    ['a special one', { indexes: 'users.near' }, 'not_possible'],
    ['one that is none', { indexes: 'users.emial_1' }, 'invalid_input'],
    ['nothing', { indexes: ' , ' }, 'invalid_input'],
  ])('%s is refused on indexes, and nothing changes', async (_what, input, code) => {
    expect(await refusal(mongoIndexesDrop.plan(input, context))).toMatchObject({
      code,
      field: 'indexes',
    });
    expect(names('users')).toHaveLength(4);
  });

  it('after a death it looks', async () => {
    const plan = await planned(mongoIndexesDrop, { indexes: 'users.by_name' }, context);
    const doubt = { step: 'users.by_name', since: 0 };
    expect((await mongoIndexesDrop.reconcile(plan, context, doubt)).outcome).toBe('not-done');
    const where = { setting: 'X', database: 'notion_bot' };
    await admin.dropIndex(where, 'users', 'by_name', context.signal);
    expect((await mongoIndexesDrop.reconcile(plan, context, doubt)).outcome).toBe('done');
  });
});

describe('indexes as people type them', () => {
  it('are read and written', () => {
    const text = 'tasks(status,-created_at), users(name)';
    const parsed = parseIndexes(text);
    expect(parsed).toEqual([
      { collection: 'tasks', key: compound },
      { collection: 'users', key: '{"name":1}' },
    ]);
    expect(parsed.map(typedIndex).join(', ')).toBe(text);
    expect(typedIndex({ collection: 'users', key: '{"place":"2dsphere"}' })).toBeNull();
  });

  it.each(['tasks', 'tasks()', 'tasks(,)', 'tasks(a) and more', '(a)', 'tasks(a b)', 'tasks(-)'])(
    '%s is refused',
    (text) => {
      expect(() => parseIndexes(text)).toThrow('names no indexes');
    },
  );
});
