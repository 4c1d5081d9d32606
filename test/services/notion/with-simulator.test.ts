// The connection against the simulated Notion: over a socket as in production, and without one where time is pretended.
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNotion, startNotion, type NotionSimulator } from '../../../sandbox/notion/index.js';
import type { DatabaseSeed, NotionOptions } from '../../../sandbox/notion/protocol.js';
import { connectNotion } from '../../../src/services/notion/connect-notion.js';
import { failureKindOf } from '../../../src/services/notion/failure-kind.js';
import type { Notion, NotionPage } from '../../../src/services/notion/notion.js';
import { pause } from '../../../src/services/resilience/abortable.js';
import { problem } from './scripted.js';

const token = 'ntn_1234567890abcdefghijklmnopqrstuv';
const quiet = (): void => {};
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
const sort = { by: 'created_time', direction: 'ascending' } as const;

const hex = (n: number): string => n.toString(16).padStart(12, '0');
const pageId = (n: number): string => `aaaaaaaa-0000-4000-8000-${hex(n)}`;
const projects: DatabaseSeed = {
  id: 'dddddddd-0000-4000-8000-000000000001',
  dataSourceId: 'dddddddd-0000-4000-8000-000000000002',
  title: 'Projects',
  properties: {
    Name: { type: 'title', title: {} },
    Status: { type: 'select', select: { options: [{ name: 'Open' }, { name: 'Done' }] } },
    Linked: { type: 'relation', relation: {} },
    People: { type: 'people', people: {} },
  },
  pages: Array.from({ length: 230 }, (_, n) => ({
    id: pageId(n),
    createdAt: Date.UTC(2026, 0, 1) + n * 60_000,
    properties: {
      Name: `Project ${n}`,
      Status: 'Open',
      ...(n === 0 && {
        Linked: Array.from({ length: 130 }, (__, link) => ({ id: pageId(link) })),
      }),
    },
  })),
};

/** Waits between tries take a thousandth of their time. */
const hasty = {
  now: Date.now,
  sleep: (millis: number, signal: AbortSignal) => pause(millis / 1000, signal),
};

function connected(simulator: NotionSimulator, requestsPerMinute = 6_000) {
  const overSocket = simulator.url !== '';
  return connectNotion({
    token,
    baseUrl: overSocket ? simulator.url : 'http://notion',
    requestsPerMinute,
    reservedForPeople: 0.05,
    registry: new Registry(),
    log,
    ...(overSocket ? { clock: hasty } : { fetch: simulator.fetch }),
  });
}

async function allPages(notion: Notion, dataSource: string): Promise<NotionPage[]> {
  const pages: NotionPage[] = [];
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const part: Awaited<ReturnType<Notion['query']>> = await notion.query(dataSource, {
      sort,
      ...(cursor === null ? {} : { cursor }),
    });
    pages.push(...part.pages);
    cursor = part.next;
  }
  return pages;
}

