// What the pretended server tells those who look after it, with the real driver: sizes, counters, the profiler, who is
// connected and who writes.
import type { Document } from 'mongodb';
import { describe, expect, it } from 'vitest';
import { client, db, mongo, refusal, tasks, withThreeTasks } from './three-tasks.js';

withThreeTasks();

const admin = (command: Document) => client.db('admin').command(command);

describe('the server', () => {
  it('counts what is asked of it', async () => {
    const before = await admin({ serverStatus: 1 });
    await tasks().insertMany([{ _id: 4 }, { _id: 5 }]);
    await tasks().updateOne({ _id: 4 }, { $set: { n: 1 } });
    await tasks().deleteOne({ _id: 5 });
    await tasks().findOne({});
    const after = await admin({ serverStatus: 1 });
    const grown = (name: string) => after['opcounters'][name] - before['opcounters'][name];
    expect(['insert', 'update', 'delete', 'query'].map(grown)).toEqual([2, 1, 1, 1]);
    expect(after['connections']['current']).toBeGreaterThan(0);
    const { totals } = await admin({ top: 1 });
    expect(totals['notion_bot.tasks']).toMatchObject({
      insert: { count: 2 },
      remove: { count: 1 },
    });
  });

  it('says how large everything is, and when its disk is almost full', async () => {
    const stats = await db.command({ dbStats: 1 });
    expect(stats).toMatchObject({ collections: 1, objects: 3, indexes: 3 });
    expect(stats['fsUsedSize'] / stats['fsTotalSize']).toBeLessThan(0.5);
    mongo.setDiskFull(true);
    const full = await db.command({ dbStats: 1 });
    expect(full['fsUsedSize'] / full['fsTotalSize']).toBeGreaterThan(0.95);
    expect(await db.command({ collStats: 'tasks' })).toMatchObject({ count: 3, nindexes: 3 });
  });

  it('says who is connected', async () => {
    await admin({ ping: 1 });
    const { inprog } = await admin({ currentOp: 1, $all: true });
    expect(inprog.map(({ appName }: Document) => appName)).toContain('care-test');
    expect(await refusal(db.command({ currentOp: 1 }))).toBe(13);
    const found = await client
      .db('admin')
      .aggregate([{ $currentOp: { idleConnections: true } }, { $match: { appName: 'care-test' } }])
      .toArray();
    expect(found.length).toBeGreaterThan(0);
  });
});

describe('switches', () => {
  it('the profiler has seen slow queries without an index', async () => {
    expect(await db.command({ profile: -1 })).toMatchObject({ was: 0, slowms: 100 });
    mongo.setProfiled(true);
    expect(await db.command({ profile: -1 })).toMatchObject({ was: 1 });
    const [slowest] = await db.collection('system.profile').find().sort({ millis: -1 }).toArray();
    expect(slowest).toMatchObject({
      planSummary: 'COLLSCAN',
      ns: 'notion_bot.tasks',
      millis: 1840,
    });
    mongo.setProfiled(false);
    expect(mongo.isProfiled()).toBe(false);
  });

  it('at level 2 it writes down each query, with the index that it took', async () => {
    await db.command({ profile: 2 });
    await tasks().find({ user_id: 'u1' }).toArray();
    await tasks().createIndex({ user_id: 1 });
    await tasks().find({ user_id: 'u1' }).toArray();
    const seen = await db.collection('system.profile').find({ op: 'query' }).toArray();
    expect(seen.map((one) => [one['planSummary'], one['docsExamined'], one['nreturned']])).toEqual([
      ['COLLSCAN', 3, 2],
      ['IXSCAN { user_id: 1 }', 2, 2],
    ]);
  });

  it('somebody writes all the time, under a name', async () => {
    await mongo.setWriter('notion-bot-api');
    expect(mongo.writer()).toBe('notion-bot-api');
    await expect.poll(() => mongo.counted().update, { timeout: 5_000 }).toBeGreaterThan(2);
    const { inprog } = await admin({ currentOp: 1, $all: true });
    expect(inprog.map(({ appName }: Document) => appName)).toContain('notion-bot-api');
    expect(mongo.documents('notion_bot.tasks')).toHaveLength(3);
    expect(mongo.documents('notion_bot.tasks')[0]).toHaveProperty('updated_at');
    await mongo.setWriter(null);
    const written = mongo.counted().update;
    await admin({ ping: 1 });
    expect(mongo.counted().update).toBe(written);
  });
});
