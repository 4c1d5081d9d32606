// `incident reopen`: it is back. People are called again.
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import { longestText } from '../../core/incident-texts.js';
import { defineCommand } from '../../services/context.js';
import { ruleOf } from '../../services/incidents/incident-rules.js';
import { answer, incidentName } from '../../services/incidents/incident-report.js';
import { stamp } from '../../services/sync/when.js';

export const incidentReopen = defineCommand({
  id: 'incident.reopen',
  family: 'Incidents',
  summary: 'Open a resolved incident again: the escalation starts from the beginning',
  examples: ['incident reopen I-7K2QMF The sync fails again with the same error'],
  args: ['incident', 'reason'],
  rest: true,
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    reason: z.string().trim().min(1).max(longestText).describe('What is back'),
  }),
  async act({ incident: id, reason }, { incidents, incidentRules, actor, requestId, now }) {
    const { severity } = await incidents.get(id);
    const rule = ruleOf(severity, incidentRules, now());
    const incident = await incidents.change(
      id,
      { type: 'reopen', by: actor, reason, rule },
      requestId,
    );
    return answer(incident, `Opened again: ${incidentName(incident)}`, [
      `Somebody has to respond by ${stamp(incident.respondBy)}.`,
    ]);
  },
});
