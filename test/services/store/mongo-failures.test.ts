// What goes wrong with MongoDB, told as what to do; and a reply that is lost by a server that stands alone, where the driver
// repeats no write.
import { MongoClient } from 'mongodb';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { startMongoReplicaSet } from '../../../sandbox/mongodb/replica-set.js';
import { openMongo } from '../../../src/services/store/mongo.js';
import { mongoProblem } from '../../../src/services/store/mongo-problem.js';
import type { Store } from '../../../src/services/store/store.js';
import { counters } from './counters.js';

let mongo: MongoSimulator;
let store: Store;
beforeEach(async () => {
  mongo = await startMongo();
  store = openMongo(mongo.uri, { patienceMs: 4_000 });
  await store.insert(counters, 'x', { count: 1 });
});
afterEach(async () => {
  await store.close();
  await mongo.close();
});

/** As the tests of drivers do it. */
async function fail(times: number, data: Record<string, unknown>): Promise<void> {
  const client = new MongoClient(mongo.uri);
  const mode = { times };
  await client.db('admin').command({ configureFailPoint: 'failCommand', mode, data });
  await client.close();
}
const words = (message: string, hint: string) => ({
  code: 'store_unavailable',
  message: expect.stringContaining(message),
  hint: expect.stringContaining(hint),
});

describe('what MongoDB refuses', () => {
  it.each([
    [13, 'refuses the user', 'readWrite'],
    [14_031, 'disk', 'Make room'],
    [10_334, 'too large', '16 MB|less'],
    [50, 'did not answer', 'may have been made'],
    [9999, 'can not be read or written', 'log'],
  ])('error %i is told', async (errorCode, message, hint) => {
    await fail(1, { failCommands: ['update'], errorCode });
    const failed = store.replace(counters, 'x', 1, { count: 2 });
    await expect(failed).rejects.toMatchObject(words(message, hint.split('|').at(-1) ?? ''));
    expect(await store.replace(counters, 'x', 1, { count: 3 })).toBe(true);
  });

  it('a change that most members did not confirm may have been made', async () => {
    const writeConcernError = { code: 64, codeName: 'WriteConcernTimeout', errmsg: 'timed out' };
    await fail(1, { failCommands: ['update'], writeConcernError });
    await expect(store.replace(counters, 'x', 1, { count: 2 })).rejects.toMatchObject(
      words('did not confirm', 'may have been made'),
    );
    expect((await store.get(counters, 'x'))?.revision).toBe(2);
  });

  it('a user that it does not know', async () => {
    const stranger = openMongo(mongo.uri.replace('//', '//ana:s3cret@'), { patienceMs: 1_000 });
    const failed = await stranger.get(counters, 'x').catch((error: unknown) => error);
    expect(failed).toMatchObject(words('refuses the user', 'password in MONGODB_URI'));
    await stranger.close();
  });

  it('a URI that is none, without a word of it', async () => {
    const odd = openMongo('mongodb://ana:s3cret@host:port:1/x');
    const failed: unknown = await odd.get(counters, 'x').catch((error: unknown) => error);
    expect(failed).toMatchObject(words('no address', 'percent-encoded'));
    expect(failed).not.toHaveProperty('cause');
    await odd.close();
  });

  it('a document that is larger than MongoDB takes', async () => {
    const note = 'n'.repeat(16 * 1024 * 1024);
    await expect(store.insert(counters, 'big', { count: 1, note })).rejects.toMatchObject(
      words('too large', 'less'),
    );
    expect(await store.get(counters, 'big')).toBeNull();
  });

  it('what a person has told already stays as it is', () => {
    const problem = mongoProblem(new Error('inside'), 'read');
    expect(mongoProblem(problem, 'write')).toBe(problem);
  });
});

it('repeats what a broken connection kept from being asked', async () => {
  await fail(2, { failCommands: ['insert', 'find', 'update'], closeConnection: true });
  expect(await store.insert(counters, 'y', { count: 1 })).toBe(true);
  await fail(1, { failCommands: ['update'], closeConnection: true });
  expect(await store.replace(counters, 'y', 1, { count: 2 })).toBe(true);
  expect(await store.get(counters, 'y')).toMatchObject({ revision: 2, doc: { count: 2 } });
});

it('knows whose write it was that a lost reply left in doubt', async () => {
  const set = await startMongoReplicaSet();
  // Without the driver's own repetition: as on a server that knows no sessions.
  const open = () => openMongo(`${set.uri}&retryWrites=false`);
  const [one, two] = [open(), open()];
  await two.insert(counters, 'other', { count: 1 });
  set.loseReplies(1);
  expect(await one.insert(counters, 'x', { count: 1 })).toBe(true);
  set.loseReplies(1);
  expect(await one.replace(counters, 'x', 1, { count: 2 })).toBe(true);
  expect(await two.get(counters, 'x')).toMatchObject({ revision: 2, doc: { count: 2 } });
  set.loseReplies(1);
  expect(await two.insert(counters, 'other', { count: 9 })).toBe(false);
  set.loseReplies(1);
  const removed = one.remove(counters, 'x');
  await expect(removed).rejects.toMatchObject(words('broke', 'may have been made'));
  expect(await two.get(counters, 'x')).toBeNull();
  await Promise.all([one, two].map((each) => each.close()));
  await set.close();
});
