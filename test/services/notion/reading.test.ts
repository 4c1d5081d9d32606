// What is read from Notion's answers: pages, queries, data sources, values in parts; and whom a reference means.
import { describe, expect, it } from 'vitest';
import {
  databaseJson,
  dataSourceJson,
  ids,
  json,
  pageJson,
  problem,
  refusal,
  scripted,
  type Asked,
} from './scripted.js';

const sort = { by: 'created_time', direction: 'ascending' } as const;
const list = (results: unknown[], more: Record<string, unknown> = {}) =>
  json({ object: 'list', results, has_more: false, next_cursor: null, ...more });
const missing = () => refusal(404, 'object_not_found');

describe('pages', () => {
  it('have ids, times and values; what is not known stays as it is', async () => {
    const strange = { id: 'x%40', type: 'hologram', hologram: { depth: [1, null, 'a\u0000b'] } };
    const { people } = scripted(() =>
      json(pageJson(ids.page.toUpperCase(), { properties: { Odd: strange }, in_trash: true })),
    );
    expect(await people.page(ids.page)).toEqual({
      id: ids.page,
      databaseId: ids.database,
      dataSourceId: ids.dataSource,
      createdAt: Date.UTC(2026, 0, 2, 3, 4),
      editedAt: Date.UTC(2026, 0, 2, 3, 5),
      inTrash: true,
      url: `https://www.notion.so/${ids.page.toUpperCase()}`,
      properties: { Odd: strange },
    });
  });

  it('of which Notion shows only the id are read all the same', async () => {
    const { people } = scripted(() => list([{ object: 'page', id: ids.page }]));
    const { pages } = await people.query(ids.dataSource, { sort });
    expect(pages).toEqual([
      {
        id: ids.page,
        databaseId: null,
        dataSourceId: null,
        createdAt: 0,
        editedAt: 0,
        inTrash: false,
        url: '',
        properties: {},
      },
    ]);
  });

  it('a value without type, of null, or named __proto__ throws nothing and is kept', async () => {
    const properties = JSON.parse('{"__proto__": {"id":"p","type":"url","url":"u"}, "N": null}');
    const { people } = scripted(() => json(pageJson(ids.page, { properties })));
    const page = await people.page(ids.page);
    expect(Object.entries(page.properties)).toEqual([
      ['__proto__', { id: 'p', type: 'url', url: 'u' }],
      ['N', { id: '', type: '' }],
    ]);
  });
});

describe('queries', () => {
  it('are sent in the words of Notion', async () => {
    const { background, asked } = scripted(() => list([]));
    await background.query(ids.dataSource, {
      created: { from: 0, before: 60_000 },
      edited: { from: 120_000 },
      filter: { property: 'Name', title: { is_empty: true } },
      inTrash: true,
      sort: { by: 'last_edited_time', direction: 'descending' },
      pageSize: 7,
      cursor: 'c1',
    });
    await background.query(ids.dataSource, { edited: { from: 0 }, sort });
    await background.query(ids.dataSource, { sort });
    expect(asked.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      {
        method: 'POST',
        path: `data_sources/${ids.dataSource}/query`,
        body: {
          filter: {
            and: [
              {
                timestamp: 'created_time',
                created_time: { on_or_after: '1970-01-01T00:00:00.000Z' },
              },
              { timestamp: 'created_time', created_time: { before: '1970-01-01T00:01:00.000Z' } },
              {
                timestamp: 'last_edited_time',
                last_edited_time: { on_or_after: '1970-01-01T00:02:00.000Z' },
              },
              { property: 'Name', title: { is_empty: true } },
            ],
          },
          sorts: [{ timestamp: 'last_edited_time', direction: 'descending' }],
          page_size: 7,
          in_trash: true,
          start_cursor: 'c1',
        },
      },
      {
        method: 'POST',
        path: `data_sources/${ids.dataSource}/query`,
        body: {
          filter: {
            timestamp: 'last_edited_time',
            last_edited_time: { on_or_after: '1970-01-01T00:00:00.000Z' },
          },
          sorts: [{ timestamp: 'created_time', direction: 'ascending' }],
          page_size: 100,
        },
      },
      {
        method: 'POST',
        path: `data_sources/${ids.dataSource}/query`,
        body: { sorts: [{ timestamp: 'created_time', direction: 'ascending' }], page_size: 100 },
      },
    ]);
  });

  it('tell where they go on, and when Notion stopped at its limit', async () => {
    const answers = [
      () => list([pageJson()], { has_more: true, next_cursor: 'c2' }),
      () => list([], { request_status: { type: 'incomplete' } }),
      () => list([dataSourceJson(), pageJson()]),
    ];
    const { people } = scripted((_request, n) => (answers[n] ?? missing)());
    const ask = () => people.query(ids.dataSource, { sort });
    expect(await ask()).toMatchObject({ next: 'c2', incomplete: false });
    expect(await ask()).toEqual({ pages: [], next: null, incomplete: true });
    // In a wiki, databases lie between the pages.
    expect((await ask()).pages.map(({ id }) => id)).toEqual([ids.page]);
  });

  it.each([
    ['no results', { object: 'list', has_more: false }],
    ['more without a cursor', { object: 'list', results: [], has_more: true, next_cursor: null }],
    ['a row that is nothing', { object: 'list', results: [null], has_more: false }],
    ['a page without an id', { object: 'list', results: [{ object: 'page' }], has_more: false }],
    ['no object', [1]],
  ])('an answer with %s is refused, never taken for the end', async (_what, answer) => {
    const { people } = scripted(() => json(answer));
    expect(await problem(people.query(ids.dataSource, { sort }))).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('not understood'),
    });
  });
});

