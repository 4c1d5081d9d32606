import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { memoryStore } from '../../support/memory-store.js';
import { byCreation, cacheSite, projectsId } from './site.js';

const site = (given: Parameters<typeof cacheSite>[1] = {}) => cacheSite(memoryStore(), given);

it('serves what is fresh, and asks again when its time is over', async () => {
  const { cache, notion, clock, projects } = site();
  const first = await cache.reading.dataSource(projectsId);
  expect(await cache.reading.dataSource(projectsId.replaceAll('-', ''))).toEqual(first);
  const answer = await cache.reading.query(projects.source.id, byCreation);
  expect(answer.pages).toHaveLength(4);
  clock.at += 299_999;
  expect(await cache.reading.query(projects.source.id, byCreation)).toEqual(answer);
  expect(notion.calls).toHaveLength(2);
  clock.at += 1;
  await cache.reading.query(projects.source.id, byCreation);
  expect(notion.calls).toHaveLength(3);
});

it('tells questions apart, but not by the order of their words', async () => {
  const { cache, notion, projects } = site();
  const { id } = projects.source;
  const { sort } = byCreation;
  await cache.reading.query(id, { sort, pageSize: 2 });
  await cache.reading.query(id, { pageSize: 2, sort });
  expect(notion.calls).toHaveLength(1);
  const rest = await cache.reading.query(id, { pageSize: 2, sort, cursor: '2' });
  expect(rest.pages).toHaveLength(2);
  await cache.reading.query(id, { pageSize: 2, sort, inTrash: true });
  expect(notion.calls).toHaveLength(3);
});

it('what somebody does with an answer is not in the next one', async () => {
  const { cache, projects } = site();
  for (const name of ['first', 'second', 'third']) {
    const { pages } = await cache.reading.query(projects.source.id, byCreation);
    expect(pages, name).toHaveLength(4);
    pages.length = 0;
  }
});

it('two who ask at once make one call', async () => {
  const { cache, notion, counted, projects } = site();
  const both = [1, 2].map(() => cache.reading.query(projects.source.id, byCreation));
  const [one, two] = await Promise.all(both);
  expect(one).toEqual(two);
  expect(one).not.toBe(two);
  expect(notion.calls).toHaveLength(1);
  expect(await counted()).toEqual({ 'other miss': 1, 'other hit': 1 });
});

it('a failure is told to all who wait for it, and not kept', async () => {
  const { cache, notion, counted, projects } = site();
  notion.before = () => {
    throw new Problem('outside_unavailable', 'Notion is down.', '');
  };
  const both = [1, 2].map(() => cache.reading.query(projects.source.id, byCreation));
  for (const outcome of await Promise.allSettled(both))
    expect(outcome).toMatchObject({ reason: { code: 'outside_unavailable' } });
  notion.before = () => undefined;
  await cache.reading.query(projects.source.id, byCreation);
  expect(notion.calls).toHaveLength(1);
  expect(await counted()).toEqual({ 'other miss': 1 });
});

it('what was forgotten is asked for again, and no more than that', async () => {
  const { cache, notion, ask, tasks } = site();
  await cache.reading.dataSource(projectsId);
  await ask(2);
  await cache.reading.query(tasks.source.id, byCreation);
  expect(notion.calls).toHaveLength(3);
  await cache.reading.dataSource(tasks.source.databaseId);
  cache.forget('finance-ppm/projects');
  await cache.reading.dataSource(tasks.source.databaseId);
  expect(notion.calls).toHaveLength(4);
  await ask(2);
  expect(notion.calls).toHaveLength(5);
});

it('what was under way when it was forgotten is not kept', async () => {
  const { cache, notion, ask } = site();
  notion.before = () => cache.forget('finance-ppm/projects');
  await ask(1);
  notion.before = () => undefined;
  await ask(2);
  expect(notion.calls).toHaveLength(2);
});

it('a page kept from before a cursor became too old is forgotten with it', async () => {
  const { ask, notion } = site();
  await ask(1);
  notion.before = () => {
    throw new Problem('invalid_input', 'The start_cursor is not valid.', '');
  };
  await expect(ask(1, { ...byCreation, cursor: '2' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  notion.before = () => undefined;
  await ask(1);
  expect(notion.calls).toHaveLength(2);
});

it('without a time to live everything is asked for', async () => {
  const { ask, notion } = site({ seconds: 0 });
  await ask(3);
  expect(notion.calls).toHaveLength(3);
});

it('a shorter time to live holds for what was read before, too', async () => {
  const { ask, notion, clock, configured } = site({ seconds: 3_600 });
  await ask(1);
  clock.at += 61_000;
  await ask(1);
  configured.seconds = 60;
  await ask(1);
  expect(notion.calls).toHaveLength(2);
});

it('keeps so many entries, and lets go of what was not asked for the longest', async () => {
  const { ask, notion } = site({ maxEntries: 2 });
  const [one, two, three] = [1, 2, 3].map((pageSize) => ({ ...byCreation, pageSize }));
  if (!one || !two || !three) throw new Error('three questions');
  await ask(1, one);
  await ask(1, two);
  await ask(1, one);
  await ask(1, three);
  expect(notion.calls).toHaveLength(3);
  await ask(1, one);
  expect(notion.calls).toHaveLength(3);
  await ask(1, two);
  expect(notion.calls).toHaveLength(4);
});

it('keeps so many bytes, and nothing that is too large by itself', async () => {
  const { ask, notion } = site({ maxBytes: 1_000 });
  await ask(2, { ...byCreation, pageSize: 4 });
  expect(notion.calls).toHaveLength(2);
  await ask(2, { ...byCreation, cursor: '4' });
  expect(notion.calls).toHaveLength(3);
});

it('counts by configured database, once it is known whose a data source is', async () => {
  const { cache, ask, counted, unlisted } = site();
  await cache.reading.dataSource(projectsId);
  await ask(3);
  await cache.reading.query(unlisted.source.id, byCreation);
  expect(await counted()).toEqual({
    'finance-ppm/projects miss': 2,
    'finance-ppm/projects hit': 2,
    'other miss': 1,
  });
  expect(await cache.stats()).toEqual([
    { database: 'finance-ppm/projects', ttlSeconds: 300, hits: 2, misses: 2, hitRate: 0.5 },
    { database: 'finance-ppm/tasks', ttlSeconds: 300, hits: 0, misses: 0, hitRate: null },
  ]);
});

it('learns from its pages whose a data source is', async () => {
  const { cache, ask } = site();
  await ask(4);
  expect((await cache.stats())[0]).toMatchObject({ hits: 3, misses: 0 });
});
