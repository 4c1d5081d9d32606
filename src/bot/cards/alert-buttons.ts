// What can be clicked on an alert's card. A click on what needs more (a reason, say) opens a form.
import type { Suggestion } from '../../core/report.js';
import type { AlertGroup } from '../../services/alerts/records.js';
import { findingButtons } from './alert-findings.js';
import type { Part } from './fit.js';
import { suggestionParts } from './suggestions.js';
import { clip, oneLine } from './text.js';

/** A title goes along with the click that opens an incident, at most so many characters. */
const longestTitle = 200;

/**
 * Rows of buttons that stay, whatever else has to go; what no button can carry is a line to copy where there is room.
 * @param first number of the first button in its message
 */
export function offersPart(offers: readonly Suggestion[], first: number): Part[] {
  return suggestionParts(offers, first).map((part) => ({
    ...part,
    keep: part.blocks.every(({ type }) => type === 'actions'),
  }));
}

/** The route's actions, which are its own words and go first where there is no room, and what every group can do. */
export function groupButtons(group: AlertGroup): Part[] {
  const alert = group.id;
  const details: Suggestion = { label: 'Details', operation: 'alert.show', input: { alert } };
  if (group.state === 'resolved') return offersPart([details], findingButtons);
  const own = [
    ...(group.acknowledged === null ? [acknowledge(alert, 'Acknowledge')] : []),
    ...quietOffer(group),
    ...(group.incident === null ? [openIncident(group)] : []),
    details,
  ];
  return [
    ...suggestionParts(group.actions, findingButtons),
    ...offersPart(own, findingButtons + group.actions.length),
  ];
}

/** What maintenance holds back is heard again when the window ends. */
function quietOffer({ id, hold }: AlertGroup): Suggestion[] {
  if (hold === null) return [silence(id, 'Silence 1 h')];
  if (hold.kind === 'maintenance') return [];
  return [{ label: 'End silence', operation: 'alert.unsilence', input: { silence: hold.id } }];
}

export function acknowledge(alert: string, label: string): Suggestion {
  return { label, operation: 'alert.ack', input: { alert } };
}

/** Without a reason: its form asks for one. */
export function silence(alert: string, label: string): Suggestion {
  return { label, operation: 'alert.silence', input: { alert, for: '1h' } };
}

function openIncident({ id, severity, title, system }: AlertGroup): Suggestion {
  return {
    label: 'Open incident',
    operation: 'incident.open',
    input: {
      severity,
      title: clip(oneLine(title), longestTitle),
      ...(system === null ? {} : { system }),
      alert: id,
    },
  };
}
