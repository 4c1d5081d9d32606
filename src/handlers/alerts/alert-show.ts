// `alert show`: one group with its alerts, what was found out about it, and what can be done.
import { z } from 'zod';
import type { Fact, Suggestion, Table } from '../../core/report.js';
import type { Alert, AlertGroup } from '../../services/alerts/records.js';
import { defineQuery } from '../../services/context.js';
import { stamp } from '../../services/sync/when.js';
import { groupFindings } from './showing/diagnosis-findings.js';
import {
  acknowledgement,
  oneHourSilence,
  shortTitle,
  stateText,
  statusOf,
} from './showing/group-words.js';
import { groupInput } from './showing/ids.js';

const mostAlerts = 50;

export const alertShow = defineQuery({
  id: 'alert.show',
  family: 'Incidents',
  summary: 'One alert: its components, its labels, what was found out, what can be done',
  examples: ['alert show G-7K2QMF'],
  args: ['alert'],
  input: z.object({ alert: groupInput }),
  async read({ alert }, { alerts }) {
    const group = await alerts.get(alert);
    const listed = await alerts.alertsOf(group.id, mostAlerts);
    return {
      status: statusOf([group]),
      headline: `${group.severity} ${shortTitle(group.title)}`,
      facts: factsOf(group),
      findings: groupFindings(group),
      sections: [{ title: 'Labels', lines: pairs(group.labels), code: true }].filter(
        ({ lines }) => lines.length > 0,
      ),
      tables: [
        ...(group.components.length > 0 ? [componentTable(group)] : []),
        ...(listed.length > 0 ? [alertTable(group, listed)] : []),
      ],
      suggestions: suggestionsFor(group),
    };
  },
});

function factsOf(group: AlertGroup): Fact[] {
  const { acknowledged, resolvedAt, forgottenAt, runbook, link } = group;
  return [
    { label: 'Alert', value: group.id, mono: true },
    { label: 'State', value: stateText(group) },
    { label: 'Name', value: group.name },
    { label: 'Source', value: group.source },
    { label: 'System', value: group.system ?? 'none' },
    { label: 'Alerts', value: `${group.firing} firing, ${group.resolved} resolved` },
    { label: 'Since', value: stamp(group.firstAt) },
    ...(resolvedAt === null ? [] : [{ label: 'Resolved', value: stamp(resolvedAt) }]),
    ...(forgottenAt === null
      ? []
      : [{ label: 'Single alerts', value: `deleted on ${stamp(forgottenAt)} (alerts.keepDays)` }]),
    ...(acknowledged ? [{ label: 'Acknowledged', value: stamp(acknowledged.at) }] : []),
    ...(runbook === null ? [] : [{ label: 'Runbook', value: runbook }]),
    ...(link === null ? [] : [{ label: 'Link', value: link }]),
  ];
}

function componentTable({ components }: AlertGroup): Table {
  return {
    title: 'Components',
    columns: [{ label: 'Component' }, { label: 'Firing', align: 'right' }],
    rows: components.map(({ name, firing }) => [name === '' ? 'none' : name, String(firing)]),
  };
}

function alertTable(group: AlertGroup, listed: readonly Alert[]): Table {
  const more = group.firing + group.resolved - listed.length;
  return {
    title: 'Alerts, those that fire first',
    columns: [{ label: 'State' }, { label: 'Component' }, { label: 'Since' }, { label: 'What' }],
    rows: listed.map((alert) => [
      alert.status,
      alert.component,
      stamp(alert.startsAt),
      shortTitle(whatOf(alert, group)),
    ]),
    ...(more > 0 ? { more: `${more} more` } : {}),
  };
}

/** Its own words, or the labels that the group as a whole does not have. */
function whatOf({ annotations, labels }: Alert, group: AlertGroup): string {
  const own = Object.entries(labels).filter(([name, value]) => group.labels[name] !== value);
  return (
    annotations.summary ?? annotations.description ?? pairs(Object.fromEntries(own)).join(', ')
  );
}

function pairs(labels: Readonly<Record<string, string>>): string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}

function suggestionsFor(group: AlertGroup): Suggestion[] {
  const { id, state, acknowledged, hold, incident, actions } = group;
  const isFiring = state === 'firing';
  return [
    ...(isFiring && acknowledged === null ? [acknowledgement(id)] : []),
    ...(isFiring && hold === null ? [oneHourSilence(id)] : []),
    ...(hold?.kind === 'silence'
      ? [{ label: 'End the silence', operation: 'alert.unsilence', input: { silence: hold.id } }]
      : []),
    ...(incident !== null ? [showing(incident)] : isFiring ? [opening(group)] : []),
    ...actions,
  ];
}

function opening({ id, severity, title, system }: AlertGroup): Suggestion {
  return {
    label: 'Open an incident',
    operation: 'incident.open',
    input: {
      severity,
      title: shortTitle(title),
      ...(system === null ? {} : { system }),
      alert: id,
    },
  };
}

function showing(incident: string): Suggestion {
  return { label: `Show ${incident}`, operation: 'incident.show', input: { incident } };
}
