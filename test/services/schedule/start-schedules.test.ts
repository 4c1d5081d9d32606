// What schedules do by themselves, and what people do with them: the clock is the test's, the looks are real.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { Report } from '../../../src/core/report.js';
import { scheduleRows } from '../../../src/services/schedule/schedule-records.js';
import type { ScheduleNow } from '../../../src/services/schedule/schedule.js';
import type { Store } from '../../../src/services/store/store.js';
import { update } from '../../../src/services/store/update.js';
import { memoryStore } from '../../support/memory-store.js';
import {
  day,
  hour,
  minute,
  off,
  openSite,
  openWorld,
  start,
  type Site,
  type World,
} from './site.js';

const ana = { person: 'ana', slack: 'U1', via: 'slack' } as const;
const nine = start + 30 * minute;
const morning = { operation: 'report', input: { which: 'morning' }, cron: '0 9 * * *' };

let world: World;
let store: Store;
let site: Site;
let loop: ReturnType<Site['begin']> | null;

function open(each: object): void {
  site = openSite(store, { each: { ...off, ...each } }, world);
}
beforeEach(() => {
  world = openWorld();
  store = memoryStore();
  loop = null;
  open({ daily: morning });
});
afterEach(() => loop?.stop());

/** Looks at this time, until what it began is over. */
async function at(time: number): Promise<void> {
  world.clock.at = time;
  const begun = site.looks();
  const looking = site.begin();
  // When a second look begins, the first is over.
  looking.wake();
  await expect.poll(site.looks).toBeGreaterThan(begun + 1);
  await expect
    .poll(async () => (await site.schedules.list()).every(settled), { timeout: 3_000 })
    .toBe(true);
  await looking.stop();
}
const settled = ({ last }: ScheduleNow): boolean => last?.outcome !== 'running';
const last = async (name = 'daily') =>
  (await site.schedules.list()).find((one) => one.name === name)?.last;

