// A process may die before or after any write: the next one finishes what was begun, with nothing lost and nothing twice.
import { afterEach, describe, expect, test } from 'vitest';
import type { AlertEngine } from '../../../../src/services/alerts/applying/alert-engine.js';
import type { AlertBatch } from '../../../../src/services/alerts/batch.js';
import type { AlertGroup, Storm } from '../../../../src/services/alerts/records.js';
import { memoryStore } from '../../../support/memory-store.js';
import { alert, batch, minute, openWorld, second, start, type World } from './engine-world.js';

let world: World | undefined;
afterEach(() => world?.close());

const critical = { alertname: 'APIDown', severity: 'critical' };

interface Story {
  config?: object;
  hold?: AlertGroup['hold'];
  /** What is done, by whichever process lives: until it is done it is done again. */
  steps: ((world: World, engine: AlertEngine) => Promise<void>)[];
}

/** @returns the world after the story with a death at that point, or null when nobody died: there are no more points */
async function tell(story: Story, deathAt: number): Promise<World | null> {
  await world?.close();
  let left = deathAt;
  const store = memoryStore(() => {
    left -= 1;
    if (left <= 0) throw new Error('the process has died');
  });
  const here = openWorld(story.config, store);
  world = here;
  here.hold = story.hold ?? null;
  let hasDied = false;
  let engine = here.engine();
  for (const step of story.steps) {
    for (;;) {
      const isDone = await step(here, engine).then(
        () => true,
        () => false,
      );
      await here.pass(second);
      if (left <= 0) {
        hasDied = true;
        await engine.stop();
        left = Infinity;
        engine = here.engine();
        // Long enough to find what the dead one left, too short for a storm to end.
        await here.pass(20 * second);
      }
      if (isDone) break;
    }
    await here.pass(2 * second);
  }
  return hasDied ? here : null;
}

/** With a death at each point, in turn. */
async function everyDeath(story: Story, check: (world: World) => Promise<void>): Promise<number> {
  for (let deathAt = 1; ; deathAt += 1) {
    const after = await tell(story, deathAt);
    if (!after) return deathAt - 1;
    try {
      await check(after);
    } catch (error) {
      throw new Error(`after death ${deathAt}`, { cause: error });
    }
    expect(await after.waiting()).toBe(0);
    expect((await after.groups()).every(({ announced }) => announced)).toBe(true);
  }
}

const take =
  (...batches: AlertBatch[]) =>
  async (_world: World, engine: AlertEngine): Promise<void> => {
    await Promise.all(batches.map((each) => engine.intake.take(each)));
  };

const ends = { status: 'resolved', endsAt: start } as const;

