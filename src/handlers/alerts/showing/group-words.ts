// How a group of alerts is told in reports.
import type { Status, Suggestion } from '../../../core/report.js';
import { rankOf } from '../../../core/severity.js';
import type { AlertGroup } from '../../../services/alerts/records.js';

/** Enough of a title, which comes from outside, on one line. */
export function shortTitle(title: string): string {
  const text = title.replaceAll(/\s+/g, ' ').trim();
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

/** Firing, not acknowledged and not held: somebody has to do something. */
export function isUnanswered({ state, acknowledged, hold }: AlertGroup): boolean {
  return state === 'firing' && acknowledged === null && hold === null;
}

/** `firing, acknowledged by ana`, `firing, silenced (S-7K2QMF)` */
export function stateText({ state, acknowledged, hold, storm, incident }: AlertGroup): string {
  return [
    state,
    ...(acknowledged ? [`acknowledged by ${acknowledged.by.person}`] : []),
    ...(hold
      ? [`${hold.kind === 'silence' ? 'silenced' : 'held by maintenance'} (${hold.id})`]
      : []),
    ...(storm === null ? [] : [`in storm ${storm}`]),
    ...(incident === null ? [] : [incident]),
  ].join(', ');
}

/** Bad while an outage or close to one waits for somebody. (core/severity.ts) */
export function statusOf(groups: readonly AlertGroup[]): Status {
  if (groups.every(({ state }) => state === 'resolved')) return 'good';
  const waiting = groups.filter(isUnanswered);
  if (waiting.length === 0) return 'info';
  return waiting.some(({ severity }) => rankOf(severity) <= rankOf('P1')) ? 'bad' : 'warning';
}

export function acknowledgement(id: string, label = 'Acknowledge'): Suggestion {
  return { label, operation: 'alert.ack', input: { alert: id } };
}

/** The reason is left to a form. */
export function oneHourSilence(id: string): Suggestion {
  return { label: 'Silence 1 h', operation: 'alert.silence', input: { alert: id, for: '1h' } };
}
