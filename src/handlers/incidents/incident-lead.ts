// `incident lead`: who decides from now on. (Runbook 4, "Assign incident lead")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';
import { whoIs } from '../../services/incidents/who-is.js';

export const incidentLead = defineCommand({
  id: 'incident.lead',
  family: 'Incidents',
  summary: 'Make somebody lead an incident; whoever leads may approve alone in an open P0 or P1',
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: ['incident lead I-7K2QMF ana', 'incident lead I-7K2QMF me'],
  args: ['incident', 'who'],
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    who: z
      .string()
      .max(80)
      .meta({ field: 'person', description: 'Who leads: a name, a mention, or me' }),
  }),
  async act({ incident: id, who: text }, { incidents, directory, actor, requestId }) {
    const who = whoIs(directory, { text, asking: actor });
    const incident = await incidents.change(id, { type: 'lead', by: actor, who }, requestId);
    return answer(incident, `${who.person} leads ${incident.id}`);
  },
});
