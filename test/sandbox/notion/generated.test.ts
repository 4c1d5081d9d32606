// Databases of a million rows that nobody made: rows exist when they are asked for, and what is changed of them is kept.
import { describe, expect, it } from 'vitest';
import type { DatabaseSeed } from '../../../sandbox/notion/protocol.js';
import {
  bareCall,
  benchOf,
  byCreation,
  byEdit,
  databaseId,
  dataSourceId,
  minute,
  pageId,
  paged,
  query,
  seedOf,
  start,
} from './support.js';

const million = 1_000_000;
/** Six rows a minute. */
const createdAt = (index: number): number => start - 200_000 * minute + index * 10_000;
const iso = (index: number): string => new Date(createdAt(index)).toISOString();

function generated(count = million): { seed: DatabaseSeed; made: () => number } {
  let made = 0;
  const seed: DatabaseSeed = {
    ...seedOf(0),
    generated: {
      count,
      createdAt,
      page(index) {
        made += 1;
        return { id: pageId(index), properties: { Name: `Row ${index}`, Points: index } };
      },
      indexOf: (id) =>
        id.startsWith(pageId(0).slice(0, 24)) ? Number.parseInt(id.slice(24), 16) : null,
    },
  };
  return { seed, made: () => made };
}

const within = (from: number, before: number) => ({
  and: [
    { timestamp: 'created_time' as const, created_time: { on_or_after: iso(from) } },
    { timestamp: 'created_time' as const, created_time: { before: iso(before) } },
  ],
});

describe('rows that nobody changed', () => {
  it('are found by their times, and only those that are shown are made', async () => {
    const { seed, made } = generated();
    const { client, notion } = benchOf([seed]);
    const answers = await paged(client, {
      filter: within(600_000, 600_300),
      sorts: [...byCreation],
    });
    const names = answers.flatMap(({ rows }) => rows.map(({ name }) => name));
    expect(names).toEqual(Array.from({ length: 300 }, (_, n) => `Row ${600_000 + n}`));
    expect(made()).toBeLessThanOrEqual(304);
    expect(
      (await query(client, { sorts: [...byEdit], page_size: 2 })).rows.map(({ name }) => name),
    ).toEqual(['Row 999999', 'Row 999998']);
    expect((await query(client, { in_trash: true })).rows).toEqual([]);
    expect(await client.pages.retrieve({ page_id: pageId(123_456) })).toMatchObject({
      properties: { Points: { number: 123_456 } },
    });
    expect(made()).toBeLessThan(320);
    expect(notion.databases()).toMatchObject([{ pages: million }]);
  });

  it('are looked at a few times in a query, however many there are', async () => {
    let looked = 0;
    const { seed, made } = generated();
    const { notion } = benchOf([
      {
        ...seed,
        ...(seed.generated && {
          generated: {
            ...seed.generated,
            createdAt: (index) => {
              looked += 1;
              return createdAt(index);
            },
          },
        }),
      },
    ]);
    const body = { filter: within(500_000, 900_000), sorts: [...byCreation] };
    const ask = () => bareCall(notion, 'POST', `data_sources/${dataSourceId}/query`, body);
    const rows = made();
    for (let call = 0; call < 100; call += 1) await ask();
    // Halving finds both ends, and each row that is shown is looked at a few times.
    expect(looked / 100).toBeLessThan(500);
    expect((made() - rows) / 100).toBeLessThan(105);
  });
});

describe('rows that were changed', () => {
  it('stand where their times put them', async () => {
    const { seed } = generated(1_000);
    const { client, notion, clock } = benchOf([seed]);
    notion.editPage(pageId(5), { Name: 'Edited' });
    notion.trashPage(pageId(6));
    notion.deletePage(pageId(7));
    clock.now += minute;
    await client.pages.update({ page_id: pageId(8), properties: { Points: { number: -1 } } });
    const created = (await paged(client, { sorts: [...byCreation] })).flatMap(({ rows }) =>
      rows.map(({ name }) => name),
    );
    expect(created.slice(4, 8)).toEqual(['Row 4', 'Edited', 'Row 8', 'Row 9']);
    expect(created).toHaveLength(998);
    const edited = await query(client, { sorts: [...byEdit], page_size: 3 });
    expect(edited.rows.map(({ name }) => name)).toEqual(['Row 8', 'Edited', 'Row 999']);
    expect((await query(client, { in_trash: true })).rows).toMatchObject([{ name: 'Row 6' }]);
    expect((await bareCall(notion, 'GET', `pages/${pageId(7)}`)).status).toBe(404);
    expect(notion.databases()).toMatchObject([{ pages: 998 }]);
    notion.returnPage(pageId(6));
    expect(notion.pages(databaseId)).toHaveLength(999);
  });

  it('paged by either time in both directions: each once, in order', async () => {
    const { seed } = generated(500);
    const { client, notion, clock } = benchOf([seed]);
    clock.now = createdAt(250);
    for (let row = 0; row < 100; row += 3) notion.editPage(pageId(row), { Name: `Row ${row}` });
    notion.createPage(databaseId, { createdAt: createdAt(250), properties: { Name: 'Between' } });
    for (const timestamp of ['created_time', 'last_edited_time'] as const)
      for (const direction of ['ascending', 'descending'] as const)
        for (const page_size of [1, 7, 100]) {
          const answers = await paged(client, { sorts: [{ timestamp, direction }], page_size });
          const ids = answers.flatMap(({ rows }) => rows.map(({ id }) => id));
          expect(new Set(ids).size).toBe(501);
          expect(ids).toHaveLength(501);
        }
  });

  it('keep their words when a property gets another name or type', async () => {
    const { seed } = generated(10);
    const { client, notion } = benchOf([seed]);
    await client.dataSources.update({
      data_source_id: dataSourceId,
      properties: { Points: { name: 'Weight' } },
    });
    expect(await client.pages.retrieve({ page_id: pageId(3) })).toMatchObject({
      properties: { Weight: { number: 3 } },
    });
    notion.changeProperty(databaseId, 'Weight', null);
    notion.changeProperty(databaseId, 'Points', { type: 'rich_text', rich_text: {} });
    expect(await client.pages.retrieve({ page_id: pageId(3) })).toMatchObject({
      properties: { Points: { type: 'rich_text' } },
    });
  });
});
