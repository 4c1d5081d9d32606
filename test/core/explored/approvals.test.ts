// Who lets a run begin: every order of requests, clicks, sweeps and beginnings.
import { describe, expect, test } from 'vitest';
import { hasEnded } from '../../../src/core/run.js';
import {
  approvers,
  expiresAt,
  happenings,
  type Given,
  keyOf,
  rolesOf,
  start,
  type World,
} from './approval-world.js';
import { lifePromises } from './run-promises.js';
import { explore, type Explored, type Promised } from './search.js';

/** (docs/architecture.md, "The life of a run": what was approved is what runs; docs/alerts-and-incidents.md, "Break-glass") */
const promisesFor = (given: Given): Record<string, Promised<World>> => ({
  ...lifePromises,
  'nothing begins without enough different people, or the lead who broke the glass': begins(
    ({ run: { approvals } }) => {
      const names = new Set(approvals.map(({ by }) => by.person));
      const isBroken = approvals.some(({ breakGlass }) => breakGlass !== undefined);
      return names.size === approvals.length && (names.size >= given.quorum || isBroken);
    },
  ),
  'nobody approves their own request, but as the lead in an emergency': (_, { run }) =>
    run.approvals.every(
      ({ by, breakGlass }) => breakGlass !== undefined || by.person !== run.requestedBy.person,
    ),
  'only the lead breaks the glass': (_, { run }) =>
    run.approvals.every(({ by, breakGlass }) => !breakGlass || by.person === given.lead),
  'whoever approved has the role, also when it begins': begins(({ run: { approvals } }, world) =>
    approvals.every(
      ({ by, breakGlass }) =>
        given.rules === 'forgotten' ||
        breakGlass !== undefined ||
        rolesOf(world, by).some((role) => approvers.includes(role)),
    ),
  ),
  'what begins is the plan that was approved': begins(
    ({ hash, run: { planHash } }) => hash === planHash,
  ),
  'what begins was never ended before': ({ run: before }, { run: after }) =>
    after.state !== 'running' || !hasEnded(before),
  'nobody approves when the time is over': (before, after) =>
    after.run.approvals.length === before.run.approvals.length || before.time < expiresAt,
  'an approval of another plan, or without the name, is none': (_before, _after, event) =>
    !event.endsWith('approves wrongly'),
  'a plan is filed once': ({ run: before }, { run: after }) =>
    before.planHash === null || after.planHash === before.planHash,
});

function begins(
  holds: (begun: NonNullable<World['begun']>, world: World) => boolean,
): Promised<World> {
  return (before, after) =>
    after.begun === null || before.begun === after.begun || holds(after.begun, before);
}

function everything(given: Given & { depth: number }): Promise<Explored> {
  return explore({
    start,
    next: (world) => happenings(world, given),
    key: keyOf,
    // It has begun: what comes then is in runs.test.ts.
    isEnd: ({ run, begun }) => hasEnded(run) || begun !== null,
    promises: promisesFor(given),
    depth: given.depth,
  });
}

const universes = [
  { lead: 'ana', quorum: 1, rules: 'asked', depth: Infinity, least: 31_000 },
  { lead: 'dora', quorum: 2, rules: 'asked', depth: Infinity, least: 56_000 },
  { lead: null, quorum: 1, rules: 'forgotten', depth: 8, least: 13_000 },
] as const;

describe.each(universes)(
  'a quorum of $quorum, with the lead $lead, the rules $rules',
  async (given) => {
    const found = await everything(given);

    test(`${found.states} states, ${found.transitions} steps between them`, () => {
      expect(found.isWhole).toBe(given.depth === Infinity);
      expect(found.states).toBeGreaterThan(given.least);
    });

    test.each(Object.keys(promisesFor(given)))('%s', (promise) => {
      expect(found.broken[promise] ?? []).toEqual([]);
    });

    test('an end can be reached from everywhere', () => {
      expect(found.stuck).toEqual([]);
    });
  },
);
