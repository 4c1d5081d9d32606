// What follows when somebody has approved alone: it stands in the incident, which tells everyone who could have approved and
// has it reviewed. (services/escalation)
import type { Run } from '../../core/run.js';
import type { Context } from '../context.js';

/** Harmless to repeat: the incident takes each run once. */
export function announceBreakGlass({
  incidents,
  incidentRules,
}: Pick<Context, 'incidents' | 'incidentRules'>): (run: Run) => Promise<void> {
  return async (run) => {
    for (const { by, at, breakGlass } of run.approvals)
      if (breakGlass)
        await incidents.change(breakGlass.incident, {
          type: 'break_glass',
          by,
          run: run.id,
          reason: breakGlass.reason,
          reviewBy: at + incidentRules.reviewHours * 3_600_000,
        });
  };
}