describe('a data source', () => {
  /** Knows one database with one data source and one page; says 400 or 404 to an id of another kind. */
  const world =
    (wrongKind = missing) =>
    ({ path }: Asked) => {
      if (path === `databases/${ids.database}`) return json(databaseJson());
      if (path === `data_sources/${ids.dataSource}`) return json(dataSourceJson());
      if (path === `pages/${ids.page}`) return json(pageJson());
      return [ids.database, ids.dataSource, ids.page].some((id) => path.endsWith(id))
        ? wrongKind()
        : missing();
    };
  const otherKind = () => refusal(400, 'validation_error', 'Is a page, not a database.');

  it.each([
    ['its id', ids.dataSource],
    ["its database's id", ids.database],
    ['an id without dashes', ids.database.replaceAll('-', '')],
    ['an address', `https://www.notion.so/acme/Projects-${ids.database.replaceAll('-', '')}?v=1`],
  ])('is found by %s', async (_what, reference) => {
    const { people } = scripted(world());
    expect(await people.dataSource(reference)).toEqual({
      id: ids.dataSource,
      databaseId: ids.database,
      title: 'Projects',
      url: 'https://www.notion.so/projects',
      properties: [
        { id: 'title', name: 'Name', type: 'title', options: [] },
        { id: 's%3A1', name: 'Status', type: 'status', options: ['Done', 'In progress'] },
        { id: 'o', name: 'Odd', type: 'hologram', options: [] },
      ],
    });
  });

  it.each([
    ['404', missing],
    ['400', otherKind],
  ])("a page's id is told as that, with its database (Notion says %s)", async (_what, wrong) => {
    const { people } = scripted(world(wrong));
    expect(await problem(people.dataSource(ids.page))).toMatchObject({
      code: 'invalid_input',
      message: `${ids.page} is a page of the database ${ids.database}, not a database.`,
    });
  });

  it('that is nowhere, or not shared, is told with what to do', async () => {
    const { people } = scripted(missing);
    expect(await problem(people.dataSource(ids.database))).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining(`the database ${ids.database}`),
      hint: expect.stringContaining('Connections'),
    });
  });

  it('a text that is no id is refused without asking', async () => {
    const { people, asked } = scripted(missing);
    for (const text of ['', 'projects', 'https://example.com/x', 'g'.repeat(32), `${ids.page}0`])
      expect(await problem(people.dataSource(text))).toMatchObject({ code: 'invalid_input' });
    expect(asked).toEqual([]);
  });

  it('of a database that has none is told', async () => {
    const { people } = scripted(() => json(databaseJson([])));
    expect(await problem(people.dataSource(ids.database))).toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('no data source'),
    });
  });

  it('is asked for once when known, by either lane', async () => {
    const { people, background, asked } = scripted(world());
    await people.dataSource(ids.database);
    const before = asked.length;
    await background.dataSource(ids.database);
    await background.dataSource(ids.dataSource);
    expect(asked.slice(before).map(({ path }) => path)).toEqual([
      `data_sources/${ids.dataSource}`,
      `data_sources/${ids.dataSource}`,
    ]);
  });

  it('that is replaced by another one is found again', async () => {
    const next = '44444444-4444-4444-8444-444444444444';
    let current = ids.dataSource;
    const { people, asked } = scripted(({ path }) => {
      if (path === `databases/${ids.database}`) return json(databaseJson([current]));
      return path.startsWith(`data_sources/${current}`) ? json(dataSourceJson(current)) : missing();
    });
    await people.dataSource(ids.database);
    current = next;
    expect((await people.dataSource(ids.database)).id).toBe(next);
    current = ids.dataSource;
    expect((await problem(people.query(next, { sort }))).code).toBe('not_found');
    const before = asked.length;
    expect((await people.dataSource(ids.database)).id).toBe(ids.dataSource);
    expect(asked[before]?.path).toBe(`databases/${ids.database}`);
  });

  it('that is gone is asked for as if it had never been known', async () => {
    let isThere = true;
    const { people, asked } = scripted((request) => (isThere ? world()(request) : missing()));
    await people.dataSource(ids.database);
    isThere = false;
    await problem(people.dataSource(ids.database));
    const before = asked.length;
    await problem(people.dataSource(ids.database));
    expect(asked[before]?.path).toBe(`databases/${ids.database}`);
  });

  it('a refusal of the token is no reason to look elsewhere', async () => {
    const { people, asked } = scripted(() => refusal(401, 'unauthorized'));
    expect(await problem(people.dataSource(ids.database))).toMatchObject({
      code: 'outside_refused',
    });
    expect(asked).toHaveLength(1);
  });
});

