// `incident checklist`: what has to be done, and marking a step as done. (Runbook 4, "Incident Response Checklist";
// runbook 1, "Incident Response")
import { z } from 'zod';
import { incidentId } from '../../core/incident-id.js';
import type { Incident } from '../../core/incident.js';
import type { Suggestion } from '../../core/report.js';
import { defineCommand } from '../../services/context.js';
import { stepNamed } from '../../services/incidents/checklists.js';
import { checklistCount } from '../../services/incidents/incident-report.js';
import { checklistTable } from '../../services/incidents/incident-tables.js';

export const incidentChecklist = defineCommand({
  id: 'incident.checklist',
  family: 'Incidents',
  summary: "Mark a step of an incident's checklist as done; without a step, show it",
  runbook: 'notion-bot-api#incident-response-checklist',
  examples: ['incident checklist I-7K2QMF impact', 'incident checklist I-7K2QMF'],
  args: ['incident', 'step'],
  risk: 'routine',
  input: z.object({
    incident: incidentId,
    step: z.string().max(120).optional().describe('Its number, its id, or a part of it'),
  }),
  async act({ incident: id, step: text }, { incidents, actor, requestId }) {
    const before = await incidents.get(id);
    const step = text === undefined ? null : stepNamed(before.checklist, text);
    const incident =
      step === null
        ? before
        : await incidents.change(id, { type: 'check', by: actor, step: step.id }, requestId);
    return {
      status: 'info',
      headline:
        step === null
          ? `${checklistCount(incident)} steps of ${incident.id} are done`
          : `Done: ${step.title} (${checklistCount(incident)})`,
      tables: [checklistTable(incident)],
      suggestions: nextStep(incident),
    };
  },
});

function nextStep({ id, checklist }: Incident): Suggestion[] {
  const next = checklist.find(({ done }) => done === null);
  return next
    ? [
        {
          label: `Done: ${next.title}`,
          operation: 'incident.checklist',
          input: { incident: id, step: next.id },
        },
      ]
    : [{ label: 'Resolve', operation: 'incident.resolve', input: { incident: id } }];
}
