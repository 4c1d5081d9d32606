// What every Bronze has to do, whatever it stores in: the warehouse's tables with a volume and without one, and the fake
// that the sync's model test runs on.
import { beforeEach, describe, expect, it } from 'vitest';
import type { Bronze, PageRow } from '../../../src/services/databricks/bronze.js';

export interface StoredPage extends PageRow {
  syncedAt: number;
}

export interface Held {
  bronze: Bronze;
  /** All rows of the pages' table by page id, past the port. */
  stored(): Promise<Map<string, StoredPage>>;
}

const second = 1_000;
const minute = 60 * second;
/** 2026-01-05T08:00:00Z */
export const morning = Date.UTC(2026, 0, 5, 8);
export const projects = '24f0b6d8-2b00-8000-9000-000000000001';
export const tasks = '24f0b6d8-2b00-8000-9000-000000000002';

export function pageId(number: number): string {
  return `a1b2c3d4-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function page(number: number, changes: Partial<PageRow> = {}): PageRow {
  return {
    pageId: pageId(number),
    databaseId: projects,
    title: `Page ${number}`,
    url: `https://www.notion.so/${number}`,
    createdAt: morning + number * minute,
    editedAt: morning + number * minute,
    properties: JSON.stringify({ Budget: { type: 'number', number } }),
    contentHash: `hash ${number}`,
    deleted: false,
    ...changes,
  };
}

export interface CommitOptions {
  evenOlder?: boolean;
  syncedAt?: number;
  signal?: AbortSignal;
}

/** Brings rows into the table in one batch. */
export async function commit(
  bronze: Bronze,
  rows: readonly PageRow[],
  { evenOlder = false, syncedAt = morning, ...rest }: CommitOptions = {},
): Promise<number> {
  const batch = await bronze.openBatch();
  try {
    for (const row of rows) await batch.add(row);
    return (await batch.commit({ evenOlder, syncedAt, ...rest })).changed;
  } finally {
    await batch.discard();
  }
}

const always = [{ from: 0, to: null }];
const sorted = (ids: readonly string[]): string[] => ids.toSorted();

