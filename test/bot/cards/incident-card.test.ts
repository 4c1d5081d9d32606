import { describe, expect, it } from 'vitest';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import { renderIncident } from '../../../src/bot/cards/incident-card.js';
import type { IncidentLook } from '../../../src/bot/cards/incident-words.js';
import { timelineKinds, type Incident } from '../../../src/core/incident.js';
import {
  actionsOn,
  approver,
  asker,
  faultsOf,
  liveIn,
  minute,
  noon,
  readable,
} from './fixtures.js';
import {
  acknowledgedIncident,
  anIncident,
  nasty,
  offersOn,
  resolvedIncident,
} from './oncall-fixtures.js';

const look: IncidentLook = { next: null, now: noon, plain: false, alerts: [], runs: [] };
const hour = 60 * minute;

function drawn(
  incident: Incident,
  over: Partial<IncidentLook> = {},
  view: 'card' | 'details' | 'outcome' = 'card',
): Rendered {
  const rendered = renderIncident(incident, view, { ...look, ...over });
  if (rendered === null) throw new Error(`no ${view}`);
  return rendered;
}

const glass = (over: Partial<Incident['breakGlass'][number]> = {}) => ({
  run: 'R-7K2QMF',
  by: asker,
  at: noon,
  reason: 'Nobody else is awake',
  reviewBy: noon + 24 * hour,
  reviewed: null,
  ...over,
});
const working = ['Take the lead', 'Note', 'Update', 'Resolve', 'Done: Confirm it'];
const moving = ['Assign', 'Severity', 'Escalate'];

describe('the card of an incident', () => {
  it.each<[string, Incident, string, string[]]>([
    [
      'open',
      anIncident(),
      ':red_circle: *P1 Open: Notion sync is down*',
      ['Acknowledge', ...working, ...moving],
    ],
    [
      'acknowledged',
      acknowledgedIncident(),
      '*Acknowledged* by <@U0OMAR>',
      [...working, ...moving],
    ],
    [
      'acknowledged, with the chain started again',
      acknowledgedIncident({ round: 2 }),
      'round 2: no progress was noted',
      ['Acknowledge', ...working, ...moving],
    ],
    [
      'resolved',
      resolvedIncident(),
      'after 12 min: The token was rotated.',
      ['Post-mortem', 'File in Notion', 'Reopen'],
    ],
    [
      'filed',
      resolvedIncident({ postmortem: { url: 'https://notion.example/p', at: noon } }),
      '*Post-mortem*: <https://notion.example/p|notion.example>',
      ['Post-mortem', 'Reopen'],
    ],
    [
      'resolved with a review due',
      resolvedIncident({ breakGlass: [glass()] }),
      '`R-7K2QMF` approved alone by <@U0MAYA>',
      ['Review R-7K2QMF', 'Post-mortem', 'File in Notion', 'Reopen'],
    ],
  ])('%s: says so and offers what can be done', (_, incident, text, buttons) => {
    const card = drawn(incident);
    expect(readable(card)).toContain(text);
    expect(Object.keys(offersOn(card))).toEqual(buttons);
    expect(faultsOf(card)).toEqual([]);
    expect(new Set(actionsOn(card)).size).toBe(buttons.length);
  });

  it('gives each button the incident, and what makes it one click', () => {
    const offers = { ...offersOn(drawn(anIncident())), ...offersOn(drawn(resolvedIncident())) };
    const incident = 'I-7K2QMF';
    expect(offers).toMatchObject({
      Acknowledge: { operation: 'incident.ack', input: { incident } },
      'Take the lead': { operation: 'incident.lead', input: { incident, who: 'me' } },
      'Done: Confirm it': {
        operation: 'incident.checklist',
        input: { incident, step: 'detect.confirm' },
      },
      'File in Notion': { operation: 'incident.postmortem.file', input: { incident } },
      Reopen: { operation: 'incident.reopen', input: { incident } },
    });
    const reviewed = offersOn(drawn(anIncident({ breakGlass: [glass()] })));
    expect(reviewed['Review R-7K2QMF']?.input).toEqual({ incident, run: 'R-7K2QMF' });
  });

  it('says what is overdue in words, and otherwise stays as it is while time passes', () => {
    const open = anIncident({ breakGlass: [glass()], nextUpdateAt: noon + hour });
    expect(readable(drawn(open))).not.toMatch(/overdue/i);
    expect(drawn(open, { now: noon + 9 * minute })).toEqual(drawn(open));
    expect(readable(drawn(open, { now: noon + 10 * minute }))).toContain(
      '*Overdue*: to be acknowledged by <!date',
    );
    expect(readable(drawn(open, { now: noon + hour }))).toContain('*Overdue*: next update was due');
    expect(readable(drawn(open, { now: noon + 24 * hour }))).toContain(
      'review :alarm_clock: *overdue*',
    );
  });

  it('says who leads, who works on it, and whom the chain calls next', () => {
    const said = readable(
      drawn(acknowledgedIncident({ lead: asker, assignees: [asker, approver] }), {
        next: { at: noon + hour, who: 'manager, director' },
      }),
    );
    expect(said).toContain('*Lead*: <@U0MAYA> · *Working on it*: <@U0MAYA>, <@U0OMAR>');
    expect(said).toContain('*Next escalation*: manager, director <!date');
    expect(readable(drawn(anIncident()))).toContain('*Lead*: nobody yet');
  });

  it('counts the checklist and shows the next three steps', () => {
    const [first, ...others] = anIncident().checklist;
    if (first === undefined) throw new Error('no step');
    const done = { ...first, done: { by: asker, at: noon } };
    const said = readable(drawn(anIncident({ checklist: [done, ...others] })));
    expect(said).toContain('Checklist: 1 of 4 done*\n• Assess: Estimate impact\n• Mitigate:');
    expect(said).toContain('Done: Estimate impact');
    expect(readable(drawn(anIncident()))).not.toContain('Permanent fix');
  });

  it('shows the last three entries and what is linked', () => {
    const timeline = ['one', 'two', 'three', 'four'].map((text) => ({
      at: noon,
      by: asker,
      kind: 'note' as const,
      text,
    }));
    const linked = (id: string) => ({ id, title: 'It is slow', state: 'firing' });
    const incident = anIncident({ timeline, groups: ['G-1', 'G-2'], runs: ['R-1'] });
    const card = drawn(incident, { alerts: [linked('G-1')], runs: [linked('R-1')] });
    expect(readable(card)).toMatch(/: two\n[^]*: three\n[^]*: four/);
    expect(readable(card)).not.toContain(': one');
    expect(readable(card)).toContain('*Alerts (2)*\n• `G-1` It is slow · firing');
    expect(readable(card)).toContain('*Runs (1)*\n• `R-1` It is slow');
  });

  it('shows a review until it is done', () => {
    const reviewed = { by: approver, at: noon, text: 'Fine' };
    const card = drawn(resolvedIncident({ breakGlass: [glass({ reviewed })] }));
    expect(readable(card)).not.toContain('Break-glass');
    expect(offersOn(card)).not.toHaveProperty('Review R-7K2QMF');
  });
});

