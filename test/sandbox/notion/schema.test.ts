// Databases, data sources and their properties: showing, making, changing; and the search.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DatabaseSeed } from '../../../sandbox/notion/protocol.js';
import {
  bareCall,
  benchOf,
  databaseId,
  dataSourceId,
  pageId,
  plain,
  refusal,
  seedOf,
  start,
  type Bench,
} from './support.js';

const text = (content: string) => [{ text: { content } }];
const databaseSchema = z.looseObject({ parent: z.looseObject({ page_id: z.string() }) });
async function parentOf({ client }: Bench): Promise<string> {
  const shown = await client.databases.retrieve({ database_id: databaseId });
  return databaseSchema.parse(shown).parent.page_id;
}

it('a database lists its data sources, a data source its properties', async () => {
  const { client } = benchOf([seedOf(0)]);
  expect(await client.databases.retrieve({ database_id: databaseId })).toMatchObject({
    object: 'database',
    id: databaseId,
    title: [{ plain_text: 'Projects' }],
    parent: { type: 'page_id' },
    data_sources: [{ id: dataSourceId, name: 'Projects' }],
    created_time: new Date(start + 1_000 * 60_000).toISOString(),
  });
  const source = await client.dataSources.retrieve({ data_source_id: dataSourceId });
  expect(source).toMatchObject({
    object: 'data_source',
    parent: { type: 'database_id', database_id: databaseId },
    properties: {
      Name: { id: 'title', type: 'title', title: {} },
      Status: { type: 'status', status: { options: [{ name: 'Open' }, { name: 'Closed' }] } },
    },
  });
});

describe('changing properties', () => {
  const change = (bench: Bench, properties: unknown) =>
    bareCall(bench.notion, 'PATCH', `data_sources/${dataSourceId}`, { properties });
  const pageOf = async ({ notion }: Bench): Promise<unknown> =>
    (await bareCall(notion, 'GET', `pages/${pageId(0)}`)).body['properties'];

  it('adds, renames, changes and removes', async () => {
    const bench = benchOf([
      seedOf(1, () => ({ properties: { Name: 'A', Points: 7, Notes: 'kept', Done: true } })),
    ]);
    expect(
      (await change(bench, { Budget: { number: { format: 'euro' } } })).body['properties'],
    ).toMatchObject({
      Budget: { type: 'number', name: 'Budget', number: { format: 'euro' } },
    });
    await change(bench, { Notes: { name: 'Remarks' }, Points: { rich_text: {} }, Done: null });
    const page = await pageOf(bench);
    expect(page).toMatchObject({
      Budget: { number: null },
      Remarks: { rich_text: [{ plain_text: 'kept' }] },
      Points: { type: 'rich_text', rich_text: [{ plain_text: '7' }] },
    });
    expect(page).not.toHaveProperty('Done');
    expect(page).not.toHaveProperty('Notes');
  });

  it('keeps the id through a new name, and takes it instead of the name', async () => {
    const bench = benchOf([seedOf(1, () => ({ properties: { Name: 'A', Notes: 'kept' } }))]);
    const before = await bench.client.dataSources.retrieve({ data_source_id: dataSourceId });
    const id = before.properties['Notes']?.id ?? '';
    await change(bench, { [id]: { name: 'Remarks' } });
    const after = await bench.client.dataSources.retrieve({ data_source_id: dataSourceId });
    expect(after.properties['Remarks']?.id).toBe(id);
  });

  it('what comes back under an old name begins empty', async () => {
    const bench = benchOf([seedOf(1, () => ({ properties: { Name: 'A', Points: 7 } }))]);
    bench.notion.changeProperty(databaseId, 'Points', null);
    bench.notion.changeProperty(databaseId, 'Points', plain('number'));
    expect(await pageOf(bench)).toMatchObject({ Points: { number: null } });
  });

  it.each([
    [{ Budget: { money: {} } }, 'money is no type of property'],
    [{ Budget: {} }, 'Budget has no type'],
    [{ State: { status: {} } }, 'can not be created as status'],
    [{ Name: null }, 'Can not remove the title'],
    [{ Nothing: null }, 'Could not find property with name or id: Nothing'],
    [{ Second: { title: {} } }, 'exactly one title'],
    [{ Notes: { name: 'Points' } }, 'A property with the name Points'],
    [{ Name: { rich_text: {} } }, 'Title is not provided'],
    [[], 'should be an object'],
  ])('refuses %j, and changes nothing', async (properties, message) => {
    const bench = benchOf([seedOf(1)]);
    const before = await bench.client.dataSources.retrieve({ data_source_id: dataSourceId });
    const good = Array.isArray(properties) ? properties : { Good: { number: {} }, ...properties };
    const answer = await change(bench, good);
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation_error']);
    expect(answer.body['message']).toContain(message);
    expect(await bench.client.dataSources.retrieve({ data_source_id: dataSourceId })).toEqual(
      before,
    );
  });
});

