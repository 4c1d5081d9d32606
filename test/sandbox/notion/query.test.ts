// Queries: sorts, filters, the trash, and what of them is refused.
import { describe, expect, it } from 'vitest';
import {
  bareCall,
  benchOf,
  byCreation,
  dataSourceId,
  minute,
  names,
  pageId,
  refusal,
  seedOf,
  start,
} from './support.js';

const iso = (at: number): string => new Date(at).toISOString();
const persons = ['person-a', 'person-b'];

const { notion, client } = benchOf([
  seedOf(4, (n) => ({
    createdAt: start + n * minute + 40_000,
    editedAt: start + (10 - n) * minute + 50_000,
    properties: {
      Name: ['Alpha', 'beta', 'Gamma', ''][n],
      Notes: ['first words', 'more WORDS', '', 'x'][n],
      Points: [3, 1, null, 2][n],
      Done: n % 2 === 0,
      Status: n < 2 ? 'Open' : 'Closed',
      Kind: ['Task', 'Bug', null, 'Bug'][n],
      Tags: n === 1 ? ['red', 'blue'] : [],
      Due: ['2026-02-01', '2026-02-02T10:00:00.000Z', null, '2026-02-03'][n],
      Linked: n === 2 ? [pageId(0)] : [],
      People: n === 3 ? persons : [],
      Score: { type: 'number', number: n * 10 },
    },
  })),
]);
const sorts = [...byCreation];
const found = async (filter: unknown): Promise<number[]> => {
  const answer = await bareCall(notion, 'POST', `data_sources/${dataSourceId}/query`, {
    filter,
    sorts,
  });
  expect(answer.body).toMatchObject({ object: 'list' });
  const { results } = answer.body;
  return (Array.isArray(results) ? results : []).map(({ id }: { id: string }) =>
    Number.parseInt(id.slice(-4), 16),
  );
};

describe('times of a page', () => {
  const time = (timestamp: string, condition: object) => ({ timestamp, [timestamp]: condition });

  it('are shown and compared rounded down to the minute', async () => {
    expect(await client.pages.retrieve({ page_id: pageId(1) })).toMatchObject({
      created_time: iso(start + minute),
      last_edited_time: iso(start + 9 * minute),
    });
    const second = iso(start + minute);
    expect(await found(time('created_time', { on_or_after: second }))).toEqual([1, 2, 3]);
    expect(await found(time('created_time', { after: second }))).toEqual([2, 3]);
    expect(await found(time('created_time', { before: second }))).toEqual([0]);
    expect(await found(time('created_time', { on_or_before: second }))).toEqual([0, 1]);
    expect(await found(time('created_time', { equals: second }))).toEqual([1]);
    expect(await found(time('created_time', { on_or_after: iso(start + minute + 1000) }))).toEqual([
      2, 3,
    ]);
    expect(await found(time('last_edited_time', { before: iso(start + 9 * minute) }))).toEqual([
      2, 3,
    ]);
  });

  it('a day without a time is the whole day', async () => {
    expect(await found(time('created_time', { equals: '2026-01-05' }))).toEqual([0, 1, 2, 3]);
    expect(await found(time('created_time', { on_or_before: '2026-01-05' }))).toHaveLength(4);
    expect(await found(time('created_time', { after: '2026-01-05' }))).toEqual([]);
  });

  it('can be properties', async () => {
    const condition = { on_or_after: iso(start + 2 * minute) };
    expect(await found({ property: 'Made', created_time: condition })).toEqual([2, 3]);
    expect(
      await found({ property: 'Changed', last_edited_time: { before: iso(start + 8 * minute) } }),
    ).toEqual([3]);
  });
});

