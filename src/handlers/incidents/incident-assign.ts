// `incident assign`: who works on it, beside the lead.
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';
import { whoIs } from '../../services/incidents/who-is.js';

export const incidentAssign = defineCommand({
  id: 'incident.assign',
  family: 'Incidents',
  summary: 'Put somebody on an incident, beside its lead',
  examples: ['incident assign I-7K2QMF ana', 'incident assign I-7K2QMF me'],
  args: ['incident', 'who'],
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    who: z
      .string()
      .max(80)
      .meta({ field: 'person', description: 'Who takes part: a name, a mention, or me' }),
  }),
  async act({ incident: id, who: text }, { incidents, directory, actor, requestId }) {
    const who = whoIs(directory, { text, asking: actor });
    const incident = await incidents.change(id, { type: 'assign', by: actor, who }, requestId);
    return answer(incident, `${who.person} takes part in ${incident.id}`);
  },
});
