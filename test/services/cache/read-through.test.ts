// Those who stop waiting, over a simulated Notion that takes its time.
import { Registry } from 'prom-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startNotion, type NotionSimulator } from '../../../sandbox/notion/index.js';
import { createNotionCache } from '../../../src/services/cache/create-notion-cache.js';
import { connectNotion } from '../../../src/services/notion/connect-notion.js';
import { memoryStore } from '../../support/memory-store.js';
import { byCreation, projectsId, systems } from './site.js';

const token = 'ntn_1234567890abcdefghijklmnopqrstuv';
const dataSourceId = projectsId.replace(/^.{8}/, 'dddddddd');
const quiet = (): void => {};
let simulator: NotionSimulator;

beforeAll(async () => {
  simulator = await startNotion({
    token,
    requestsPerMinute: 0,
    latency: 100,
    databases: [
      {
        id: projectsId,
        dataSourceId,
        title: 'Projects',
        properties: { Name: { type: 'title', title: {} } },
        pages: [{ id: projectsId.replace(/^.{8}/, 'aaaaaaaa'), properties: { Name: 'One' } }],
      },
    ],
  });
});
afterAll(() => simulator.close());

function connected() {
  const registry = new Registry();
  /** Of each request that was begun: aborted when nobody waits for it any more. */
  const signals: (AbortSignal | null | undefined)[] = [];
  const notion = connectNotion({
    token,
    fetch: (url, init) => {
      signals.push(init?.signal);
      return globalThis.fetch(url, init);
    },
    baseUrl: simulator.url,
    requestsPerMinute: 6_000,
    reservedForPeople: 0.05,
    registry,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  const now = Date.now;
  const store = memoryStore();
  const { reading } = createNotionCache({ notion, systems, ttl: () => 60, store, now, registry });
  return { reading, signals, begun: () => signals.length };
}

it('one who stops waiting does not take the answer of the other away', async () => {
  const { reading, begun } = connected();
  const impatient = new AbortController();
  const left = reading.query(dataSourceId, byCreation, impatient.signal);
  const stayed = reading.query(dataSourceId, byCreation);
  await expect.poll(begun).toBe(1);
  impatient.abort();
  await expect(left).rejects.toMatchObject({ code: 'cancelled' });
  expect((await stayed).pages).toHaveLength(1);
  expect(begun()).toBe(1);
});

it('a call that nobody waits for any more is stopped, and the next one asks anew', async () => {
  const { reading, begun, signals } = connected();
  const impatient = new AbortController();
  const both = [1, 2].map(() => reading.query(dataSourceId, byCreation, impatient.signal));
  await expect.poll(begun).toBe(1);
  impatient.abort();
  for (const outcome of await Promise.allSettled(both))
    expect(outcome).toMatchObject({ reason: { code: 'cancelled' } });
  await expect.poll(() => signals[0]?.aborted).toBe(true);
  expect((await reading.query(dataSourceId, byCreation)).pages).toHaveLength(1);
  expect(begun()).toBe(2);
  await expect(reading.query(dataSourceId, byCreation, AbortSignal.abort())).rejects.toMatchObject({
    code: 'cancelled',
  });
});
