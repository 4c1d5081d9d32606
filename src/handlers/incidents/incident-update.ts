// `incident update`: what stakeholders should know, and when they hear the next time. (Runbook 4, "Notify stakeholders")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { longestText } from '../../core/incident-texts.js';
import { defineCommand } from '../../services/context.js';
import { answer } from '../../services/incidents/incident-report.js';
import { spanOf, stamp } from '../../services/sync/when.js';

export const incidentUpdate = defineCommand({
  id: 'incident.update',
  family: 'Incidents',
  summary: 'Tell stakeholders how it stands; you are reminded when the next update is due',
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: [
    'incident update I-7K2QMF The sync is back, 40 pages are left',
    'incident update I-7K2QMF --text "We wait for the vendor" --next 30m',
  ],
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
      .meta({ field: 'long-text', description: 'How it stands, for those who wait' }),
    next: z
      .string()
      .max(20)
      .optional()
      .describe('When they hear the next time: 30m, 2h; without it as the severity says'),
  }),
  async act({ incident: id, text, next }, { incidents, incidentRules, actor, requestId, now }) {
    const span = next === undefined ? null : spanOf(next, 'next');
    const { severity } = await incidents.get(id);
    const minutes = incidentRules.severities[severity].updateMinutes;
    const usual = minutes === null ? null : minutes * 60_000;
    const wait = span ?? usual;
    const incident = await incidents.change(
      id,
      { type: 'update', by: actor, text, nextAt: wait === null ? null : now() + wait },
      requestId,
    );
    const { nextUpdateAt } = incident;
    return answer(incident, `The update of ${incident.id} is on its way`, [
      nextUpdateAt === null
        ? 'No next one is promised.'
        : `The next one is due at ${stamp(nextUpdateAt)}.`,
      ...(incidentRules.stakeholders === undefined
        ? ['It stays on the card: `incidents.stakeholders` in ppm.config.yaml names no channel.']
        : []),
    ]);
  },
});
