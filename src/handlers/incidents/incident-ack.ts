// `incident ack`: I have seen it and see to it. The escalation stops. (Runbook 1, "Escalation Matrix")
import { z } from 'zod';
import { samePerson } from '../../core/actor.js';
import { incidentId } from '../../core/incident-id.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';

export const incidentAck = defineCommand({
  id: 'incident.ack',
  family: 'Incidents',
  summary: 'Acknowledge an incident: nobody else is called, and you lead it if nobody does',
  runbook: 'finance-ppm#escalation-matrix',
  examples: ['incident ack I-7K2QMF'],
  args: ['incident'],
  risk: 'routine',
  input: z.object({ incident: incidentId }),
  async act({ incident: id }, { incidents, actor, requestId }) {
    const incident = await incidents.change(id, { type: 'acknowledge', by: actor }, requestId);
    const { lead } = incident;
    const leads =
      lead && samePerson(lead, actor) ? 'you lead it' : `${lead?.person ?? 'nobody'} leads`;
    return answer(incident, `${incident.id} is acknowledged; ${leads}`);
  },
});
