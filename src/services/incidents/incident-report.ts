// How an incident is told: its facts, and what people usually do next, as buttons.
import { chainRuns } from '../../core/incident-machine.js';
import type { Incident } from '../../core/incident.js';
import type { Fact, Report, Status, Suggestion } from '../../core/report.js';
import { rankOf, type Severity } from '../../core/severity.js';
import { stamp } from '../sync/when.js';

/** `P1 I-7K2QMF Notion sync is down` */
export function incidentName({ id, severity, title }: Incident): string {
  return `${severity} ${id} ${title}`;
}

export function statusOf({ state, severity }: Pick<Incident, 'state' | 'severity'>): Status {
  if (state === 'resolved') return 'good';
  return rankOf(severity) <= rankOf('P1') ? 'bad' : severityStatus(severity);
}

function severityStatus(severity: Severity): Status {
  return severity === 'P4' ? 'info' : 'warning';
}

/** What was done, with what usually follows. */
export function answer(incident: Incident, headline: string, notes: string[] = []): Report {
  return { status: 'info', headline, notes, suggestions: usualNext(incident) };
}

/** What usually comes next; an input that is left out is asked for by a form. */
export function usualNext(of: Incident): Suggestion[] {
  const { id: incident, state, postmortem } = of;
  const offer = (label: string, operation: string): Suggestion => ({
    label,
    operation: `incident.${operation}`,
    input: { incident },
  });
  switch (state) {
    case 'open':
      return [offer('Acknowledge', 'ack'), offer('Escalate', 'escalate'), offer('Show', 'show')];
    case 'acknowledged':
      return [
        // Nothing was done for too long, or it got worse: people are being called again.
        ...(chainRuns(of) ? [offer('Acknowledge', 'ack')] : []),
        offer('Note', 'note'),
        offer('Update', 'update'),
        offer('Checklist', 'checklist'),
        offer('Resolve', 'resolve'),
      ];
    case 'resolved':
      return [
        offer('Post-mortem', 'postmortem'),
        ...(postmortem ? [] : [offer('Post-mortem in Notion', 'postmortem.file')]),
        offer('Reopen', 'reopen'),
      ];
  }
}

export function incidentFacts(incident: Incident): Fact[] {
  const { acknowledged, resolved, lead, assignees, nextUpdateAt, postmortem } = incident;
  const said = (label: string, value: string | null): Fact[] =>
    value === null || value === '' ? [] : [{ label, value }];
  return [
    { label: 'Severity', value: incident.severity },
    { label: 'State', value: incident.state },
    ...said('System', incident.system),
    { label: 'Opened', value: `${stamp(incident.openedAt)} by ${incident.openedBy.person}` },
    ...(acknowledged
      ? said('Acknowledged', `${stamp(acknowledged.at)} by ${acknowledged.by.person}`)
      : said('Respond by', stamp(incident.respondBy))),
    ...said('Lead', lead?.person ?? null),
    ...said('People', assignees.map(({ person }) => person).join(', ')),
    ...said('Next update', nextUpdateAt === null ? null : stamp(nextUpdateAt)),
    ...(resolved ? said('Resolved', `${stamp(resolved.at)} by ${resolved.by.person}`) : []),
    ...said('How it ended', resolved?.text ?? null),
    ...said('Post-mortem', postmortem?.url ?? null),
  ];
}

/** `3 of 17` */
export function checklistCount({ checklist }: Incident): string {
  return `${checklist.filter(({ done }) => done).length} of ${checklist.length}`;
}
