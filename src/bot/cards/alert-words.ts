// How a severity and what has become of an alert are said: the same icon and words on its card, in its thread, on a
// storm's card and on an incident's.
import type { Severity } from '../../core/severity.js';
import type { AlertGroup } from '../../services/alerts/records.js';
import { clipMarkup, duration, inertLine, number } from './text.js';

export const severityIcons: Record<Severity, string> = {
  P0: ':rotating_light:',
  P1: ':red_circle:',
  P2: ':large_orange_circle:',
  P3: ':large_yellow_circle:',
  P4: ':large_blue_circle:',
};
export const overIcon = ':large_green_circle:';

/** A title from outside is cut here, characters of markup. */
export const longestTitle = 300;

/** `1 alert`, `60 alerts` */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** `Firing`, `Acknowledged` or `Resolved`, and the icon that goes with it. */
export function leadOfGroup(group: AlertGroup): { icon: string; lead: string } {
  if (group.state === 'resolved') return { icon: overIcon, lead: `${group.severity} Resolved` };
  const state = group.acknowledged === null ? 'Firing' : 'Acknowledged';
  return { icon: severityIcons[group.severity], lead: `${group.severity} ${state}` };
}

/** How long it fired, in words; null while it does. */
export function firedFor({ firstAt, resolvedAt }: AlertGroup): string | null {
  return resolvedAt === null ? null : duration(Math.max(0, resolvedAt - firstAt));
}

/** Its notification: `P1 Firing: Notion sync is unhealthy (12 alerts, G-7K2QMF).` */
export function groupSentence(group: AlertGroup): string {
  const title = clipMarkup(inertLine(group.title), longestTitle);
  const took = firedFor(group);
  const what =
    group.state === 'firing'
      ? counted(group.firing, 'alert')
      : `after ${took ?? 'an unknown time'}`;
  return `${leadOfGroup(group).lead}: ${title} (${what}, ${inertLine(group.id)}).`;
}
