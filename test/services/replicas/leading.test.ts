// What only one process needs to do: the others leave it alone for a while, and do it when it was left lying.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createTimers } from '../../../src/services/timers/create-timers.js';
import { startTimers, type RunningTimers } from '../../../src/services/timers/start-timers.js';
import { startSchedules } from '../../../src/services/schedule/start-schedules.js';
import { createCircuitRegistry } from '../../../src/services/resilience/circuit-registry.js';
import { createLocalNews } from '../../../src/services/replicas/local-news.js';
import { createPublisherMetrics } from '../../../src/services/metrics/publisher-metrics.js';
import { Registry } from 'prom-client';
import { pino } from 'pino';
import { orderedStore } from '../escalation/ordered-store.js';

const log = pino({ level: 'silent' });
const start = Date.UTC(2026, 10, 18, 9, 0);
const running: { stop(): Promise<void> }[] = [];

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(async () => {
  const stopping = Promise.all(running.splice(0).map((one) => one.stop()));
  await vi.advanceTimersByTimeAsync(100);
  await stopping;
  vi.useRealTimers();
});

const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1_000);

function openTimers() {
  const store = orderedStore();
  const done: string[] = [];
  const timers = createTimers({ store });
  const run = (name: string, isLeader: () => boolean): RunningTimers => {
    const started = startTimers({
      store,
      now: Date.now,
      log,
      work: async ({ id }) =>
        void done.push(`${id} by ${name} after ${(Date.now() - start) / 1_000}`),
      lateness: () => {},
      isLeader,
    });
    running.push(started);
    return started;
  };
  const set = (id: string, after: number): Promise<boolean> =>
    timers.set(id, {
      kind: 'escalate',
      incident: id,
      round: 1,
      step: 0,
      dueAt: start + after * 1_000,
    });
  return { done, set, run };
}

test('the one that leads does timers on the second, the others nothing', async () => {
  const { done, set, run } = openTimers();
  run('other', () => false);
  run('leader', () => true);
  await set('a', 5);
  await seconds(20);
  expect(done).toEqual(['a by leader after 5']);
});

test('without one that leads the others do them two seconds later, or at once when they are woken', async () => {
  const { done, set, run } = openTimers();
  const other = run('other', () => false);
  await set('a', 5);
  await seconds(6.9);
  expect(done).toEqual([]);
  await seconds(1.2);
  expect(done).toHaveLength(1);
  await set('b', 8.05);
  other.wake();
  await seconds(0.1);
  expect(done.at(-1)).toMatch(/^b by other after 8/);
});

test('schedules are looked at each second by the one that leads, and every 15 s by the others', async () => {
  let looks = 0;
  let leads = false;
  const store = orderedStore();
  const parts: Parameters<typeof startSchedules>[0] = {
    config: { schedules: { each: {}, timeZone: 'UTC' }, systems: {} },
    operations: [],
    store,
    now: Date.now,
    ask: () => Promise.reject(new Error('nothing is asked')),
    runs: { request: () => Promise.reject(new Error('no run')), get: async () => null },
    internal: { 'health.probe': () => Promise.reject(new Error('nothing is probed')) },
    channel: 'C1',
    redraw: () => {},
    filesReports: false,
    metrics: { ended: () => {}, seen: () => void (looks += 1) },
    log,
    planned: [],
  };
  running.push(startSchedules(parts, () => leads));
  await seconds(29);
  expect(looks).toBe(2);
  leads = true;
  await seconds(10);
  expect(looks).toBe(12);
});

test('a circuit that a person closes is closed on every process', () => {
  const news = createLocalNews(log);
  const closed: string[] = [];
  const breakerOf = (name: string) => ({
    look: () => ({
      name,
      state: 'open' as const,
      failures: 5,
      openedAt: start,
      triesAt: null,
      lastFailure: null,
    }),
    close: () => void closed.push(name),
  });
  const [here, there] = [createCircuitRegistry({ news }), createCircuitRegistry({ news })];
  here.add('notion', breakerOf('notion here'));
  there.add('notion', breakerOf('notion there'));
  there.add('github', breakerOf('github there'));
  here.reset(' Notion ');
  expect(new Set(closed)).toEqual(new Set(['notion here', 'notion there']));
});

test('a card that another process has drawn does not count as waiting here for ever', async () => {
  const registry = new Registry();
  const metrics = createPublisherMetrics(registry, Date.now);
  const lag = async (): Promise<number | undefined> => {
    const metric = await registry.getSingleMetric('ppm_publisher_lag_seconds')?.get();
    return metric?.values[0]?.value;
  };
  metrics.waits('card');
  metrics.waits('other');
  await seconds(60);
  metrics.waits('card');
  await seconds(100);
  expect(await lag()).toBe(160);
  metrics.caughtUp('card');
  expect(await lag()).toBe(0);
});
