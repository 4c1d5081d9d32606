// How an incident's state is said, on its card and in its thread.
import type { Incident } from '../../core/incident.js';
import { overIcon, severityIcons } from './alert-words.js';
import { clipMarkup, code, duration, inertLine } from './text.js';

interface Linked {
  id: string;
  title: string;
  state: string;
}

export interface IncidentLook {
  /** The next step of the escalation chain: when, epoch milliseconds, and whom it calls. */
  next: { at: number; who: string } | null;
  /** Epoch milliseconds. */
  now: number;
  /** Only blocks that every workspace knows; an incident is drawn with no others. */
  plain: boolean;
  /** Those that belong to it, as many as the card names. */
  alerts: readonly Linked[];
  runs: readonly Linked[];
}

const states: Record<Incident['state'], string> = {
  open: 'Open',
  acknowledged: 'Acknowledged',
  resolved: 'Resolved',
};

export function leadOfIncident({ state, severity }: Incident): { icon: string; lead: string } {
  const icon = state === 'resolved' ? overIcon : severityIcons[severity];
  return { icon, lead: `${severity} ${states[state]}` };
}

/** From its opening to its end, in words; null while it is open. */
export function incidentTook({ resolved, openedAt }: Incident): string | null {
  return resolved === null ? null : duration(Math.max(0, resolved.at - openedAt));
}

/** Its notification: `P1 Open: Notion sync is down (I-7K2QMF).` */
export function incidentSentence(incident: Incident): string {
  const title = clipMarkup(inertLine(incident.title), 300);
  return `${leadOfIncident(incident).lead}: ${title} (${inertLine(incident.id)}).`;
}

/** Where all of it can be read, to follow "the rest". */
export function restOfIncident({ id }: Incident): string {
  return `is what ${code(`/ppm incident show ${id}`)} says`;
}
