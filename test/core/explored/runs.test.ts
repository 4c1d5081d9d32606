// An approved run under every order of events there is: processes die, are paused and come back with an old lease, their clocks
// differ by 30 s, replies are lost, people cancel it and give it up. What a process does is src/core/run-moves.ts, what becomes
// of the run src/core/run-machine.ts.
import { describe, expect, test } from 'vitest';
import { hasEnded } from '../../../src/core/run.js';
import { happenings, type Possible } from './run-events.js';
import { executionPromises, lifePromises } from './run-promises.js';
import { keyOf, longestUnderWay, runWorld, tick, type World } from './run-world.js';
import { explore, type Explored } from './search.js';

const promises = { ...lifePromises, ...executionPromises };
/** By which the clocks of processes may differ. */
const skew = 2;

interface Given {
  steps: number;
  /** Ticks by which each process's clock is ahead. */
  ahead: readonly number[];
  depth?: number;
  possible?: Partial<Possible>;
  until?: string;
}

function everything({ steps, ahead, possible, ...limits }: Given): Promise<Explored> {
  const all = {
    certainAfter: longestUnderWay + Math.max(...ahead) * tick,
    cancels: true,
    givesUp: true,
    ...possible,
  };
  return explore<World>({
    start: runWorld({ ahead, steps }),
    next: (world) => happenings(world, all),
    key: (world) => keyOf(world, all.certainAfter),
    isEnd: ({ run }) => hasEnded(run),
    promises,
    ...limits,
  });
}

const universes = {
  'two processes, two steps': {
    found: await everything({ steps: 2, ahead: [0, 0] }),
    least: 55_000,
    isWhole: true,
  },
  'two processes whose clocks differ by 30 s': {
    found: await everything({ steps: 1, ahead: [0, skew] }),
    least: 42_000,
    isWhole: true,
  },
  'three processes, twelve events': {
    found: await everything({ steps: 1, ahead: [0, 0, skew], depth: 12 }),
    least: 41_000,
    isWhole: false,
  },
};

describe.each(Object.entries(universes))('%s', (_, { found, least, isWhole }) => {
  test(`${found.states} states, ${found.transitions} steps between them`, () => {
    expect(found.isWhole).toBe(isWhole);
    expect(found.states).toBeGreaterThan(least);
  });

  test.each(Object.keys(promises))('%s', (promise) => {
    expect(found.broken[promise] ?? []).toEqual([]);
  });

  test('an end can be reached from everywhere', () => {
    expect(found.stuck).toEqual([]);
  });
});

test('the search finds an action that is certain too early, by the difference of the clocks', async () => {
  const twice = 'no step takes effect twice';
  const possible = { certainAfter: longestUnderWay };
  const found = await everything({ steps: 1, ahead: [0, skew], possible, until: twice });
  const way = found.broken[twice] ?? [];
  expect(way.filter((event) => event.endsWith('sends first'))).toEqual([
    expect.stringContaining('p0'),
    expect.stringContaining('p1'),
  ]);
});

test('without people an end can be reached as well', async () => {
  const alone = { cancels: false, givesUp: false };
  const found = await everything({ steps: 2, ahead: [0], possible: alone });
  expect(found).toMatchObject({ isWhole: true, stuck: [] });
});
