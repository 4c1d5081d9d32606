// Alerts, storms, incidents, notices and maintenance windows for the tests of their cards.
import type { Rendered } from '../../../src/bot/cards/fit.js';
import { parseSuggestion, type SuggestionButton } from '../../../src/bot/cards/actions.js';
import type { Incident } from '../../../src/core/incident.js';
import type { Alert, AlertGroup, Storm } from '../../../src/services/alerts/records.js';
import type { MaintenanceWindow } from '../../../src/services/maintenance/maintenance.js';
import type { Notice } from '../../../src/services/paging/notices.js';
import { approver, asker, minute, noon, strings } from './fixtures.js';

/** What senders and people write to break a card. */
export const nasty: Record<string, string> = {
  channel: '<!channel> now',
  link: '<https://evil.example|Approve>',
  ticks: '``` `rm -rf` ```',
  bold: '*bold* _it_ ~no~',
  rtl: '\u202Egnp.exe\u202C\u200F',
  emoji: ':large_green_circle: Resolved',
  entity: '&lt;!here&gt;',
  control: '\u0000\u001B[31m\r\n> quote',
  long: '<!channel> & * '.repeat(334),
  empty: '',
};

export function aGroup(over: Partial<AlertGroup> = {}): AlertGroup {
  return {
    id: 'G-7K2QMF',
    source: 'alertmanager',
    key: '{}:{alertname="NotionSyncUnhealthy"}',
    episode: 1,
    name: 'NotionSyncUnhealthy',
    title: 'Notion sync is unhealthy',
    severity: 'P1',
    system: 'finance-ppm',
    channel: 'C0OPS',
    runbook: 'notion-sync#unhealthy',
    labels: {},
    link: 'https://alerts.example/#/alerts',
    state: 'firing',
    firing: 12,
    resolved: 0,
    components: [{ name: 'notion-sync', firing: 12 }],
    componentsAt: noon,
    componentsStale: false,
    truncated: 0,
    wasTruncated: false,
    firstAt: noon - 5 * minute,
    createdAt: noon - 5 * minute,
    changedAt: noon,
    resolvedAt: null,
    forgottenAt: null,
    flips: [],
    acknowledged: null,
    hold: null,
    storm: null,
    incident: null,
    opensIncident: false,
    diagnose: null,
    diagnosis: null,
    actions: [],
    wakeAt: null,
    shownAt: noon - 5 * minute,
    announced: true,
    quietSince: null,
    ...over,
  };
}

export function resolvedGroup(over: Partial<AlertGroup> = {}): AlertGroup {
  return aGroup({
    state: 'resolved',
    firing: 0,
    resolved: 60,
    firstAt: noon - 12 * minute,
    resolvedAt: noon,
    ...over,
  });
}

export function anAlert(over: Partial<Alert> = {}): Alert {
  return {
    group: 'G-7K2QMF',
    source: 'alertmanager',
    fingerprint: 'f1',
    status: 'firing',
    startsAt: noon - 5 * minute,
    endsAt: null,
    component: 'notion-sync',
    labels: { instance: 'worker-1:9100' },
    annotations: { summary: 'No sync for 10 minutes' },
    link: null,
    receivedAt: noon,
    ...over,
  };
}

export function aStorm(over: Partial<Storm> = {}): Storm {
  return {
    id: 'T-0H4ZTC',
    channel: 'C0OPS',
    state: 'raging',
    startedAt: noon - minute,
    lastAt: noon,
    groups: 40,
    firing: 38,
    alerts: 212,
    bySystem: [{ name: 'finance-ppm', groups: 30 }],
    byName: [
      { name: 'APIDown', groups: 25 },
      { name: 'HighLatency', groups: 15 },
    ],
    acknowledged: null,
    incident: null,
    incidentOf: null,
    ...over,
  };
}

export function anIncident(over: Partial<Incident> = {}): Incident {
  return {
    id: 'I-7K2QMF',
    title: 'Notion sync is down',
    severity: 'P1',
    state: 'open',
    system: 'finance-ppm',
    channel: 'C0OPS',
    openedBy: asker,
    openedAt: noon - 5 * minute,
    respondBy: noon + 10 * minute,
    acknowledged: null,
    lead: null,
    assignees: [],
    checklist: [
      { id: 'detect.confirm', phase: 'Detect', title: 'Confirm it', done: null },
      { id: 'assess.impact', phase: 'Assess', title: 'Estimate impact', done: null },
      { id: 'mitigate.fix', phase: 'Mitigate', title: 'Temporary fix', done: null },
      { id: 'resolve.fix', phase: 'Resolve', title: 'Permanent fix', done: null },
    ],
    groups: [],
    runs: [],
    timeline: [{ at: noon - 5 * minute, by: asker, kind: 'opened', text: 'P1: it is down' }],
    progressAt: noon,
    round: 1,
    roundAt: noon - 5 * minute,
    answeredRound: 0,
    asked: 0,
    nextUpdateAt: null,
    resolved: null,
    postmortem: null,
    breakGlass: [],
    changedAt: noon,
    ...over,
  };
}

export function acknowledgedIncident(over: Partial<Incident> = {}): Incident {
  const acknowledged = { by: approver, at: noon - minute };
  return anIncident({ state: 'acknowledged', answeredRound: 1, acknowledged, ...over });
}

export function resolvedIncident(over: Partial<Incident> = {}): Incident {
  return acknowledgedIncident({
    state: 'resolved',
    resolved: { by: approver, at: noon + 7 * minute, text: 'The token was rotated.' },
    ...over,
  });
}

export function aNotice(over: Partial<Notice> = {}): Notice {
  return {
    id: 'I-7K2QMF:escalate:1:0',
    kind: 'page',
    incident: 'I-7K2QMF',
    severity: 'P1',
    title: 'Notion sync is down',
    text: 'Please acknowledge within 15 min.',
    people: [asker],
    parent: null,
    channel: 'C0OPS',
    dueAt: noon,
    createdAt: noon,
    slackAt: null,
    callAt: null,
    callFailures: 0,
    settled: false,
    wakeAt: noon,
    ...over,
  };
}

export function aWindow(over: Partial<MaintenanceWindow> = {}): MaintenanceWindow {
  return {
    id: 'M-7K2QMF',
    system: 'finance-ppm',
    state: 'scheduled',
    from: noon,
    until: noon + 120 * minute,
    reason: 'Upgrade of the warehouse',
    by: asker,
    recurring: null,
    channel: 'C0OPS',
    noticeAt: noon - 48 * 60 * minute,
    held: [],
    heldCount: 0,
    ended: null,
    health: null,
    changedAt: noon,
    wakeAt: null,
    ...over,
  };
}

/** What the buttons of a message do, by their labels. */
export function offersOn(message: Rendered): Record<string, SuggestionButton | null> {
  const found = new Map<string, SuggestionButton | null>();
  const look = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(look);
    if (typeof value !== 'object' || value === null) return;
    if ('type' in value && value.type === 'button' && 'text' in value && 'value' in value)
      found.set(strings(value.text, 'text').at(-1)?.text ?? '', parseSuggestion(value.value));
    else Object.values(value).forEach(look);
  };
  look(message.blocks);
  return Object.fromEntries(found);
}
