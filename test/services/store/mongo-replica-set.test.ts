// The store on a replica set whose primary changes, whose replies are lost, whose members go and come back: what was
// acknowledged is there, once, and nothing else is claimed.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  startMongoReplicaSet,
  type MongoReplicaSet,
} from '../../../sandbox/mongodb/replica-set.js';
import { until } from '../../../sandbox/until.js';
import { Problem } from '../../../src/core/problem.js';
import { openMongo } from '../../../src/services/store/mongo.js';
import type { Store } from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';
import { counters } from './counters.js';

let set: MongoReplicaSet;
let stores: Store[];
const store = (at: number): Store => stores[at % stores.length] ?? expect.fail('no store');

beforeEach(async () => {
  set = await startMongoReplicaSet();
  stores = [openMongo(set.uri), openMongo(set.uri)];
  // Connected, with the indexes made.
  for (const each of stores) await each.list(counters, { index: 'byBoth', limit: 1 });
});
afterEach(async () => {
  await Promise.all(stores.map((each) => each.close()));
  await set.close();
});

const range = (count: number): number[] => Array.from({ length: count }, (_, at) => at);
/** With 250 of 500 under way. */
async function inTheMiddle(works: readonly (() => Promise<unknown>)[], act: () => Promise<void>) {
  let done = 0;
  const acted: Promise<void>[] = [];
  const results = works.map(async (work) => {
    const result = await work();
    done += 1;
    if (done === works.length / 2) acted.push(act());
    return result;
  });
  const all = await Promise.all(results);
  expect(acted).toHaveLength(1);
  await Promise.all(acted);
  return all;
}

const codeOf = (error: unknown): unknown => (error instanceof Problem ? error.code : error);

describe('a change of primary in the middle', () => {
  it('loses and doubles none of 500 inserts, and none fails', async () => {
    const works = range(500).map((count) => () => {
      return store(count).insert(counters, `i${count}`, { count });
    });
    const made = await inTheMiddle(works, async () => {
      set.loseReplies(10);
      await set.stepDown();
    });
    // One whose reply was lost was made once, and its caller knows that it was the one who made it.
    expect(made).toEqual(works.map(() => true));
    expect(set.losing()).toBe(0);
    expect(await store(0).count(counters, { index: 'byBoth' })).toBe(500);
    expect(set.primary()).toBe(1);
  });

  it('loses and doubles none of 500 increments', async () => {
    const ids = range(50).map((at) => `c${at}`);
    for (const id of ids) await store(0).insert(counters, id, { count: 0 });
    const increment = (at: number) => () =>
      update(store(at), counters, ids[at % ids.length] ?? '', ({ count }) => ({
        count: count + 1,
      }));
    await inTheMiddle(range(500).map(increment), async () => {
      set.loseReplies(10);
      await set.stepDown();
      set.loseReplies(10);
    });
    const { items } = await store(0).list(counters, { index: 'byBoth', limit: 100 });
    const counted = items.map(({ doc, revision }) => [doc.count, revision]);
    expect(counted).toEqual(ids.map(() => [10, 11]));
  });

  it('is survived by lists and removals, unless nobody can know who removed', async () => {
    for (const count of range(40)) await store(count).insert(counters, `i${count}`, { count });
    const works = range(60).map((at) => async () => {
      if (at < 30) return store(at).remove(counters, `i${at}`).catch(codeOf);
      const page = await store(at).list(counters, { index: 'byOther', limit: 3 });
      return page.items.length === 3;
    });
    const done = await inTheMiddle(works, async () => {
      set.loseReplies(5);
      await set.stepDown();
    });
    expect(done.filter((result) => result !== true && result !== 'store_unavailable')).toEqual([]);
    expect(done.slice(30)).toEqual(range(30).map(() => true));
    expect(await store(0).count(counters, { index: 'byBoth' })).toBe(10);
  });

  it('is survived when the primary dies, and when it comes back', async () => {
    await set.kill(0);
    expect(await store(0).insert(counters, 'a', { count: 1 })).toBe(true);
    await set.start(0);
    await set.kill(1);
    expect((await store(1).get(counters, 'a'))?.doc).toEqual({ count: 1 });
    expect(await store(1).insert(counters, 'b', { count: 2 })).toBe(true);
  });
});

it('has only what most members have: what the primary alone wrote is gone with it', async () => {
  const { MongoClient } = await import('mongodb');
  const client = new MongoClient(set.uri);
  const own = client.db('ppm_oncall').collection<{ _id: string; body: string }>('counters');
  await store(0).insert(counters, 'safe', { count: 1 });
  await own.updateOne(
    { _id: 'safe' },
    { $set: { body: '{"count":9}' } },
    { writeConcern: { w: 1 } },
  );
  // Nothing is read that a change of primary could take back.
  expect((await store(0).get(counters, 'safe'))?.doc.count).toBe(1);
  await set.stepDown();
  expect((await own.findOne({ _id: 'safe' }))?.body).toBe('{"count":1}');
  await client.close();
});

describe('away', () => {
  it('is told in seconds, and goes on by itself when it is back', async () => {
    const impatient = openMongo(set.uri, { patienceMs: 400 });
    await impatient.insert(counters, 'before', { count: 1 });
    await set.setAway(true);
    expect(set.isAway()).toBe(true);
    const refused = { code: 'store_unavailable' };
    await expect(impatient.get(counters, 'before')).rejects.toMatchObject(refused);
    await expect(impatient.insert(counters, 'x', { count: 1 })).rejects.toMatchObject(refused);
    await set.setAway(false);
    const found = await until('the store answers', () =>
      impatient.get(counters, 'before').catch(() => null),
    );
    expect(found.doc.count).toBe(1);
    await impatient.close();
  });

  it('from the first moment, it connects when it comes', async () => {
    await set.setAway(true);
    const early = openMongo(set.uri, { patienceMs: 400 });
    await expect(early.get(counters, 'x')).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('can not be reached'),
    });
    await set.setAway(false);
    const made = await until('the store answers', () =>
      early.insert(counters, 'x', { count: 1 }).catch(() => null),
    );
    expect(made).toBe(true);
    await early.close();
  });

  it('with one member of three: nothing is written, and it says why', async () => {
    const impatient = openMongo(set.uri, { patienceMs: 600 });
    await impatient.insert(counters, 'x', { count: 1 });
    await set.kill(1);
    await set.kill(2);
    await set.stepDown(10);
    expect(set.primary()).toBeNull();
    await expect(impatient.replace(counters, 'x', 1, { count: 2 })).rejects.toMatchObject({
      code: 'store_unavailable',
      message: expect.stringContaining('primary'),
    });
    await impatient.close();
  });
});
