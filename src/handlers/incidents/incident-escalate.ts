// `incident escalate`: calls the next people of the chain now, without waiting for their time. (Runbook 1, "Escalation
// Matrix")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { longestText } from '../../core/incident-texts.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';

export const incidentEscalate = defineCommand({
  id: 'incident.escalate',
  family: 'Incidents',
  summary: 'Call the next people of the escalation chain at once',
  runbook: 'finance-ppm#escalation-matrix',
  examples: ['incident escalate I-7K2QMF The warehouse is the vendor’s, we need a decision'],
  args: ['incident', 'reason'],
  rest: true,
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    reason: z.string().trim().min(1).max(longestText).describe('Why, for those who are called'),
  }),
  async act({ incident: id, reason }, { incidents, actor, requestId }) {
    const incident = await incidents.change(id, { type: 'escalate', by: actor, reason }, requestId);
    return answer(incident, `${incident.id} is escalated: the next people are being called`);
  },
});
