// Whose turn it is: what counts as waiting for the person who looks.
import { describe, expect, test } from 'vitest';
import { newRun } from '../../../src/core/run.js';
import type { Actor, Role } from '../../../src/core/actor.js';
import type { Run } from '../../../src/core/run.js';
import { dashboardFor, type DashboardParts } from '../../../src/services/dashboard/dashboard.js';
import { contextWith, unused } from '../../support/context.js';
import { ana, ben, chloe } from '../../support/engine-bench.js';
import { anIncident } from '../../bot/cards/oncall-fixtures.js';
import { aSchedule } from '../../bot/cards/home-fixtures.js';

const roles: Record<string, Role[]> = { ana: ['oncall'], ben: ['approver'], chloe: ['manager'] };

function waiting(over: Partial<Run> = {}): Run {
  return {
    ...newRun({
      id: 'R-AAAAAA',
      operation: 'table.restore',
      input: {},
      risk: 'critical',
      requestedBy: ana,
      channel: 'C1',
      requestId: 'request',
      undoOf: null,
      quiet: false,
      createdAt: 1,
    }),
    state: 'awaiting_approval',
    approval: { quorum: 2, by: ['approver'], typeTarget: true, expiresAt: 9, remindAt: 8 },
    ...over,
  };
}

function parts(given: {
  active?: Run[];
  incidents?: ReturnType<typeof anIncident>[];
  onCall?: Actor[];
}): DashboardParts {
  const context = contextWith();
  return {
    ...context,
    now: () => 1_000,
    directory: {
      ...context.directory,
      rolesOf: async ({ person }) => roles[person] ?? [],
    },
    runs: { active: async () => given.active ?? [] },
    incidents: { ...context.incidents, list: async () => given.incidents ?? [] },
    alerts: { ...context.alerts, list: async () => ({ groups: [], total: 7 }) },
    oncall: {
      ...context.oncall,
      at: async () => ({ people: given.onCall ?? [], until: null, by: 'role', override: null }),
      next: async () => null,
    },
    health: { ...context.health, last: async () => [] },
    maintenance: { ...context.maintenance, list: async () => [] },
    syncState: { ...context.syncState, pauses: async () => [] },
    offline: { ...context.offline, state: async () => null },
    schedules: {
      ...context.schedules,
      run: unused,
      list: async () => [
        aSchedule({ name: 'late', next: 30 }),
        aSchedule({
          name: 'paused',
          next: 10,
          paused: { by: 'x', at: 1, until: null, reason: '' },
        }),
        aSchedule({ name: 'soon', next: 20 }),
        aSchedule({ name: 'never', next: null }),
      ],
    },
  };
}

describe('approvals wait for', () => {
  test('those who may approve', async () => {
    const active = [waiting()];
    expect((await dashboardFor(parts({ active }), ben)).mine.approvals).toEqual(active);
    expect((await dashboardFor(parts({ active }), chloe)).mine.approvals).toEqual([]);
  });
  test('nobody who has asked for them, and nobody who has approved already', async () => {
    const active = [
      waiting({ requestedBy: ben }),
      waiting({ approvals: [{ by: ben, at: 1 }] }),
      waiting({ state: 'running' }),
    ];
    const { mine } = await dashboardFor(parts({ active }), ben);
    expect(mine.approvals).toEqual([]);
    expect(mine.runs.map(({ requestedBy }) => requestedBy.person)).toEqual(['ben']);
  });
});

describe('an incident waits for', () => {
  const unled = anIncident({ id: 'I-AAAAAA', lead: null, assignees: [] });
  const led = anIncident({ id: 'I-BBBBBB', lead: ben, assignees: [chloe] });
  const idsFor = async (person: Actor, onCall: Actor[]): Promise<string[]> =>
    (await dashboardFor(parts({ incidents: [unled, led], onCall }), person)).mine.incidents.map(
      ({ id }) => id,
    );

  test('whoever is on call, while nobody leads it', async () => {
    expect(await idsFor(ana, [ana])).toEqual(['I-AAAAAA']);
    expect(await idsFor(ana, [])).toEqual([]);
  });
  test('its lead and its assignees', async () => {
    expect(await idsFor(ben, [])).toEqual(['I-BBBBBB']);
    expect(await idsFor(chloe, [])).toEqual(['I-BBBBBB']);
  });
});

test('a break-glass waits for a review by somebody else who could have approved', async () => {
  const incidents = [
    anIncident({
      breakGlass: [
        { run: 'R-1', by: ben, at: 1, reason: 'alone', reviewBy: 2, reviewed: null },
        {
          run: 'R-2',
          by: ben,
          at: 1,
          reason: 'alone',
          reviewBy: 2,
          reviewed: { by: chloe, at: 2, text: 'fine' },
        },
      ],
    }),
  ];
  const reviewsFor = async (person: Actor) =>
    (await dashboardFor(parts({ incidents }), person)).mine.reviews.map(({ run }) => run);
  expect(await reviewsFor(chloe)).toEqual(['R-1']);
  expect(await reviewsFor(ben)).toEqual([]);
  expect(await reviewsFor(ana)).toEqual([]);
});

test('what comes next is what will run, soonest first', async () => {
  const { schedules, alerts } = await dashboardFor(parts({}), ana);
  expect(schedules.map(({ name }) => name)).toEqual(['soon', 'late']);
  expect(alerts).toBe(7);
});
