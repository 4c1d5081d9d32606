// Timers that are due are done: on the second, in order, side by side, again when they fail, and once on two processes.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openSqlite } from '../../../src/services/store/sqlite.js';
import type { Store } from '../../../src/services/store/store.js';
import { createTimers } from '../../../src/services/timers/create-timers.js';
import { startTimers, type RunningTimers } from '../../../src/services/timers/start-timers.js';
import { timers, type TimerWork } from '../../../src/services/timers/timers.js';
import { orderedStore } from '../escalation/ordered-store.js';

const start = Date.UTC(2026, 10, 18, 9, 0);
const running: RunningTimers[] = [];

beforeEach(() => void vi.useFakeTimers({ now: start }));
afterEach(async () => {
  await Promise.all(running.splice(0).map((one) => one.stop()));
  vi.useRealTimers();
});

/** A process; what it did is listed as `id after 12.5 s`. */
function open(store: Store = orderedStore(), also: TimerWork = async () => {}) {
  const done: string[] = [];
  const late: number[] = [];
  const complaints: unknown[] = [];
  let process: RunningTimers | undefined;
  const { set, cancel } = createTimers({ store, changed: () => process?.wake() });
  return {
    store,
    done,
    late,
    complaints,
    cancel,
    set: (id: string, afterSeconds: number, incident = id) =>
      set(id, {
        kind: 'escalate',
        incident,
        round: 1,
        step: 0,
        dueAt: start + afterSeconds * 1_000,
      }),
    run() {
      process = startTimers({
        store,
        now: Date.now,
        log: { warn: (...said: unknown[]) => void complaints.push(said) },
        work: async (timer) => {
          await also(timer);
          done.push(`${timer.id} after ${(Date.now() - start) / 1_000} s`);
        },
        lateness: (seconds) => void late.push(seconds),
      });
      running.push(process);
      return process;
    },
  };
}

const seconds = (amount: number) => vi.advanceTimersByTimeAsync(amount * 1_000);

test('done to the second, also those that are set meanwhile', async () => {
  const { run, set, done, late } = open();
  await set('a', 12.345);
  run();
  await seconds(20);
  await set('now', 20);
  await set('b', 20.2);
  await seconds(5);
  expect(done).toEqual([
    'a after 12.345 s',
    expect.stringMatching(/^now after 20(\.00\d)? s$/),
    'b after 20.2 s',
  ]);
  expect(Math.max(...late)).toBeLessThan(0.1);
});

test('one that another process sets is found within half a second', async () => {
  const { run, done, store } = open();
  run();
  await seconds(10);
  await open(store).set('a', 10);
  await seconds(0.6);
  expect(done).toHaveLength(1);
});

test('after an outage in the order in which they were due, of one incident one after the other', async () => {
  const slow: TimerWork = (timer) =>
    new Promise((resolve) => setTimeout(resolve, timer.id === 'a1' ? 3_000 : 10));
  const { run, set, done } = open(orderedStore(), slow);
  for (const [id, after] of [
    ['b1', 20],
    ['a2', 30],
    ['c1', 5],
    ['a1', 10],
    ['b2', 40],
  ] as const)
    await set(id, after, id.slice(0, 1));
  vi.setSystemTime(start + 100_000);
  run();
  await seconds(10);
  expect(done.map((one) => one.split(' ')[0])).toEqual(['c1', 'b1', 'b2', 'a1', 'a2']);
});

test('one that is set late but was due earlier comes before what waits already', async () => {
  const slow: TimerWork = () => new Promise((resolve) => setTimeout(resolve, 5_000));
  const { run, set, done } = open(orderedStore(), slow);
  await set('first', 1, 'one');
  await set('third', 3, 'one');
  run();
  await seconds(4);
  await set('second', 2, 'one');
  await seconds(20);
  expect(done.map((one) => one.split(' ')[0])).toEqual(['first', 'second', 'third']);
});

test('at most twenty at once, the earliest first', async () => {
  let [atOnce, most] = [0, 0];
  const begun: string[] = [];
  const slow: TimerWork = async ({ id }) => {
    begun.push(id);
    most = Math.max(most, (atOnce += 1));
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    atOnce -= 1;
  };
  const { run, set } = open(orderedStore(), slow);
  const ids = Array.from({ length: 50 }, (_, n) => `t${String(n).padStart(2, '0')}`);
  for (const [n, id] of ids.toReversed().entries()) await set(id, 50 - n);
  vi.setSystemTime(start + 100_000);
  run();
  await seconds(10);
  expect(begun).toEqual(ids);
  expect(most).toBe(20);
});

