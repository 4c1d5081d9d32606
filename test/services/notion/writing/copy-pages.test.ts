// Pages made exactly once: what is asked for is remembered in a real store, and Notion loses replies.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { jsonObjectSchema, type JsonObject } from '../../../../src/core/json.js';
import { Problem } from '../../../../src/core/problem.js';
import type { NotionPage, PropertyValue } from '../../../../src/services/notion/notion.js';
import {
  createCopier,
  type CopyPages,
  type Row,
} from '../../../../src/services/notion/writing/copy-pages.js';
import {
  createRecreations,
  type Recreations,
} from '../../../../src/services/notion/writing/recreations.js';
import { openSqlite } from '../../../../src/services/store/sqlite.js';
import type { Store } from '../../../../src/services/store/store.js';
import { unusedNotion } from '../../../support/context.js';

const start = Date.UTC(2026, 0, 10, 12);
let folder: string;
let store: Store;
let recreations: Recreations;
let now: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ppm-copy-pages-'));
  store = openSqlite(folder);
  recreations = createRecreations(store);
  now = start;
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

type Fate = 'fine' | 'lost reply' | 'lost request' | 'killed' | 'refused';

/** Makes pages; what becomes of each call is said in advance, `fine` after that. */
function notionWith(fates: Fate[], made: NotionPage[] = []) {
  const titleOf = (page: NotionPage) => JSON.stringify(page.properties['Name']);
  return {
    ...unusedNotion,
    made,
    async query(_source: string, query: { filter?: JsonObject; created?: { from?: number } }) {
      const wanted = JSON.stringify(query.filter);
      const pages = made.filter(
        (page) =>
          page.createdAt >= (query.created?.from ?? 0) &&
          wanted.includes(/"content":"([^"]*)"/.exec(titleOf(page))?.[1] ?? '"'),
      );
      now += 7_000;
      return { pages: pages.toReversed(), next: null, incomplete: false };
    },
    async createPage(dataSource: string, words: JsonObject) {
      const fate = fates.shift() ?? 'fine';
      if (fate === 'refused') throw new Problem('invalid_input', 'no', '');
      if (fate === 'lost request') throw new Problem('outcome_unknown', 'lost', '');
      const properties = Object.fromEntries(
        Object.entries(words).map(([name, value]): [string, PropertyValue] => [
          name,
          { id: 'title', type: 'title', ...jsonObjectSchema.parse(value) },
        ]),
      );
      const page: NotionPage = {
        id: `new-${made.length + 1}`,
        databaseId: 'new',
        dataSourceId: dataSource,
        createdAt: Math.floor(now / 60_000) * 60_000,
        editedAt: now,
        inTrash: false,
        url: '',
        properties,
      };
      made.push(page);
      if (fate === 'lost reply') throw new Problem('outcome_unknown', 'lost', '');
      if (fate === 'killed') throw new Error('killed');
      return page;
    },
  };
}

const row = (from: string, title = from): Row => ({
  from,
  settings: [
    { name: 'Name', type: 'title', content: [{ type: 'text', text: { content: title } }] },
  ],
});

function copierOver(notion: CopyPages['notion'], more: Partial<CopyPages> = {}) {
  return createCopier({
    notion,
    recreations,
    run: 'R-1',
    dataSource: 'ds',
    property: 'Name',
    onlyWriter: true,
    now: () => now,
    signal: new AbortController().signal,
    tell: () => undefined,
    lookEvery: 1,
    ...more,
  });
}

const rows = [row('a'), row('b'), row('c', 'a')];

describe('there is one page for each row', () => {
  it.each<[Fate[]]>([
    [[]],
    [['lost reply', 'lost reply', 'lost reply']],
    [['lost request', 'lost reply', 'lost request', 'lost reply']],
    [['fine', 'fine', 'lost reply']],
  ])('with replies %j', async (fates) => {
    const notion = notionWith([...fates]);
    const copier = await copierOver(notion);
    await copier.add(rows);
    expect(notion.made).toHaveLength(3);
    expect(copier.made()).toBe(3);
    const ids = [...(await recreations.copies('R-1')).values()].map(({ page }) => page);
    expect(new Set(ids)).toEqual(new Set(['new-1', 'new-2', 'new-3']));
  });

  it.each<[Fate[]]>([[['killed']], [['fine', 'killed']], [['fine', 'fine', 'killed']]])(
    'when the process dies in the middle: %j',
    async (fates) => {
      const dying = notionWith([...fates]);
      await expect((await copierOver(dying)).add(rows)).rejects.toThrow('killed');
      const notion = notionWith([], dying.made);
      const copier = await copierOver(notion);
      await copier.add(rows);
      expect(notion.made).toHaveLength(3);
      expect(copier.made()).toBe(3);
    },
  );

  it('and rows that are there are not asked for again', async () => {
    await (await copierOver(notionWith([]))).add(rows);
    const again = await copierOver(unusedNotion);
    await again.add(rows);
    expect(again.made()).toBe(3);
  });
});

it('another run makes its own', async () => {
  const notion = notionWith([]);
  await (await copierOver(notion)).add(rows);
  now += 10 * 60_000;
  await (await copierOver(notion, { run: 'R-2' })).add(rows);
  expect(notion.made).toHaveLength(6);
});

it('what Notion refuses is told', async () => {
  const copier = await copierOver(notionWith(['refused']));
  await expect(copier.add(rows)).rejects.toMatchObject({ code: 'invalid_input' });
});

it('stops between two pages when it is told to', async () => {
  const stop = new AbortController();
  const notion = notionWith([]);
  const copier = await copierOver(notion, {
    signal: stop.signal,
    tell: () => stop.abort(),
  });
  await expect(copier.add([row('x1', 'x'), row('x2', 'x')])).rejects.toMatchObject({
    code: 'cancelled',
  });
  expect(notion.made).toHaveLength(1);
});

it('where others write too, a page with other values is not mistaken for one’s own', async () => {
  const others = notionWith([]);
  const foreign = await others.createPage('ds', {
    Name: { title: [{ type: 'text', text: { content: 'a', link: { url: 'https://x.example' } } }] },
  });
  const notion = notionWith(['lost request'], [foreign]);
  await (await copierOver(notion, { onlyWriter: false })).add([row('a')]);
  expect(notion.made).toHaveLength(2);
});

it('a recreation is begun once, and says when it was asked for last', async () => {
  const wanted = { run: 'R-1', source: 'ds', title: 'T (new R-1)', since: 1 };
  expect(await recreations.begin(wanted)).toEqual({ ...wanted, made: null });
  expect((await recreations.begin({ ...wanted, since: 5 })).since).toBe(5);
  const made = { databaseId: 'd', dataSource: 'n', url: 'u' };
  await recreations.made('R-1', made);
  expect(await recreations.begin({ ...wanted, since: 9 })).toEqual({ ...wanted, since: 5, made });
  await recreations.begin({ ...wanted, run: 'R-2', since: 7 });
  expect((await recreations.latestOf('ds'))?.run).toBe('R-2');
  expect(await recreations.latestOf('other')).toBeNull();
});