describe('properties', () => {
  it.each([
    [{ property: 'Name', title: { equals: 'Alpha' } }, [0]],
    [{ property: 'Name', title: { contains: 'A' } }, [0, 1, 2]],
    [{ property: 'Name', title: { is_empty: true } }, [3]],
    [{ property: 'title', title: { starts_with: 'be' } }, [1]],
    [{ property: 'Notes', rich_text: { contains: 'words' } }, [0, 1]],
    [{ property: 'Notes', rich_text: { does_not_contain: 'words' } }, [2, 3]],
    [{ property: 'Notes', rich_text: { is_not_empty: true } }, [0, 1, 3]],
    [{ property: 'Points', number: { greater_than_or_equal_to: 2 } }, [0, 3]],
    [{ property: 'Points', number: { is_empty: true } }, [2]],
    [{ property: 'Points', number: { does_not_equal: 3 } }, [1, 2, 3]],
    [{ property: 'Done', checkbox: { equals: true } }, [0, 2]],
    [{ property: 'Done', checkbox: { does_not_equal: true } }, [1, 3]],
    [{ property: 'Status', status: { equals: 'Open' } }, [0, 1]],
    [{ property: 'Kind', select: { does_not_equal: 'Bug' } }, [0, 2]],
    [{ property: 'Kind', select: { is_empty: true } }, [2]],
    [{ property: 'Tags', multi_select: { contains: 'blue' } }, [1]],
    [{ property: 'Due', date: { on_or_before: '2026-02-02' } }, [0, 1]],
    [{ property: 'Due', date: { is_empty: true } }, [2]],
    [{ property: 'Linked', relation: { contains: pageId(0) } }, [2]],
    [{ property: 'Linked', relation: { is_empty: true } }, [0, 1, 3]],
    [{ property: 'People', people: { contains: 'person-b' } }, [3]],
    [{ property: 'Number', unique_id: { greater_than: 2 } }, [2, 3]],
    [{ property: 'Score', formula: { number: { equals: 20 } } }, [2]],
  ])('%j', async (filter, expected) => {
    expect(await found(filter)).toEqual(expected);
  });

  it('combine by and and or, two deep', async () => {
    const open = { property: 'Status', status: { equals: 'Open' } };
    const bug = { property: 'Kind', select: { equals: 'Bug' } };
    const early = { timestamp: 'created_time', created_time: { before: iso(start + minute) } };
    const late = { timestamp: 'created_time', created_time: { after: iso(start + 2 * minute) } };
    expect(await found({ and: [open, bug] })).toEqual([1]);
    expect(await found({ or: [early, late] })).toEqual([0, 3]);
    expect(await found({ and: [{ or: [early, late] }, bug] })).toEqual([3]);
    expect(await found({ or: [{ and: [open, bug] }, late] })).toEqual([1, 3]);
  });

  it.each([
    [
      { property: 'Budget', number: { equals: 1 } },
      'Could not find property with name or id: Budget',
    ],
    [
      { property: 'Points', rich_text: { equals: '1' } },
      'database property number does not match filter rich_text',
    ],
    [{ property: 'Points', number: { contains: 1 } }, 'contains is not known for number'],
    [{ property: 'Points', number: { equals: '1' } }, 'should be a number'],
    [{ property: 'Points', number: { equals: 1, is_empty: true } }, 'exactly one condition'],
    [{ property: 'Name', title: { is_empty: false } }, 'should be `true`'],
    [{ property: 'Due', date: { before: 'soon' } }, 'valid ISO 8601 date'],
    [{ timestamp: 'edited', edited: {} }, 'timestamp'],
    [{ and: [{ or: [{ and: [] }] }] }, 'nested too deeply'],
    ['all', 'should be an object'],
  ])('refuses %j', async (filter, message) => {
    const answer = await bareCall(notion, 'POST', `data_sources/${dataSourceId}/query`, { filter });
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation_error']);
    expect(answer.body['message']).toContain(message);
  });
});

describe('sorts', () => {
  it('by either time, in both directions', async () => {
    const all = ['Alpha', 'beta', 'Gamma', ''];
    expect(await names(client, { sorts })).toEqual(all);
    expect(
      await names(client, { sorts: [{ timestamp: 'created_time', direction: 'descending' }] }),
    ).toEqual(all.toReversed());
    expect(
      await names(client, { sorts: [{ timestamp: 'last_edited_time', direction: 'ascending' }] }),
    ).toEqual(all.toReversed());
  });

  it('by property, empty ones last in both directions, choices as they stand in the schema', async () => {
    const by = (property: string, direction: 'ascending' | 'descending') =>
      names(client, { sorts: [{ property, direction }] });
    expect(await by('Points', 'ascending')).toEqual(['beta', '', 'Alpha', 'Gamma']);
    expect(await by('Points', 'descending')).toEqual(['Alpha', '', 'beta', 'Gamma']);
    expect((await by('Kind', 'ascending'))[0]).toBe('Alpha');
    expect((await by('Kind', 'descending')).at(-2)).toBe('Alpha');
  });

  it('by several, of which the first counts most', async () => {
    expect(
      await names(client, {
        sorts: [
          { property: 'Status', direction: 'descending' },
          { property: 'Points', direction: 'ascending' },
        ],
      }),
    ).toEqual(['', 'Gamma', 'beta', 'Alpha']);
  });

  it('are refused where they make no sense', async () => {
    expect(
      (
        await refusal(
          client.dataSources.query({
            data_source_id: dataSourceId,
            sorts: [{ property: 'Budget', direction: 'ascending' }],
          }),
        )
      ).message,
    ).toContain('Could not find sort property with name or id: Budget');
    const without = await bareCall(notion, 'POST', `data_sources/${dataSourceId}/query`, {
      sorts: [{ property: 'Points' }],
    });
    expect(without.body['message']).toContain('sorts[0].direction should be');
  });
});

it('the trash is shown only when it is asked for, and then alone', async () => {
  const bench = benchOf([seedOf(4, (n) => ({ inTrash: n === 2 }))]);
  expect(await names(bench.client, { sorts })).toEqual(['Page 0', 'Page 1', 'Page 3']);
  expect(await names(bench.client, { sorts, in_trash: true })).toEqual(['Page 2']);
  const old = await bareCall(bench.notion, 'POST', `data_sources/${dataSourceId}/query`, {
    archived: true,
  });
  expect(old.body['results']).toMatchObject([{ id: pageId(2), in_trash: true, archived: true }]);
});
