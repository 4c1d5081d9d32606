// `incident severity`: worse than it looked, or not so bad. What got worse calls people again. (Runbook 4, "Determine
// severity level")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { severitySchema } from '../../core/severity.js';
import { defineCommand } from '../../services/context.js';
import { ruleOf } from '../../services/incidents/incident-rules.js';
import { answer } from '../../services/incidents/incident-report.js';
import { stamp } from '../../services/sync/when.js';

export const incidentSeverity = defineCommand({
  id: 'incident.severity',
  family: 'Incidents',
  summary: 'Change how bad an incident is: its checklist, response time and escalation follow',
  runbook: 'notion-bot-api#severity-levels',
  examples: ['incident severity I-7K2QMF P1'],
  args: ['incident', 'severity'],
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    severity: severitySchema.describe('P0 is a complete outage, P4 can wait for a working day'),
  }),
  async act({ incident: id, severity }, { incidents, incidentRules, actor, requestId, now }) {
    const rule = ruleOf(severity, incidentRules, now());
    const incident = await incidents.change(
      id,
      { type: 'severity', by: actor, severity, rule },
      requestId,
    );
    return answer(incident, `${incident.id} is ${incident.severity} now`, [
      `Somebody has to respond by ${stamp(incident.respondBy)}. What was done of its checklist stays done.`,
    ]);
  },
});
