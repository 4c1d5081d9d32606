// Cursors: what they stand for, which are refused, and where a query ends too early.
import { describe, expect, it } from 'vitest';
import {
  bareCall,
  benchOf,
  byCreation,
  byEdit,
  dataSourceId,
  minute,
  pageId,
  paged,
  query,
  refusal,
  seedOf,
  start,
} from './support.js';

const sorts = [...byCreation];
const idsOf = (answers: { rows: { id: string }[] }[]): string[] =>
  answers.flatMap(({ rows }) => rows.map(({ id }) => id));
const ids = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, n) => pageId(from + n));

it('gives every page once, by at most 100', async () => {
  const { client } = benchOf([seedOf(230)]);
  const answers = await paged(client, { sorts });
  expect(answers.map(({ rows }) => rows.length)).toEqual([100, 100, 30]);
  expect(idsOf(answers)).toEqual(ids(0, 230));
  expect(answers.map(({ hasMore }) => hasMore)).toEqual([true, true, false]);
  expect(idsOf(await paged(client, { sorts, page_size: 7 }))).toEqual(ids(0, 230));
});

it('pages of one minute keep an order of their own, up and down', async () => {
  const { client } = benchOf([seedOf(50, () => ({ createdAt: start }))]);
  for (const direction of ['ascending', 'descending'] as const) {
    const answers = await paged(client, {
      sorts: [{ timestamp: 'created_time', direction }],
      page_size: 7,
    });
    expect(idsOf(answers).toSorted()).toEqual(ids(0, 50));
  }
});

it('has no cursor when the last answer is just full', async () => {
  const { client } = benchOf([seedOf(20)]);
  expect(await query(client, { sorts, page_size: 20 })).toMatchObject({
    hasMore: false,
    next: null,
    incomplete: false,
  });
});

it.each([
  [0, 'should be ≥ `1`'],
  [101, 'should be ≤ `100`'],
  [1.5, 'should be a number'],
  ['10', 'should be a number'],
])('refuses a page size of %j', async (size, message) => {
  const { notion } = benchOf([seedOf(1)]);
  const answer = await bareCall(notion, 'POST', `data_sources/${dataSourceId}/query`, {
    page_size: size,
  });
  expect([answer.status, answer.body['code']]).toEqual([400, 'validation_error']);
  expect(answer.body['message']).toContain(message);
});

describe('a cursor', () => {
  it('is a place: the page that it was made from may be gone, in any order', async () => {
    for (const order of [sorts, [{ property: 'Name', direction: 'ascending' } as const]]) {
      const { notion, client } = benchOf([seedOf(9)]);
      const answers = await paged(client, { sorts: order, page_size: 3 }, (given) => {
        if (given === 1) notion.deletePage(pageId(2));
      });
      expect(idsOf(answers)).toEqual(ids(0, 9));
    }
  });

  it('a page that is edited meanwhile moves in the order: here it is met twice', async () => {
    const { notion, client } = benchOf([seedOf(9)]);
    const answers = await paged(
      client,
      { sorts: [{ timestamp: 'last_edited_time', direction: 'ascending' }], page_size: 3 },
      (given) => {
        if (given === 1) notion.editPage(pageId(0), { Name: 'Edited' });
      },
    );
    expect(idsOf(answers)).toEqual([...ids(0, 9), pageId(0)]);
  });

  it('and here not at all', async () => {
    const { notion, client } = benchOf([seedOf(9)]);
    const answers = await paged(client, { sorts: [...byEdit], page_size: 3 }, (given) => {
      if (given === 1) notion.editPage(pageId(0), { Name: 'Edited' });
    });
    expect(idsOf(answers)).toEqual(ids(1, 9).toReversed());
  });

  it('is refused when it is none, or belongs to another query', async () => {
    const { client } = benchOf([seedOf(9)]);
    const { next } = await query(client, { sorts, page_size: 3 });
    const cursor = next ?? '';
    const tries = [
      { sorts, start_cursor: 'nonsense' },
      { sorts, start_cursor: '' },
      { sorts: [...byEdit], start_cursor: cursor },
      {
        sorts,
        start_cursor: cursor,
        filter: { property: 'Points', number: { is_empty: true as const } },
      },
      { sorts, start_cursor: cursor, in_trash: true },
    ];
    for (const options of tries)
      expect(
        await refusal(client.dataSources.query({ data_source_id: dataSourceId, ...options })),
      ).toMatchObject({
        status: 400,
        code: 'validation_error',
        message: expect.stringContaining('start_cursor provided is invalid'),
      });
    expect((await query(client, { sorts, start_cursor: cursor })).rows).toHaveLength(6);
  });
});

describe('the limit of a query', () => {
  it('ends it early and says so', async () => {
    const { client } = benchOf([seedOf(30)], { queryLimit: 25 });
    const answers = await paged(client, { sorts, page_size: 10 });
    expect(answers.map(({ rows }) => rows.length)).toEqual([10, 10, 5]);
    expect(answers.map(({ incomplete }) => incomplete)).toEqual([false, false, true]);
    expect(answers.at(-1)).toMatchObject({ hasMore: false, next: null });
  });

  it('says nothing when there are just as many', async () => {
    const { client } = benchOf([seedOf(25)], { queryLimit: 25 });
    expect(
      (await paged(client, { sorts, page_size: 10 })).map(({ incomplete }) => incomplete),
    ).toEqual([false, false, false]);
  });

  it('counts what fits the filter', async () => {
    const { client } = benchOf([seedOf(30)], { queryLimit: 5 });
    const filter = {
      timestamp: 'created_time',
      created_time: { on_or_after: new Date(start + 26 * minute).toISOString() },
    } as const;
    expect(await query(client, { sorts, filter })).toMatchObject({
      incomplete: false,
      hasMore: false,
    });
  });

  it('is 10,000 rows, by 100', async () => {
    const { client } = benchOf([seedOf(10_050)]);
    const answers = await paged(client, { sorts });
    expect(answers).toHaveLength(100);
    expect(answers.at(-1)?.incomplete).toBe(true);
    expect(idsOf(answers)).toEqual(ids(0, 10_000));
  });
});
