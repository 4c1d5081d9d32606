// One history of a pretended Notion and of the syncs that follow it, made from a seed: edits (also within a minute, also
// while a sync reads), the trash and back, faults of the API, lost replies, and processes that die anywhere.
import { Registry } from 'prom-client';
import { createNotion, type NotionSimulator } from '../../../../sandbox/notion/index.js';
import type { DatabaseSeed } from '../../../../sandbox/notion/protocol.js';
import { Problem } from '../../../../src/core/problem.js';
import { connectNotion } from '../../../../src/services/notion/connect-notion.js';
import {
  createNotionSync,
  type NotionSync,
} from '../../../../src/services/notion/sync/notion-sync.js';
import { createSyncMetrics } from '../../../../src/services/notion/sync/sync-metrics.js';
import { createSyncMemory } from '../../../../src/services/sync/sync-memory.js';
import type { Database } from '../../../../src/services/systems/systems.js';
import { createFakeBronze, type FakeBronze } from '../../../support/fake-bronze.js';
import { memoryStore } from '../../../support/memory-store.js';

const minute = 60_000;
const token = 'ntn_modeltest0000000000000000';
const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The process dies: nothing of it goes on. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** Numbers from 0 to 1 that follow from a seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const database: Database = {
  name: 'projects',
  system: 'finance',
  environment: 'production',
  title: 'Projects',
  id: '11111111-2222-4333-8444-555555555501',
  schema: {},
  status: { property: 'Status', inProgress: [], done: [] },
};

const seedOf = (id: string, dataSourceId: string): DatabaseSeed => ({
  id,
  dataSourceId,
  title: 'Projects',
  properties: {
    Name: { type: 'title', title: {} },
    Budget: { type: 'number', number: {} },
    Parts: { type: 'relation', relation: {} },
    Oddity: { type: 'hologram', hologram: {} },
  },
});
const other = seedOf(
  '11111111-2222-4333-8444-555555555502',
  '11111111-2222-4333-8444-555555555512',
);

export interface Outcome {
  notion: NotionSimulator;
  bronze: FakeBronze;
  /** Whether only a full refresh can know all of what happened. */
  needsFull: boolean;
  syncs: number;
  kills: number;
  calls: number;
}

