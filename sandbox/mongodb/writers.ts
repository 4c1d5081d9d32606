// Somebody who writes to the pretended MongoDB all the time, as an API that was not stopped does: a client of its own, with a
// name, that touches `updated_at` of a record five times a second. How many records there are doesn't change.
import { MongoClient } from 'mongodb';
import { seededDatabase } from './seeds.js';

const pauseMs = 200;

export interface Writer {
  appName: string;
  stop(): Promise<void>;
}

export function startWriter(uri: string, appName: string): Writer {
  const client = new MongoClient(uri, { appName, serverSelectionTimeoutMS: 1_000 });
  let writing: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    const tasks = client.db(seededDatabase).collection('tasks');
    // A server that is down is not its concern.
    writing = tasks.updateOne({}, { $set: { updated_at: new Date() } }).catch(() => undefined);
  }, pauseMs);
  timer.unref();
  return {
    appName,
    async stop() {
      clearInterval(timer);
      await writing;
      await client.close();
    },
  };
}
