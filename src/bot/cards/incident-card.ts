// An incident as Slack shows it: one card, edited in place, with every command as a button; its timeline and its end in the
// thread. Pure: the same incident gives the same drawing.
import type { Incident } from '../../core/incident.js';
import { overIcon } from './alert-words.js';
import { fit, type Rendered } from './fit.js';
import { incidentButtons } from './incident-buttons.js';
import {
  checklistParts,
  lastEntriesParts,
  linkedParts,
  reviewParts,
  standingPart,
} from './incident-parts.js';
import { incidentTimeline } from './incident-timeline.js';
import {
  incidentSentence,
  incidentTook,
  leadOfIncident,
  restOfIncident,
  type IncidentLook,
} from './incident-words.js';
import { headlinePart, prosePart, smallPart } from './parts.js';
import {
  clip,
  clipMarkup,
  code,
  dateToken,
  inert,
  inertLine,
  number,
  oneLine,
  person,
} from './text.js';

/**
 * An incident's message for a view.
 * - card: edited in place
 * - details: its timeline, in the thread
 * - outcome: how it ended, in the thread
 * @returns null for the outcome of one that is not resolved
 */
export function renderIncident(
  incident: Incident,
  view: 'card' | 'details' | 'outcome',
  look: IncidentLook,
): Rendered | null {
  switch (view) {
    case 'card':
      return card(incident, look);
    case 'details':
      return incidentTimeline(incident);
    case 'outcome':
      return outcome(incident);
  }
}

function card(incident: Incident, look: IncidentLook): Rendered {
  const { icon, lead } = leadOfIncident(incident);
  return fit({
    text: incidentSentence(incident),
    title: `${incident.id}: ${oneLine(incident.title)}`,
    rest: restOfIncident(incident),
    parts: [
      headlinePart(icon, lead, incident.title),
      standingPart(incident, look),
      ...reviewParts(incident, look.now),
      ...checklistParts(incident),
      ...incidentButtons(incident),
      ...lastEntriesParts(incident),
      ...linkedParts(incident, look),
      smallPart(
        `${code(incident.id)} · opened by ${person(incident.openedBy)} ${dateToken(incident.openedAt)}`,
        incident.id,
      ),
    ],
  });
}

function outcome(incident: Incident): Rendered | null {
  const took = incidentTook(incident);
  const { resolved, checklist } = incident;
  if (resolved === null || took === null) return null;
  const done = checklist.filter((step) => step.done !== null).length;
  const title = clipMarkup(inertLine(incident.title), 300);
  const how = clipMarkup(inert(clip(resolved.text, 1_000)), 2_000);
  const markup = `${overIcon} ${code(incident.id)} *Resolved* after ${took} by ${person(resolved.by)}: ${title}. ${how} (${number(done)} of ${number(checklist.length)} steps done)`;
  return fit({
    text: incidentSentence(incident),
    title: incident.id,
    rest: restOfIncident(incident),
    parts: [{ ...prosePart(markup, resolved.text), cut: resolved.text.length > 1_000 }],
  });
}
