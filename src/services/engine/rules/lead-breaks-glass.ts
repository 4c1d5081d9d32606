// Approving alone is for the lead of an open P0 or P1, and for nobody else. (docs/alerts-and-incidents.md)
import { samePerson, type Actor } from '../../../core/actor.js';
import type { Incident } from '../../../core/incident.js';
import { Problem } from '../../../core/problem.js';
import type { Rule } from './rule.js';

export const leadBreaksGlass: Rule = (attempt) => {
  if (attempt.kind !== 'break-glass') return null;
  if (incidentToBreakGlassIn(attempt.incidents, attempt.actor)) return null;
  const urgent = attempt.incidents.filter(isUrgent);
  return new Problem(
    'not_allowed',
    urgent.length === 0
      ? 'There is no open P0 or P1: nobody approves alone.'
      : `Only the lead of ${urgent.map(({ id }) => id).join(', ')} may approve alone.`,
    urgent.length === 0
      ? 'Somebody else has to approve it; the card mentions who may.'
      : 'Take the lead with `incident lead`, or have somebody else approve.',
  );
};

/** The open P0 or P1 that this person leads, worst first; undefined where there is none. */
export function incidentToBreakGlassIn(
  incidents: readonly Incident[],
  actor: Actor,
): Incident | undefined {
  return incidents
    .filter(({ lead }) => lead !== null && samePerson(lead, actor))
    .filter(isUrgent)
    .toSorted((a, b) => (a.severity < b.severity ? -1 : 1))[0];
}

/** Open or acknowledged, and an outage or close to one. */
export function isUrgent({ severity, state }: Incident): boolean {
  return state !== 'resolved' && (severity === 'P0' || severity === 'P1');
}