describe('in the thread', () => {
  const entries = (count: number, text: string): Incident['timeline'] =>
    Array.from({ length: count }, (_, place) => ({
      at: noon + place * minute,
      by: asker,
      kind: timelineKinds[place % timelineKinds.length] ?? 'note',
      text: `${place}: ${text}`,
    }));

  it('the timeline stands whole, oldest first', () => {
    const said = readable(drawn(anIncident({ timeline: entries(40, 'seen') }), {}, 'details'));
    expect(said).toMatch(/: 0: seen\n[^]*: 39: seen/);
    expect(said).not.toContain('without');
  });

  it('the newest have a place where there are too many', () => {
    const details = drawn(anIncident({ timeline: entries(100, 'seen') }), {}, 'details');
    expect(readable(details)).toContain('without the 40 earliest entries');
    expect(readable(details)).not.toContain(': 39: seen');
    expect(readable(details)).toMatch(/: 40: seen\n[^]*: 99: seen/);
    const long = drawn(anIncident({ timeline: entries(100, 'x'.repeat(3_000)) }), {}, 'details');
    expect(readable(long)).toContain(': 99: xxx');
    expect(readable(long)).toContain('`/ppm incident show I-7K2QMF`');
    expect(faultsOf(long)).toEqual([]);
  });

  it('an outcome comes once it is resolved', () => {
    expect(renderIncident(acknowledgedIncident(), 'outcome', look)).toBeNull();
    expect(readable(drawn(resolvedIncident(), {}, 'outcome'))).toContain(
      '*Resolved* after 12 min by <@U0OMAR>: Notion sync is down. The token was rotated. (0 of 4',
    );
  });
});

it.each(Object.entries(nasty))('text from outside is inert: %s', (_, text) => {
  const step = { id: 's', phase: text, title: text, done: null };
  const entry = { at: noon, by: { ...asker, slack: text }, kind: 'note' as const, text };
  const linked = Array.from({ length: 5 }, () => ({ id: text, title: text, state: text }));
  const over: Partial<Incident> = {
    title: text,
    system: text,
    lead: { person: text || 'x', via: 'terminal' },
    assignees: Array.from({ length: 20 }, () => asker),
    checklist: [step, step, step, step],
    timeline: Array.from({ length: 100 }, () => entry),
    breakGlass: Array.from({ length: 8 }, () => glass({ reason: text })),
    resolved: { by: approver, at: noon, text },
    postmortem: { url: text, at: noon },
    groups: linked.map(({ id }) => id),
    runs: linked.map(({ id }) => id),
  };
  const next = { at: noon, who: text };
  for (const incident of [anIncident({ ...over, resolved: null }), resolvedIncident(over)])
    for (const view of ['card', 'details', 'outcome'] as const) {
      const rendered = renderIncident(incident, view, {
        ...look,
        next,
        alerts: linked,
        runs: linked,
      });
      if (rendered === null) continue;
      expect(faultsOf(rendered)).toEqual([]);
      expect(liveIn(rendered.blocks, rendered.text, ['U0MAYA', 'U0OMAR'])).toEqual([]);
    }
});
