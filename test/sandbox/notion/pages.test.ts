// Pages made and changed through the API: what Notion checks, what it refuses, and that nothing refused leaves a trace.
import { describe, expect, it } from 'vitest';
import {
  bareCall,
  benchOf,
  databaseId,
  dataSourceId,
  minute,
  pageId,
  query,
  refusal,
  seedOf,
  start,
} from './support.js';

const text = (content: string) => [{ text: { content } }];

describe('making a page', () => {
  it('takes a value of every type, and gives what was not given empty', async () => {
    const { client, clock } = benchOf([seedOf(3)]);
    clock.now = start + 90 * minute + 59_000;
    const made = await client.pages.create({
      parent: { data_source_id: dataSourceId },
      properties: {
        Name: { title: text('Fresh') },
        Points: { number: 4 },
        Status: { status: { name: 'Open' } },
        Kind: { select: { name: 'Chore' } },
        Tags: { multi_select: [{ name: 'red' }, { name: 'new' }] },
        Due: { date: { start: '2026-03-01' } },
        Linked: { relation: [{ id: pageId(0) }] },
        People: { people: [{ id: pageId(9) }] },
        Done: { checkbox: true },
        Link: { url: 'https://example.com' },
      },
    });
    const at = new Date(start + 90 * minute).toISOString();
    expect(made).toMatchObject({
      object: 'page',
      created_time: at,
      last_edited_time: at,
      in_trash: false,
      parent: { type: 'data_source_id', data_source_id: dataSourceId, database_id: databaseId },
      properties: {
        Name: { id: 'title', type: 'title', title: [{ plain_text: 'Fresh' }] },
        Notes: { type: 'rich_text', rich_text: [] },
        Points: { number: 4 },
        Status: { status: { name: 'Open' } },
        Kind: { select: { name: 'Chore' } },
        Tags: { multi_select: [{ name: 'red' }, { name: 'new' }] },
        Due: { date: { start: '2026-03-01', end: null } },
        Linked: { relation: [{ id: pageId(0) }], has_more: false },
        People: { people: [{ id: pageId(9) }] },
        Number: { unique_id: { prefix: 'PPM', number: 4 } },
        Made: { created_time: at },
      },
    });
    expect(await client.pages.retrieve({ page_id: made.id })).toEqual(made);
    const schema = await client.dataSources.retrieve({ data_source_id: dataSourceId });
    expect(schema.properties['Kind']).toMatchObject({
      select: { options: [{ name: 'Task' }, { name: 'Bug' }, { name: 'Chore' }] },
    });
  });

  it('lies in a database, where that is given as its parent', async () => {
    const { client, notion } = benchOf([seedOf(0)]);
    await client.pages.create({
      parent: { database_id: databaseId },
      properties: { Name: { title: text('One') } },
    });
    expect(notion.pages(databaseId)).toHaveLength(1);
  });

  it.each([
    [{ parent: { data_source_id: databaseId } }, 404, 'Could not find data_source'],
    [{ parent: { database_id: 'nothing' } }, 400, 'body.parent.database_id should be a valid uuid'],
    [{ parent: {} }, 400, 'body.parent.database_id should be defined'],
    [{}, 400, 'body.parent should be defined'],
  ])('needs a parent: %j', async (body, status, message) => {
    const { notion } = benchOf([seedOf(0)]);
    const answer = await bareCall(notion, 'POST', 'pages', body);
    expect(answer.status).toBe(status);
    expect(answer.body['message']).toContain(message);
  });
});

describe('a value that does not fit is refused, and nothing is changed', () => {
  it.each([
    ['Budget', { number: 1 }, 'Budget is not a property that exists.'],
    ['Status', { select: { name: 'Open' } }, 'Status is expected to be status.'],
    ['Kind', { rich_text: text('Task') }, 'Kind is expected to be select.'],
    ['Status', { status: { name: 'Lost' } }, 'Status option "Lost" does not exist'],
    ['Kind', { select: { name: 'a,b' } }, 'commas not allowed'],
    ['Number', { unique_id: { number: 1 } }, 'Number is a computed property'],
    ['Points', { number: '4' }, 'body.properties.Points.number'],
    ['Done', { checkbox: 'yes' }, 'body.properties.Done.checkbox'],
    ['Due', { date: { start: 'soon' } }, 'should be a valid ISO 8601 date string'],
    [
      'Notes',
      { rich_text: text('x'.repeat(2_001)) },
      'Notes[0].text.content.length should be ≤ `2000`, instead was `2001`',
    ],
    [
      'Notes',
      { rich_text: [...text('fits'), ...text('x'.repeat(2_001))] },
      'Notes[1].text.content',
    ],
    [
      'Notes',
      { rich_text: Array.from({ length: 101 }, () => text('x')[0]) },
      'should be ≤ `100`, instead was `101`',
    ],
    ['Notes', { rich_text: [{ text: {} }] }, 'Notes[0].text.content should be defined'],
    [
      'Linked',
      { relation: Array.from({ length: 101 }, (_, n) => ({ id: pageId(n) })) },
      'should be ≤ `100`',
    ],
    ['Linked', { relation: [{ page: pageId(0) }] }, 'should have ids'],
    ['Link', { url: `https://${'x'.repeat(2_000)}` }, 'should be ≤ `2000`'],
  ])('%s: %j', async (name, value, message) => {
    const { notion } = benchOf([seedOf(1)]);
    const truth = JSON.stringify([notion.pages(databaseId), await schemaOf(notion)]);
    const body = {
      properties: { Kind: { select: { name: 'Brand new' } }, Points: { number: 9 }, [name]: value },
    };
    const calls = [
      () => bareCall(notion, 'PATCH', `pages/${pageId(0)}`, body),
      () =>
        bareCall(notion, 'POST', 'pages', { parent: { data_source_id: dataSourceId }, ...body }),
    ];
    for (const call of calls) {
      const answer = await call();
      expect([answer.status, answer.body['code']]).toEqual([400, 'validation_error']);
      expect(answer.body['message']).toContain(message);
    }
    expect(JSON.stringify([notion.pages(databaseId), await schemaOf(notion)])).toBe(truth);
  });

  it('as much as the limits allow is kept whole', async () => {
    const { client, notion } = benchOf([seedOf(1)]);
    const pieces = Array.from({ length: 100 }, () => ({ text: { content: 'x'.repeat(2_000) } }));
    await client.pages.update({ page_id: pageId(0), properties: { Notes: { rich_text: pieces } } });
    expect(JSON.stringify(notion.pages(databaseId)[0]?.properties['Notes'])).toContain(
      'x'.repeat(2_000),
    );
  });
});