describe('making a database', () => {
  it('beside another one, with its properties', async () => {
    const bench = benchOf([seedOf(0)]);
    const page_id = await parentOf(bench);
    const made = await bench.client.databases.create({
      parent: { type: 'page_id', page_id },
      title: text('Copy'),
      initial_data_source: { properties: { Task: { title: {} }, Points: { number: {} } } },
    });
    expect(made).toMatchObject({
      title: [{ plain_text: 'Copy' }],
      data_sources: [{ name: 'Copy' }],
    });
    const source = bench.notion.databases().find(({ id }) => id === made.id)?.dataSourceId ?? '';
    const { properties } = await bench.client.dataSources.retrieve({ data_source_id: source });
    expect(Object.keys(properties)).toEqual(['Task', 'Points']);
  });

  it('has a title at least; and leaves nothing behind when it is refused', async () => {
    const bench = benchOf([seedOf(0)]);
    const page_id = await parentOf(bench);
    const create = (body: object) =>
      bareCall(bench.notion, 'POST', 'databases', { parent: { page_id }, ...body });
    const refused = [
      { initial_data_source: { properties: { Task: { title: {} }, Odd: { hologram: {} } } } },
      { initial_data_source: { properties: { Points: { number: {} } } } },
      { properties: { Task: { title: {} } } },
      { parent: {} },
    ];
    for (const body of refused) expect((await create(body)).body['code']).toBe('validation_error');
    expect((await create({ parent: { page_id: pageId(5) } })).status).toBe(404);
    expect(bench.notion.databases()).toHaveLength(1);
    expect((await create({ title: text('Bare') })).status).toBe(200);
    expect(bench.notion.databases()).toMatchObject([{}, { title: 'Bare', pages: 0 }]);
  });

  it('can be given another title, but no properties', async () => {
    const { client, notion } = benchOf([seedOf(0)]);
    expect(
      await client.databases.update({ database_id: databaseId, title: text('Renamed') }),
    ).toMatchObject({
      title: [{ plain_text: 'Renamed' }],
    });
    const answer = await bareCall(notion, 'PATCH', `databases/${databaseId}`, { properties: {} });
    expect(answer.body['code']).toBe('validation_error');
  });
});

describe('search', () => {
  const other: DatabaseSeed = {
    id: pageId(2001),
    dataSourceId: pageId(2002),
    title: 'Budgets of the projects',
    properties: { Name: plain('title') },
    pages: [
      { id: pageId(3001), createdAt: start, properties: { Name: 'Project north' } },
      { id: pageId(3002), createdAt: start, inTrash: true, properties: { Name: 'Project south' } },
    ],
  };
  const { client, notion } = benchOf([seedOf(2), other]);
  const found = async (options: Parameters<typeof client.search>[0]): Promise<string[]> =>
    (await client.search(options)).results.map(({ id }) => id).toSorted();

  it('finds titles that have all the words', async () => {
    const filter = { property: 'object', value: 'data_source' } as const;
    expect(await found({ filter })).toEqual([other.dataSourceId, dataSourceId].toSorted());
    expect(await found({ filter, query: 'PROJECTS budgets' })).toEqual([other.dataSourceId]);
    expect(
      await found({ query: 'project', filter: { property: 'object', value: 'page' } }),
    ).toEqual([pageId(3001)]);
    expect(await found({ query: 'project' })).toHaveLength(3);
  });

  it('comes by pages', async () => {
    const first = await client.search({ page_size: 3 });
    const next = await client.search({ page_size: 3, start_cursor: first.next_cursor ?? '' });
    const all = [...first.results, ...next.results].map(({ id }) => id);
    expect(new Set(all).size).toBe(5);
    expect([first.has_more, next.has_more]).toEqual([true, false]);
    expect(
      (await refusal(client.search({ query: 'x', start_cursor: first.next_cursor ?? '' }))).code,
    ).toBe('validation_error');
  });

  it('knows no databases as such any more', async () => {
    const answer = await bareCall(notion, 'POST', 'search', {
      filter: { property: 'object', value: 'database' },
    });
    expect([answer.status, answer.body['code']]).toEqual([400, 'validation_error']);
  });
});
