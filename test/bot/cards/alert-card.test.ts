import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderAlertGroup, type AlertLook } from '../../../src/bot/cards/alert-card.js';
import type { Rendered } from '../../../src/bot/cards/fit.js';
import type { AlertGroup, Diagnosis } from '../../../src/services/alerts/records.js';
import {
  actionsOn,
  approver,
  faultsOf,
  liveIn,
  minute,
  noon,
  readable,
  strings,
} from './fixtures.js';
import { hostile } from './hostile.js';
import { aGroup, anAlert, nasty, offersOn, resolvedGroup } from './oncall-fixtures.js';

const look: AlertLook = {
  alerts: [anAlert()],
  callOut: ['U0MAYA'],
  plain: false,
  flapping: false,
  now: noon,
};
const acknowledged = { by: approver, at: noon - minute };
const restart = { label: 'Restart', operation: 'sync.restart', input: { system: 'finance-ppm' } };

function drawn(
  group: AlertGroup,
  over: Partial<AlertLook> = {},
  view: 'card' | 'details' | 'outcome' = 'card',
): Rendered {
  const rendered = renderAlertGroup(group, view, { ...look, ...over });
  if (rendered === null) throw new Error(`no ${view}`);
  return rendered;
}

const diagnosis = (over: Partial<Diagnosis> = {}): Diagnosis => ({
  operation: 'sync.status',
  input: {},
  state: 'done',
  status: 'bad',
  headline: 'The sync stands still',
  findings: [],
  at: noon,
  ...over,
});

describe('the card of an alert group', () => {
  it.each<[string, AlertGroup, string[], string[]]>([
    [
      'firing',
      aGroup({ resolved: 3 }),
      [':red_circle: *P1 Firing: Notion', '*12 alerts firing*, 3 resolved', 'notion-sync 12'],
      ['Acknowledge', 'Silence 1 h', 'Open incident', 'Details'],
    ],
    [
      'acknowledged',
      aGroup({ acknowledged, actions: [restart] }),
      ['*P1 Acknowledged: ', '*Acknowledged* by <@U0OMAR>'],
      ['Restart', 'Silence 1 h', 'Open incident', 'Details'],
    ],
    [
      'in an incident',
      aGroup({ incident: 'I-7K2QMF', storm: 'T-0H4ZTC' }),
      ['*Incident* `I-7K2QMF`', 'storm `T-0H4ZTC`'],
      ['Acknowledge', 'Silence 1 h', 'Details'],
    ],
    [
      'silenced',
      aGroup({ hold: { kind: 'silence', id: 'S-7K2QMF' } }),
      ['*Silenced* by `S-7K2QMF`'],
      ['Acknowledge', 'End silence', 'Open incident', 'Details'],
    ],
    [
      'held by maintenance',
      aGroup({ hold: { kind: 'maintenance', id: 'M-7K2QMF' } }),
      ['*Held* by maintenance `M-7K2QMF`'],
      ['Acknowledge', 'Open incident', 'Details'],
    ],
    [
      'resolved',
      resolvedGroup({ acknowledged, actions: [restart] }),
      [':large_green_circle: *P1 Resolved', 'after 12 min · 60 alerts'],
      ['Details'],
    ],
    [
      'cut by its sender',
      aGroup({ truncated: 12, firing: 1 }),
      ['*1 alert firing*', '12 more that the sender left out'],
      ['Acknowledge', 'Silence 1 h', 'Open incident', 'Details'],
    ],
  ])('%s: says so and offers what can be done', (_, group, texts, buttons) => {
    const card = drawn(group);
    for (const text of texts) expect(readable(card)).toContain(text);
    expect(Object.keys(offersOn(card))).toEqual(buttons);
    expect(faultsOf(card)).toEqual([]);
  });

  it('gives each button the input that it needs', () => {
    expect(offersOn(drawn(aGroup({ actions: [restart] })))).toEqual({
      Acknowledge: { operation: 'alert.ack', input: { alert: 'G-7K2QMF' } },
      Restart: { operation: 'sync.restart', input: { system: 'finance-ppm' } },
      'Silence 1 h': { operation: 'alert.silence', input: { alert: 'G-7K2QMF', for: '1h' } },
      'Open incident': {
        operation: 'incident.open',
        input: {
          severity: 'P1',
          title: 'Notion sync is unhealthy',
          system: 'finance-ppm',
          alert: 'G-7K2QMF',
        },
      },
      Details: { operation: 'alert.show', input: { alert: 'G-7K2QMF' } },
    });
  });

  it.each<[string, AlertGroup, boolean]>([
    ['a P0 that fires', aGroup({ severity: 'P0' }), true],
    ['a P2 that fires', aGroup({ severity: 'P2' }), true],
    ['a P3', aGroup({ severity: 'P3' }), false],
    ['one that somebody has', aGroup({ acknowledged }), false],
    ['a silenced one', aGroup({ hold: { kind: 'silence', id: 'S-7K2QMF' } }), false],
    ['a resolved one', resolvedGroup(), false],
  ])('calls whoever is on call, for %s: %#', (_, group, calls) => {
    const card = drawn(group);
    expect(readable(card).includes('<@U0MAYA>')).toBe(calls);
    expect(card.text.includes('<@U0MAYA>')).toBe(calls);
    expect(readable(drawn(group, { callOut: [] })).includes('Nobody is on call')).toBe(calls);
  });

  it('says that it is flapping, and since when it is quiet', () => {
    expect(readable(drawn(aGroup()))).not.toContain('Flapping');
    const quiet = aGroup({ firing: 0, quietSince: noon });
    expect(readable(drawn(quiet, { flapping: true }))).toContain('quiet since <!date');
  });

  it('names five components and counts the others', () => {
    const components = Array.from({ length: 20 }, (_, place) => ({
      name: `${'a-very-long-component-name-'.repeat(20)}${place}`,
      firing: 20 - place,
    }));
    const card = drawn(aGroup({ firing: 210, components }));
    expect(readable(card)).toMatch(/… 16, and 15 more components/);
    expect(faultsOf(card)).toEqual([]);
  });

  it('does not change by the passing of time', () => {
    expect(drawn(aGroup(), { now: noon + 1_000 })).toEqual(drawn(aGroup()));
  });
});

