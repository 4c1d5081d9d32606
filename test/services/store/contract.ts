// What every store must do, whichever database is underneath. An adapter's own test file calls this.
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type {
  Collection,
  IndexValue,
  ListQuery,
  Store,
} from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';

/** One empty database. */
export interface Place {
  /** Another connection to it each time. */
  open(): Promise<Store>;
  dispose(): Promise<void>;
}

const thingSchema = z.object({
  kind: z.string(),
  rank: z.number().nullable().optional(),
  done: z.boolean().optional(),
  note: z.string().optional(),
});
type Thing = z.infer<typeof thingSchema>;

const things: Collection<Thing> = {
  name: 'things',
  schema: thingSchema,
  indexes: {
    byKind: ['kind', 'rank'],
    byRank: ['rank'],
    byDone: ['done', 'rank'],
    byNote: ['note'],
    byId: [],
  },
};
const others: Collection<Thing> = { ...things, name: 'other-things' };

export function storeContract(name: string, makePlace: () => Promise<Place>): void {
  describe(`${name} keeps the store's contract`, () => {
    const undo: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const step of undo.splice(0).toReversed()) await step();
    });

    async function place(): Promise<() => Promise<Store>> {
      const made = await makePlace();
      undo.push(() => made.dispose());
      return async () => {
        const store = await made.open();
        undo.push(() => store.close());
        return store;
      };
    }
    const fresh = async (): Promise<Store> => (await place())();

    async function filled(ranks: readonly (Thing['rank'] | undefined)[]): Promise<Store> {
      const store = await fresh();
      for (const [index, rank] of ranks.entries())
        await store.insert(things, `t${index}`, {
          kind: 'a',
          ...(rank === undefined ? {} : { rank }),
        });
      return store;
    }
    async function ids(store: Store, query: ListQuery): Promise<string[]> {
      return (await store.list(things, query)).items.map((item) => item.id);
    }
    /** All ids, page after page. */
    async function walk(store: Store, query: ListQuery): Promise<string[]> {
      const found: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await store.list(things, {
          ...query,
          ...(after === undefined ? {} : { after }),
        });
        found.push(...page.items.map((item) => item.id));
        if (page.next === null) return found;
        expect(page.items).toHaveLength(query.limit);
        after = page.next;
      }
    }

    it('gives back what was inserted, at revision 1', async () => {
      const store = await fresh();
      expect(await store.insert(things, 'x', { kind: 'a', rank: 1 })).toBe(true);
      expect(await store.get(things, 'x')).toStrictEqual({
        id: 'x',
        revision: 1,
        doc: { kind: 'a', rank: 1 },
      });
    });

    it('refuses an id that is taken and leaves its document alone', async () => {
      const store = await fresh();
      await store.insert(things, 'x', { kind: 'first' });
      expect(await store.insert(things, 'x', { kind: 'second' })).toBe(false);
      expect((await store.get(things, 'x'))?.doc.kind).toBe('first');
    });

    it('keeps collections apart', async () => {
      const store = await fresh();
      await store.insert(things, 'x', { kind: 'mine' });
      expect(await store.get(others, 'x')).toBeNull();
      expect(await store.insert(others, 'x', { kind: 'theirs' })).toBe(true);
      expect((await store.get(things, 'x'))?.doc.kind).toBe('mine');
      expect((await store.list(others, { index: 'byRank', limit: 10 })).items).toHaveLength(1);
    });

    it('finds nothing under an unknown id', async () => {
      const store = await fresh();
      expect(await store.get(things, 'nowhere')).toBeNull();
      expect(await store.replace(things, 'nowhere', 1, { kind: 'a' })).toBe(false);
      expect(await store.remove(things, 'nowhere')).toBe(false);
      expect(await store.get(things, 'nowhere')).toBeNull();
    });

    it('replaces only the revision that was read', async () => {
      const store = await fresh();
      await store.insert(things, 'x', { kind: 'a' });
      expect(await store.replace(things, 'x', 1, { kind: 'b' })).toBe(true);
      expect(await store.replace(things, 'x', 1, { kind: 'late' })).toBe(false);
      expect(await store.replace(things, 'x', 3, { kind: 'early' })).toBe(false);
      expect(await store.get(things, 'x')).toMatchObject({ revision: 2, doc: { kind: 'b' } });
    });

    it('removes, and lets the id be taken again', async () => {
      const store = await fresh();
      await store.insert(things, 'x', { kind: 'a', rank: 1 });
      expect(await store.remove(things, 'x')).toBe(true);
      expect(await store.get(things, 'x')).toBeNull();
      expect(await ids(store, { index: 'byRank', limit: 10 })).toStrictEqual([]);
      expect(await store.insert(things, 'x', { kind: 'a' })).toBe(true);
      expect((await store.get(things, 'x'))?.revision).toBe(1);
    });

    it('leaves out fields that are undefined', async () => {
      const store = await fresh();
      await store.insert(things, 'x', { kind: 'a', rank: undefined });
      expect((await store.get(things, 'x'))?.doc).toStrictEqual({ kind: 'a' });
    });

    it('lists in the order of the index, then of the id, both ways', async () => {
      const store = await filled([3, 1, 2, 1, 10, 2.5]);
      expect(await ids(store, { index: 'byRank', limit: 10 })).toStrictEqual([
        't1',
        't3',
        't2',
        't5',
        't0',
        't4',
      ]);
      expect(await ids(store, { index: 'byRank', order: 'desc', limit: 10 })).toStrictEqual([
        't4',
        't0',
        't5',
        't2',
        't3',
        't1',
      ]);
      expect(await ids(store, { index: 'byId', order: 'desc', limit: 2 })).toStrictEqual([
        't5',
        't4',
      ]);
    });

    it('follows a document whose indexed field changes', async () => {
      const store = await filled([1, 2]);
      await store.replace(things, 't0', 1, { kind: 'a', rank: 9 });
      expect(await ids(store, { index: 'byRank', limit: 10 })).toStrictEqual(['t1', 't0']);
    });

    it('keeps to the values that the first fields must equal', async () => {
      const store = await filled([5, 6]);
      await store.insert(things, 'b', { kind: 'b', rank: 1 });
      expect(await ids(store, { index: 'byKind', equals: ['a'], limit: 10 })).toStrictEqual([
        't0',
        't1',
      ]);
      expect(await ids(store, { index: 'byKind', equals: ['a', 6], limit: 10 })).toStrictEqual([
        't1',
      ]);
      expect(await ids(store, { index: 'byKind', equals: ['c'], limit: 10 })).toStrictEqual([]);
    });

    it('tells true, false and absent apart', async () => {
      const store = await fresh();
      await store.insert(things, 'yes', { kind: 'a', done: true });
      await store.insert(things, 'no', { kind: 'a', done: false });
      await store.insert(things, 'unsaid', { kind: 'a' });
      for (const [value, id] of [
        [true, 'yes'],
        [false, 'no'],
        [null, 'unsaid'],
      ] as const)
        expect(await ids(store, { index: 'byDone', equals: [value], limit: 10 })).toStrictEqual([
          id,
        ]);
      expect(await walk(store, { index: 'byDone', limit: 1 })).toStrictEqual([
        'unsaid',
        'no',
        'yes',
      ]);
    });

    it('includes both bounds', async () => {
      const store = await filled([1, 2, 3, 4, 5]);
      expect(await ids(store, { index: 'byRank', min: 2, max: 4, limit: 10 })).toStrictEqual([
        't1',
        't2',
        't3',
      ]);
      expect(await ids(store, { index: 'byRank', min: 4, limit: 10 })).toStrictEqual(['t3', 't4']);
      expect(await ids(store, { index: 'byRank', max: 2, order: 'desc', limit: 10 })).toStrictEqual(
        ['t1', 't0'],
      );
      expect(await ids(store, { index: 'byKind', equals: ['a'], min: 5, limit: 10 })).toStrictEqual(
        ['t4'],
      );
      expect(await ids(store, { index: 'byKind', min: 'a', max: 'a', limit: 1 })).toStrictEqual([
        't0',
      ]);
    });

    it('takes null and absent for the same, first of all, and leaves them out where there is a bound', async () => {
      const store = await filled([2, null, undefined, -1]);
      expect(await ids(store, { index: 'byRank', limit: 10 })).toStrictEqual([
        't1',
        't2',
        't3',
        't0',
      ]);
      expect(await ids(store, { index: 'byRank', equals: [null], limit: 10 })).toStrictEqual([
        't1',
        't2',
      ]);
      expect(await ids(store, { index: 'byRank', min: -5, limit: 10 })).toStrictEqual(['t3', 't0']);
      expect(await ids(store, { index: 'byRank', max: 1, limit: 10 })).toStrictEqual(['t3']);
    });

    it('pages through everything once, whatever the order, the bounds and the nulls', async () => {
      const ranks = [null, 4, undefined, 1.1 + 2.2, 3, 3, null, 4, 0, 3, -2];
      const store = await filled(ranks);
      const base = { index: 'byRank' };
      const queries: Omit<ListQuery, 'limit'>[] = [
        base,
        { ...base, min: 0 },
        { ...base, max: 3 },
        { ...base, min: 0, max: 3.5 },
        { ...base, equals: [3] },
        { ...base, equals: [null] },
        { index: 'byKind' },
        { index: 'byKind', equals: ['a'] },
        { index: 'byKind', equals: ['a'], min: 3 },
        { index: 'byId' },
      ];
      for (const query of queries)
        for (const order of ['asc', 'desc'] as const) {
          const whole = await ids(store, { ...query, order, limit: 100 });
          expect(whole.length).toBeGreaterThan(2);
          expect(await store.count(things, query)).toBe(whole.length);
          for (const limit of [1, 2, 3, whole.length])
            expect(await walk(store, { ...query, order, limit })).toStrictEqual(whole);
        }
    });

    it('goes on at the same place when documents come and go between pages', async () => {
      const store = await filled([10, 20, 30, 40]);
      const first = await store.list(things, { index: 'byRank', limit: 2 });
      expect(first.items.map((item) => item.id)).toStrictEqual(['t0', 't1']);
      await store.insert(things, 'before', { kind: 'a', rank: 5 });
      await store.insert(things, 'after', { kind: 'a', rank: 25 });
      await store.remove(things, 't1');
      expect(
        await ids(store, { index: 'byRank', limit: 10, after: first.next ?? '' }),
      ).toStrictEqual(['after', 't2', 't3']);
    });

    it('has no next page when the last one is full', async () => {
      const store = await filled([1, 2]);
      expect((await store.list(things, { index: 'byRank', limit: 2 })).next).toBeNull();
      expect(
        (await store.list(things, { index: 'byDone', equals: [true], limit: 2 })).next,
      ).toBeNull();
    });

    it('counts what it would list, also where that is nothing', async () => {
      const store = await filled([1, null, undefined, 3, 3]);
      const query = { index: 'byRank' };
      expect(await store.count(things, query)).toBe(5);
      expect(await store.count(things, { ...query, max: 3 })).toBe(3);
      expect(await store.count(things, { ...query, equals: [3] })).toBe(2);
      expect(await store.count(things, { ...query, min: 4 })).toBe(0);
      expect(await store.count(others, { index: 'byRank' })).toBe(0);
      await expect(store.count(things, { index: 'byColour' })).rejects.toThrow('byColour');
    });

    it('makes many writes at once, each as if alone', async () => {
      const store = await fresh();
      const taken = await Promise.all(
        Array.from({ length: 600 }, (_, at) => store.insert(things, `x${at % 300}`, { kind: 'a' })),
      );
      expect(taken.filter(Boolean)).toHaveLength(300);
      const swaps = await Promise.all(
        ['b', 'c', 'd'].map((kind) => store.replace(things, 'x7', 1, { kind })),
      );
      expect(swaps).toEqual([true, false, false]);
      expect(await store.count(things, { index: 'byId' })).toBe(300);
    });

    it('refuses a cursor that is none, and a list that is not declared', async () => {
      const store = await filled([1, 2]);
      const list = (query: ListQuery) => store.list(things, query);
      await expect(list({ index: 'byRank', limit: 1, after: 'x' })).rejects.toMatchObject({
        code: 'invalid_input',
      });
      await expect(list({ index: 'byColour', limit: 1 })).rejects.toThrow('byColour');
      await expect(list({ index: 'byRank', equals: [1], min: 2, limit: 1 })).rejects.toThrow(
        'byRank',
      );
      await expect(list({ index: 'byRank', limit: 0 })).rejects.toThrow('limit');
      await expect(list({ index: 'byRank', limit: 1_001 })).rejects.toThrow('limit');
    });

    it('loses none of 100 increments made at once through two connections', async () => {
      const open = await place();
      const [one, two] = [await open(), await open()];
      await one.insert(things, 'counter', { kind: 'counter', rank: 0 });
      await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          update(index % 2 ? one : two, things, 'counter', (doc) => ({
            ...doc,
            rank: (doc.rank ?? 0) + 1,
          })),
        ),
      );
      expect(await two.get(things, 'counter')).toMatchObject({ revision: 101, doc: { rank: 100 } });
    });

    it('shows one connection what another wrote, and lets only one of them win', async () => {
      const open = await place();
      const [one, two] = [await open(), await open()];
      await one.insert(things, 'x', { kind: 'a', rank: 1 });
      expect((await two.get(things, 'x'))?.revision).toBe(1);
      expect(await two.insert(things, 'x', { kind: 'b' })).toBe(false);
      expect(await two.replace(things, 'x', 1, { kind: 'two', rank: 2 })).toBe(true);
      expect(await one.replace(things, 'x', 1, { kind: 'one', rank: 3 })).toBe(false);
      expect(await ids(one, { index: 'byRank', min: 2, limit: 10 })).toStrictEqual(['x']);
      expect(await one.remove(things, 'x')).toBe(true);
      expect(await two.get(things, 'x')).toBeNull();
    });

    it('lets exactly one of many claim an id', async () => {
      const open = await place();
      const [one, two] = [await open(), await open()];
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          (index % 2 ? one : two).insert(things, 'claim', { kind: `${index}` }),
        ),
      );
      expect(claims.filter(Boolean)).toHaveLength(1);
    });

    it('keeps 1 MB and every kind of text as it was', async () => {
      const store = await fresh();
      const texts = ['é'.repeat(500_000), '👩‍🚒 \u0000 \u202E "\\\'` %_ \n', '\uD800', ''];
      for (const [index, note] of texts.entries()) {
        await store.insert(things, `id ${index} – 日本 '"$.%`, { kind: 'a', note });
        const stored = await store.get(things, `id ${index} – 日本 '"$.%`);
        expect(stored?.doc.note === note).toBe(true);
      }
      for (const note of texts.slice(1, 2) satisfies IndexValue[])
        expect(
          (await store.list(things, { index: 'byNote', equals: [note], limit: 10 })).items,
        ).toHaveLength(1);
      expect(await walk(store, { index: 'byNote', limit: 1 })).toHaveLength(texts.length);
    });

    it('orders numbers by their size, and texts and ids by their bytes in UTF-8', async () => {
      const store = await fresh();
      const ranks = [-1e300, -(2 ** 53), -2.5, -5e-324, 0, 1.5, 2, 2 ** 31, 2 ** 53, 1e21, 1e300];
      for (const [at, rank] of ranks.toReversed().entries())
        await store.insert(things, `n${at}`, { kind: 'a', rank });
      const byRank = { index: 'byKind', equals: ['a'], limit: 100 };
      const found = (await store.list(things, byRank)).items.map(({ doc }) => doc.rank);
      expect(found).toStrictEqual(ranks);
      await store.insert(things, 'zero', { kind: 'a', rank: -0 });
      expect(await ids(store, { index: 'byRank', equals: [0], limit: 5 })).toStrictEqual([
        'n6',
        'zero',
      ]);
      // Half of them in the other order in UTF-16.
      const texts = ['', 'Z', 'a', 'é', '\uFF5E', '👩'];
      for (const note of texts.toReversed())
        await store.insert(others, `${note}.`, { kind: 'a', note });
      const { items } = await store.list(others, { index: 'byNote', limit: 10 });
      expect(items.map(({ doc }) => doc.note)).toStrictEqual(texts);
      const byId = await store.list(others, { index: 'byId', order: 'desc', limit: 2 });
      expect(byId.items.map(({ id }) => id)).toStrictEqual(['👩.', '\uFF5E.']);
    });

    it('tells long texts apart that begin alike', async () => {
      const store = await fresh();
      const texts = ['a', 'b', '\uD800', '\uFFFD'].map((end) => `${'x'.repeat(300)}${end}`);
      for (const [at, note] of texts.entries())
        await store.insert(things, `t${at}`, { kind: 'a', note });
      for (const [at, note] of texts.slice(0, 2).entries())
        expect(await ids(store, { index: 'byNote', equals: [note], limit: 5 })).toStrictEqual([
          `t${at}`,
        ]);
      expect((await walk(store, { index: 'byNote', limit: 1 })).toSorted()).toHaveLength(4);
    });

    it('finds by an index that is declared later what was written before', async () => {
      const open = await place();
      const [old, next] = [await open(), await open()];
      const before = { ...things, indexes: { byId: [] } };
      for (const rank of [3, 1]) await old.insert(before, `r${rank}`, { kind: 'a', rank });
      expect(await ids(next, { index: 'byRank', limit: 5 })).toStrictEqual(['r1', 'r3']);
      // Both versions write for a while.
      await old.insert(before, 'r2', { kind: 'a', rank: 2 });
      await old.replace(before, 'r1', 1, { kind: 'a', rank: 9 });
      expect(await ids(next, { index: 'byRank', limit: 5 })).toStrictEqual(['r2', 'r3', 'r1']);
    });

    it('makes its indexes once when many ask at the same time', async () => {
      const open = await place();
      const stores = await Promise.all([open(), open(), open()]);
      await stores[0].insert(things, 'x', { kind: 'a', rank: 1 });
      const found = await Promise.all(
        stores.flatMap((store) =>
          ['byRank', 'byKind', 'byDone'].map((index) => ids(store, { index, limit: 5 })),
        ),
      );
      expect(found).toStrictEqual(found.map(() => ['x']));
    });

    it('refuses ids that the database could confuse', async () => {
      const store = await fresh();
      for (const id of ['a\u0000b', 'a\uD800'])
        await expect(store.insert(things, id, { kind: 'a' })).rejects.toMatchObject({
          code: 'invalid_input',
        });
    });

    it('names the document that does not fit its schema', async () => {
      const store = await fresh();
      await store.insert({ ...things, schema: z.unknown() }, 'odd', { kind: 7 });
      const problem = { code: 'internal', message: expect.stringContaining('things/odd') };
      await expect(store.get(things, 'odd')).rejects.toMatchObject(problem);
      await expect(store.list(things, { index: 'byRank', limit: 10 })).rejects.toMatchObject(
        problem,
      );
    });

    it('knows what time it is, for all who share it', async () => {
      const open = await place();
      const [one, two] = [await open(), await open()];
      const before = Date.now();
      const times = [await one.time(), await two.time()];
      for (const time of times) {
        expect(time).toBeGreaterThanOrEqual(before - 1);
        expect(time).toBeLessThanOrEqual(Date.now() + 1);
      }
    });

    it('refuses everything after close, and can be closed twice', async () => {
      const store = await fresh();
      await store.insert(things, 'x', { kind: 'a' });
      await store.close();
      await store.close();
      const closed = { code: 'store_unavailable', message: expect.stringContaining('closed') };
      await expect(store.get(things, 'x')).rejects.toMatchObject(closed);
      await expect(store.insert(things, 'y', { kind: 'a' })).rejects.toMatchObject(closed);
      await expect(store.list(things, { index: 'byRank', limit: 1 })).rejects.toMatchObject(closed);
    });
  });
}
