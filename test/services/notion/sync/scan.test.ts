// Reading a data source with several cursors: all of it, each page once or more, with few calls.
import { array, assert, asyncProperty, integer, nat, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NotionPage } from '../../../../src/services/notion/notion.js';
import { createScan } from '../../../../src/services/notion/sync/scan.js';
import { minute, tinyNotion, tinyPage, type TinyNotion } from './tiny-notion.js';

async function readAll(
  notion: TinyNotion,
  newest: number,
  options: { cursors?: number; signal?: AbortSignal } = {},
): Promise<Set<string>> {
  const read = new Set<string>();
  const scan = createScan({
    notion,
    dataSource: 'source',
    filter: {},
    spans: [{ from: 0, to: null }],
    newest,
    cursors: options.cursors ?? 8,
    pause: async () => {},
    signal: options.signal ?? new AbortController().signal,
    async take(pages) {
      for (const { id } of pages) read.add(id);
    },
  });
  await scan.run();
  const handed = scan.handOn();
  expect(handed.remaining).toEqual([]);
  expect(handed.seen).toEqual(read);
  return read;
}

const ids = (pages: readonly NotionPage[]): Set<string> => new Set(pages.map(({ id }) => id));
const evenly = (count: number, apart = minute): NotionPage[] =>
  Array.from({ length: count }, (_, index) => tinyPage(index, index * apart));

describe('a scan', () => {
  test('reads nothing from nothing with one call', async () => {
    const notion = tinyNotion([]);
    expect(await readAll(notion, 0)).toEqual(new Set());
    expect(notion.asked).toHaveLength(1);
  });

  test.each([1, 99, 100, 101, 2_000, 12_345])('reads %i pages', async (count) => {
    const pages = evenly(count);
    const notion = tinyNotion(pages);
    expect(await readAll(notion, (count - 1) * minute)).toEqual(ids(pages));
    expect(notion.asked.length).toBeLessThanOrEqual(Math.ceil(count / 100) * 1.03 + 16);
  });

  test('goes past the limit of rows that one query gives', async () => {
    const pages = evenly(3_000);
    const notion = tinyNotion(pages, 500);
    expect(await readAll(notion, 2_999 * minute, { cursors: 1 })).toEqual(ids(pages));
  });

  test('reads a minute with more pages than one query gives', async () => {
    const crowd = Array.from({ length: 1_400 }, (_, index) =>
      tinyPage(index, 50 * minute, (50 + (index % 7)) * minute),
    );
    const pages = [...crowd, tinyPage(5_000, 0), tinyPage(5_001, 90 * minute)];
    const notion = tinyNotion(pages, 500);
    expect(await readAll(notion, 90 * minute)).toEqual(ids(pages));
  });

  test('reads such a minute from both ends where edits do not tell them apart', async () => {
    const pages = Array.from({ length: 900 }, (_, index) => tinyPage(index, minute));
    expect(await readAll(tinyNotion(pages, 500), minute)).toEqual(ids(pages));
  });

  test('says so when Notion gives no way to reach them all', async () => {
    const pages = Array.from({ length: 1_100 }, (_, index) => tinyPage(index, minute));
    await expect(readAll(tinyNotion(pages, 500), minute)).rejects.toMatchObject({
      code: 'not_possible',
    });
  });

  test('goes on where it was when a cursor is refused', async () => {
    const pages = evenly(700);
    const notion = tinyNotion(pages);
    notion.refuseCursor = true;
    expect(await readAll(notion, 699 * minute)).toEqual(ids(pages));
  });

  test('gets on when Notion gives the same cursor again and again', async () => {
    const pages = evenly(700);
    const notion = tinyNotion(pages);
    notion.stuck = true;
    expect(await readAll(notion, 699 * minute)).toEqual(ids(pages));
    expect(notion.asked.length).toBeLessThan(40);
  });

  test('ends when that leads nowhere', async () => {
    const notion = tinyNotion(Array.from({ length: 300 }, (_, index) => tinyPage(index, minute)));
    notion.stuck = true;
    await expect(readAll(notion, minute)).rejects.toMatchObject({ code: 'outside_refused' });
    expect(notion.asked.length).toBeLessThan(20);
  });

  test('a failure of one cursor ends all, and is told', async () => {
    const notion = tinyNotion(evenly(5_000));
    const { query } = notion;
    let left = 20;
    notion.query = async (source, asked) => {
      left -= 1;
      if (left === 0) throw new Error('broken');
      return query(source, asked);
    };
    await expect(readAll(notion, 4_999 * minute)).rejects.toMatchObject({ code: 'internal' });
  });

  test('stops when it is cancelled', async () => {
    const controller = new AbortController();
    const notion = tinyNotion(evenly(5_000));
    const { query } = notion;
    notion.query = async (source, asked) => {
      if (notion.asked.length >= 10) controller.abort();
      return query(source, asked);
    };
    await expect(
      readAll(notion, 4_999 * minute, { signal: controller.signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(notion.asked.length).toBeLessThan(40);
  });

  test('reads every set of pages, however they are spread', async () => {
    await assert(
      asyncProperty(
        array(tuple(nat(40), nat(15)), { minLength: 1, maxLength: 60 }),
        integer({ min: 1, max: 5 }),
        async (crowds, cursors) => {
          let id = 0;
          const pages = crowds.flatMap(([at, many]) =>
            Array.from({ length: many }, () => tinyPage((id += 1), at * 7 * minute)),
          );
          const newest = Math.max(0, ...pages.map(({ createdAt }) => createdAt));
          const notion = tinyNotion(pages, 400);
          expect(await readAll(notion, newest, { cursors })).toEqual(ids(pages));
        },
      ),
      { numRuns: 200 },
    );
  });
});