describe('over a socket', () => {
  let simulator: NotionSimulator;
  let people: Notion;
  beforeAll(async () => {
    simulator = await startNotion({ token, requestsPerMinute: 0, databases: [projects] });
    ({ people } = connected(simulator));
  });
  afterEach(() => {
    simulator.faults.set({});
    simulator.share(projects.id, true);
  });
  afterAll(() => simulator.close());

  it('tells whose token it is', async () => {
    expect(await people.me()).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      name: 'PPM on-call',
      workspace: 'Meridian Finance',
    });
  });

  it('finds the data source by every id but that of a page', async () => {
    for (const reference of [projects.id, projects.dataSourceId])
      expect(await people.dataSource(reference)).toMatchObject({
        id: projects.dataSourceId,
        databaseId: projects.id,
        title: 'Projects',
      });
    const source = await people.dataSource(projects.id);
    expect(source.properties.find(({ name }) => name === 'Status')?.options).toEqual([
      'Open',
      'Done',
    ]);
    expect(await problem(people.dataSource(pageId(3)))).toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(`of the database ${projects.id}`),
    });
  });

  it('reads every page, as it is', async () => {
    const pages = await allPages(people, projects.dataSourceId);
    const truth = simulator.pages(projects.id);
    expect(pages.map(({ id }) => id).toSorted()).toEqual(truth.map(({ id }) => id));
    const one = pages.find(({ id }) => id === pageId(7));
    expect(one).toMatchObject({
      databaseId: projects.id,
      dataSourceId: projects.dataSourceId,
      createdAt: Date.UTC(2026, 0, 1, 0, 7),
      inTrash: false,
      properties: truth.find(({ id }) => id === pageId(7))?.properties,
    });
  });

  it('reads a time span: from inclusive, before exclusive', async () => {
    const from = Date.UTC(2026, 0, 1, 0, 10);
    const { pages } = await people.query(projects.dataSourceId, {
      created: { from, before: from + 3 * 60_000 },
      sort,
    });
    expect(pages.map(({ id }) => id)).toEqual([10, 11, 12].map(pageId));
  });

  it('completes a relation beyond 25', async () => {
    const page = await people.page(pageId(0));
    const cut = page.properties['Linked'];
    expect(cut).toMatchObject({ type: 'relation', has_more: true });
    if (!cut) return;
    const whole = await people.property(page.id, cut);
    const truth = simulator.pages(projects.id).find(({ id }) => id === page.id);
    expect(whole).toEqual(truth?.properties['Linked']);
  });

  it('creates, changes, trashes, and brings back', async () => {
    const made = await people.createPage(projects.dataSourceId, {
      Name: { title: [{ text: { content: 'New' } }] },
    });
    await people.updatePage(made.id, { Status: { select: { name: 'Done' } } });
    expect((await people.setTrash(made.id, true)).inTrash).toBe(true);
    const { pages } = await people.query(projects.dataSourceId, { inTrash: true, sort });
    expect(pages.map(({ id }) => id)).toEqual([made.id]);
    const back = await people.setTrash(made.id, false);
    expect([back.inTrash, back.properties['Status']]).toEqual([
      false,
      expect.objectContaining({ select: expect.objectContaining({ name: 'Done' }) }),
    ]);
  });

  it('adds a property', async () => {
    const changed = await people.updateSchema(projects.dataSourceId, { Cost: { number: {} } });
    expect(changed.properties.map(({ name, type }) => [name, type])).toContainEqual([
      'Cost',
      'number',
    ]);
  });

  it('makes a database beside, and finds it by its title', async () => {
    const copy = await people.createDatabaseBeside(projects.id, 'Projects copy', {
      Title: { title: {} },
      Owner: { people: {} },
    });
    expect(copy.title).toBe('Projects copy');
    expect(copy.properties.map(({ name }) => name).toSorted()).toEqual(['Owner', 'Title']);
    expect((await people.searchDataSources('copy')).map(({ id }) => id)).toEqual([copy.id]);
  });

  it('tells a database that is not shared, and finds it when it is again', async () => {
    simulator.share(projects.id, false);
    const told = await problem(people.dataSource(projects.id));
    expect([told.code, failureKindOf(told)]).toEqual(['not_found', 'not_shared']);
    simulator.share(projects.id, true);
    expect((await people.dataSource(projects.id)).id).toBe(projects.dataSourceId);
  });

  it('tells refusals by kind', async () => {
    simulator.faults.set({ unauthorized: true });
    expect(failureKindOf(await problem(people.me()))).toBe('auth');
    simulator.faults.set({ restricted: { match: 'POST /pages' } });
    const told = await problem(people.createPage(projects.dataSourceId, {}));
    expect([told.code, failureKindOf(told)]).toEqual(['outside_refused', 'not_shared']);
    simulator.faults.set({});
    expect(
      await problem(people.updatePage(pageId(1), { Stauts: { select: { name: 'x' } } })),
    ).toMatchObject({ code: 'invalid_input', kind: 'schema', property: 'Stauts' });
  });

  it('a lost reply of a creation is in doubt, and it was made once', async () => {
    const before = simulator.pages(projects.id).length;
    simulator.faults.set({ lostReply: { match: 'POST /pages', count: 1 } });
    expect(await problem(people.createPage(projects.dataSourceId, {}))).toMatchObject({
      code: 'outcome_unknown',
    });
    expect(simulator.pages(projects.id)).toHaveLength(before + 1);
  });

  it('a lost reply or a broken answer of anything else is asked for again', async () => {
    const { background } = connected(simulator);
    simulator.faults.set({
      lostReply: { match: 'GET /pages', count: 1 },
      serverError: { match: 'GET /pages', count: 1, status: 502 },
    });
    expect((await background.page(pageId(2))).id).toBe(pageId(2));
  });

  it('one that is down is told as that', async () => {
    const gone = await startNotion({ token, databases: [] });
    await gone.close();
    const { people: nobody } = connected(gone);
    const told = await problem(nobody.createPage(projects.dataSourceId, {}));
    expect([told.code, failureKindOf(told)]).toEqual(['outside_unavailable', 'unavailable']);
  });
});

describe('the budget of a minute', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 5, 1) });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const simulated = (options: NotionOptions = {}) =>
    createNotion({ token, databases: [projects], latency: [300, 800], ...options });

  it.each([180, 600])('of %i is used in full, and never exceeded', async (perMinute) => {
    const simulator = simulated({ requestsPerMinute: perMinute });
    const { background } = connected(simulator, perMinute);
    const calls = perMinute * 5;
    const began = Date.now();
    let left = calls;
    const worker = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await background.me();
      }
    };
    const all = Promise.all(Array.from({ length: 8 }, worker));
    await vi.runAllTimersAsync();
    await all;
    const statuses = new Set(simulator.calls().map(({ status }) => status));
    expect([...statuses]).toEqual([200]);
    // Five full windows and what is left of a sixth: a twentieth is kept for people.
    const windows = Math.ceil(calls / Math.round(perMinute * 0.95)) - 1;
    const minutes = (Date.now() - began) / 60_000;
    expect(minutes).toBeGreaterThan(windows);
    expect(minutes).toBeLessThan(windows * 1.05);
  });

  it('that somebody else has spent: one 429, then silence as long as Notion says', async () => {
    const simulator = simulated({ requestsPerMinute: 60 });
    const other = connected(simulator, 60);
    await advance(Promise.all(Array.from({ length: 55 }, () => other.people.me())));
    const { background } = connected(simulator, 60);
    await advance(Promise.all(Array.from({ length: 5 }, () => background.me())));
    const asked = Promise.all(Array.from({ length: 5 }, () => background.me()));
    await advance(asked);
    const refused = simulator.calls().filter(({ status }) => status === 429);
    expect(refused).toHaveLength(5);
    expect(simulator.calls().filter(({ status }) => status === 200)).toHaveLength(65);
  });

  async function advance(done: Promise<unknown>): Promise<void> {
    const ended = done.then(() => true);
    const notYet = Promise.resolve(false);
    while (!(await Promise.race([ended, notYet]))) await vi.advanceTimersByTimeAsync(100);
  }
});
