// `incident show`: everything that is known about one incident.
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import type { Incident } from '../../core/incident.js';
import type { Finding } from '../../core/report.js';
import { defineQuery } from '../../services/context.js';
import {
  checklistCount,
  incidentFacts,
  incidentName,
  statusOf,
  usualNext,
} from '../../services/incidents/incident-report.js';
import {
  checklistTable,
  linkedTables,
  timelineTable,
} from '../../services/incidents/incident-tables.js';
import { linkedOf } from '../../services/incidents/linked.js';
import { stamp } from '../../services/sync/when.js';

export const incidentShow = defineQuery({
  id: 'incident.show',
  family: 'Incidents',
  summary: 'One incident: who is on it, its timeline, its checklist, and what belongs to it',
  examples: ['incident show I-7K2QMF'],
  args: ['incident'],
  input: z.object({ incident: incidentId }),
  async read({ incident: id }, { incidents, alerts, runs }) {
    const incident = await incidents.get(id);
    const linked = await linkedOf(incident, { alerts, runs });
    return {
      status: statusOf(incident),
      headline: incidentName(incident),
      facts: [
        ...incidentFacts(incident),
        { label: 'Checklist', value: checklistCount(incident) },
        ...(incident.round > 1 ? [{ label: 'Escalation', value: `round ${incident.round}` }] : []),
      ],
      findings: reviewsDue(incident),
      tables: [timelineTable(incident), checklistTable(incident), ...linkedTables(linked)],
      suggestions: usualNext(incident).filter(({ operation }) => operation !== 'incident.show'),
    };
  },
});

/** Approvals by break-glass that nobody has reviewed. */
function reviewsDue({ id, breakGlass }: Incident): Finding[] {
  return breakGlass
    .filter(({ reviewed }) => reviewed === null)
    .map(({ run, by, reason, reviewBy }) => ({
      severity: 'warning',
      title: `${by.person} approved ${run} alone: ${reason}`,
      fix: `A review is due by ${stamp(reviewBy)}.`,
      suggestion: {
        label: `Review ${run}`,
        operation: 'incident.review',
        input: { incident: id, run },
      },
    }));
}
