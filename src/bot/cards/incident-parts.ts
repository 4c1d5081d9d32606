// What an incident's card says: by when it has to be answered, who works on it, what is next, what was done last.
import { chainRuns } from '../../core/incident-parts.js';
import type { Incident } from '../../core/incident.js';
import { counted } from './alert-words.js';
import { webLink } from './alert-links.js';
import type { Part } from './fit.js';
import { incidentTook, type IncidentLook } from './incident-words.js';
import { timelineLine } from './incident-timeline.js';
import { prosePart } from './parts.js';
import {
  clip,
  clipMarkup,
  code,
  dateToken,
  inert,
  inertLine,
  number,
  person,
  visible,
} from './text.js';

const shown = { steps: 3, entries: 3, people: 10, reviews: 5, linked: 5 };
const longest = { text: 400, title: 150 };

/** A list as one paragraph under a bold word; nothing where there is nothing to list. */
function listPart(title: string, lines: readonly string[]): Part[] {
  if (lines.length === 0) return [];
  return [prosePart([`*${title}*`, ...lines.map((line) => `• ${line}`)].join('\n'), title)];
}

function short(text: string, max: number): string {
  return clipMarkup(inertLine(clip(text, max)), 2 * max) || '–';
}

/** State, deadlines and people. `overdue` is said in words: the time beside it doesn't change by itself. */
export function standingPart(incident: Incident, { next, now }: IncidentLook): Part {
  const lines = [
    ...stateLines(incident, now),
    `*Lead*: ${incident.lead === null ? 'nobody yet' : person(incident.lead)} · *Working on it*: ${peopleOf(incident)}`,
    ...(incident.system === null ? [] : [`*System*: ${short(incident.system, 100)}`]),
    ...chainLines(incident, next),
    ...updateLines(incident, now),
    ...(incident.postmortem === null
      ? []
      : [
          `*Post-mortem*: ${webLink(incident.postmortem.url)} ${dateToken(incident.postmortem.at)}`,
        ]),
  ];
  return { ...prosePart(lines.join('\n'), lines.map(visible).join('\n')), keep: true };
}

function stateLines(incident: Incident, now: number): string[] {
  const { acknowledged, resolved, respondBy } = incident;
  const took = incidentTook(incident);
  if (resolved !== null && took !== null)
    return [
      `*Resolved* by ${person(resolved.by)} ${dateToken(resolved.at)}, after ${took}: ${clipMarkup(inert(clip(resolved.text, longest.text)), 2 * longest.text) || '–'}`,
    ];
  if (acknowledged !== null)
    return [`*Acknowledged* by ${person(acknowledged.by)} ${dateToken(acknowledged.at)}`];
  const late = now >= respondBy ? ':alarm_clock: *Overdue*: to be' : '*To be*';
  return [`${late} acknowledged by ${dateToken(respondBy)}`];
}

function peopleOf({ assignees }: Incident): string {
  if (assignees.length === 0) return 'nobody yet';
  const more = assignees.length - shown.people;
  const some = assignees.slice(0, shown.people).map(person).join(', ');
  return more > 0 ? `${some} and ${number(more)} more` : some;
}

function chainLines(incident: Incident, next: IncidentLook['next']): string[] {
  if (incident.state === 'resolved') return [];
  const again = chainRuns(incident) && incident.round > 1;
  const round = again ? ` (round ${number(incident.round)}: no progress was noted)` : '';
  if (next !== null)
    return [`*Next escalation*: ${short(next.who, 200)} ${dateToken(next.at)}${round}`];
  return again ? [`*Escalation*: everybody in the chain has been called${round}`] : [];
}

function updateLines({ state, nextUpdateAt }: Incident, now: number): string[] {
  if (state === 'resolved' || nextUpdateAt === null) return [];
  const late = now >= nextUpdateAt ? ':alarm_clock: *Overdue*: next update was' : '*Next update*';
  return [`${late} due ${dateToken(nextUpdateAt)}`];
}

/** `3 of 12 done` and what comes next. */
export function checklistParts({ checklist, state }: Incident): Part[] {
  if (checklist.length === 0) return [];
  const open = checklist.filter(({ done }) => done === null);
  const title = `Checklist: ${number(checklist.length - open.length)} of ${number(checklist.length)} done`;
  // Afterwards it only says what was left open.
  const steps = state === 'resolved' ? [] : open.slice(0, shown.steps);
  if (steps.length === 0) return [prosePart(`*${title}*`, title)];
  return listPart(
    title,
    steps.map((step) => `${short(step.phase, 40)}: ${short(step.title, longest.title)}`),
  );
}

/** Approvals that somebody gave alone and nobody has looked at since. */
export function reviewParts({ breakGlass }: Incident, now: number): Part[] {
  const due = breakGlass.filter(({ reviewed }) => reviewed === null);
  const lines = due.slice(0, shown.reviews).map(({ run, by, at, reason, reviewBy }) => {
    const late = now >= reviewBy ? ':alarm_clock: *overdue* since' : 'due';
    return `${code(run, 60)} approved alone by ${person(by)} ${dateToken(at)} (${short(reason, longest.title)}), review ${late} ${dateToken(reviewBy)}`;
  });
  const more = due.length - lines.length;
  const parts = listPart(':unlock: Break-glass to be reviewed', [
    ...lines,
    ...(more > 0 ? [counted(more, 'more')] : []),
  ]);
  return parts.map((part) => ({ ...part, keep: true }));
}

export function lastEntriesParts({ timeline }: Incident): Part[] {
  return listPart(
    'Last',
    timeline.slice(-shown.entries).map((entry) => timelineLine(entry, 200)),
  );
}

/** Alerts and runs that belong to it. */
export function linkedParts({ groups, runs }: Incident, look: IncidentLook): Part[] {
  return [
    ...listPart(
      `Alerts (${number(groups.length)})`,
      look.alerts.slice(0, shown.linked).map(linkedLine),
    ),
    ...listPart(`Runs (${number(runs.length)})`, look.runs.slice(0, shown.linked).map(linkedLine)),
  ];
}

function linkedLine({ id, title, state }: IncidentLook['alerts'][number]): string {
  return `${code(id, 60)} ${short(title, longest.title)} · ${short(state, 60)}`;
}
