// What may happen to an incident, event by event, and what holds whatever happens.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyIncidentEvent,
  chainRuns,
  openIncident,
  type IncidentEvent,
} from '../../src/core/incident-machine.js';
import { incidentSchema, type Incident } from '../../src/core/incident.js';
import { Problem } from '../../src/core/problem.js';
import { severities, type Severity } from '../../src/core/severity.js';
import { ruleOf } from '../../src/services/incidents/incident-rules.js';
import { ana, anIncident, ben, minute, noon, rules } from '../services/incidents/samples.js';

const bot = { person: 'ppm-oncall', via: 'system' } as const;

/** The incident after events, one a minute. */
function after(...events: IncidentEvent[]): Incident {
  return events.reduce(
    (incident, event, index) => applyIncidentEvent(incident, event, noon + (index + 1) * minute),
    anIncident(),
  );
}

function refusal(incident: Incident, event: IncidentEvent): Problem {
  try {
    applyIncidentEvent(incident, event, noon + 100 * minute);
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('it was not refused');
}

const severityEvent = (severity: Severity): IncidentEvent => ({
  type: 'severity',
  by: ben,
  severity,
  rule: ruleOf(severity, rules, noon + 10 * minute),
});
const ack: IncidentEvent = { type: 'acknowledge', by: ana };
const resolve: IncidentEvent = { type: 'resolve', by: ben, text: 'The token was renewed.' };
const last = (incident: Incident) => incident.timeline.at(-1);

describe('opening', () => {
  const given = { ...anIncident(), by: ana, at: noon, rule: ruleOf('P1', rules, noon) };

  it('cuts a title that an alert made too long, on one line', () => {
    const title = `Down\nagain ${'x'.repeat(5_000)}`;
    const opened = openIncident({ ...given, title });
    expect(opened.title).toHaveLength(200);
    expect(opened.title).toMatch(/^Down again x+…$/);
  });

  it('is refused without a title', () => {
    expect(() => openIncident({ ...given, title: ' \n ' })).toThrow(
      expect.objectContaining({ code: 'invalid_input', field: 'title' }),
    );
  });
});

describe('an acknowledgement', () => {
  it('stops the chain and makes a leader of who made it', () => {
    const acknowledged = after(ack);
    expect(acknowledged).toMatchObject({ state: 'acknowledged', lead: ana, assignees: [ana] });
    expect(acknowledged.acknowledged).toEqual({ by: ana, at: noon + minute });
    expect([chainRuns(anIncident()), chainRuns(acknowledged)]).toEqual([true, false]);
  });

  it('leaves the lead to who has it', () => {
    const led = after({ type: 'lead', by: ana, who: ben }, ack);
    expect(led).toMatchObject({ lead: ben, assignees: [ben, ana] });
  });

  it('is taken once, and the second is told who made the first', () => {
    const problem = refusal(after(ack), { type: 'acknowledge', by: ben });
    expect(problem).toMatchObject({ code: 'already_decided' });
    expect(problem.message).toContain('ana acknowledged I-7K2QMF at 2026-11-21 12:01 UTC');
  });

  it('is possible again when the chain has started again', () => {
    const again = after(ack, { type: 'restart_chain', by: bot, round: 2 });
    expect(again).toMatchObject({ state: 'acknowledged', round: 2, roundAt: noon + 2 * minute });
    expect(last(again)?.text).toContain('No progress since 2026-11-21 12:01 UTC');
    expect(chainRuns(again)).toBe(true);
    const stopped = applyIncidentEvent(again, { type: 'acknowledge', by: ben }, again.roundAt);
    expect(chainRuns(stopped)).toBe(false);
    expect(stopped.acknowledged?.by).toEqual(ben);
    expect(stopped.lead).toEqual(ana);
  });
});

describe('progress', () => {
  const note: IncidentEvent = { type: 'note', by: ben, text: 'Restarted it' };

  it('answers a chain that started again, but not the first one', () => {
    expect(chainRuns(after(note))).toBe(true);
    expect(chainRuns(after(ack, { type: 'restart_chain', by: bot, round: 2 }, note))).toBe(false);
  });

  it.each<[boolean, IncidentEvent]>([
    [true, note],
    [true, { type: 'update', by: ben, text: 'Soon', nextAt: null }],
    [true, { type: 'check', by: ben, step: 'assess.impact' }],
    [true, { type: 'assign', by: ben, who: ben }],
    [true, { type: 'lead', by: ben, who: ben }],
    [true, { type: 'link_run', by: ben, run: 'R-000001', text: '' }],
    [true, severityEvent('P3')],
    [false, { type: 'paged', by: bot, text: 'Round 1, step 1: ana' }],
    [false, { type: 'link_alert', by: ben, group: 'G-000001', text: 'More' }],
    [false, { type: 'escalate', by: ben, reason: 'Nobody comes' }],
  ])('is %s for $type', (counts, event) => {
    expect(after(event).progressAt).toBe(counts ? noon + minute : noon);
  });
});

describe('a change of severity', () => {
  it('keeps what was done of steps that both have, and says from what to what', () => {
    const worse = after({ type: 'check', by: ana, step: 'assess.impact' }, severityEvent('P1'));
    expect(worse).toMatchObject({ severity: 'P1', respondBy: noon + 25 * minute });
    expect(last(worse)?.text).toBe('P2 -> P1');
    const done = worse.checklist.filter((step) => step.done).map(({ id }) => id);
    expect(done).toEqual(['assess.impact']);
    expect(worse.checklist.map(({ id }) => id)).toContain('assess.network');
    expect(worse.checklist.map(({ id }) => id)).not.toContain('mitigate.rerun');
  });

  it('starts the chain again when it got worse, even for who has acknowledged', () => {
    const worse = after(ack, severityEvent('P0'));
    expect([worse.round, worse.roundAt, chainRuns(worse)]).toEqual([2, noon + 2 * minute, true]);
    const better = after(ack, severityEvent('P3'));
    expect([better.round, chainRuns(better)]).toEqual([1, false]);
  });

  it('to what it is already is refused', () => {
    expect(refusal(anIncident(), severityEvent('P2')).code).toBe('already_decided');
  });
});

describe('the chain', () => {
  it('counts how often somebody asked for its next step', () => {
    const twice = after(
      { type: 'escalate', by: ana, reason: 'Nobody comes' },
      { type: 'escalate', by: ana, reason: 'Still nobody' },
    );
    expect(twice).toMatchObject({ asked: 2, round: 1 });
    expect(last(twice)).toMatchObject({ kind: 'escalated', text: 'Still nobody' });
  });

  it('starts again only as the next round', () => {
    const acknowledged = after(ack);
    for (const round of [0, 1, 3])
      expect(
        applyIncidentEvent(acknowledged, { type: 'restart_chain', by: bot, round }, noon * 2),
      ).toBe(acknowledged);
  });

  it('tells once whom it called, and again in the next round', () => {
    const called: IncidentEvent = { type: 'paged', by: bot, text: 'ana' };
    const told = after(called);
    expect(applyIncidentEvent(told, called, noon + 5 * minute)).toBe(told);
    const again = after(called, { type: 'restart_chain', by: bot, round: 2 }, called);
    expect(again.timeline.filter(({ kind }) => kind === 'paged')).toHaveLength(2);
  });
});

describe('the end', () => {
  it('needs words', () => {
    const problem = refusal(anIncident(), { type: 'resolve', by: ana, text: '  ' });
    expect(problem).toMatchObject({ code: 'invalid_input', field: 'text' });
  });

  it.each<IncidentEvent>([
    ack,
    resolve,
    { type: 'lead', by: ana, who: ben },
    { type: 'assign', by: ana, who: ben },
    severityEvent('P1'),
    { type: 'escalate', by: ana, reason: 'x' },
    { type: 'update', by: ana, text: 'x', nextAt: null },
    { type: 'link_alert', by: ana, group: 'G-000001', text: 'x' },
  ])('leaves no $type', (event) => {
    const problem = refusal(after(resolve), event);
    expect(problem).toMatchObject({ code: 'already_decided' });
    expect(problem.hint).toContain('incident reopen I-7K2QMF');
  });

  it.each<IncidentEvent>([
    { type: 'note', by: ana, text: 'Seen again in the log' },
    { type: 'break_glass', by: ana, run: 'R-000001', reason: 'x', reviewBy: 0 },
    { type: 'check', by: ana, step: 'document.runbook' },
    { type: 'link_run', by: ana, run: 'R-000001', text: 'Full sync' },
    { type: 'postmortem', by: ana, url: 'https://notion.example/1' },
    { type: 'paged', by: bot, text: 'ben' },
    { type: 'reopen', by: ana, reason: 'It is back', rule: ruleOf('P2', rules, noon) },
  ])('takes $type', (event) => {
    expect(after(resolve, event).timeline).toHaveLength(3);
  });

  it('is not one when it is back', () => {
    const rule = ruleOf('P2', rules, noon + 60 * minute);
    const back = after(ack, resolve, { type: 'reopen', by: ana, reason: 'It is back', rule });
    expect(back).toMatchObject({
      state: 'open',
      acknowledged: null,
      resolved: null,
      round: 2,
      lead: ana,
      respondBy: noon + 120 * minute,
    });
    expect(chainRuns(back)).toBe(true);
    expect(refusal(back, { type: 'reopen', by: ana, reason: 'x', rule }).code).toBe(
      'already_decided',
    );
  });
});

describe('repeats', () => {
  it.each<IncidentEvent>([
    { type: 'link_run', by: ana, run: 'R-000001', text: '' },
    { type: 'link_alert', by: ana, group: 'G-000001', text: 'x' },
    { type: 'assign', by: ana, who: ben },
    { type: 'lead', by: ana, who: ben },
    { type: 'postmortem', by: ana, url: 'https://notion.example/1' },
    { type: 'break_glass', by: ana, run: 'R-000001', reason: 'Night', reviewBy: 1 },
  ])('of $type change nothing', (event) => {
    const once = after(event);
    expect(once.timeline).toHaveLength(2);
    expect(applyIncidentEvent(once, event, noon + 9 * minute)).toBe(once);
  });

  it('of a step of the checklist are told who did it', () => {
    const done = after({ type: 'check', by: ana, step: 'assess.impact' });
    const again = refusal(done, { type: 'check', by: ben, step: 'assess.impact' });
    expect(again).toMatchObject({ code: 'already_decided' });
    expect(again.message).toContain('ana did "Estimate user impact"');
    const unknown = refusal(done, { type: 'check', by: ben, step: 'dance' });
    expect(unknown).toMatchObject({ code: 'invalid_input', field: 'step' });
  });
});

describe('break-glass', () => {
  const broken: IncidentEvent = {
    type: 'break_glass',
    by: ana,
    run: 'R-000001',
    reason: 'Nobody else is awake',
    reviewBy: noon + 24 * 60 * minute,
  };
  const review: IncidentEvent = { type: 'review', by: ben, run: 'R-000001', text: 'Right so' };

  it('is reviewed once, after the end too', () => {
    const reviewed = after(broken, resolve, review);
    expect(reviewed.breakGlass[0]?.reviewed).toEqual({
      by: ben,
      at: noon + 3 * minute,
      text: 'Right so',
    });
    expect(refusal(reviewed, review).code).toBe('already_decided');
    expect(refusal(reviewed, { ...review, run: 'R-000002' })).toMatchObject({
      code: 'not_found',
      field: 'run',
    });
  });
});

it('refuses a text that is too long, by its field', () => {
  const text = 'x'.repeat(3_001);
  expect(refusal(anIncident(), { type: 'note', by: ana, text }).field).toBe('text');
  expect(refusal(anIncident(), { type: 'escalate', by: ana, reason: text }).field).toBe('reason');
});

it('keeps how it began and the newest 500 entries', () => {
  let incident = anIncident();
  for (let at = 1; at <= 600; at += 1)
    incident = applyIncidentEvent(incident, { type: 'note', by: ana, text: `${at}` }, noon + at);
  expect(incident.timeline).toHaveLength(501);
  expect(incident.timeline.slice(0, 2).map(({ text }) => text)).toEqual([
    'P2: Notion sync is down',
    '101',
  ]);
});

describe('whatever happens', () => {
  const who = fc.constantFrom(ana, ben);
  const short = fc.constantFrom('x', 'why', '');
  const id = fc.constantFrom('1', '2');
  const severity = fc.constantFrom(...severities);
  const event: fc.Arbitrary<IncidentEvent> = fc.oneof(
    fc.record({ type: fc.constant('acknowledge'), by: who }),
    fc.record({ type: fc.constantFrom('note', 'resolve'), by: who, text: short }),
    fc.record({ type: fc.constantFrom('lead', 'assign'), by: who, who }),
    severity.map(severityEvent),
    fc.record({ type: fc.constant('escalate'), by: who, reason: short }),
    fc.record({ type: fc.constant('restart_chain'), by: who, round: fc.nat(4) }),
    fc.record({ type: fc.constant('link_run'), by: who, run: id, text: short }),
    severity.map((of): IncidentEvent => ({
      type: 'reopen',
      by: ana,
      reason: 'back',
      rule: ruleOf(of, rules, noon),
    })),
    fc.record({
      type: fc.constant('update'),
      by: who,
      text: short,
      nextAt: fc.constantFrom(null, 9),
    }),
    fc.record({
      type: fc.constant('break_glass'),
      by: who,
      run: id,
      reason: short,
      reviewBy: fc.nat(),
    }),
    fc.record({ type: fc.constant('review'), by: who, run: id, text: short }),
  );
  const happens = fc.tuple(event, fc.integer({ min: -30, max: 90 }));

  it('the record stays sound', () => {
    fc.assert(
      fc.property(fc.array(happens, { maxLength: 40 }), (all) => {
        let incident = anIncident();
        let now = noon;
        for (const [one, minutes] of all) {
          now += minutes * minute;
          const next = tried(incident, one, now);
          expect(next.round).toBeGreaterThanOrEqual(incident.round);
          expect(next.timeline.length - incident.timeline.length).toBe(next === incident ? 0 : 1);
          incident = next;
        }
        expect(incidentSchema.parse(incident)).toEqual(incident);
        expect(incident.resolved !== null).toBe(incident.state === 'resolved');
        expect(incident.acknowledged !== null || incident.state !== 'acknowledged').toBe(true);
        expect(incident.answeredRound).toBeLessThanOrEqual(incident.round);
        expect(incident.state !== 'open' || chainRuns(incident)).toBe(true);
        const { lead } = incident;
        expect(lead === null || incident.assignees.includes(lead)).toBe(true);
        const people = incident.assignees.map(({ person }) => person);
        expect(new Set(people).size).toBe(people.length);
        const times = incident.timeline.map(({ at }) => at);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
      }),
      { numRuns: 300 },
    );
  });

  /** A refusal changes nothing. */
  function tried(incident: Incident, one: IncidentEvent, now: number): Incident {
    const before = structuredClone(incident);
    try {
      return applyIncidentEvent(incident, one, now);
    } catch (error) {
      if (error instanceof Problem) return incident;
      throw error;
    } finally {
      expect(incident).toEqual(before);
    }
  }
});
