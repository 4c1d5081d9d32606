// More references than a page carries: cut in the page, whole in the property.
import { expect, it } from 'vitest';
import { z } from 'zod';
import { benchOf, databaseId, pageId, refusal, seedOf } from './support.js';

const many = Array.from({ length: 130 }, (_, n) => pageId(n));
const mention = (id: string) => ({
  type: 'mention',
  mention: { type: 'user', user: { id } },
  plain_text: `@${id}`,
  href: null,
});
const word = {
  type: 'text',
  text: { content: 'and ', link: null },
  plain_text: 'and ',
  href: null,
};
const shown = [
  { type: 'title', title: [word, word] },
  ...many.slice(0, 60).map((_, n) => ({ type: 'number', number: n })),
  { type: 'relation', relation: [] },
];

const seed = seedOf(2, (n) =>
  n === 0
    ? {
        properties: {
          Name: 'Much',
          Linked: many,
          People: many.slice(0, 40),
          Notes: many.slice(0, 30).flatMap((id) => [mention(id), word]),
          Points: 5,
          Shown: { type: 'array', array: shown, function: 'show_original' },
        },
      }
    : {
        properties: {
          Name: 'Little',
          Linked: many.slice(0, 25),
          Shown: { type: 'number', number: 9, function: 'sum' },
        },
      },
);
const { client, notion } = benchOf([seed]);

const pageSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ id: z.string() })),
});
const propertiesOf = async (page: string) =>
  pageSchema.parse(await client.pages.retrieve({ page_id: page })).properties;

async function propertyIds(): Promise<Record<string, string>> {
  const properties = await propertiesOf(pageId(0));
  return Object.fromEntries(Object.entries(properties).map(([name, { id }]) => [name, id]));
}

async function items(
  page: string,
  name: string,
  size?: number,
): Promise<Record<string, unknown>[]> {
  const id = (await propertyIds())[name] ?? '';
  const all: Record<string, unknown>[] = [];
  for (let cursor: string | undefined; ;) {
    const answer = await client.pages.properties.retrieve({
      page_id: page,
      property_id: id,
      ...(size === undefined ? {} : { page_size: size }),
      ...(cursor === undefined ? {} : { start_cursor: cursor }),
    });
    if (answer.object !== 'list') throw new Error('It is no list.');
    expect(answer.results.length).toBeLessThanOrEqual(size ?? 100);
    all.push(...answer.results.map((one): Record<string, unknown> => ({ ...one })));
    if (answer.next_cursor === null) return all;
    cursor = answer.next_cursor;
  }
}

it('a page has 25 of each, and only a relation says that there are more', async () => {
  const { Linked, People, Notes, Shown } = await propertiesOf(pageId(0));
  expect(Linked).toMatchObject({
    has_more: true,
    relation: many.slice(0, 25).map((id) => ({ id })),
  });
  expect(People?.['people']).toHaveLength(25);
  expect(JSON.stringify(Notes).match(/"type":"mention"/g)).toHaveLength(25);
  expect(JSON.stringify(Shown).match(/"type":"number"/g)).toHaveLength(24);
  expect(await client.pages.retrieve({ page_id: pageId(1) })).toMatchObject({
    properties: { Linked: { has_more: false } },
  });
});

it('what the simulator itself tells is whole', () => {
  const [page] = notion.pages(databaseId);
  expect(page?.properties['Linked']).toMatchObject({ relation: many.map((id) => ({ id })) });
});

it('a property gives them all, by 100 or as many as asked for', async () => {
  const all = many.map((id) => ({ id }));
  expect((await items(pageId(0), 'Linked')).map((item) => item['relation'])).toEqual(all);
  expect((await items(pageId(0), 'Linked', 7)).map((item) => item['relation'])).toEqual(all);
  expect((await items(pageId(0), 'People')).map((item) => item['people'])).toMatchObject(
    all.slice(0, 40),
  );
  expect(
    (await items(pageId(0), 'Notes')).filter((item) => JSON.stringify(item).includes('mention')),
  ).toHaveLength(30);
  expect(await items(pageId(0), 'Name')).toMatchObject([
    { object: 'property_item', type: 'title', title: { plain_text: 'Much' } },
  ]);
});

it('a rollup gives what it shows item by item, and what it calculated beside', async () => {
  const shownItems = await items(pageId(0), 'Shown');
  expect(shownItems).toHaveLength(62);
  expect(shownItems.slice(0, 3)).toMatchObject([
    { type: 'title', title: { plain_text: 'and ' } },
    { type: 'title' },
    { type: 'number', number: 0 },
  ]);
  const id = (await propertyIds())['Shown'] ?? '';
  expect(
    await client.pages.properties.retrieve({ page_id: pageId(1), property_id: id }),
  ).toMatchObject({
    object: 'list',
    results: [],
    property_item: { type: 'rollup', rollup: { type: 'number', number: 9, function: 'sum' } },
  });
});

it('what is no list comes as it is', async () => {
  const id = (await propertyIds())['Points'] ?? '';
  expect(await client.pages.properties.retrieve({ page_id: pageId(0), property_id: id })).toEqual({
    object: 'property_item',
    id,
    type: 'number',
    number: 5,
  });
});

it('refuses a foreign cursor, a wrong size and an unknown property', async () => {
  const { Linked: id = '', People: other = '' } = await propertyIds();
  const first = await client.pages.properties.retrieve({
    page_id: pageId(0),
    property_id: id,
    page_size: 10,
  });
  const cursor = first.object === 'list' ? (first.next_cursor ?? '') : '';
  const ask = (page_id: string, property_id: string, more: object) =>
    refusal(client.pages.properties.retrieve({ page_id, property_id, ...more }));
  for (const refused of [
    await ask(pageId(0), id, { start_cursor: '10' }),
    await ask(pageId(0), other, { start_cursor: cursor }),
    await ask(pageId(1), id, { start_cursor: cursor }),
    await ask(pageId(0), id, { page_size: 101 }),
  ])
    expect(refused).toMatchObject({ status: 400, code: 'validation_error' });
  expect(await ask(pageId(0), 'none', {})).toMatchObject({ status: 404, code: 'object_not_found' });
});
