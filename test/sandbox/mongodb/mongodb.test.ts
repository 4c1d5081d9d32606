// The real driver against the pretended server: what it answers, and what it refuses.
import { MongoClient, MongoServerError, ObjectId } from 'mongodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';

const id = new ObjectId('66f0c1d20000000000000007');
let mongo: MongoSimulator;
let client: MongoClient;

beforeEach(async () => {
  mongo = await startMongo({
    documents: {
      'notion_bot.tasks': [
        { _id: id, title: 'Renew certificate', tags: ['a', 'b'], owner: { name: 'Ana' } },
        { title: 'Order laptops', done: false },
      ],
    },
  });
  client = new MongoClient(mongo.uri, { serverSelectionTimeoutMS: 5_000 });
});

afterEach(async () => {
  await client.close();
  await mongo.close();
});

const tasks = () => client.db('notion_bot').collection('tasks');
const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof MongoServerError ? error.code : error),
  );

it.each([
  [{ _id: id }, 1],
  [{ title: 'Order laptops' }, 1],
  [{ 'owner.name': 'Ana' }, 1],
  [{ tags: 'b' }, 1],
  [{ tags: null }, 1],
  [{ $or: [{ _id: id }, { done: false }] }, 2],
  [{ $and: [{ _id: id }, { done: false }] }, 0],
  [{ title: { $eq: 'nothing' } }, 0],
  [{}, 2],
])('%j finds %i', async (filter, count) => {
  expect(await tasks().find(filter).toArray()).toHaveLength(count);
});

it('gives back what was put in, types included', async () => {
  const at = new Date('2026-01-31T02:00:00Z');
  await tasks().insertOne({ _id: new ObjectId(), title: 'new', at, number: 1.5 });
  expect(await tasks().findOne({ title: 'new' })).toMatchObject({ at, number: 1.5 });
});

it('is read in batches by one cursor', async () => {
  await tasks().insertMany(Array.from({ length: 250 }, (_, number) => ({ number })));
  const found = await tasks().find({}).batchSize(60).toArray();
  expect(found).toHaveLength(252);
});

it('lets a cursor go', async () => {
  await tasks().insertMany(Array.from({ length: 250 }, (_, number) => ({ number })));
  const cursor = tasks().find({}).batchSize(10);
  await cursor.next();
  await cursor.close();
  expect(await tasks().find({}).limit(1).toArray()).toHaveLength(1);
});

it('takes an _id once', async () => {
  expect(await refusal(tasks().insertOne({ _id: id }))).toBe(11_000);
});

it.each([
  ['a command that it does not know', { explode: 1 }, 59],
  ['a field that it does not know', { ping: 1, loudly: true }, 40_415],
])('refuses %s', async (_what, command, code) => {
  expect(await refusal(client.db('notion_bot').command(command))).toBe(code);
});

it('refuses an operator that it does not know', async () => {
  expect(await refusal(tasks().findOne({ title: { $near: 'a' } }))).toBe(2);
});

it('answers a ping', async () => {
  expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
});

it('knows no users', async () => {
  const asUser = new MongoClient(mongo.uri.replace('//', '//ana:secret@'), {
    serverSelectionTimeoutMS: 5_000,
  });
  expect(await refusal(asUser.db('notion_bot').command({ ping: 1 }))).toBe(18);
  await asUser.close();
});

it('changes and takes away what somebody else changes', async () => {
  expect(mongo.update('notion_bot.tasks', id, { title: 'changed' })).toBe(true);
  expect(await tasks().findOne({ _id: id })).toMatchObject({ title: 'changed' });
  expect(mongo.update('notion_bot.tasks', id, null)).toBe(true);
  expect(await tasks().findOne({ _id: id })).toBeNull();
  expect(mongo.update('notion_bot.tasks', id, {})).toBe(false);
});
