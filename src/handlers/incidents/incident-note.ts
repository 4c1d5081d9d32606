// `incident note`: what somebody saw or did, for the timeline.
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { longestText } from '../../core/incident-texts.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';

export const incidentNote = defineCommand({
  id: 'incident.note',
  family: 'Incidents',
  summary: "Write a note into an incident's timeline",
  examples: ['incident note I-7K2QMF Restarted the warehouse, the sync goes on'],
  args: ['incident', 'text'],
  rest: true,
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    text: z
      .string()
      .trim()
      .min(1)
      .max(longestText)
      .meta({ field: 'long-text', description: 'What you saw or did' }),
  }),
  async act({ incident: id, text }, { incidents, actor, requestId }) {
    const incident = await incidents.change(id, { type: 'note', by: actor, text }, requestId);
    return answer(incident, `Noted in ${incident.id}`);
  },
});