describe('a value in parts', () => {
  /** Items of a property, `size` an answer. */
  const parts =
    (type: string, items: readonly unknown[], last: Record<string, unknown> = {}, size = 2) =>
    ({ path }: Asked) => {
      const from = Number(new URL(path, 'http://x').searchParams.get('start_cursor') ?? 0);
      const end = from + size;
      return list(items.slice(from, end), {
        has_more: end < items.length,
        next_cursor: end < items.length ? String(end) : null,
        type: 'property_item',
        property_item: { id: 'p%3A', type, ...(end < items.length ? {} : last) },
      });
    };
  const itemsOf = (type: string, values: readonly unknown[]) =>
    values.map((value) => ({ object: 'property_item', id: 'p%3A', type, [type]: value }));

  it.each([
    ['people', [{ id: 'a' }, { id: 'b' }, { id: 'c' }], {}],
    ['title', [{ plain_text: 'a' }, { plain_text: 'b' }, { plain_text: 'c' }], {}],
    ['rich_text', [{ plain_text: 'a' }, { plain_text: 'b' }, { plain_text: 'c' }], {}],
    ['relation', [{ id: 'a' }, { id: 'b' }, { id: 'c' }], { has_more: false }],
  ])('%s: joined as it stands in a page', async (type, values, more) => {
    const { people, asked } = scripted(parts(type, itemsOf(type, values)));
    expect(await people.property(ids.page, { id: 'p%3A', type })).toEqual({
      id: 'p%3A',
      type,
      [type]: values,
      ...more,
    });
    expect(asked.map(({ path }) => path)).toEqual([
      `pages/${ids.page}/properties/p%3A?page_size=100`,
      `pages/${ids.page}/properties/p%3A?page_size=100&start_cursor=2`,
    ]);
  });

  it('a rollup that shows values has them all, one that calculates its last result', async () => {
    const shown = scripted(
      parts('rollup', [...itemsOf('number', [1, 2]), ...itemsOf('title', [{ plain_text: 'x' }])], {
        rollup: { type: 'array', array: [], function: 'show_original' },
      }),
    );
    expect(await shown.people.property(ids.page, { id: 'p%3A', type: 'rollup' })).toEqual({
      id: 'p%3A',
      type: 'rollup',
      rollup: {
        type: 'array',
        function: 'show_original',
        array: [
          { type: 'number', number: 1 },
          { type: 'number', number: 2 },
          { type: 'title', title: [{ plain_text: 'x' }] },
        ],
      },
    });
    const sum = { type: 'number', number: 42, function: 'sum' };
    const { people } = scripted(
      parts('rollup', itemsOf('relation', [{ id: 'a' }, { id: 'b' }, { id: 'c' }]), {
        rollup: sum,
      }),
    );
    expect(await people.property(ids.page, { id: 'p%3A', type: 'rollup' })).toEqual({
      id: 'p%3A',
      type: 'rollup',
      rollup: sum,
    });
  });

  it('that is only one is given as it is', async () => {
    const { people } = scripted(() =>
      json({ object: 'property_item', id: 'n', type: 'number', number: 5, request_id: 'r' }),
    );
    expect(await people.property(ids.page, { id: 'n', type: 'number' })).toEqual({
      id: 'n',
      type: 'number',
      number: 5,
    });
  });

  it('with a cursor that stands still is refused', async () => {
    const { people } = scripted(() =>
      list(itemsOf('relation', [{ id: 'a' }]), { has_more: true, next_cursor: 'same' }),
    );
    expect(await problem(people.property(ids.page, { id: 'p', type: 'relation' }))).toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('again and again'),
    });
  });
});

