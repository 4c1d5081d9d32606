// What is kept of what probes found: since when, the past by the hour, the starts of a process, and the gauges.
import { expect, it } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { componentHistory } from '../../../src/services/health/component-records.js';
import type { HealthStatus } from '../../../src/services/health/health.js';
import type { Store } from '../../../src/services/store/store.js';
import { memoryStore } from '../../support/memory-store.js';
import { stageWith, type Components } from './stage.js';

const hour = 60 * 60 * 1000;
const day = 24 * hour;
const noon = Date.UTC(2026, 0, 31, 12);
const signal = new AbortController().signal;

/** One component whose value a test sets: above 10 amber, above 20 red. */
function metered(given: { store?: Store; keepDays?: number } = {}) {
  const meter = { value: 0, now: noon };
  const components: Components = {
    load: { kind: 'metric', url: 'http://m/', metric: 'load', warnAbove: 10, max: 20 },
  };
  const stage = stageWith(
    { platform: components },
    {
      now: () => meter.now,
      scraper: {
        read: async () => ({
          samples: [{ name: 'load', labels: {}, value: meter.value }],
          malformed: 0,
          truncated: false,
          millis: 1,
        }),
      },
      ...given,
    },
  );
  return {
    ...stage,
    async at(now: number, value: number): Promise<[HealthStatus, number]> {
      Object.assign(meter, { now, value });
      const { status, since } = await stage.ask();
      return [status, since];
    },
  };
}

it('tells since when it is as it is, also after a restart and in another process', async () => {
  const store = memoryStore();
  const first = metered({ store });
  expect(await first.at(noon, 1)).toEqual(['good', noon]);
  expect(await first.at(noon + 1, 25)).toEqual(['bad', noon + 1]);
  const second = metered({ store });
  expect(await second.at(noon + 2, 30)).toEqual(['bad', noon + 1]);
  expect(await first.at(noon + 3, 15)).toEqual(['warning', noon + 3]);
  // One that was slow to come in changes nothing.
  await second.at(noon + 2, 30);
  expect(await first.health.last()).toMatchObject([
    { system: 'platform', component: 'load', status: 'warning', since: noon + 3, value: 15 },
  ]);
});

it('two that ask at once for the first time agree', async () => {
  const store = memoryStore();
  const [one, other] = [metered({ store }), metered({ store })];
  const found = await Promise.all([one.at(noon, 25), other.at(noon, 25)]);
  expect(found).toEqual([
    ['bad', noon],
    ['bad', noon],
  ]);
  expect(await one.health.history('platform', 'load', 0)).toHaveLength(1);
});

it('keeps one point an hour: the worst of it, with what was measured then', async () => {
  const { at, health } = metered();
  await at(noon, 5);
  await at(noon + 1, 25);
  await at(noon + 2, 15);
  await at(noon + hour, 7);
  const points = await health.history('platform', 'load', noon);
  expect(points).toMatchObject([
    { at: noon, status: 'bad', value: 25 },
    { at: noon + hour, status: 'good', value: 7 },
  ]);
  expect(await health.history('platform', 'load', noon + hour)).toHaveLength(1);
  expect(await health.history('platform', 'other', noon)).toEqual([]);
});

it('forgets what is too old, once an hour', async () => {
  const store = memoryStore();
  const { at } = metered({ store, keepDays: 2 });
  await at(noon, 1);
  await at(noon + day, 1);
  await at(noon + 2 * day + hour, 1);
  const { items } = await store.list(componentHistory, { index: 'byAt', limit: 10 });
  expect(items.map(({ doc }) => doc.at)).toEqual([noon + day, noon + 2 * day + hour]);
});

it('answers without a store, and says once in the log that it could not remember', async () => {
  const down = async (): Promise<never> => {
    throw new Problem('store_unavailable', 'The store is down.', 'Wait.');
  };
  const store = { ...memoryStore(), get: down, insert: down, list: down, replace: down };
  const { at, logged } = metered({ store });
  expect(await at(noon, 25)).toEqual(['bad', noon]);
  expect(await at(noon + 1, 25)).toEqual(['bad', noon]);
  expect(logged.filter((line) => line.includes('could not be remembered'))).toHaveLength(2);
});

it('leaves out what was never asked, is another kind now, or costs', async () => {
  const store = memoryStore();
  const { health } = stageWith(
    {
      platform: {
        disk: { kind: 'disk' },
        costly: { kind: 'memory', onDemand: true },
        warehouse: { kind: 'warehouse' },
      },
    },
    { store },
  );
  const asked = await health.check({ onDemand: false, signal });
  expect(asked.map(({ component }) => component)).toEqual(['disk']);
  expect((await health.last()).map(({ component }) => component)).toEqual(['disk']);
  const changed = stageWith({ platform: { disk: { kind: 'memory' } } }, { store });
  expect(await changed.health.last()).toEqual([]);
});

it('counts how often a process began anew within the last hour', async () => {
  const clock = { now: noon, start: 0 };
  const { ask } = stageWith(
    { platform: { api: { kind: 'restarts', url: 'http://m/', maxPerHour: 3 } } },
    {
      now: () => clock.now,
      scraper: {
        read: async () => ({
          samples: [{ name: 'process_start_time_seconds', labels: {}, value: clock.start / 1000 }],
          malformed: 0,
          truncated: false,
          millis: 1,
        }),
      },
    },
  );
  const at = async (now: number, start: number) => {
    Object.assign(clock, { now, start });
    const { status, failure, value } = await ask();
    return [status, failure, value];
  };
  const minute = 60_000;
  expect(await at(noon, noon - day)).toEqual(['good', null, 0]);
  expect(await at(noon + 5 * minute, noon + 4 * minute)).toEqual(['good', null, 1]);
  // The same one, counted back from its uptime.
  expect(await at(noon + 9 * minute, noon + 4 * minute + 900)).toEqual(['good', null, 1]);
  expect(await at(noon + 10 * minute, noon + 9 * minute)).toEqual(['warning', 'restarting', 2]);
  await at(noon + 15 * minute, noon + 14 * minute);
  expect(await at(noon + 20 * minute, noon + 19 * minute)).toEqual(['bad', 'restarting', 4]);
  expect(await at(noon + 78 * minute, noon + 19 * minute)).toEqual(['good', null, 1]);
});

it('tells Prometheus by the names of the runbook, and nothing before the first asking', async () => {
  const { health, registry } = stageWith({
    'notion-bot-api': {
      full: { kind: 'disk', maxPercent: 0 },
      memory: { kind: 'memory', minFreeMb: 1 },
    },
    wittwizz: { api: { kind: 'http', url: 'http://127.0.0.1:1/' } },
  });
  expect(await registry.metrics()).not.toContain('healthy');
  await health.check({ onDemand: true, signal });
  await health.check({ system: 'notion-bot-api', component: 'memory', onDemand: true, signal });
  const text = await registry.metrics();
  expect(text.split('\n')).toEqual(
    expect.arrayContaining([
      'notion_bot_api_healthy 0',
      'notion_bot_api_component_healthy{component="full"} 0',
      'notion_bot_api_component_healthy{component="memory"} 1',
      'wittwizz_healthy 0',
      expect.stringMatching(/^wittwizz_component_latency_ms\{component="api"\} \d+$/),
      'ppm_component_status{system="notion-bot-api",component="memory"} 0',
      'ppm_component_status{system="wittwizz",component="api"} 2',
    ]),
  );
  expect(text).not.toContain('notion_bot_api_component_latency_ms{');
});
