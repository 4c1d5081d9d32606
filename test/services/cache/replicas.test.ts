// Caches of several replicas on one store: what one has read serves the others, and what one has changed is seen by all.
import { beforeEach, describe, expect, it } from 'vitest';
import type { News, SharedCache } from '../../../src/services/replicas/replicas.js';
import type { Store } from '../../../src/services/store/store.js';
import { addPage, idOf, title } from '../../support/fake-notion.js';
import { memoryStore } from '../../support/memory-store.js';
import { byCreation, cacheSite, projectsId } from './site.js';

type Listener = Parameters<News['listen']>[0];
let store: Store;
/** Writes to the store fail. */
let isAway: boolean;
let texts: Map<string, string>;
let listeners: Listener[];

beforeEach(() => {
  isAway = false;
  store = memoryStore(() => {
    if (isAway) throw new Error('away');
  });
  texts = new Map();
  listeners = [];
});

const shared: SharedCache = {
  get: async (key) => texts.get(key) ?? null,
  async set(key, value) {
    texts.set(key, value);
  },
};
const news: News = {
  tell: (item) => listeners.forEach((listener) => listener(item)),
  listen: (listener) => void listeners.push(listener),
};
const replica = (given: Parameters<typeof cacheSite>[1] = {}) => cacheSite(store, given);
type Replica = ReturnType<typeof replica>;

async function read({ cache, projects }: Replica): Promise<number> {
  return (await cache.reading.query(projects.source.id, byCreation)).pages.length;
}
/** The same change as each of them sees it: they have a Notion each. */
function changeNotion(...sites: Replica[]): void {
  for (const { projects } of sites)
    addPage(projects, {
      id: idOf(20),
      createdAt: 20,
      editedAt: 20,
      properties: { Name: title('Project 20') },
    });
}

describe('with Redis', () => {
  it('what one has read serves the others', async () => {
    const [one, two] = [replica({ shared }), replica({ shared })];
    const answer = await one.cache.reading.query(one.projects.source.id, byCreation);
    const source = await one.cache.reading.dataSource(projectsId);
    // The fake's pages have more than a page has.
    expect(answer).toMatchObject(await two.cache.reading.query(one.projects.source.id, byCreation));
    expect(await two.cache.reading.dataSource(projectsId)).toEqual(source);
    expect(two.notion.calls).toEqual([]);
    texts.clear();
    expect(await read(two)).toBe(4);
    expect(two.notion.calls).toEqual([]);
  });

  it('serves nothing for longer than its time to live', async () => {
    const [one, two] = [replica({ shared }), replica({ shared })];
    await read(one);
    two.clock.at += 299_999;
    await read(two);
    two.clock.at += 1;
    await read(two);
    expect(two.notion.calls).toHaveLength(1);
  });

  it('what one has changed is seen by the next question to another', async () => {
    const [one, two] = [replica({ shared, news }), replica({ shared, news })];
    await Promise.all([read(one), read(two)]);
    changeNotion(one, two);
    one.cache.forget();
    expect(await read(one)).toBe(5);
    await expect.poll(() => read(two)).toBe(5);
  });

  it('an answer that was under way when another one changed Notion is not left for the others', async () => {
    const [one, two, three] = [replica({ shared }), replica({ shared }), replica({ shared })];
    await Promise.all([one, two, three].map(({ cache }) => cache.stats()));
    await one.cache.reading.dataSource(projectsId);
    two.notion.before = (call) => {
      if (!call.startsWith('query')) return;
      one.cache.forget();
    };
    expect(await read(two)).toBe(4);
    changeNotion(one, two, three);
    three.clock.at += 5_000;
    expect(await read(three)).toBe(5);
    expect(await read(one)).toBe(5);
  });

  it.each([
    ['no JSON', '{"at":'],
    ['of another shape', '{"at":1,"until":99999999999999,"value":{"pages":[{"id":1}]}}'],
    ['empty', ''],
  ])('a text that is %s is not believed', async (_what, text) => {
    const [one, two] = [replica({ shared }), replica({ shared })];
    await read(one);
    for (const key of texts.keys()) texts.set(key, text);
    expect(await read(two)).toBe(4);
    expect(two.notion.calls).toHaveLength(1);
  });
});

describe('without news', () => {
  it('what one has changed is seen by all within five seconds', async () => {
    const [one, two] = [replica({ shared }), replica({ shared })];
    await Promise.all([read(one), read(two)]);
    changeNotion(one, two);
    one.cache.forget();
    expect(await read(one)).toBe(5);
    two.clock.at += 4_999;
    expect(await read(two)).toBe(4);
    two.clock.at += 1;
    expect(await read(two)).toBe(5);
  });

  it('also where there is no Redis, whatever the clocks say', async () => {
    const [one, two] = [replica(), replica()];
    one.clock.at -= 30_000;
    await Promise.all([read(one), read(two)]);
    changeNotion(two);
    one.cache.forget();
    await read(one);
    two.clock.at += 5_000;
    expect(await read(two)).toBe(5);
    two.clock.at += 5_000;
    await read(two);
    expect(two.notion.calls).toHaveLength(2);
  });

  it('news that may have been missed: all is read anew', async () => {
    const two = replica({ shared, news });
    await read(two);
    texts.clear();
    for (const listener of listeners) listener({ kind: 'interrupt', run: 'R-AAAAAA' });
    await read(two);
    expect(two.notion.calls).toHaveLength(1);
    for (const listener of listeners) listener({ kind: 'lost' });
    await read(two);
    expect(two.notion.calls).toHaveLength(2);
  });
});

it('a change that the store could not take is told later, and nothing is shared until then', async () => {
  const [one, two] = [replica({ shared }), replica({ shared })];
  await Promise.all([read(one), read(two)]);
  changeNotion(one, two);
  isAway = true;
  one.cache.forget();
  expect(await read(one)).toBe(5);
  isAway = false;
  one.clock.at += 5_000;
  await read(one);
  two.clock.at += 5_000;
  expect(await read(two)).toBe(5);
});
