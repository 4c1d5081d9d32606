// Everything in the bot's memory, for a backup, and back again: from MongoDB as from the file.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startMongo } from '../../../sandbox/mongodb/index.js';
import {
  startMongoReplicaSet,
  type MongoReplicaSet,
} from '../../../sandbox/mongodb/replica-set.js';
import { restoreState } from '../../../src/services/backups/restore-state.js';
import { everyDocumentIn } from '../../../src/services/store/everything.js';
import { openStore, type StorePlace } from '../../../src/services/store/open-store.js';
import type { AnyDocument } from '../../../src/services/store/sqlite-everything.js';
import { counters } from './counters.js';

let folder: string;
let set: MongoReplicaSet;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ppm-everything-'));
  set = await startMongoReplicaSet();
});
afterEach(async () => {
  await set.close();
  await rm(folder, { recursive: true, force: true });
});

const others = { ...counters, name: 'a-kind' };
async function fill(place: StorePlace): Promise<void> {
  const store = openStore(place);
  for (const id of ['b', '\uFF5E', 'a', '👩‍🚒']) await store.insert(counters, id, { count: 1 });
  await store.insert(others, 'x', { count: 1, note: '\uD800\u0000' });
  await store.replace(others, 'x', 1, { count: 2, note: '\uD800\u0000' });
  await store.list(counters, { index: 'byBoth', limit: 1 });
  await store.close();
}
async function all(documents: AsyncIterable<AnyDocument>): Promise<AnyDocument[]> {
  const found: AnyDocument[] = [];
  for await (const document of documents) found.push(document);
  return found;
}

it('is the same, in the same order, in the file, a lone server and a replica set', async () => {
  const lone = await startMongo();
  const places = [undefined, lone.uri, set.uri].map((MONGODB_URI) => {
    return { MONGODB_URI, PPM_DATA_DIR: folder };
  });
  const found: AnyDocument[][] = [];
  for (const place of places) {
    await fill(place);
    found.push(await all(everyDocumentIn(place)));
  }
  expect(found[0]?.map(({ collection, id }) => `${collection}/${id}`)).toEqual([
    'a-kind/x',
    'counters/a',
    'counters/b',
    'counters/\uFF5E',
    'counters/👩‍🚒',
  ]);
  expect(found[1]).toEqual(found[0]);
  expect(found[2]).toEqual(found[0]);
  await lone.close();
});

it('of a replica set is of one moment', async () => {
  const place = { MONGODB_URI: set.uri, PPM_DATA_DIR: folder };
  await fill(place);
  const reading = everyDocumentIn(place);
  expect((await reading.next()).value).toMatchObject({ collection: 'a-kind', revision: 2 });
  const store = openStore(place);
  await store.insert(counters, 'c', { count: 1 });
  await store.replace(counters, 'a', 1, { count: 7 });
  await store.remove(counters, 'b');
  const rest = await all(reading);
  expect(rest.map(({ id, revision }) => [id, revision])).toEqual([
    ['a', 1],
    ['b', 1],
    ['\uFF5E', 1],
    ['👩‍🚒', 1],
  ]);
  await store.close();
});

it('comes back from a backup into an empty database, and into no other', async () => {
  const documents = [
    { collection: 'counters', id: 'a', revision: 7, doc: { count: 3, note: '\uD800' } },
    { collection: 'counters', id: 'b', revision: 1, doc: { count: 1 } },
    { collection: 'other', id: 'b', revision: 1, doc: { at: null } },
  ];
  const header = { version: '0.1.0', madeAt: 0, config: 'title: PPM\n' };
  const file = join(folder, 'state-x.jsonl.gz');
  const lines = [header, ...documents].map((line) => `${JSON.stringify(line)}\n`);
  await writeFile(file, gzipSync(lines.join('')));
  const on = { file, directory: join(folder, 'kept'), uri: set.uri };
  const { signal } = new AbortController();

  // Cancelled before anything was written.
  await expect(restoreState({ ...on, signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(set.namespaces()).toEqual([]);

  const restored = await restoreState({ ...on, signal });
  expect(restored.memory).toBe('the database ppm_oncall of MongoDB');
  const place = { MONGODB_URI: set.uri, PPM_DATA_DIR: folder };
  expect(await all(everyDocumentIn(place))).toEqual(documents);
  expect(await readFile(restored.config.path, 'utf8')).toBe('title: PPM\n');
  const store = openStore(place);
  const found = await store.list(counters, { index: 'byBoth', limit: 5 });
  expect(found.items.map(({ id }) => id)).toEqual(['b', 'a']);
  await store.close();

  await expect(restoreState({ ...on, signal })).rejects.toMatchObject({
    code: 'not_possible',
    message: expect.stringContaining('holds counters, other'),
  });
});
