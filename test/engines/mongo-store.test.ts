// The bot's memory on a real server that speaks MongoDB's protocol: the contract of every store.
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe } from 'vitest';
import type { Door } from '../../sandbox/door.js';
import { openMongo } from '../../src/services/store/mongo.js';
import { storeContract, type Place } from '../services/store/contract.js';
import { mongoPrograms, startFerret, type Ferret } from './mongo/ferret.js';
import { startOneAtATime } from './mongo/one-at-a-time.js';

const programs = mongoPrograms();
let ferret: Ferret;
let door: Door;
let places = 0;

beforeAll(async () => {
  if (programs === null) return;
  ferret = await startFerret(programs.ferretdb);
  door = await startOneAtATime(Number(new URL(ferret.uri).port));
});
afterAll(async () => {
  await door?.close();
  await ferret?.close();
});

async function place(): Promise<Place> {
  const uri = `mongodb://127.0.0.1:${door.port}/contract_${(places += 1)}`;
  return {
    open: async () => openMongo(uri),
    async dispose() {
      const client = new MongoClient(uri);
      await client.db().dropDatabase();
      await client.close();
    },
  };
}

describe.skipIf(programs === null)(
  `a real server that speaks MongoDB${programs === null ? ' (skipped: the program ferretdb is missing)' : ''}`,
  () => {
    storeContract('MongoDB (FerretDB)', place);
  },
);