/** @param setUp gives one that is prepared and has no rows; called before each test */
export function bronzeContract(setUp: () => Promise<Held>): void {
  let held: Held;
  const live = (database = projects, spans: Parameters<Bronze['livePages']>[1] = always) =>
    held.bronze.livePages(database, spans, { undated: false }).then(sorted);
  beforeEach(async () => {
    held = await setUp();
  });

  describe('a batch', () => {
    it('brings rows into the table as they are', async () => {
      const hostile = page(2, {
        title:
          '"Quotes" \'and\' \\ back\\slashes, `ticks` :name ? ; -- 日本語 🧾 a\u2028b\u0085c\r\nd',
        properties: JSON.stringify({ Notes: `"\\ \u0000 \u2028 \u2029 \r\n\t \uD83D ' :rows 🧾` }),
        url: '',
      });
      expect(await commit(held.bronze, [page(1), hostile], { syncedAt: morning + second })).toBe(2);
      expect(await held.stored()).toEqual(
        new Map([
          [pageId(1), { ...page(1), syncedAt: morning + second }],
          [pageId(2), { ...hostile, syncedAt: morning + second }],
        ]),
      );
      expect(JSON.parse((await held.stored()).get(pageId(2))?.properties ?? '')).toEqual(
        JSON.parse(hostile.properties),
      );
    });

    it('again changes nothing', async () => {
      const rows = [page(1), page(2, { deleted: true })];
      await commit(held.bronze, rows);
      expect(await commit(held.bronze, rows, { syncedAt: morning + minute })).toBe(0);
      expect(await commit(held.bronze, rows, { evenOlder: true, syncedAt: morning + minute })).toBe(
        0,
      );
      const times = [...(await held.stored()).values()].map(({ syncedAt }) => syncedAt);
      expect(times).toEqual([morning, morning]);
    });

    it('counts and overwrites what is different, and leaves the rest', async () => {
      await commit(held.bronze, [page(1), page(2), page(3)]);
      const changed = page(2, {
        databaseId: tasks,
        title: 'Another',
        url: 'https://www.notion.so/another',
        createdAt: morning - minute,
        editedAt: morning + 9 * minute,
        properties: '{}',
        contentHash: 'another hash',
      });
      const syncedAt = morning + 10 * minute;
      expect(await commit(held.bronze, [page(1), changed, page(4)], { syncedAt })).toBe(2);
      expect(await held.stored()).toEqual(
        new Map([
          [pageId(1), { ...page(1), syncedAt: morning }],
          [pageId(2), { ...changed, syncedAt }],
          [pageId(3), { ...page(3), syncedAt: morning }],
          [pageId(4), { ...page(4), syncedAt }],
        ]),
      );
    });

    it('leaves rows of a later edit alone, unless it may overwrite even those', async () => {
      await commit(held.bronze, [page(1, { editedAt: morning + 9 * minute, contentHash: 'new' })]);
      const older = page(1, { editedAt: morning + 8 * minute, contentHash: 'old' });
      expect(await commit(held.bronze, [older])).toBe(0);
      expect((await held.stored()).get(pageId(1))?.contentHash).toBe('new');
      expect(await commit(held.bronze, [older], { evenOlder: true })).toBe(1);
      expect((await held.stored()).get(pageId(1))?.contentHash).toBe('old');
    });

    it('of the same minute overwrites', async () => {
      await commit(held.bronze, [page(1)]);
      expect(await commit(held.bronze, [page(1, { contentHash: 'later' })])).toBe(1);
    });

    it('takes a page to the trash and back, its content being the same', async () => {
      await commit(held.bronze, [page(1)]);
      expect(await commit(held.bronze, [page(1, { deleted: true })])).toBe(1);
      expect(await held.bronze.count(projects)).toBe(0);
      expect(await commit(held.bronze, [page(1)])).toBe(1);
      expect(await held.bronze.count(projects)).toBe(1);
    });

    it('counts the last row of a page', async () => {
      const rows = [
        page(1, { contentHash: 'first' }),
        page(2),
        page(1, { contentHash: 'second' }),
        page(1, { contentHash: 'last', title: 'Last' }),
      ];
      expect(await commit(held.bronze, rows)).toBe(2);
      expect((await held.stored()).get(pageId(1))).toMatchObject({
        contentHash: 'last',
        title: 'Last',
      });
    });

    it('knows how many rows it has, and is empty once it was thrown away', async () => {
      const batch = await held.bronze.openBatch();
      expect([batch.rows, batch.bytes]).toEqual([0, 0]);
      await batch.add(page(1));
      await batch.add(page(1));
      expect(batch.rows).toBe(2);
      expect(batch.bytes).toBeGreaterThanOrEqual(2 * page(1).properties.length);
      await batch.discard();
      expect((await held.stored()).size).toBe(0);
    });

    it('without rows changes nothing', async () => {
      expect(await commit(held.bronze, [])).toBe(0);
      expect((await held.stored()).size).toBe(0);
    });

    it('has nothing to do with another one', async () => {
      const [one, two] = await Promise.all([held.bronze.openBatch(), held.bronze.openBatch()]);
      await one.add(page(1));
      await two.add(page(2));
      await two.discard();
      await one.commit({ evenOlder: false, syncedAt: morning });
      await one.discard();
      expect([...(await held.stored()).keys()]).toEqual([pageId(1)]);
    });
  });

  describe('pages', () => {
    it('are live by database and time of creation: from inclusive, to exclusive', async () => {
      await commit(held.bronze, [
        page(1),
        page(2),
        page(3),
        page(4, { deleted: true }),
        page(5, { databaseId: tasks }),
        page(6),
      ]);
      const at = (number: number): number => morning + number * minute;
      expect(await live()).toEqual([1, 2, 3, 6].map(pageId));
      expect(await live(tasks)).toEqual([pageId(5)]);
      expect(await live(projects, [{ from: at(2), to: at(3) }])).toEqual([pageId(2)]);
      expect(await live(projects, [{ from: at(2) + 1, to: at(3) + 1 }])).toEqual([pageId(3)]);
      expect(
        await live(projects, [
          { from: 0, to: at(2) },
          { from: at(4), to: null },
        ]),
      ).toEqual([pageId(1), pageId(6)]);
      expect(await live('00000000-0000-4000-8000-000000000000')).toEqual([]);
    });

    it('are counted by database, the deleted ones left out', async () => {
      await commit(held.bronze, [
        page(1),
        page(2),
        page(3, { deleted: true }),
        page(4, { databaseId: tasks }),
      ]);
      expect(await held.bronze.count(projects)).toBe(2);
      expect(await held.bronze.count(tasks)).toBe(1);
      expect(await held.bronze.count('none')).toBe(0);
    });

    it('have hashes, the deleted and the unknown ones left out', async () => {
      await commit(held.bronze, [page(1), page(2), page(3, { deleted: true }), page(4)]);
      const asked = [1, 3, 4, 4, 99].map(pageId);
      expect(await held.bronze.hashes(asked)).toEqual(
        new Map([
          [pageId(1), 'hash 1'],
          [pageId(4), 'hash 4'],
        ]),
      );
      expect((await held.bronze.hashes([])).size).toBe(0);
    });

    it('are marked as deleted: only those of the database, and only once', async () => {
      await commit(held.bronze, [page(1), page(2), page(3), page(4, { databaseId: tasks })]);
      const syncedAt = morning + minute;
      await held.bronze.markDeleted(projects, [1, 4, 99].map(pageId), { syncedAt });
      await held.bronze.markDeleted(projects, [1, 2].map(pageId), { syncedAt: syncedAt + minute });
      expect(await held.stored()).toEqual(
        new Map([
          [pageId(1), { ...page(1), deleted: true, syncedAt }],
          [pageId(2), { ...page(2), deleted: true, syncedAt: syncedAt + minute }],
          [pageId(3), { ...page(3), syncedAt: morning }],
          [pageId(4), { ...page(4, { databaseId: tasks }), syncedAt: morning }],
        ]),
      );
      expect(await live()).toEqual([pageId(3)]);
    });
  });

  describe('watermarks', () => {
    const mark = { databaseId: projects, syncedAt: morning, editedAt: morning - minute, pages: 3 };
    const other = { databaseId: tasks, syncedAt: morning, editedAt: null, pages: null };
    const all = async () =>
      (await held.bronze.watermarks()).toSorted((a, b) => a.databaseId.localeCompare(b.databaseId));

    it('are one for each database', async () => {
      expect(await all()).toEqual([]);
      await held.bronze.setWatermark(mark);
      await held.bronze.setWatermark(other);
      expect(await all()).toEqual([mark, other]);
      const later = { ...mark, syncedAt: morning + minute, editedAt: morning, pages: 4 };
      await held.bronze.setWatermark(later);
      expect(await all()).toEqual([later, other]);
    });

    it('go back to the year 2000, one database by itself', async () => {
      await held.bronze.setWatermark(mark);
      await held.bronze.setWatermark(other);
      await held.bronze.resetWatermarks(projects);
      await held.bronze.resetWatermarks('none');
      expect(await all()).toEqual([
        { ...mark, syncedAt: Date.UTC(2000, 0), editedAt: null },
        other,
      ]);
    });

    it('are gone after all were reset, and can be set again', async () => {
      await held.bronze.setWatermark(mark);
      await held.bronze.resetWatermarks(null);
      await held.bronze.resetWatermarks(null);
      expect(await all()).toEqual([]);
      await held.bronze.setWatermark(mark);
      expect(await all()).toEqual([mark]);
    });
  });

  it('can be prepared again, and keeps what it has', async () => {
    await commit(held.bronze, [page(1)]);
    await held.bronze.prepare();
    expect(await held.bronze.count(projects)).toBe(1);
  });
}