describe('a death at any point', () => {
  test('of a run of a job that failed, was repaired, and failed again, whose times are asked for', async () => {
    const failure = (startsAt: number): AlertBatch =>
      batch('job', [alert('run', { startsAt, untimed: { asked: false, happenedAt: startsAt } })], {
        source: 'databricks',
      });
    const again = start + 30 * minute;
    const asks = async (here: World): Promise<void> => {
      here.completes = async (asked) => ({
        ...asked,
        alerts: asked.alerts.map((each) => ({
          ...each,
          startsAt: each.startsAt - minute,
          untimed: { asked: true, happenedAt: each.startsAt },
        })),
      });
    };
    const story: Story = {
      steps: [
        asks,
        take(failure(start)),
        take(batch('job', [], { source: 'databricks', resolvesGroup: true })),
        take(failure(again)),
      ],
    };
    const deaths = await everyDeath(story, async (here) => {
      const rows = (await here.alerts()).map(({ status, startsAt }) => [status, startsAt]);
      expect(rows).toEqual(
        expect.arrayContaining([
          ['resolved', start - minute],
          ['firing', again - minute],
        ]),
      );
      expect(await here.group()).toMatchObject({ firing: 1, resolved: 1, announced: true });
      expect(await here.cards()).toHaveLength(1);
    });
    expect(deaths).toBeGreaterThan(15);
  });

  test('of a group with an incident that resolves, comes back, and comes back much later', async () => {
    const story: Story = {
      config: { flapMinutes: 1 },
      steps: [
        take(batch('k', [alert('api', { labels: critical }), alert('db')])),
        take(batch('k', [alert('api', { ...ends, labels: critical }), alert('db', ends)])),
        take(batch('k', [alert('api', { startsAt: start + minute, labels: critical })])),
        take(batch('k', [alert('api', { ...ends, startsAt: start + minute, labels: critical })])),
        (here) => here.pass(61 * second),
        take(batch('k', [alert('db', { startsAt: start + 2 * minute })])),
      ],
    };
    const deaths = await everyDeath(story, async (after) => {
      expect(await after.alerts()).toHaveLength(4);
      const [first, later, ...others] = await after.groups();
      expect(others).toEqual([]);
      expect(first).toMatchObject({ state: 'resolved', firing: 0, resolved: 3, episode: 1 });
      expect(first?.flips).toHaveLength(1);
      expect(first?.incident).toBe(first?.id.replace('G-', 'I-'));
      expect(later).toMatchObject({ state: 'firing', firing: 1, episode: 2, incident: null });
      expect(await after.cards()).toEqual(
        [first, later].map((group) => `alert-group:${group?.id}:card`),
      );
      expect(new Set(after.opened)).toEqual(new Set([first?.id]));
    });
    expect(deaths).toBeGreaterThan(40);
  }, 60_000);

  test('of a storm', async () => {
    const names = Array.from({ length: 6 }, (_, at) => `f${at}`);
    const story: Story = {
      config: { stormGroupsPerMinute: 2 },
      steps: [take(...names.map((name) => batch(name, [alert(name, { labels: critical })])))],
    };
    const deaths = await everyDeath(story, async (after) => {
      const groups = await after.groups();
      expect(new Set(groups.map(({ key }) => key))).toEqual(new Set(names));
      const [storm, ...others] = await after.storms();
      expect(others).toEqual([]);
      await expectStorm(after, storm, groups);
    });
    expect(deaths).toBeGreaterThan(40);
  }, 60_000);

  test('of what is held back and let go', async () => {
    const story: Story = {
      hold: { kind: 'maintenance', id: 'M-1' },
      steps: [
        take(batch('k', [alert('api', { labels: critical })])),
        async (here) => {
          here.hold = null;
          await here.pass(20 * second);
        },
      ],
    };
    const deaths = await everyDeath(story, async (after) => {
      const group = await after.group();
      expect(group).toMatchObject({ state: 'firing', hold: null, storm: null });
      expect(group.incident).toBe(group.id.replace('G-', 'I-'));
      expect(after.held).toContain(group.id);
      expect(await after.cards()).toEqual([`alert-group:${group.id}:card`]);
    });
    expect(deaths).toBeGreaterThan(10);
  }, 60_000);

  test('of a sender that says that all is well', async () => {
    const story: Story = {
      steps: [
        take(batch('k', [alert('run 1'), alert('run 2')])),
        take(batch('k', [], { resolvesGroup: true })),
      ],
    };
    const deaths = await everyDeath(story, async (after) => {
      expect(await after.group()).toMatchObject({ state: 'resolved', firing: 0, resolved: 2 });
    });
    expect(deaths).toBeGreaterThan(10);
  }, 60_000);
});

/** Each group has its own card or is in the storm, which counts them and has one incident. */
async function expectStorm(
  after: World,
  storm: Storm | undefined,
  groups: AlertGroup[],
): Promise<void> {
  const inStorm = groups.filter((group) => group.storm !== null);
  const own = (await after.cards()).filter((id) => id.startsWith('alert-group:'));
  expect(own.length + inStorm.length).toBe(groups.length);
  expect(own.length).toBeLessThanOrEqual(2);
  expect(storm).toMatchObject({ groups: inStorm.length, alerts: inStorm.length });
  expect(storm?.incident).toMatch(/^I-/);
  const opened = new Set(after.opened);
  expect(opened.size).toBe(own.length + 1);
}
