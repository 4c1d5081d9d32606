// Alerts of a sender that tells no time: known by their name, through restarts, with what was found out about them since.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AlertBatch, IncomingAlert } from '../../../../src/services/alerts/batch.js';
import { mergeByGroup } from '../../../../src/services/alerts/applying/merge.js';
import { alert, batch, minute, openWorld, second, start, type World } from './engine-world.js';

let world: World;
beforeEach(() => {
  world = openWorld();
});
afterEach(() => world.close());

/** What Databricks tells of a run, as it is heard of now. */
function failure(run = 'r1'): AlertBatch {
  const at = Date.now();
  const labels = { alertname: 'DatabricksJobFailed', run_id: run };
  const untimed = { asked: false, happenedAt: at };
  return batch('job', [alert(run, { startsAt: at, labels, untimed })], { source: 'databricks' });
}
const success = (): AlertBatch => batch('job', [], { source: 'databricks', resolvesGroup: true });
/** Whoever is asked says this of every alert. */
function says(found: Partial<IncomingAlert> & { happenedAt: number }): void {
  const { happenedAt, ...more } = found;
  world.completes = async (asked) => ({
    ...asked,
    alerts: asked.alerts.map((each) => ({
      ...each,
      ...more,
      untimed: { asked: true, happenedAt },
    })),
  });
}
const rows = async () =>
  (await world.alerts())
    .map(({ status, startsAt }) => [status, startsAt - start])
    .toSorted((a, b) => Number(a[1]) - Number(b[1]));

describe('a repeat', () => {
  test('after a restart is the same alert, since when its run began', async () => {
    says({ startsAt: start - minute, happenedAt: start - second });
    const first = world.engine();
    await world.send(first, failure());
    await world.pass(second);
    expect(await rows()).toEqual([['firing', -minute]]);
    await first.stop();
    const second_ = world.engine();
    await world.pass(minute);
    await world.send(second_, failure());
    await world.pass(second);
    expect(await rows()).toEqual([['firing', -minute]]);
    expect(await world.group()).toMatchObject({ firing: 1, resolved: 0, firstAt: start - minute });
    expect(await world.waiting()).toBe(0);
  });

  test('of what is resolved stays resolved', async () => {
    says({ startsAt: start - minute, happenedAt: start - second });
    const engine = world.engine();
    await world.send(engine, failure());
    await world.pass(second);
    await world.send(engine, success());
    await world.pass(second);
    await world.send(engine, failure());
    await world.pass(second);
    expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 1 });
  });
});

test('it is there at once, and stays when nobody answers', async () => {
  let answer = (_batch: AlertBatch | null): void => undefined;
  world.completes = () => new Promise((resolve) => (answer = resolve));
  const engine = world.engine();
  await world.send(engine, failure());
  await world.pass(second);
  expect(await world.group()).toMatchObject({ firing: 1, announced: true });
  expect(await world.cards()).toHaveLength(1);
  expect(await world.waiting()).toBe(1);
  answer(null);
  await world.pass(second);
  expect(await world.group()).toMatchObject({ firing: 1 });
  expect(await world.waiting()).toBe(0);
});

test('what a dead process had not asked is asked by the next', async () => {
  let asked = 0;
  world.completes = () => {
    asked += 1;
    return asked === 1 ? Promise.reject(new Error('died')) : Promise.resolve(null);
  };
  const engine = world.engine();
  await world.send(engine, failure());
  await world.pass(20 * second);
  expect(asked).toBe(2);
  expect(await rows()).toEqual([['firing', 0]]);
  expect(await world.waiting()).toBe(0);
});

test('two runs that fail in one moment are both asked about', async () => {
  const asked: string[] = [];
  world.completes = async (given) => {
    asked.push(...given.alerts.map(({ fingerprint }) => fingerprint));
    return null;
  };
  await world.send(world.engine(), failure('r1'), failure('r2'));
  await world.pass(second);
  expect(asked.toSorted()).toEqual(['r1', 'r2']);
  expect(await world.group()).toMatchObject({ firing: 2 });
});

test('one that has ended since is resolved', async () => {
  says({ startsAt: start - minute, status: 'resolved', endsAt: start, happenedAt: start });
  await world.send(world.engine(), failure());
  await world.pass(2 * second);
  expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 1 });
});

describe('a run that was resolved and fails again', () => {
  async function again(happenedAt: () => number): Promise<void> {
    says({ startsAt: start - minute, happenedAt: start });
    const engine = world.engine();
    await world.send(engine, failure());
    await world.pass(second);
    await world.send(engine, success());
    await world.pass(5 * second);
    says({ startsAt: start + 2 * second, happenedAt: happenedAt() });
    await world.send(engine, failure(), failure());
    await world.pass(second);
  }

  test('fires again, once however often it is told', async () => {
    await again(() => Date.now());
    expect(await rows()).toEqual([
      ['resolved', -minute],
      ['firing', 2 * second],
    ]);
    expect(await world.group()).toMatchObject({ state: 'firing', firing: 1, resolved: 1 });
  });

  test('and succeeds then is resolved', async () => {
    await again(() => Date.now());
    await world.send(world.engine(), success());
    await world.pass(second);
    expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 2 });
  });

  test('did not if that was before its end', async () => {
    await again(() => start);
    expect(await world.group()).toMatchObject({ state: 'resolved', firing: 0 });
  });
});

describe('what was found', () => {
  const found = async () => (await world.group()).diagnosis?.input;

  test('about one run says nothing about the next: that is looked into as well', async () => {
    const engine = world.engine();
    await world.send(engine, failure('r1'));
    await world.pass(second);
    expect(await found()).toEqual({ run: 'r1' });
    await world.send(engine, failure('r2'));
    await world.pass(second);
    expect(await found()).toEqual({ run: 'r2' });
    expect(await world.group()).toMatchObject({ announced: true, diagnosis: { state: 'waiting' } });
  });

  test('stays when the run before is told of again', async () => {
    const engine = world.engine();
    await world.send(engine, failure('r1'));
    await world.pass(second);
    await world.send(engine, failure('r2'));
    await world.pass(second);
    const { changedAt } = await world.group();
    await world.send(engine, failure('r1'));
    await world.pass(second);
    expect(await found()).toEqual({ run: 'r2' });
    expect((await world.group()).changedAt).toBe(changedAt);
  });
});

test('told of twice in one moment, what was found out counts, and of that the later', () => {
  const wait = (given: Partial<IncomingAlert>, receivedAt: number, asked: boolean) => ({
    id: String(receivedAt),
    completed: asked,
    delivery: {
      receivedAt,
      batch: batch('job', [
        alert('r1', { ...given, untimed: { asked, happenedAt: given.startsAt ?? 0 } }),
      ]),
    },
  });
  const heard = wait({ startsAt: 5 }, 5, false);
  const found = wait({ startsAt: 1 }, 2, true);
  const later = wait({ startsAt: 3 }, 4, true);
  const whole = (...all: (typeof heard)[]) =>
    mergeByGroup(all).flatMap(({ alerts }) =>
      alerts.map(({ startsAt, receivedAt }) => [startsAt, receivedAt]),
    );
  for (const order of [
    [heard, found],
    [found, heard],
  ])
    expect(whole(...order)).toEqual([[1, 2]]);
  for (const order of [
    [later, found, heard],
    [heard, found, later],
  ])
    expect(whole(...order)).toEqual([[3, 4]]);
  expect(whole(heard, wait({ startsAt: 9 }, 9, false))).toEqual([[5, 5]]);
});
