// `incident resolve`: it is over, and this is how. (Runbook 4, "Verify resolution")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { longestText } from '../../core/incident-texts.js';
import { defineCommand } from '../../services/context.js';
import { answer, incidentName } from '../../services/incidents/incident-report.js';
import { roughly } from '../../services/sync/when.js';

export const incidentResolve = defineCommand({
  id: 'incident.resolve',
  family: 'Incidents',
  summary: 'Resolve an incident, saying how it ended',
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: ['incident resolve I-7K2QMF The token was renewed; a full sync has succeeded'],
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
      .meta({ field: 'long-text', description: 'How it ended' }),
  }),
  async act({ incident: id, text }, { incidents, actor, requestId }) {
    const incident = await incidents.change(id, { type: 'resolve', by: actor, text }, requestId);
    const took = (incident.resolved?.at ?? incident.openedAt) - incident.openedAt;
    return {
      ...answer(incident, `Resolved ${incidentName(incident)} after ${roughly(took)}`),
      status: 'good',
    };
  },
});
