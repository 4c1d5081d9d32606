// Break-glass: the lead of an open P0 or P1 approves alone, with a reason; nobody else does, and it is never done in silence.
import { afterEach, expect, it } from 'vitest';
import type { Actor } from '../../../src/core/actor.js';
import type { IncidentEvent } from '../../../src/core/incident-machine.js';
import type { Incident } from '../../../src/core/incident.js';
import type { Run } from '../../../src/core/run.js';
import { contextWith } from '../../support/context.js';
import { ana, ben, chloe, eve, openBench, type Bench } from '../../support/engine-bench.js';

const at = 1_800_000_000_000;

const outage: Incident = {
  id: 'I-AAAAAA',
  title: 'All is down',
  severity: 'P0',
  state: 'acknowledged',
  system: null,
  channel: 'C1',
  openedBy: ben,
  openedAt: at,
  respondBy: at,
  acknowledged: { by: ana, at },
  lead: ana,
  assignees: [ana],
  checklist: [],
  groups: [],
  runs: [],
  timeline: [],
  progressAt: at,
  round: 1,
  roundAt: at,
  answeredRound: 1,
  asked: 0,
  nextUpdateAt: null,
  resolved: null,
  postmortem: null,
  breakGlass: [],
  changedAt: at,
};

const benches: Bench[] = [];
afterEach(async () => {
  await Promise.all(benches.splice(0).map((bench) => bench.close()));
});

interface Case {
  bench: Bench;
  run: Run;
  told: IncidentEvent[];
  breaks(by: Actor, given?: Partial<{ hash: string; typed: string; reason: string }>): Promise<Run>;
}

/** Ana has asked for something critical. */
async function asked(
  incidents: Incident[],
  change?: (event: IncidentEvent) => void,
): Promise<Case> {
  const told: IncidentEvent[] = [];
  const bench = openBench({
    incidents: {
      ...contextWith().incidents,
      list: async () => incidents,
      async change(_id, event) {
        change?.(event);
        told.push(event);
        return outage;
      },
    },
  });
  benches.push(bench);
  bench.engine.start();
  const answer = await bench.ask(ana, 'lamp switch red');
  if (answer.kind !== 'run') throw new Error('no run');
  const { run } = answer;
  return {
    bench,
    run,
    told,
    breaks: (by, given = {}) =>
      bench.engine.runsFor('request').breakGlass(run.id, by, {
        hash: run.planHash ?? '',
        typed: run.plan?.target ?? '',
        reason: 'nobody answers',
        ...given,
      }),
  };
}

it('the lead approves what they asked for themselves; the incident is told who, why and until when it is reviewed', async () => {
  const { bench, run, told, breaks } = await asked([outage]);
  await breaks(ana);
  const ended = await bench.reaches(run.id, 'succeeded');
  expect(bench.world.done).toEqual(['red']);
  expect(ended.approvals).toMatchObject([
    { by: ana, breakGlass: { incident: outage.id, reason: 'nobody answers' } },
  ]);
  expect(new Set(told.map((event) => JSON.stringify(event)))).toEqual(
    new Set([
      JSON.stringify({
        type: 'break_glass',
        by: ana,
        run: run.id,
        reason: 'nobody answers',
        reviewBy: at + 24 * 3_600_000,
      }),
    ]),
  );
  const entries = await bench.audit.query({ text: `${run.id} broke_glass`, limit: 5 });
  expect(entries).toMatchObject([
    { actor: ana, detail: expect.stringContaining('nobody answers') },
  ]);
});

it.each<[string, Incident[], Actor]>([
  ['somebody who does not lead it', [outage], ben],
  ['no incident at all', [], ana],
  ['a P2', [{ ...outage, severity: 'P2' }], ana],
  ['a resolved one', [{ ...outage, state: 'resolved' }], ana],
  ['one that nobody leads', [{ ...outage, lead: null }], ana],
  ['an outsider', [outage], eve],
])('refuses %s, and says so in the audit log', async (_case, incidents, by) => {
  const { bench, run, told, breaks } = await asked(incidents);
  await expect(breaks(by)).rejects.toMatchObject({ code: 'not_allowed' });
  expect((await bench.engine.runs.get(run.id))?.state).toBe('awaiting_approval');
  expect(told).toEqual([]);
  expect(await bench.audit.query({ text: 'refused.break-glass', limit: 5 })).toHaveLength(1);
});

it.each([
  [{ reason: '  ' }, { code: 'invalid_input', field: 'reason' }],
  [{ typed: 'lamp.blue' }, { code: 'invalid_input', field: 'target' }],
  [{ hash: 'f'.repeat(64) }, { code: 'plan_drifted' }],
])('wants what any approval wants: %j', async (given, problem) => {
  const { bench, run, breaks } = await asked([outage]);
  await expect(breaks(ana, given)).rejects.toMatchObject(problem);
  expect((await bench.engine.runs.get(run.id))?.state).toBe('awaiting_approval');
});

it('is told to the incident later where it could not be at once', async () => {
  let away = true;
  const { bench, run, told, breaks } = await asked([outage], () => {
    if (away) throw new Error('the process dies here');
  });
  await breaks(ana).catch(() => undefined);
  expect(told).toEqual([]);
  away = false;
  await bench.reaches(run.id, 'succeeded');
  await expect.poll(() => told.map(({ type }) => type)).toContain('break_glass');
});

it('an approval by another still is one like any other', async () => {
  const { bench, run, told } = await asked([outage]);
  await bench.engine.runsFor('request').approve(run.id, chloe, {
    hash: run.planHash ?? '',
    typed: run.plan?.target ?? '',
  });
  await bench.reaches(run.id, 'succeeded');
  expect(told).toEqual([]);
});