test('what fails is tried again after 1, 2, 4 … 60 s and keeps nobody else waiting', async () => {
  const tries: number[] = [];
  const failing: TimerWork = async ({ id }) => {
    if (id !== 'bad') return;
    tries.push((Date.now() - start) / 1_000);
    if (tries.length < 10) throw new Error('Slack is on fire');
  };
  const { run, set, done, complaints } = open(orderedStore(), failing);
  await set('bad', 0, 'one');
  await set('behind', 1, 'one');
  await set('other', 2);
  run();
  await seconds(600);
  const waits = tries.slice(1).map((at, index) => Math.floor(at - (tries[index] ?? 0)));
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  expect(done.map((one) => one.split(' ')[0])).toEqual(['other', 'bad', 'behind']);
  expect(complaints).toHaveLength(9);
});

test('a store that is away is asked again', async () => {
  const store = orderedStore();
  let isAway = true;
  const list: Store['list'] = async (...args) => {
    if (isAway) throw new Error('the store is away');
    return store.list(...args);
  };
  const { run, set, done } = open({ ...store, list });
  await set('a', 1);
  run();
  await seconds(5);
  isAway = false;
  await seconds(1);
  expect(done).toHaveLength(1);
});

test('cancelled before it was due it is not done', async () => {
  const { run, set, cancel, done, store } = open();
  await set('a', 10);
  run();
  await seconds(9.9);
  await cancel('a');
  await seconds(5);
  expect(done).toEqual([]);
  expect((await store.get(timers, 'a'))?.doc.state).toBe('cancelled');
});

test('work that cancels its own timer leaves it cancelled', async () => {
  const store = orderedStore();
  const { cancel } = createTimers({ store });
  const { run, set, late } = open(store, ({ incident }) => cancel(incident));
  await set('a', 1);
  run();
  await seconds(5);
  expect((await store.get(timers, 'a'))?.doc.state).toBe('cancelled');
  expect(late).toEqual([]);
});

test('two processes set each row done once', async () => {
  const store = orderedStore();
  const [one, other] = [open(store), open(store)];
  for (let n = 0; n < 100; n += 1) await one.set(`t${n}`, n / 10);
  one.run();
  other.run();
  await seconds(20);
  expect(one.late.length + other.late.length).toBe(100);
});

test('stopped it begins nothing, and waits for what is under way', async () => {
  let finish = (): void => {};
  const { run, set, done } = open(
    orderedStore(),
    () =>
      new Promise((resolve) => {
        finish = resolve;
      }),
  );
  await set('a', 1);
  await set('b', 3);
  const process = run();
  await seconds(2);
  let isStopped = false;
  const stopped = process.stop().then(() => (isStopped = true));
  await seconds(5);
  expect(isStopped).toBe(false);
  finish();
  await stopped;
  await seconds(5);
  expect(done.map((one) => one.split(' ')[0])).toEqual(['a']);
});

test('thousands that are overdue on SQLite, while one incident fails all the time', async () => {
  vi.useRealTimers();
  const store = openSqlite(mkdtempSync(join(tmpdir(), 'ppm-timers-')));
  const { run, set, done } = open(store, async ({ incident }) => {
    if (incident === 'bad') throw new Error('never');
  });
  const passed = (Date.now() - start) / 1_000 - 3_600;
  const ids = Array.from({ length: 1_100 }, (_, n) => `t${String(n).padStart(4, '0')}`);
  await Promise.all(ids.map((id) => set(`bad ${id}`, passed - 1, 'bad')));
  await Promise.all(ids.map((id, n) => set(id, passed + n)));
  run();
  await expect.poll(() => done.length, { timeout: 20_000 }).toBe(1_100);
  // Twenty at once, so that one may overtake another by a few places.
  const places = done.map((one) => ids.indexOf(one.split(' ')[0] ?? ''));
  expect(Math.max(...places.map((place, n) => Math.abs(place - n)))).toBeLessThan(40);
  await Promise.all(running.splice(0).map((one) => one.stop()));
  await store.close();
});
