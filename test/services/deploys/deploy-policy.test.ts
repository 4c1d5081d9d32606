// Whether now is a good time to deploy: hours on both sides of a change of the clock, incidents, maintenance.
import { describe, expect, test } from 'vitest';
import { incidentSchema, type Incident } from '../../../src/core/incident.js';
import { timingOf } from '../../../src/services/deploys/deploy-policy.js';
import { deployWorld } from './deploy-world.js';

const berlin = { timeZone: 'Europe/Berlin', days: [1, 2, 3, 4, 5, 6, 7], from: 9, until: 17 };
const system = 'finance-ppm';
const ask = (world: ReturnType<typeof deployWorld>, isRollback = false) =>
  timingOf(world.context, { system, isRollback });

describe('working hours', () => {
  test.each([
    // The last day of summer time, and the first of winter time: 09:00 in Berlin is 07:00, then 08:00 UTC.
    ['2026-10-24T06:59:59Z', false],
    ['2026-10-24T07:00:00Z', true],
    ['2026-10-25T07:59:59Z', false],
    ['2026-10-25T08:00:00Z', true],
    ['2026-10-24T14:59:59Z', true],
    ['2026-10-24T15:00:00Z', false],
    ['2026-10-25T15:59:59Z', true],
    ['2026-10-25T16:00:00Z', false],
    // Put forward at the end of March.
    ['2026-03-29T06:59:59Z', false],
    ['2026-03-29T07:00:00Z', true],
  ])('%s is within: %s', async (at, within) => {
    const world = deployWorld({ hours: berlin });
    world.clock.at = Date.parse(at);
    const { warnings, guard } = await ask(world);
    expect(guard['working hours']).toBe(within ? 'within' : 'outside');
    expect(warnings).toHaveLength(within ? 0 : 1);
  });

  test('days are those of the zone', async () => {
    const world = deployWorld({ hours: { ...berlin, days: [1], from: 0, until: 24 } });
    world.clock.at = Date.parse('2026-11-22T23:30:00Z');
    expect((await ask(world)).warnings).toEqual([]);
    world.clock.at = Date.parse('2026-11-22T22:30:00Z');
    expect((await ask(world)).warnings).toEqual([
      'It is outside working hours (Mon 00:00 to 24:00 Europe/Berlin).',
    ]);
  });

  test('refuse, or are not looked at', async () => {
    const night = Date.parse('2026-11-22T03:00:00Z');
    const refusing = deployWorld({ outsideHours: 'refuse' });
    refusing.clock.at = night;
    await expect(ask(refusing)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('outside working hours'),
    });
    const ignoring = deployWorld({ outsideHours: 'ignore' });
    ignoring.clock.at = night;
    expect((await ask(ignoring)).warnings).toEqual([]);
  });

  test('a zone that there is not is said', async () => {
    const world = deployWorld({ hours: { ...berlin, timeZone: 'Mars/Olympus' } });
    await expect(ask(world)).rejects.toMatchObject({ code: 'not_possible' });
  });
});

const incident = (changes: Partial<Incident>): Incident => ({
  ...incidentSchema.parse({
    id: 'I-7',
    title: 'KPIs are mock data',
    severity: 'P1',
    state: 'open',
    system,
    channel: 'C',
    openedBy: { person: 'ana', via: 'slack' },
    openedAt: 0,
    respondBy: 0,
    acknowledged: null,
    lead: null,
    assignees: [],
    checklist: [],
    groups: [],
    runs: [],
    timeline: [],
    progressAt: 0,
    round: 1,
    roundAt: 0,
    answeredRound: 0,
    nextUpdateAt: null,
    resolved: null,
    postmortem: null,
    breakGlass: [],
    changedAt: 0,
  }),
  ...changes,
});

describe('an open incident', () => {
  test.each([
    [{}, 1],
    [{ severity: 'P2' }, 1],
    [{ severity: 'P3' }, 0],
    [{ system: null }, 1],
    [{ system: 'orchestra' }, 0],
  ] satisfies [Partial<Incident>, number][])('%o is warned of %i times', async (changes, times) => {
    const world = deployWorld();
    world.incidents.list.mockResolvedValue([incident(changes)]);
    expect((await ask(world)).warnings).toHaveLength(times);
  });

  test('refuses a deployment, and never a rollback', async () => {
    const world = deployWorld({ duringIncident: 'refuse' });
    world.incidents.list.mockResolvedValue([incident({})]);
    await expect(ask(world)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('I-7 (P1, KPIs are mock data)'),
    });
    expect((await ask(world, true)).warnings).toHaveLength(1);
  });
});

test('a maintenance window is named, or refuses', async () => {
  const open = {
    id: 'M-1',
    system: '*',
    state: 'active',
    from: 0,
    until: 1,
    reason: 'Year-end close',
    by: { person: 'ana', via: 'slack' },
    recurring: null,
    channel: 'C',
    noticeAt: 0,
    held: [],
    heldCount: 0,
    ended: null,
    health: null,
    changedAt: 0,
    wakeAt: null,
  } as const;
  const window = { ...open, held: [] };
  const warning = deployWorld();
  warning.maintenance.activeFor.mockResolvedValue(window);
  expect((await ask(warning)).warnings).toEqual([
    'Maintenance of all systems is under way: Year-end close.',
  ]);
  expect(warning.maintenance.activeFor).toHaveBeenCalledWith(system);
  const refusing = deployWorld({ duringMaintenance: 'refuse' });
  refusing.maintenance.activeFor.mockResolvedValue(window);
  await expect(ask(refusing)).rejects.toMatchObject({ code: 'not_possible' });
});
