// What is done about an incident meanwhile: notes, people, steps, links, pages, and what stays behind.
import { samePerson } from './actor.js';
import type { IncidentEvent } from './incident-event.js';
import type { LifeEvent } from './incident-life.js';
import { joined, progress, withEntry } from './incident-parts.js';
import { clippedLine, longestTitle, requiredText, timeText } from './incident-texts.js';
import type { Incident, TimelineEntry } from './incident.js';
import { Problem } from './problem.js';

export type WorkEvent = Exclude<IncidentEvent, LifeEvent>;
type Work<Type extends WorkEvent['type']> = Extract<WorkEvent, { type: Type }>;

/**
 * @param at epoch milliseconds, not before the incident's last change
 * @throws Problem already_decided, invalid_input or not_found
 */
export function applyWorkEvent(incident: Incident, event: WorkEvent, at: number): Incident {
  const entry = (kind: TimelineEntry['kind'], text: string): TimelineEntry => ({
    at,
    by: event.by,
    kind,
    text,
  });
  const done = progress(incident, at);
  switch (event.type) {
    case 'note':
      return withEntry(incident, entry('note', requiredText(event.text, 'text')), done);
    case 'update':
      return withEntry(incident, entry('update', requiredText(event.text, 'text')), {
        ...done,
        nextUpdateAt: event.nextAt,
      });
    case 'lead': {
      const { who } = event;
      if (incident.lead && samePerson(incident.lead, who)) return incident;
      return withEntry(incident, entry('lead', `${who.person} leads.`), {
        ...done,
        lead: who,
        assignees: joined(incident.assignees, who),
      });
    }
    case 'assign': {
      const assignees = joined(incident.assignees, event.who);
      if (assignees === incident.assignees) return incident;
      return withEntry(incident, entry('assigned', `${event.who.person} takes part.`), {
        ...done,
        assignees,
      });
    }
    case 'check':
      return checked(incident, event, at);
    case 'link_alert':
      if (incident.groups.includes(event.group)) return incident;
      return withEntry(incident, entry('alert', linked(event.group, event.text)), {
        groups: [...incident.groups, event.group],
      });
    case 'link_run':
      if (incident.runs.includes(event.run)) return incident;
      return withEntry(incident, entry('run', linked(event.run, event.text)), {
        ...done,
        runs: [...incident.runs, event.run],
      });
    case 'paged':
      return toldBefore(incident, event.text)
        ? incident
        : withEntry(incident, entry('paged', event.text));
    case 'postmortem':
      if (incident.postmortem?.url === event.url) return incident;
      return withEntry(incident, entry('postmortem', event.url), {
        postmortem: { url: event.url, at },
      });
    case 'break_glass':
      return brokenGlass(incident, event, at);
    case 'review':
      return reviewed(incident, event, at);
  }
}

function linked(id: string, text: string): string {
  const line = clippedLine(text, longestTitle);
  return line === '' ? id : `${id}: ${line}`;
}

/** A chain whose process died tells the same again; a later round or request is another matter. */
function toldBefore(incident: Incident, text: string): boolean {
  const begins = incident.timeline.findLastIndex(({ kind }) =>
    ['opened', 'escalated', 'severity', 'reopened'].includes(kind),
  );
  return incident.timeline.slice(begins).some((one) => one.kind === 'paged' && one.text === text);
}

function checked(incident: Incident, { by, step: id }: Work<'check'>, at: number): Incident {
  const step = incident.checklist.find((one) => one.id === id);
  if (!step)
    throw new Problem(
      'invalid_input',
      `The checklist has no step ${JSON.stringify(id.slice(0, 60))}.`,
      `incident checklist ${incident.id} shows them.`,
      { field: 'step' },
    );
  if (step.done)
    throw new Problem(
      'already_decided',
      `${step.done.by.person} did "${step.title}" at ${timeText(step.done.at)}.`,
      'Nothing to do.',
    );
  return withEntry(
    incident,
    { at, by, kind: 'checklist', text: `${step.phase}: ${step.title}` },
    {
      ...progress(incident, at),
      checklist: incident.checklist.map((one) =>
        one.id === id ? { ...one, done: { by, at } } : one,
      ),
    },
  );
}

/** An approval alone, in an emergency. (docs/alerts-and-incidents.md) */
function brokenGlass(incident: Incident, event: Work<'break_glass'>, at: number): Incident {
  const { by, run, reviewBy } = event;
  if (incident.breakGlass.some((one) => one.run === run)) return incident;
  const reason = requiredText(event.reason, 'reason');
  return withEntry(
    incident,
    { at, by, kind: 'break_glass', text: `${run}: ${reason}` },
    {
      ...progress(incident, at),
      breakGlass: [...incident.breakGlass, { run, by, at, reason, reviewBy, reviewed: null }],
    },
  );
}

function reviewed(incident: Incident, event: Work<'review'>, at: number): Incident {
  const { by, run } = event;
  const text = requiredText(event.text, 'text');
  const found = incident.breakGlass.find((one) => one.run === run);
  if (!found)
    throw new Problem(
      'not_found',
      `${run.slice(0, 40)} was not approved by break-glass in ${incident.id}.`,
      `incident show ${incident.id} lists what has to be reviewed.`,
      { field: 'run' },
    );
  if (found.reviewed)
    throw new Problem(
      'already_decided',
      `${found.reviewed.by.person} reviewed ${run} at ${timeText(found.reviewed.at)}.`,
      'Nothing to do.',
    );
  return withEntry(
    incident,
    { at, by, kind: 'reviewed', text: `${run}: ${text}` },
    {
      breakGlass: incident.breakGlass.map((one) =>
        one.run === run ? { ...one, reviewed: { by, at, text } } : one,
      ),
    },
  );
}