describe('what diagnosis found', () => {
  it.each<[string, Partial<Diagnosis>, string]>([
    ['under way', { state: 'waiting' }, 'Diagnosis under way (`/ppm sync status`)'],
    ['failed', { state: 'failed', headline: 'Notion is away' }, 'Notion is away'],
    ['done', {}, '*Diagnosis*: The sync stands still'],
  ])('%s', (_, over, text) => {
    expect(readable(drawn(aGroup({ diagnosis: diagnosis(over) })))).toContain(text);
  });

  it('stands worst first, at most three, each with the button that fixes it', () => {
    const finding = (severity: 'bad' | 'warning' | 'info', title: string) => ({
      severity,
      title,
      evidence: 'seen',
      cause: 'why',
      fix: 'how',
      suggestion: { label: `Fix ${title}`, operation: 'sync.run', input: { title } },
    });
    const findings = [
      finding('info', 'four'),
      finding('warning', 'three'),
      finding('bad', 'one'),
      finding('bad', 'two'),
    ];
    const card = drawn(aGroup({ diagnosis: diagnosis({ findings }) }));
    expect(readable(card)).toMatch(/1 more finding[^]*\*one\*[^]*\*two\*[^]*\*three\*/);
    expect(readable(card)).not.toContain('four');
    expect(readable(card)).toContain('*Cause*: why\n*Fix*: how');
    expect(offersOn(card)['Fix one']).toEqual({ operation: 'sync.run', input: { title: 'one' } });
    expect(new Set(actionsOn(card)).size).toBe(actionsOn(card).length);
    expect(faultsOf(card)).toEqual([]);
    expect(readable(card)).toContain('`/ppm alert show G-7K2QMF`');
  });
});

describe('links', () => {
  it.each<[string, string, string[]]>([
    ['https', 'https://a.example/x?y=1&z=2', ['<https://a.example/x?y=1&amp;z=2|a.example>']],
    ['a script', 'javascript:alert(1)', []],
    ['a hidden host', 'https://bank.example@evil.example/', []],
    [
      'one that breaks out',
      'https://a.example/|x>#<!channel>',
      ['<https://a.example/%7Cx%3E#%3C!channel%3E|a.example>'],
    ],
    ['no address', 'not an address', []],
    ['a host with markup', 'https://a.example*bold*/x', []],
    ['a port', 'http://a.example:9093/x', ['<http://a.example:9093/x|a.example:9093>']],
  ])('%s', (_, link, expected) => {
    const card = drawn(aGroup({ link, runbook: null }));
    expect(readable(card).match(/<https?:[^>]*>/g) ?? []).toEqual(expected);
    expect(faultsOf(card)).toEqual([]);
  });

  it('a runbook is a name or a link', () => {
    expect(readable(drawn(aGroup()))).toContain('runbook `notion-sync#unhealthy`');
    const linked = drawn(aGroup({ runbook: 'https://wiki.example/r' }));
    expect(readable(linked)).toContain('runbook <https://wiki.example/r|wiki.example>');
  });
});

