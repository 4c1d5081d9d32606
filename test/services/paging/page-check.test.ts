// The independent check: what was due and did not go out is a metric, and silences the dead-man's switch.
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { startPageCheck } from '../../../src/services/paging/page-check.js';
import { escalationLateness } from '../../../src/services/paging/paging-metrics.js';
import type { Store } from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';
import { createTimers } from '../../../src/services/timers/create-timers.js';
import { timers } from '../../../src/services/timers/timers.js';
import { openPaging, seconds, start } from './world.js';

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(() => void vi.useRealTimers());

function open(everySeconds = 60) {
  const paging = openPaging();
  const pings: number[] = [];
  const logged: unknown[] = [];
  const registry = new Registry();
  let isAway = false;
  const list: Store['list'] = async (...args) => {
    if (isAway) throw new Error('the store is away');
    return paging.store.list(...args);
  };
  const check = startPageCheck({
    store: { ...paging.store, list },
    now: Date.now,
    log: { warn: (...said: unknown[]) => void logged.push(said) },
    registry,
    deadMan: { url: 'https://dead-man.test/secret-path', everySeconds },
    fetch: async (url, { method }) => {
      expect([method, url]).toEqual(['GET', 'https://dead-man.test/secret-path']);
      pings.push((Date.now() - start) / 1_000);
      return new Response();
    },
  });
  const gauge = async (name: string) =>
    (await registry.getSingleMetric(name)?.get())?.values[0]?.value;
  return {
    ...paging,
    pings,
    logged,
    stop: check.stop,
    storeIsAway(away: boolean) {
      isAway = away;
    },
    overdue: () => gauge('ppm_escalations_overdue'),
    undelivered: () => gauge('ppm_pages_undelivered'),
  };
}

const timer = { incident: 'I-AAAAAA', round: 1, step: 0, dueAt: start + 10_000 };

test('nothing is missing: the switch is called as often as it is configured', async () => {
  const { pings, stop, overdue, undelivered } = open(20);
  await seconds(65);
  await stop();
  expect(pings).toEqual([0, 20, 40, 60]);
  expect([await overdue(), await undelivered()]).toEqual([0, 0]);
});

test('an escalation that is overdue counts, and silences the switch until it is done', async () => {
  const { store, pings, stop, overdue } = open(10);
  await createTimers({ store }).set('late', { ...timer, kind: 'escalate' });
  await createTimers({ store }).set('review', { ...timer, kind: 'review' });
  await createTimers({ store }).set('reminder', { ...timer, kind: 'update' });
  await seconds(39);
  expect(await overdue()).toBe(0);
  await seconds(20);
  expect(await overdue()).toBe(2);
  const silent = pings.length;
  await seconds(60);
  expect(pings).toHaveLength(silent);
  for (const id of ['late', 'review'])
    await update(store, timers, id, (row) => ({ ...row, state: 'done' as const }));
  await seconds(20);
  await stop();
  expect(await overdue()).toBe(0);
  expect(pings.length).toBeGreaterThan(silent);
});

test('a page that nobody has taken counts after a minute; one that Slack has does not', async () => {
  const { send, take, stop, undelivered } = open();
  await send('page');
  await send('taken');
  await send('note', { kind: 'note' });
  await take('notice:taken:card');
  await seconds(59);
  expect(await undelivered()).toBe(0);
  await seconds(20);
  expect(await undelivered()).toBe(1);
  await take('notice:page:direct:U01ANA');
  await seconds(20);
  await stop();
  expect(await undelivered()).toBe(0);
});

test('what can not be checked is not said to be well', async () => {
  const { pings, stop, storeIsAway, logged } = open(10);
  await seconds(1);
  storeIsAway(true);
  await seconds(60);
  expect(pings).toEqual([0]);
  expect(logged.length).toBeGreaterThan(0);
  storeIsAway(false);
  await seconds(10);
  await stop();
  expect(pings).toHaveLength(2);
});

test('a switch that refuses is tried again; its address is not logged', async () => {
  const logged: unknown[] = [];
  let calls = 0;
  const registry = new Registry();
  const check = startPageCheck({
    store: openPaging().store,
    now: Date.now,
    log: { warn: (...said: unknown[]) => void logged.push(said) },
    registry,
    deadMan: { url: 'https://dead-man.test/secret-path', everySeconds: 10 },
    fetch: async () => new Response(null, { status: (calls += 1) === 1 ? 500 : 200 }),
  });
  await seconds(15);
  await check.stop();
  expect(calls).toBe(2);
  expect(JSON.stringify(logged)).toContain('answered 500');
  expect(JSON.stringify(logged)).not.toContain('secret-path');
  const counted = (await registry.metrics()).split('\n').filter((line) => line.includes('"pager"'));
  expect(counted).toEqual([
    'outside_calls_total{system="pager",outcome="failed"} 1',
    'outside_calls_total{system="pager",outcome="ok"} 1',
  ]);
});

test('how late escalations are is a histogram', async () => {
  const registry = new Registry();
  const lateness = escalationLateness(registry);
  lateness(0.2);
  lateness(7);
  const text = await registry.metrics();
  expect(text).toContain('ppm_escalation_lateness_seconds_bucket{le="1"} 1');
  expect(text).toContain('ppm_escalation_lateness_seconds_count 2');
});
