// What decides about an incident: who answers, how bad it is, whether the chain starts again, and how it ends.
import type { IncidentEvent } from './incident-event.js';
import {
  chainRuns,
  checklistFor,
  joined,
  nextRound,
  progress,
  withEntry,
} from './incident-parts.js';
import { requiredText, timeText } from './incident-texts.js';
import type { Incident } from './incident.js';
import { Problem } from './problem.js';
import { rankOf } from './severity.js';

const lifeTypes = [
  'acknowledge',
  'severity',
  'escalate',
  'restart_chain',
  'resolve',
  'reopen',
] as const;
export type LifeEvent = Extract<IncidentEvent, { type: (typeof lifeTypes)[number] }>;

export function isLifeEvent(event: IncidentEvent): event is LifeEvent {
  return lifeTypes.some((type) => type === event.type);
}

/**
 * @param at epoch milliseconds, not before the incident's last change
 * @throws Problem already_decided or invalid_input
 */
export function applyLifeEvent(incident: Incident, event: LifeEvent, at: number): Incident {
  const { by } = event;
  switch (event.type) {
    case 'acknowledge':
      return acknowledged(incident, event, at);
    case 'severity':
      return changedSeverity(incident, event, at);
    case 'escalate':
      return withEntry(
        incident,
        { at, by, kind: 'escalated', text: requiredText(event.reason, 'reason') },
        { asked: incident.asked + 1 },
      );
    case 'restart_chain':
      if (incident.state === 'resolved' || event.round !== incident.round + 1) return incident;
      return withEntry(
        incident,
        {
          at,
          by,
          kind: 'escalated',
          text: `No progress since ${timeText(incident.progressAt)}: the chain starts again.`,
        },
        nextRound(incident, at),
      );
    case 'resolve': {
      const text = requiredText(event.text, 'text');
      return withEntry(
        incident,
        { at, by, kind: 'resolved', text },
        {
          state: 'resolved',
          resolved: { by, at, text },
          progressAt: at,
          answeredRound: incident.round,
          nextUpdateAt: null,
        },
      );
    }
    case 'reopen':
      return reopened(incident, event, at);
  }
}

/** Once for each round: a chain that started again can be stopped again. */
function acknowledged(
  incident: Incident,
  { by }: Extract<LifeEvent, { type: 'acknowledge' }>,
  at: number,
): Incident {
  if (incident.acknowledged && !chainRuns(incident))
    throw new Problem(
      'already_decided',
      `${incident.acknowledged.by.person} acknowledged ${incident.id} at ${timeText(incident.acknowledged.at)}.`,
      `To take part: incident assign ${incident.id} <who>`,
    );
  return withEntry(
    incident,
    {
      at,
      by,
      kind: 'acknowledged',
      text: incident.lead ? 'Acknowledged.' : 'Acknowledged, and leads it.',
    },
    {
      state: 'acknowledged',
      acknowledged: { by, at },
      lead: incident.lead ?? by,
      assignees: joined(incident.assignees, by),
      progressAt: at,
      answeredRound: incident.round,
    },
  );
}

function changedSeverity(
  incident: Incident,
  { by, severity, rule }: Extract<LifeEvent, { type: 'severity' }>,
  at: number,
): Incident {
  if (severity === incident.severity)
    throw new Problem(
      'already_decided',
      `${incident.id} is ${severity} already.`,
      'Nothing to do.',
    );
  const worse = rankOf(severity) < rankOf(incident.severity);
  // A lesser one comes after the beginning of the round, also where the clock of the process that began it was ahead: the
  // chain tells by that which steps are whose.
  const since = worse ? at : Math.max(at, incident.roundAt + 1);
  return withEntry(
    incident,
    { at: since, by, kind: 'severity', text: `${incident.severity} -> ${severity}` },
    {
      severity,
      respondBy: rule.respondBy,
      checklist: checklistFor(incident, rule),
      // Whoever answered for the lesser one has not been asked about this one.
      ...(worse ? { progressAt: at, ...nextRound(incident, at) } : progress(incident, at)),
    },
  );
}

function reopened(
  incident: Incident,
  { by, reason, rule }: Extract<LifeEvent, { type: 'reopen' }>,
  at: number,
): Incident {
  const text = requiredText(reason, 'reason');
  if (incident.state !== 'resolved')
    throw new Problem('already_decided', `${incident.id} is open already.`, 'Nothing to do.');
  return withEntry(
    incident,
    { at, by, kind: 'reopened', text },
    {
      state: 'open',
      acknowledged: null,
      resolved: null,
      respondBy: rule.respondBy,
      checklist: checklistFor(incident, rule),
      progressAt: at,
      ...nextRound(incident, at),
    },
  );
}