/** Plays a history to its end and a last sync; throws when a sync can't be brought to its end. */
export async function play(seed: number): Promise<Outcome> {
  const random = randomFrom(seed);
  const below = (most: number): number => Math.floor(random() * most);
  const chance = (share: number): boolean => random() < share;
  const trashEdits = chance(0.8);
  let now = Date.UTC(2026, 0, 5) + below(60) * 1000;
  let calls = 0;
  let kills = 0;
  let syncs = 0;
  let needsFull = !trashEdits;
  let isCalm = false;
  /** How many more writes this process lives through. */
  let lives = Infinity;
  const die = (): void => {
    if (isCalm || (lives -= 1) >= 0) return;
    throw new Killed('kill -9');
  };
  const notion = createNotion({
    token,
    requestsPerMinute: 0,
    now: () => now,
    sleep: async (millis) => void (now += Math.ceil(millis)),
    queryLimit: 30,
    answerLimit: 7,
    trashEdits,
    databases: [seedOf(database.id, '11111111-2222-4333-8444-555555555511'), other],
  });
  const bronze = createFakeBronze(die);
  const store = memoryStore(die);
  const ids: string[] = [];

  function create(): void {
    // Many in a crowd: of one minute there are more than a query gives, also of its edits.
    const isCrowd = chance(0.7);
    const createdAt = isCrowd ? Date.UTC(2026, 0, 4) + below(2) * minute : now - below(90) * minute;
    ids.push(
      notion.createPage(database.id, {
        createdAt,
        editedAt: createdAt + (isCrowd ? below(4) * minute : 0),
        properties: { Name: `Page ${ids.length}`, Budget: below(9), Oddity: { depth: below(3) } },
      }),
    );
  }

  function happen(): void {
    now += chance(0.6) ? below(20) * 1000 : below(4) * minute;
    const id = ids[below(Math.max(ids.length, 1))];
    const page = notion.pages(database.id).find((one) => one.id === id);
    if (id === undefined || !page) return createFresh();
    const dice = random();
    if (dice < 0.5) return notion.editPage(id, { Name: `Edit ${below(1000)}`, Budget: below(9) });
    if (dice < 0.58)
      return notion.editPage(id, {
        Parts: Array.from({ length: below(60) }, (_, at) => `part-${at}`),
      });
    if (dice < 0.7) return createFresh();
    if (dice < 0.82) return page.inTrash ? notion.returnPage(id) : notion.trashPage(id);
    if (dice < 0.84 && !page.inTrash) return moveAway(id);
    if (dice < 0.86) return deleteForGood(id);
  }

  /** Made now, as people make pages: it has the time of now. */
  function createFresh(): void {
    ids.push(
      notion.createPage(database.id, { properties: { Name: `New ${ids.length}`, Budget: 1 } }),
    );
  }

  function moveAway(id: string): void {
    needsFull = true;
    notion.movePage(id, other.id);
  }

  function deleteForGood(id: string): void {
    needsFull = true;
    notion.deletePage(id);
  }

  function trouble(): void {
    const count = 1 + below(3);
    const faults = [
      { rateLimited: { count, retryAfterSeconds: 1 + below(70) } },
      { overloaded: { count, retryAfterSeconds: 1 } },
      { serverError: { match: '.', count, status: 500 as const } },
      { lostReply: { match: '.', count } },
      { cut: { match: 'query', count } },
      { badCursor: { count } },
      { conflict: { match: '.', count: 1 } },
      {},
    ];
    notion.faults.set(faults[below(faults.length)] ?? {});
  }

  function newProcess(): NotionSync {
    const registry = new Registry();
    const clock = {
      now: () => now,
      sleep: async (millis: number) => void (now += Math.ceil(millis)),
    };
    const connection = connectNotion({
      token,
      baseUrl: 'http://notion.example',
      requestsPerMinute: 180,
      reservedForPeople: 0.05,
      registry,
      log,
      clock,
      async fetch(url, init) {
        calls += 1;
        if (!isCalm && chance(0.1)) happen();
        return notion.fetch(url, init);
      },
    });
    return createNotionSync({
      notion: connection.background,
      bronze,
      store,
      state: createSyncMemory({ store, now: () => now }),
      metrics: createSyncMetrics(registry),
      log,
      now: () => now,
      overlapMs: 5 * minute,
      cursors: () => 1 + below(4),
    });
  }

  /** One run, taken up again by a new process whenever one dies, and asked for again when it fails. */
  async function sync(mode: 'incremental' | 'full'): Promise<void> {
    syncs += 1;
    for (let attempt = 0; attempt < 40; attempt += 1) {
      lives = chance(0.4) ? below(25) : Infinity;
      try {
        const signal = new AbortController().signal;
        const job = { database, mode, run: `R-${syncs}`, batchDelayMs: 0, signal, tell: () => {} };
        await newProcess().database(job);
        lives = Infinity;
        return;
      } catch (error) {
        if (error instanceof Killed) kills += 1;
        else if (!(error instanceof Problem) || attempt > 30) throw error;
        notion.faults.set({});
      }
    }
    throw new Error(`The sync does not come to its end (seed ${seed}).`);
  }

  for (let pages = below(90); pages > 0; pages -= 1) create();
  for (let step = 3 + below(8); step > 0; step -= 1) {
    for (let edits = below(8); edits > 0; edits -= 1) happen();
    if (chance(0.5)) trouble();
    if (chance(0.6)) await sync(chance(0.8) ? 'incremental' : 'full');
  }
  isCalm = true;
  notion.faults.set({});
  now += below(10) * minute;
  await sync(needsFull ? 'full' : 'incremental');
  return { notion, bronze, needsFull, syncs, kills, calls };
}

/** What the table should say, as far as it differs: empty when it equals Notion. */
export function differences({ notion, bronze }: Outcome): string[] {
  const pages = notion.pages(database.id).filter(({ inTrash }) => !inTrash);
  const live = new Set(pages.map(({ id }) => id));
  const wrong = [...bronze.rows.values()]
    .filter((row) => !row.deleted && row.databaseId === database.id && !live.has(row.pageId))
    .map(({ pageId }) => `${pageId} is not in Notion any more`);
  for (const page of pages) {
    const row = bronze.rows.get(page.id);
    if (!row) wrong.push(`${page.id} is missing`);
    else if (row.deleted) wrong.push(`${page.id} is marked as deleted`);
    else if (row.editedAt !== page.editedAt || row.createdAt !== page.createdAt)
      wrong.push(`${page.id} has other times`);
    else if (!sameJson(JSON.parse(row.properties), page.properties))
      wrong.push(
        `${page.id} has other values: ${row.properties} instead of ${JSON.stringify(page.properties)}`,
      );
  }
  return wrong;
}

function sameJson(one: unknown, two: unknown): boolean {
  return canonical(one) === canonical(two);
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
