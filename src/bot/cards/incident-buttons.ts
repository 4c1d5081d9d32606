// Every command of an incident as a button, as long as it can do something. A click on one that needs more opens a form.
import { chainRuns } from '../../core/incident-parts.js';
import type { Incident } from '../../core/incident.js';
import type { JsonObject } from '../../core/json.js';
import type { Suggestion } from '../../core/report.js';
import { offersPart } from './alert-buttons.js';
import type { Part } from './fit.js';
import { clip, oneLine } from './text.js';

/** A step's title on its button, characters. */
const longestStep = 50;

export function incidentButtons(incident: Incident): Part[] {
  const offer = (label: string, command: string, more: JsonObject = {}): Suggestion => ({
    label,
    operation: `incident.${command}`,
    input: { incident: incident.id, ...more },
  });
  const reviews = incident.breakGlass
    .filter(({ reviewed }) => reviewed === null)
    .map(({ run }) => offer(`Review ${run}`, 'review', { run }));
  const filed = incident.postmortem !== null;
  const documents = [
    offer('Post-mortem', 'postmortem'),
    ...(filed ? [] : [offer('File in Notion', 'postmortem.file')]),
  ];
  if (incident.state === 'resolved')
    return offersPart([...reviews, ...documents, offer('Reopen', 'reopen')], 0);
  const step = incident.checklist.find(({ done }) => done === null);
  return offersPart(
    [
      ...(chainRuns(incident) || incident.state === 'open' ? [offer('Acknowledge', 'ack')] : []),
      offer('Take the lead', 'lead', { who: 'me' }),
      offer('Note', 'note'),
      offer('Update', 'update'),
      offer('Resolve', 'resolve'),
      ...(step === undefined ? [] : [offer(doneLabel(step.title), 'checklist', { step: step.id })]),
      offer('Assign', 'assign'),
      offer('Severity', 'severity'),
      offer('Escalate', 'escalate'),
      ...reviews,
    ],
    0,
  );
}

function doneLabel(title: string): string {
  return `Done: ${clip(oneLine(title), longestStep)}`;
}
