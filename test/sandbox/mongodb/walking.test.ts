// An index of the pretended server changes how fast it answers and never what: the same question to two collections that differ
// in nothing but their indexes.
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { db, withThreeTasks } from './three-tasks.js';

interface Row {
  _id: string;
  a?: unknown;
}

withThreeTasks();

const value = fc.constantFrom(null, 'a', 'b', 'c', 1, 2, 10, true);
const some = fc.option(value, { nil: undefined });
const document = fc.record({ a: some, b: some, c: some });
const bound = fc.record(
  { $gt: value, $gte: value, $lt: value, $lte: value },
  { requiredKeys: [], noNullPrototype: true },
);
const condition = fc.oneof(value, bound, fc.constant(undefined));
const filter = fc.record({ a: condition, b: condition });
const direction = fc.constantFrom(1 as const, -1 as const);

it('finds the same, in the same order, with and without indexes', async () => {
  const [plain, indexed] = [db.collection<Row>('plain'), db.collection<Row>('indexed')];
  await indexed.createIndexes([
    { key: { a: 1, b: 1, _id: 1 } },
    { key: { b: 1, _id: 1 } },
    { key: { c: -1, a: 1 } },
  ]);
  let next = 0;
  const add = async (given: readonly object[]): Promise<void> => {
    const documents = given.map((one) => ({ ...one, _id: `id-${(next += 1)}` }));
    await Promise.all([plain, indexed].map((one) => one.insertMany(documents)));
  };
  await add(fc.sample(document, 60));
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 3 }),
      fc.record({ filter, by: fc.constantFrom(['_id'], ['b', '_id'], ['a', 'b', '_id']) }),
      direction,
      fc.integer({ min: 0, max: 10 }),
      async (more, asked, way, limit) => {
        await add(more);
        const gone = `id-${next - 20}`;
        const moved = `id-${next - 10}`;
        for (const one of [plain, indexed]) {
          await one.deleteOne({ _id: gone });
          await one.updateOne({ _id: moved }, { $set: { a: more[0]?.b ?? null } });
        }
        const wanted = Object.fromEntries(
          Object.entries(asked.filter).filter(([, one]) => one !== undefined),
        );
        const sort = Object.fromEntries(asked.by.map((field) => [field, way]));
        const [without, within] = await Promise.all(
          [plain, indexed].map(async (one) => ({
            found: await one.find(wanted).sort(sort).limit(limit).toArray(),
            count: await one.countDocuments(wanted),
          })),
        );
        expect(within).toEqual(without);
      },
    ),
    { numRuns: 300 },
  );
});
