// At most one run holds a target, in every order in which the store can answer: the engine's own lock, and the compare-and-swap
// under everything. (docs/architecture.md, "The life of a run": one running action per target)
import { expect, test } from 'vitest';
import { z } from 'zod';
import { acquire, holderOf } from '../../../src/services/engine/locks.js';
import { runs } from '../../../src/services/engine/run-records.js';
import type { Collection } from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';
import type { Run } from '../../../src/core/run.js';
import { inEveryOrder } from './interleave.js';
import { runWorld } from './run-world.js';

const target = 'lamp';
const aRun = (id: string, state: Run['state']): Run => ({
  ...runWorld({ ahead: [0], steps: 1 }).run,
  id,
  state,
});

test.each<[string, Run['state'] | null, number]>([
  // Who inserts first has it.
  ['a target that nobody had before', null, 2],
  ['a target whose holder ends meanwhile', 'running', 2_000],
  ['a target whose holder has ended', 'failed', 1_000],
])('%s is held by one', async (_, before, least) => {
  let taken: string[] = [];
  let refused: string[] = [];
  const orders = await inEveryOrder(
    async (store) => {
      [taken, refused] = [[], []];
      for (const id of ['R-ONE', 'R-TWO']) await store.insert(runs, id, aRun(id, 'approved'));
      if (before !== null) {
        await store.insert(runs, 'R-OLD', aRun('R-OLD', before));
        await acquire(store, target, 'R-OLD');
      }
      const takers = ['R-ONE', 'R-TWO'].map((id) => ({
        name: id,
        work: async (its: typeof store) => {
          const holder = await acquire(its, target, id);
          if (holder === null) taken.push(id);
          else refused.push(holder);
        },
      }));
      const ends = {
        name: 'R-OLD',
        work: async (its: typeof store) => {
          await its.replace(runs, 'R-OLD', 1, aRun('R-OLD', 'succeeded'));
        },
      };
      return before === 'running' ? [...takers, ends] : takers;
    },
    async (store, order) => {
      const said = order.join(' ');
      expect(taken.length, said).toBeLessThanOrEqual(1);
      // It ended while they asked: then it may be that nobody has it.
      if (before !== 'running' && taken.length === 0) throw new Error(`nobody has it: ${said}`);
      expect(await holderOf(store, target), said).toBe(taken[0] ?? null);
      // Nobody is refused for nobody.
      for (const other of refused) expect(['R-OLD', ...taken], said).toContain(other);
    },
  );
  expect(orders).toBeGreaterThanOrEqual(least);
});

test('no change is lost', async () => {
  const counters: Collection<{ count: number }> = {
    name: 'counters',
    schema: z.object({ count: z.number() }),
    indexes: {},
  };
  const orders = await inEveryOrder(
    async (store) => {
      await store.insert(counters, 'one', { count: 0 });
      return ['a', 'b', 'c'].map((name) => ({
        name,
        work: async (its) => {
          await update(its, counters, 'one', ({ count }) => ({ count: count + 1 }));
        },
      }));
    },
    async (store, order) => {
      const stored = await store.get(counters, 'one');
      expect(stored, order.join(' ')).toMatchObject({ revision: 4, doc: { count: 3 } });
    },
  );
  expect(orders).toBeGreaterThan(100);
});