describe('in the thread', () => {
  const sixty = Array.from({ length: 60 }, (_, place) =>
    anAlert({
      fingerprint: `f${place}`,
      labels: { instance: `worker-${place}` },
      annotations: { description: 'x'.repeat(5_000) },
    }),
  );

  it.each([true, false])('sixty alerts are a table of fifty (plain: %s)', (plain) => {
    const details = drawn(aGroup({ firing: 60 }), { alerts: sixty, plain }, 'details');
    expect(faultsOf(details)).toEqual([]);
    const said = readable(details);
    expect(said).toContain('notion-sync · worker-0');
    expect(said).toContain('10 more alerts not listed here');
    expect(said).not.toContain('worker-50');
  });

  it('a table says state, place, time and summary; without alerts there is none', () => {
    const said = readable(drawn(aGroup(), {}, 'details'));
    expect(said).toContain('firing');
    expect(said).toContain('2026-10-05T10:55:00Z');
    expect(said).toContain('No sync for 10 minutes');
    expect(renderAlertGroup(aGroup(), 'details', { ...look, alerts: [] })).toBeNull();
  });

  it('an outcome comes once it is resolved, and not while it flaps', () => {
    expect(renderAlertGroup(aGroup(), 'outcome', look)).toBeNull();
    expect(renderAlertGroup(resolvedGroup(), 'outcome', { ...look, flapping: true })).toBeNull();
    expect(readable(drawn(resolvedGroup(), {}, 'outcome'))).toContain(
      '*Resolved* after 12 min. 60 alerts: Notion sync is unhealthy. Nobody had acknowledged it.',
    );
    const taken = readable(drawn(resolvedGroup({ acknowledged }), {}, 'outcome'));
    expect(taken).toContain('Acknowledged by <@U0OMAR>');
  });
});

/** Someone else's words wherever they can stand. */
function written(text: string): AlertGroup {
  return aGroup({
    name: text,
    title: text,
    system: text,
    runbook: text,
    link: text,
    components: Array.from({ length: 20 }, () => ({ name: text, firing: 1 })),
    incident: text,
    diagnosis: diagnosis({
      headline: text,
      findings: ['bad', 'warning', 'info', 'bad'].map((severity) => ({
        severity: severity === 'bad' || severity === 'warning' ? severity : 'info',
        title: text,
        evidence: text,
        cause: text,
        fix: text,
        suggestion: { label: text, operation: 'sync.run', input: { text } },
      })),
    }),
    actions: Array.from({ length: 5 }, () => ({
      label: text,
      operation: 'sync.run',
      input: { text },
    })),
  });
}

/** What is a whole address of the web may be a link, where an address is expected: it is called what it leads to. */
function isHonestLink(token: string, text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { href, host, protocol } = new URL(text);
  const address = href.replaceAll('|', '%7C').replaceAll('&', '&amp;');
  return /^https?:$/.test(protocol) && token === `<${address}|${host}>`;
}

/** Slack's and our complaints about every drawing of it. */
function liveWith(text: string): string[] {
  const group = written(text);
  const alerts = Array.from({ length: 60 }, () =>
    anAlert({ component: text, labels: { instance: text }, annotations: { summary: text } }),
  );
  const groups = [group, { ...group, state: 'resolved' as const, resolvedAt: noon }];
  const views = ['card', 'details', 'outcome'] as const;
  const drawings = groups.flatMap((each) =>
    views.flatMap((view) =>
      [true, false].map((plain) => renderAlertGroup(each, view, { ...look, alerts, plain })),
    ),
  );
  const some = drawings.filter((drawing) => drawing !== null);
  if (some.length !== 10) return [`${some.length} drawings`];
  return some.flatMap((drawing) => [
    ...faultsOf(drawing),
    ...liveIn(drawing.blocks, drawing.text, ['U0MAYA', 'U0OMAR']).filter(
      (token) => !isHonestLink(token, text),
    ),
  ]);
}

describe('text from outside', () => {
  it.each(Object.entries(nasty))('is inert: %s', (_, text) => {
    expect(liveWith(text)).toEqual([]);
  });

  it('is inert whatever it is', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(liveWith(text)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('draws none of our icons', () => {
    const card = drawn(written(nasty['emoji'] ?? ''));
    const markup = strings(card.blocks).filter(({ text }) => text.includes('*'));
    expect(markup.length).toBeGreaterThan(4);
    for (const text of [card.text, ...markup.map((each) => each.text.replaceAll(/`[^`]*`/g, ''))])
      expect(text).not.toContain(':large_green_circle:');
  });
});
