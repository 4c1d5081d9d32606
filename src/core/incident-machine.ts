// What may happen to an incident, and what it is afterwards. Pure: the same incident and event give the same result.
import type { Actor } from './actor.js';
import type { IncidentEvent, IncidentRule } from './incident-event.js';
import { applyLifeEvent, isLifeEvent } from './incident-life.js';
import { clippedLine, longestTitle } from './incident-texts.js';
import { applyWorkEvent } from './incident-work.js';
import type { Incident } from './incident.js';
import { Problem } from './problem.js';
import type { Severity } from './severity.js';

export type { IncidentEvent, IncidentRule } from './incident-event.js';
export { chainRuns } from './incident-parts.js';

/** Events that a resolved incident takes; `paged` tells what has happened already, so nothing is refused there. */
const afterTheEnd: readonly IncidentEvent['type'][] = [
  'note',
  'postmortem',
  'reopen',
  'review',
  'link_run',
  'check',
  'paged',
  'restart_chain',
  // It was approved before the end, and is told after it where a process died in between.
  'break_glass',
];

/**
 * A new incident. A title that is too long is cut: one from an alert must open it all the same.
 * @param given.at epoch milliseconds
 * @throws Problem invalid_input (field `title`) when there is none
 */
export function openIncident(given: {
  id: string;
  title: string;
  severity: Severity;
  system: string | null;
  channel: string;
  by: Actor;
  at: number;
  groups: readonly string[];
  rule: IncidentRule;
}): Incident {
  const { id, severity, system, channel, by, at, groups, rule } = given;
  const title = clippedLine(given.title, longestTitle);
  if (title === '')
    throw new Problem(
      'invalid_input',
      'An incident needs a title.',
      'Say what is broken: incident open P1 Notion sync is down',
      { field: 'title' },
    );
  return {
    id,
    title,
    severity,
    state: 'open',
    system,
    channel,
    openedBy: by,
    openedAt: at,
    respondBy: rule.respondBy,
    acknowledged: null,
    lead: null,
    assignees: [],
    checklist: rule.checklist,
    groups: [...new Set(groups)],
    runs: [],
    timeline: [{ at, by, kind: 'opened', text: `${severity}: ${title}` }],
    progressAt: at,
    round: 1,
    roundAt: at,
    answeredRound: 0,
    asked: 0,
    nextUpdateAt: null,
    resolved: null,
    postmortem: null,
    breakGlass: [],
    changedAt: at,
  };
}

/**
 * The incident after `event`; the same object when that changes nothing, such as a link that was made before.
 * @param now epoch milliseconds; a clock that goes back doesn't take the timeline with it
 * @throws Problem already_decided when it comes too late, invalid_input (field) or not_found for what it names
 */
export function applyIncidentEvent(
  incident: Incident,
  event: IncidentEvent,
  now: number,
): Incident {
  if (incident.state === 'resolved' && !afterTheEnd.includes(event.type))
    throw new Problem(
      'already_decided',
      `${incident.id} was resolved${incident.resolved ? ` by ${incident.resolved.by.person}` : ''}.`,
      `If it is back: incident reopen ${incident.id} <reason>`,
      {
        suggestions: [
          { label: 'Reopen', operation: 'incident.reopen', input: { incident: incident.id } },
        ],
      },
    );
  const at = Math.max(now, incident.changedAt);
  return isLifeEvent(event)
    ? applyLifeEvent(incident, event, at)
    : applyWorkEvent(incident, event, at);
}
