// What the changes of an incident have in common: an entry in its timeline, the checklist of another severity, people.
import { samePerson, type Actor } from './actor.js';
import type { IncidentRule } from './incident-event.js';
import type { Incident, TimelineEntry } from './incident.js';

/** How many entries of a timeline are kept, beside the first. */
export const longestTimeline = 500;

/**
 * The incident with `fields` changed and an entry at the end of its timeline. The first entry and the newest
 * `longestTimeline` stay; the audit log keeps all of them.
 */
export function withEntry(
  incident: Incident,
  entry: TimelineEntry,
  fields: Partial<Incident> = {},
): Incident {
  const [first, ...others] = [...incident.timeline, entry];
  const timeline = first ? [first, ...others.slice(-longestTimeline)] : [];
  return { ...incident, ...fields, timeline, changedAt: entry.at };
}

/** Something was done about it: that answers the chain where somebody has acknowledged the incident before. */
export function progress(incident: Incident, at: number): Partial<Incident> {
  return {
    progressAt: at,
    ...(incident.state === 'acknowledged' ? { answeredRound: incident.round } : {}),
  };
}

/** The checklist that a rule asks for; what was done stays done. */
export function checklistFor(incident: Incident, rule: IncidentRule): Incident['checklist'] {
  return rule.checklist.map((step) => ({
    ...step,
    done: incident.checklist.find(({ id }) => id === step.id)?.done ?? step.done,
  }));
}

/** The people with one more; the same list when they are among them. */
export function joined(people: Actor[], who: Actor): Actor[] {
  return people.some((one) => samePerson(one, who)) ? people : [...people, who];
}

/** The chain starts again now. */
export function nextRound(incident: Incident, at: number): Partial<Incident> {
  return { round: incident.round + 1, roundAt: at };
}

/** True while people are being called: nobody has answered this round of the chain. */
export function chainRuns(incident: Incident): boolean {
  return incident.state !== 'resolved' && incident.answeredRound < incident.round;
}
