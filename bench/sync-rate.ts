// A full refresh of 100,000 pages at 300 to 800 ms a call, against the time that the budget sets; then a cycle in which
// nothing has changed. Time is scaled: the same code runs, `scale` times as fast.
// `npx tsx bench/sync-rate.ts [requests a minute …]`
import { Registry } from 'prom-client';
import { createNotion } from '../sandbox/notion/index.js';
import { connectNotion } from '../src/services/notion/connect-notion.js';
import { createNotionSync } from '../src/services/notion/sync/notion-sync.js';
import { createSyncMetrics } from '../src/services/notion/sync/sync-metrics.js';
import { createSyncMemory } from '../src/services/sync/sync-memory.js';
import { createFakeBronze } from '../test/support/fake-bronze.js';
import { memoryStore } from '../test/support/memory-store.js';
import { archive, archiveSeed, quiet, report } from './archive.js';

const pages = 100_000;
const scale = 4;
const minute = 60_000;
const rates = process.argv.slice(2).map(Number);

for (const perMinute of rates.length > 0 ? rates : [180, 600]) await measure(perMinute);

async function measure(perMinute: number): Promise<void> {
  const began = performance.now();
  const now = (): number => Date.UTC(2026, 0, 5) + (performance.now() - began) * scale;
  const sleep = (millis: number): Promise<void> =>
    new Promise((resolve) => setTimeout(resolve, millis / scale));
  const token = 'ntn_benchmark00000000000000';
  const notion = createNotion({
    token,
    now,
    sleep,
    requestsPerMinute: perMinute,
    latency: [300, 800],
    databases: [archiveSeed(pages)],
  });
  const registry = new Registry();
  const clock = { now, sleep };
  const calls = { all: 0, limited: 0 };
  const connection = connectNotion({
    token,
    baseUrl: 'http://notion.example',
    requestsPerMinute: perMinute,
    reservedForPeople: 0.05,
    registry,
    log: quiet,
    clock,
    async fetch(url, init) {
      calls.all += 1;
      const response = await notion.fetch(url, init);
      if (response.status === 429) calls.limited += 1;
      return response;
    },
  });
  const bronze = createFakeBronze();
  const store = memoryStore();
  const whole = (): number => Math.floor(now());
  const sync = createNotionSync({
    notion: connection.background,
    bronze,
    store,
    state: createSyncMemory({ store, now: whole }),
    metrics: createSyncMetrics(registry),
    log: quiet,
    now: whole,
    overlapMs: 5 * minute,
    cursors: () => 8,
  });
  const { signal } = new AbortController();
  const job = { database: archive, batchDelayMs: 0, signal, tell: () => {} };
  const start = now();
  await sync.database({ ...job, mode: 'full', run: 'R-1' });
  const took = now() - start;
  const least = (pages / 100 / perMinute) * minute;
  report(
    `${pages.toLocaleString('en')} pages at ${perMinute} calls a minute`,
    `${(took / 1000).toFixed(0)} s, ${(took / least).toFixed(2)} times what the budget sets (${(least / 1000).toFixed(0)} s); ${calls.all} calls, ${calls.limited} of them 429; ${bronze.rows.size.toLocaleString('en')} rows`,
    took <= 1.05 * least && calls.limited <= 1 && bronze.rows.size === pages,
  );
  calls.all = 0;
  await sync.database({ ...job, mode: 'incremental', run: 'R-2' });
  report('Nothing changed, one cycle', `${calls.all} calls`, calls.all <= 2);
}
