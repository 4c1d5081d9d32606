// An incident with approvals by break-glass that wait for their review.
import type { Incident } from '../../../src/core/incident.js';
import type { Actor } from '../../../src/core/actor.js';

const ana: Actor = { person: 'ana', slack: 'U1', via: 'slack' };

export function incidentOf(
  id: string,
  broken: readonly { run: string; reviewBy: number }[],
): Incident {
  return {
    id,
    title: 'Down',
    severity: 'P1',
    state: 'resolved',
    system: null,
    channel: 'C1',
    openedBy: ana,
    openedAt: 0,
    respondBy: 0,
    acknowledged: null,
    lead: null,
    assignees: [],
    checklist: [],
    groups: [],
    runs: [],
    timeline: [],
    progressAt: 0,
    round: 1,
    roundAt: 0,
    answeredRound: 1,
    asked: 0,
    nextUpdateAt: null,
    resolved: null,
    postmortem: null,
    breakGlass: broken.map((one) => ({
      ...one,
      by: ana,
      at: 0,
      reason: 'Nobody else was awake',
      reviewed: null,
    })),
    changedAt: 0,
  };
}