describe('the rest of the port', () => {
  it('tells whose token it is', async () => {
    const { people } = scripted(() =>
      json({ id: ids.page, name: 'PPM sync', type: 'bot', bot: { workspace_name: 'Acme' } }),
    );
    expect(await people.me()).toEqual({ id: ids.page, name: 'PPM sync', workspace: 'Acme' });
  });

  it('searches through all parts', async () => {
    const { people, asked } = scripted((_request, n) =>
      list([dataSourceJson()], n === 0 ? { has_more: true, next_cursor: 'c' } : {}),
    );
    expect(await people.searchDataSources('pro')).toHaveLength(2);
    expect(asked.map(({ body }) => body)).toEqual([
      { query: 'pro', filter: { property: 'object', value: 'data_source' }, page_size: 100 },
      {
        query: 'pro',
        filter: { property: 'object', value: 'data_source' },
        page_size: 100,
        start_cursor: 'c',
      },
    ]);
  });

  it('changes pages, trash and schema', async () => {
    const { people, asked } = scripted(({ path }) =>
      json(path.startsWith('pages') ? pageJson() : dataSourceJson()),
    );
    await people.updatePage(ids.page, { Status: { status: { name: 'Done' } } });
    await people.setTrash(ids.page, true);
    await people.updateSchema(ids.dataSource, { Cost: { number: {} } });
    expect(asked.map(({ method, path, body }) => [method, path, body])).toEqual([
      ['PATCH', `pages/${ids.page}`, { properties: { Status: { status: { name: 'Done' } } } }],
      ['PATCH', `pages/${ids.page}`, { in_trash: true }],
      ['PATCH', `data_sources/${ids.dataSource}`, { properties: { Cost: { number: {} } } }],
    ]);
  });
});

describe('a database beside another one', () => {
  const made = '55555555-5555-4555-8555-555555555555';
  const answers =
    (parent: Record<string, unknown>, after = () => json(dataSourceJson(made))) =>
    ({ method, path }: Asked) => {
      if (method === 'POST') return json({ ...databaseJson([made]), id: made });
      return path === `databases/${ids.database}` ? json({ ...databaseJson(), parent }) : after();
    };

  it.each([[{ type: 'page_id', page_id: ids.page }], [{ type: 'workspace', workspace: true }]])(
    'lies under the same parent %j',
    async (parent) => {
      const { people, asked } = scripted(answers(parent));
      const source = await people.createDatabaseBeside(ids.database, 'Copy', { N: { title: {} } });
      expect(source.id).toBe(made);
      expect(asked.find(({ method }) => method === 'POST')).toMatchObject({
        path: 'databases',
        body: {
          parent,
          title: [{ type: 'text', text: { content: 'Copy' } }],
          initial_data_source: { properties: { N: { title: {} } } },
        },
      });
    },
  );

  it('is not possible where Notion takes no database', async () => {
    const { people, asked } = scripted(answers({ type: 'block_id', block_id: ids.page }));
    expect(await problem(people.createDatabaseBeside(ids.database, 'Copy', {}))).toMatchObject({
      code: 'not_possible',
    });
    expect(asked.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('that was made and can not be read afterwards is in doubt, by its id', async () => {
    const { people } = scripted(answers({ type: 'workspace', workspace: true }, missing));
    expect(await problem(people.createDatabaseBeside(ids.database, 'Copy', {}))).toMatchObject({
      code: 'outcome_unknown',
      message: expect.stringContaining(made),
    });
  });
});
