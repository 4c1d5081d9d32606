// Indexes, reading and writing at the pretended server, with the real driver.
import type { CreateIndexesOptions } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { client, db, mongo, refusal, tasks, withThreeTasks } from './three-tasks.js';

withThreeTasks();

describe('indexes', () => {
  const names = async () => (await tasks().indexes()).map(({ name }) => name);

  it('are there in part, and can be made and dropped', async () => {
    expect(await names()).toEqual(['_id_', 'status_1_created_at_-1', 'notion_page_id_1']);
    expect(await tasks().createIndex({ user_id: 1, n: -1 })).toBe('user_id_1_n_-1');
    const [, , , made] = await tasks().indexes();
    expect(JSON.stringify(made?.['key'])).toBe('{"user_id":1,"n":-1}');
    expect(mongo.indexes('notion_bot.tasks')).toHaveLength(4);
    await tasks().dropIndex('user_id_1_n_-1');
    expect(await names()).toHaveLength(3);
  });

  it('are made once, whatever is asked', async () => {
    await tasks().createIndex({ user_id: 1 });
    await tasks().createIndex({ user_id: 1 });
    expect(await names()).toHaveLength(4);
  });

  const conflicts: [string, Record<string, 1>, CreateIndexesOptions, number][] = [
    ['the same key under another name', { user_id: 1 }, { name: 'by_user' }, 85],
    ['another key under the same name', { n: 1 }, { name: 'user_id_1' }, 86],
    ['the same key, but unique', { user_id: 1 }, { unique: true }, 86],
  ];
  it.each(conflicts)('%s is refused', async (_what, key, options, code) => {
    await tasks().createIndex({ user_id: 1 });
    expect(await refusal(tasks().createIndex(key, options))).toBe(code);
  });

  it('that are unique refuse what is there twice', async () => {
    expect(await refusal(tasks().createIndex({ user_id: 1 }, { unique: true }))).toBe(11_000);
    await tasks().createIndex({ title: 1 }, { unique: true });
    expect(await refusal(tasks().insertOne({ _id: 9, title: 'a' }))).toBe(11_000);
    expect(await refusal(tasks().updateOne({ _id: 1 }, { $set: { title: 'a' } }))).toBe(11_000);
    expect(await refusal(tasks().updateOne({ _id: 1 }, { $set: { n: 7 } }))).toBe('answered');
  });

  it.each([
    ['no such index', () => tasks().dropIndex('nothing'), 27],
    ['the index of _id', () => tasks().dropIndex('_id_'), 72],
    ['no such collection', () => db.collection('none').dropIndex('x'), 26],
    [
      'an option that it does not know',
      () =>
        db.command({ createIndexes: 'tasks', indexes: [{ key: { a: 1 }, name: 'a', fast: true }] }),
      197,
    ],
  ])('%s is refused', async (_what, ask, code) => {
    expect(await refusal(ask())).toBe(code);
  });
});

describe('reading and writing', () => {
  it('sorts, skips, limits and leaves out', async () => {
    const found = await tasks()
      .find({}, { sort: { user_id: 1, n: -1 }, skip: 1, limit: 2, projection: { _id: 0, n: 1 } })
      .toArray();
    expect(found).toEqual([{ n: 2 }, { n: 1 }]);
  });

  it.each([
    [{ n: { $gte: 2 } }, 2],
    [{ n: { $gt: 1, $lt: 3 } }, 1],
    [{ title: { $in: ['a', 'c'] } }, 2],
    [{ user_id: { $ne: 'u1' } }, 1],
    [{ status: { $exists: false } }, 3],
    [{ title: /^[ab]$/ }, 2],
    [{ $nor: [{ n: 1 }] }, 2],
  ])('%j is counted by a pipeline: %i', async (filter, count) => {
    expect(await tasks().countDocuments(filter)).toBe(count);
  });

  it('changes, adds and takes away', async () => {
    await tasks().updateMany({ user_id: 'u1' }, { $set: { done: true }, $inc: { n: 10 } });
    await tasks().updateOne({ _id: 8 }, { $set: { title: 'new' } }, { upsert: true });
    await tasks().replaceOne({ _id: 2 }, { title: 'other' });
    await tasks().deleteMany({ n: { $gt: 12 } });
    expect(await tasks().find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 2, title: 'other' },
      { _id: 3, title: 'c', user_id: 'u1', n: 12, done: true },
      { _id: 8, title: 'new' },
    ]);
    const updates = [{ q: {}, u: { $push: { list: 1 } } }];
    expect(await db.command({ update: 'tasks', updates })).toMatchObject({
      writeErrors: [{ code: 9 }],
    });
  });

  it('makes, lists and drops collections and databases', async () => {
    await db.createCollection('users');
    await client.db('scratch').collection('x').insertOne({ a: 1 });
    expect(await db.listCollections({ name: 'users' }, { nameOnly: true }).toArray()).toEqual([
      { name: 'users', type: 'collection' },
    ]);
    await db.collection('users').drop();
    expect(await db.listCollections().toArray()).toHaveLength(1);
    await client.db('scratch').dropDatabase();
    const { databases } = await client.db('admin').admin().listDatabases();
    expect(databases.map(({ name }) => name)).toEqual(['admin', 'config', 'local', 'notion_bot']);
  });
});
