// The sandbox's pretended mongodump and mongorestore beside the real ones: they read each other's archives and say the same, and
// the real ones work against the pretended server.
import { truncate } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startMongo } from '../../sandbox/mongodb/index.js';
import { seededIndexes } from '../../sandbox/mongodb/seeds.js';
import { mongoPrograms } from './mongo/ferret.js';
import { database } from './mongo/own-backups.js';
import {
  count,
  openStage,
  pretendedTools,
  realTools,
  skipped,
  type Stage,
  type Tools,
} from './mongo/stage.js';

const programs = mongoPrograms();
const real = realTools(programs);
let stage: Stage;

beforeAll(async () => {
  if (programs !== null) stage = await openStage(programs);
});
afterAll(() => stage?.close());
beforeEach(() => stage?.clear());

describe.skipIf(programs === null)(`archives of mongodump${skipped(programs)}`, () => {
  test.each([
    ['real', 'pretended', real.mongodump, pretendedTools.mongorestore],
    ['pretended', 'real', pretendedTools.mongodump, real.mongorestore],
  ])('go from the %s one to the %s mongorestore', async (_from, _to, dump, restore) => {
    const [before, documents] = [await stage.shape(), await stage.tasks()];
    expect(await stage.dump(dump)).toMatchObject({ code: 0 });
    const { code, said } = await stage.restore(restore, 'scratch');
    expect({ code, said: said.at(-1) }).toEqual({
      code: 0,
      said: `${count + 1} document(s) restored successfully. 0 document(s) failed to restore.`,
    });
    expect(await stage.shape('scratch')).toEqual(before);
    expect(await stage.tasks('scratch')).toEqual(documents);
  });

  test('are made and read with the same words', async () => {
    const lines = async (tools: Tools): Promise<string[]> => {
      const first = await stage.dump(tools.mongodump);
      const restored = await stage.restore(tools.mongorestore, 'scratch');
      const again = await stage.restore(tools.mongorestore, 'scratch');
      await stage.client.db('scratch').dropDatabase();
      // Which collection comes first is chance, and how an index is written out is Go's.
      const all = [first, restored, again].flatMap(({ said }) => said);
      return all.map((line) => line.replace(/^index: .*/, 'index')).toSorted();
    };
    expect(await lines(pretendedTools)).toEqual(await lines(real));
  });

  test('that are cut short end both in the same way', async () => {
    await stage.dump(real.mongodump);
    await truncate(stage.archive(), 3_000);
    const ends = [];
    for (const words of [real.mongorestore, pretendedTools.mongorestore]) {
      const { code, said } = await stage.restore(words, 'scratch');
      ends.push({ code, failed: said.find((line) => line.startsWith('Failed:')) });
    }
    expect(ends[1]).toEqual(ends[0]);
    expect(ends[0]).toMatchObject({ code: 1, failed: expect.stringContaining('archive io error') });
  });

  test('are made of the pretended server, and restored there', async () => {
    const documents = { [`${database}.tasks`]: [{ title: 'a' }, { title: 'b' }] };
    const mongo = await startMongo({ documents, indexes: seededIndexes });
    try {
      expect(await stage.dump(real.mongodump, mongo.uri)).toMatchObject({ code: 0 });
      mongo.insert(`${database}.tasks`, { title: 'c' });
      expect(await stage.restore(real.mongorestore, null, mongo.uri)).toMatchObject({ code: 0 });
      expect(mongo.documents(`${database}.tasks`).map(({ title }) => title)).toEqual(['a', 'b']);
      expect(mongo.indexes(`${database}.tasks`)).toHaveLength(3);
    } finally {
      await mongo.close();
    }
  });
});