describe('a slot', () => {
  test('is done once, at its time, as the bot itself, and its answer becomes a card', async () => {
    await at(start);
    await at(nine - 1);
    expect(world.asked).toEqual([]);
    await at(nine + 200);
    await at(nine + 900);
    expect(world.asked).toMatchObject([
      {
        actor: { via: 'system' },
        requestId: `schedule:daily:${nine}`,
        words: { operation: 'report', input: { which: 'morning' } },
      },
    ]);
    expect(await site.cards('daily')).toMatchObject([
      { id: `schedule:daily:${nine}`, report: { headline: 'All is well' } },
    ]);
    expect(await last()).toEqual({
      slot: nine,
      at: nine + 200,
      outcome: 'ok',
      said: 'All is well',
    });
    const [one] = await site.schedules.list();
    expect(one?.next).toBe(nine + day);
    const metrics = await site.registry.metrics();
    expect(metrics).toContain('ppm_schedule_runs_total{schedule="daily",outcome="ok"} 1');
    expect(metrics).toContain(
      `ppm_schedule_last_success_timestamp_seconds{schedule="daily"} ${(nine + 200) / 1_000}`,
    );
  });

  test('with post: problems makes a card only of problems; with never of nothing', async () => {
    open({ daily: { ...morning, post: 'problems' }, quiet: { ...morning, post: 'never' } });
    await at(start);
    await at(nine);
    expect(await site.cards('daily')).toEqual([]);
    world.answer.next = async () => ({ status: 'bad', headline: 'Notion is down' });
    await at(nine + day);
    expect(await site.cards('daily')).toMatchObject([{ report: { headline: 'Notion is down' } }]);
    expect(await site.cards('quiet')).toEqual([]);
    expect(await last('quiet')).toMatchObject({ outcome: 'problems', said: 'Notion is down' });
  });

  test('that fails is told, also with post: problems, and the same failure not all day long', async () => {
    open({ hourly: { ...morning, cron: '0 * * * *', post: 'problems' } });
    world.answer.next = async () => {
      throw new Problem('outside_unavailable', 'Notion is away.', 'Wait.');
    };
    await at(start);
    for (let hours = 0; hours < 22; hours += 1) await at(nine + hours * hour);
    expect(await last('hourly')).toMatchObject({ outcome: 'failed', said: 'Notion is away.' });
    const cards = await site.cards('hourly');
    expect(cards.map(({ at: told }) => (told - nine) / hour)).toEqual([0, 20]);
    expect(cards[0]?.report).toMatchObject({
      status: 'bad',
      findings: [{ title: 'Notion is away.', fix: 'Wait.' }],
      suggestions: [{ operation: 'schedule.run', input: { name: 'hourly' } }],
    });
    world.answer.next = async () => ({ status: 'good', headline: 'well' });
    await at(nine + 22 * hour);
    world.answer.next = async () => {
      throw new Problem('outside_unavailable', 'Notion is away.', 'Wait.');
    };
    await at(nine + 23 * hour);
    expect(await site.cards('hourly')).toHaveLength(3);
  });

  test('never becomes a card where the answer is for one person only', async () => {
    world.answer.next = async () => ({ status: 'good', headline: 'token abc', secret: true });
    await at(start);
    await at(nine);
    expect(JSON.stringify(await site.cards('daily'))).not.toContain('abc');
    expect(await last()).toMatchObject({ outcome: 'failed' });
  });

  test('of an action is a quiet run that is followed to its end', async () => {
    open({ hourly: { cron: '0 * * * *', operation: 'sync', input: { system: 'finance' } } });
    await at(start);
    await at(nine);
    expect(world.requested).toMatchObject([
      { operation: 'sync', quiet: true, requestId: `schedule:hourly:${nine}` },
    ]);
    expect(await last('hourly')).toMatchObject({ outcome: 'ok' });
    world.runEnds.state = 'failed';
    await at(nine + hour);
    expect(await last('hourly')).toMatchObject({ outcome: 'failed' });
    // The run has a card of its own then.
    expect(await site.cards('hourly')).toEqual([]);
  });

  test('of the bot itself does its own work', async () => {
    open({ 'component-probes': { enabled: true } });
    await at(start);
    await at(start + 5 * minute);
    expect(await last('component-probes')).toMatchObject({ outcome: 'ok', said: '12 components' });
    expect(world.asked).toEqual([]);
  });

  test('that takes long makes the next one pass, and that is said', async () => {
    open({ often: { ...morning, cron: '* * * * *' } });
    let answer = (_report: Report): void => {};
    world.answer.next = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    await at(start);
    loop = site.begin();
    world.clock.at = start + minute;
    loop.wake();
    await expect.poll(() => world.asked).toHaveLength(1);
    // As its heartbeat does when the clock really goes on.
    await update(store, scheduleRows, 'often', (row) => ({
      ...row,
      running: row.running && { ...row.running, leaseUntil: start + hour },
    }));
    world.clock.at = start + 2 * minute;
    const before = site.looks();
    loop.wake();
    await expect.poll(site.looks).toBeGreaterThan(before);
    loop.wake();
    await expect.poll(site.looks).toBeGreaterThan(before + 1);
    expect(await last('often')).toMatchObject({ slot: start + minute, outcome: 'running' });
    answer({ status: 'good', headline: 'late' });
    await expect
      .poll(() => last('often'))
      .toMatchObject({
        outcome: 'ok',
        said: 'late (1 later one was skipped meanwhile)',
      });
    expect(world.asked).toHaveLength(1);
    const metrics = await site.registry.metrics();
    expect(metrics).toContain('ppm_schedule_runs_total{schedule="often",outcome="skipped"} 1');
  });
});

