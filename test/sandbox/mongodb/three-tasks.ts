// Three tasks at the pretended server, and the real driver connected to it, for the tests of what the server answers.
import { MongoClient, MongoServerError, type Collection, type Db } from 'mongodb';
import { afterEach, beforeEach } from 'vitest';
import { startMongo, type MongoSimulator } from '../../../sandbox/mongodb/index.js';
import { seededIndexes } from '../../../sandbox/mongodb/seeds.js';

interface Row {
  _id: number;
  title?: string;
  user_id?: string;
  n?: number;
  done?: boolean;
}

export let mongo: MongoSimulator;
export let client: MongoClient;
export let db: Db;

/** Starts the server and connects before each test of the file, and closes both afterwards. */
export function withThreeTasks(): void {
  beforeEach(async () => {
    mongo = await startMongo({
      documents: {
        'notion_bot.tasks': [
          { _id: 1, title: 'b', user_id: 'u1', n: 3 },
          { _id: 2, title: 'a', user_id: 'u2', n: 1 },
          { _id: 3, title: 'c', user_id: 'u1', n: 2 },
        ],
      },
      indexes: seededIndexes,
    });
    client = new MongoClient(mongo.uri, { appName: 'care-test', serverSelectionTimeoutMS: 5_000 });
    db = client.db('notion_bot');
  });

  afterEach(async () => {
    await client.close();
    await mongo.close();
  });
}

export const tasks = (): Collection<Row> => db.collection<Row>('tasks');

/** The code that the server refuses with, or `answered`. */
export const refusal = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'answered',
    (error: unknown) => (error instanceof MongoServerError ? error.code : error),
  );
