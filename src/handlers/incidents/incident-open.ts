// `incident open`: from here on the clock runs, people are called, and everything is written down. (Runbook 4, "Incident
// Response Checklist"; runbook 1, "Escalation Matrix")
import { z } from 'zod';
import { linkedAlert } from '../../core/incident-id.js';
import { longestTitle } from '../../core/incident-texts.js';
import { severitySchema } from '../../core/severity.js';
import { defineCommand } from '../../services/context.js';
import { answer, incidentName } from '../../services/incidents/incident-report.js';
import { alertOrStorm } from '../../services/incidents/linked.js';
import { whoIs } from '../../services/incidents/who-is.js';
import { stamp } from '../../services/sync/when.js';
import { systemNamed } from '../../services/systems/systems.js';

export const incidentOpen = defineCommand({
  id: 'incident.open',
  family: 'Incidents',
  summary: 'Open an incident: its card, its checklist, and the people of its severity called',
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: [
    'incident open P1 Notion sync is down',
    'incident open P2 --title "Stale figures in the Control Room" --system finance-ppm --alert G-7K2QMF --lead ana',
  ],
  args: ['severity', 'title'],
  rest: true,
  risk: 'routine',
  input: z.object({
    severity: severitySchema.describe('P0 is a complete outage, P4 can wait for a working day'),
    title: z.string().trim().min(1).max(longestTitle).describe('What is broken, in a sentence'),
    system: z
      .string()
      .max(60)
      .optional()
      .meta({ field: 'system', description: 'It is about this' }),
    alert: linkedAlert.optional(),
    lead: z
      .string()
      .max(80)
      .optional()
      .meta({ field: 'person', description: 'Who leads; without it whoever acknowledges' }),
  }),
  async act({ severity, title, system, alert, lead }, context) {
    const { incidents, alerts, systems, directory, actor, requestId } = context;
    // Whatever can be wrong is looked at first: nothing is opened then.
    const leader =
      lead === undefined ? null : whoIs(directory, { text: lead, asking: actor, field: 'lead' });
    const named = system === undefined ? null : systemNamed(systems, system).name;
    const cause = alert === undefined ? null : await alertOrStorm(alerts, alert);
    const opened = await incidents.open({
      severity,
      title,
      system: named ?? cause?.system ?? null,
      by: actor,
      requestId,
      groups: alert === undefined ? [] : [alert],
    });
    if (alert !== undefined) await alerts.tie(alert, opened.id);
    const incident =
      leader === null
        ? opened
        : await incidents.change(
            opened.id,
            { type: 'lead', by: actor, who: leader },
            `${requestId}:lead`,
          );
    return answer(incident, `Opened ${incidentName(incident)}`, [
      `Somebody has to respond by ${stamp(incident.respondBy)}.`,
    ]);
  },
});