describe('slots that nobody was there for', () => {
  test('nothing is made up for at the very first start', async () => {
    await at(nine + hour);
    await at(nine + 2 * hour);
    expect(world.asked).toEqual([]);
    expect(await last()).toBeNull();
  });

  test('run: the last one is made up for, once', async () => {
    await at(start);
    await at(nine + 3 * day + hour);
    await at(nine + 3 * day + 2 * hour);
    expect(world.asked.map(({ requestId }) => requestId)).toEqual([
      `schedule:daily:${nine + 3 * day}`,
    ]);
    expect((await last())?.said).toBe('All is well (3 earlier ones were missed)');
  });

  test('report: told in one card, and not done', async () => {
    open({ daily: { ...morning, missed: 'report' } });
    await at(start);
    await at(nine + 2 * day + hour);
    await at(nine + 2 * day + 2 * hour);
    expect(world.asked).toEqual([]);
    expect(await site.cards('daily')).toMatchObject([
      {
        report: {
          status: 'warning',
          headline: 'daily was missed 3 times, the last time on Thu 2026-11-12 09:00 UTC',
        },
      },
    ]);
    expect(await last()).toMatchObject({ outcome: 'missed' });
    await at(nine + 3 * day + minute);
    expect(world.asked).toHaveLength(1);
  });

  test('one that comes a moment late, after a restart, is done', async () => {
    open({ daily: { ...morning, missed: 'report' } });
    await at(start);
    await at(nine + 4 * minute);
    expect(world.asked).toHaveLength(1);
  });

  test('another cron line has missed nothing before it was there', async () => {
    await at(start);
    world.clock.at = nine + 3 * hour;
    open({ daily: { ...morning, cron: '0 10 * * *' } });
    await at(nine + 3 * hour);
    expect(world.asked).toEqual([]);
    await at(nine + day + hour);
    expect(world.asked).toHaveLength(1);
  });

  test('one that was switched off for days has missed nothing', async () => {
    await at(start);
    open({});
    await at(nine);
    open({ daily: morning });
    await at(nine + 3 * day + hour);
    await at(nine + 3 * day + 2 * hour);
    expect(world.asked).toEqual([]);
  });

  test('a clock that goes back does nothing twice, and one that was days ahead does not stop it', async () => {
    await at(start);
    await at(nine);
    await at(start);
    await at(nine);
    expect(world.asked).toHaveLength(1);
    await at(nine + 400 * day);
    await at(nine + hour);
    await at(nine + day);
    expect(world.asked.map(({ requestId }) => requestId).slice(1)).toEqual([
      `schedule:daily:${nine + 400 * day}`,
      `schedule:daily:${nine + day}`,
    ]);
  });
});

describe('people', () => {
  test('pause one: its slots are skipped, and it goes on by itself', async () => {
    await at(start);
    const paused = await site.schedules.pause('Daily', ana, nine + day + 1, 'Moving house');
    expect(paused.paused).toMatchObject({ by: 'ana', until: nine + day + 1 });
    await at(nine);
    await at(nine + day);
    expect(world.asked).toEqual([]);
    expect(await last()).toMatchObject({ outcome: 'skipped', said: 'Paused by ana: Moving house' });
    await at(nine + 2 * day);
    expect((await site.schedules.list())[0]?.paused).toBeNull();
    expect(world.asked).toHaveLength(1);
  });

  test('resume one; what passed is not made up for', async () => {
    await at(start);
    await site.schedules.pause('daily', ana, null, '');
    await at(nine);
    expect((await site.schedules.resume('daily', ana)).paused).toBeNull();
    await at(nine + hour);
    expect(world.asked).toEqual([]);
    await expect(site.schedules.resume('daily', ana)).rejects.toMatchObject({
      code: 'not_possible',
      field: 'name',
    });
  });

  test('can not pause into the past, nor what does not exist', async () => {
    await expect(site.schedules.pause('daily', ana, start, '')).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(site.schedules.run('dialy', ana, 'r')).rejects.toMatchObject({
      code: 'not_found',
      field: 'name',
      hint: 'Did you mean daily? `schedule` lists all.',
    });
  });

  test('run one now: as themselves, with its card, once for a request; its next slot stays', async () => {
    await at(start);
    expect(await site.schedules.run('daily', ana, 'r1')).toEqual({
      outcome: 'ok',
      said: 'All is well',
    });
    await site.schedules.run('daily', ana, 'r1');
    expect(world.asked).toMatchObject([{ actor: ana, requestId: 'schedule:daily:r1' }]);
    expect(await site.cards('daily')).toHaveLength(1);
    await at(nine);
    expect(world.asked).toHaveLength(2);
  });

  test('run one that is under way: they are told', async () => {
    let answer = (_report: Report): void => {};
    world.answer.next = () =>
      new Promise((resolve) => {
        answer = resolve;
      });
    const first = site.schedules.run('daily', ana, 'r1');
    await expect.poll(() => world.asked).toHaveLength(1);
    await expect(site.schedules.run('daily', ana, 'r2')).rejects.toMatchObject({
      code: 'target_busy',
    });
    answer({ status: 'good', headline: 'done' });
    expect(await first).toEqual({ outcome: 'ok', said: 'done' });
  });
});
