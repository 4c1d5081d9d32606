// The store in MongoDB: the contract of every store, on a server that stands alone and on a replica set.
import { startMongo } from '../../../sandbox/mongodb/index.js';
import { startMongoReplicaSet } from '../../../sandbox/mongodb/replica-set.js';
import { openMongo } from '../../../src/services/store/mongo.js';
import { storeContract } from './contract.js';

storeContract('MongoDB', async () => {
  const mongo = await startMongo();
  return { open: async () => openMongo(mongo.uri), dispose: () => mongo.close() };
});

storeContract('A replica set of MongoDB', async () => {
  const set = await startMongoReplicaSet();
  return { open: async () => openMongo(set.uri), dispose: () => set.close() };
});