const schemaOf = async (notion: Parameters<typeof bareCall>[0]): Promise<unknown> =>
  (await bareCall(notion, 'GET', `data_sources/${dataSourceId}`)).body['properties'];

describe('changing a page', () => {
  it('sets what is given and the time of the edit', async () => {
    const { client, notion, clock } = benchOf([
      seedOf(1, () => ({ properties: { Name: 'Old', Points: 1 } })),
    ]);
    clock.now = start + 500 * minute + 30_000;
    const properties = { title: { title: text('New') } };
    expect(await client.pages.update({ page_id: pageId(0), properties })).toMatchObject({
      created_time: new Date(start).toISOString(),
      last_edited_time: new Date(start + 500 * minute).toISOString(),
    });
    expect(notion.pages(databaseId)).toMatchObject([
      {
        editedAt: start + 500 * minute,
        properties: { Name: { title: [{ plain_text: 'New' }] }, Points: { number: 1 } },
      },
    ]);
  });

  it('in the trash is refused until it is taken out, by either name', async () => {
    const { client, notion } = benchOf([seedOf(1)]);
    const properties = { Points: { number: 1 } };
    expect(await client.pages.update({ page_id: pageId(0), in_trash: true })).toMatchObject({
      in_trash: true,
      archived: true,
    });
    expect(await refusal(client.pages.update({ page_id: pageId(0), properties }))).toEqual({
      status: 400,
      code: 'validation_error',
      message: "Can't edit block that is archived. You must unarchive the block before editing.",
    });
    expect((await query(client)).rows).toEqual([]);
    const back = await bareCall(notion, 'PATCH', `pages/${pageId(0)}`, {
      archived: false,
      properties,
    });
    expect(back.body).toMatchObject({ in_trash: false, properties: { Points: { number: 1 } } });
    const neither = await bareCall(notion, 'PATCH', `pages/${pageId(0)}`, {
      archived: false,
      in_trash: true,
    });
    expect(neither.body['code']).toBe('validation_error');
  });

  it.each([true, false])(
    'the trash is an edit or not, as the options say: %s',
    async (trashEdits) => {
      const { client, clock, notion } = benchOf([seedOf(2)], { trashEdits });
      clock.now = start + 200 * minute;
      await client.pages.update({ page_id: pageId(0), in_trash: true });
      notion.trashPage(pageId(1));
      const [first, second] = notion.pages(databaseId);
      expect([first?.editedAt === clock.now, second?.editedAt === clock.now]).toEqual([
        trashEdits,
        trashEdits,
      ]);
    },
  );

  it('that is deleted for good or moved away is no longer here', async () => {
    const elsewhere = { ...seedOf(0), id: pageId(1001), dataSourceId: pageId(1002) };
    const { client, notion } = benchOf([seedOf(3), elsewhere]);
    notion.deletePage(pageId(0));
    notion.movePage(pageId(1), elsewhere.id);
    expect((await query(client)).rows.map(({ id }) => id)).toEqual([pageId(2)]);
    expect((await refusal(client.pages.retrieve({ page_id: pageId(0) }))).code).toBe(
      'object_not_found',
    );
    expect(await client.pages.retrieve({ page_id: pageId(1) })).toMatchObject({
      parent: { data_source_id: elsewhere.dataSourceId },
      properties: { Name: { title: [{ plain_text: 'Page 1' }] } },
    });
  });
});

it('people in Notion can edit only properties that there are', () => {
  const { notion } = benchOf([seedOf(1)]);
  expect(() => notion.editPage(pageId(0), { Nmae: 'x' })).toThrow(
    'Nmae is not a property that exists.',
  );
});
