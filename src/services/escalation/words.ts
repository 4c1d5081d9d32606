// What people who are called read: what is expected of them and by when, why, and who was called before.
import type { BreakGlass, Incident } from '../../core/incident.js';
import { timeText } from '../../core/incident-texts.js';
import type { Call, Level } from './chain.js';
import type { Reached } from './reach.js';

export const levelNames: Record<Level, string> = {
  oncall: 'on call',
  manager: 'manager',
  director: 'director',
};

const emptyTexts: Record<Level, string> = {
  oncall: 'Nobody is on call.',
  manager: 'There is no manager.',
  director: 'There is no director.',
};

/** `I-7K2QMF P1: Notion sync is down` */
export function titleOf({ id, severity, title }: Incident): string {
  return `${id} ${severity}: ${title}`;
}

/** @param now epoch milliseconds */
export function callText(incident: Incident, call: Call, reached: Reached, now: number): string {
  const before = calledBefore(incident);
  return [
    ...(call.asked ? [`${call.asked.by.person} asks for you: ${call.asked.text}`] : []),
    ...begun(incident),
    expected(incident, now),
    ...reached.empty.map((level) => emptyTexts[level]),
    ...(reached.called.length === 0
      ? ['Nobody could be called: whoever reads this, take it.']
      : []),
    ...(before.length === 0 ? [] : [`Called before: ${before.join('; ')}.`]),
  ].join('\n');
}

function expected({ id, state, respondBy }: Incident, now: number): string {
  if (state === 'acknowledged')
    return `Say what is being done${now <= respondBy ? `, by ${timeText(respondBy)}` : ''}: incident note ${id} <text>`;
  return now <= respondBy
    ? `Acknowledge it by ${timeText(respondBy)}: incident ack ${id}`
    : `Nobody has acknowledged it, which was due by ${timeText(respondBy)}: incident ack ${id}`;
}

/** Why there is another round. */
function begun({ round, roundAt, timeline }: Incident): string[] {
  if (round === 1) return [];
  const entry = timeline.findLast(
    ({ at, kind }) => at === roundAt && ['escalated', 'severity', 'reopened'].includes(kind),
  );
  if (!entry) return [];
  if (entry.kind === 'severity') return [`Its severity has changed: ${entry.text}.`];
  return [entry.kind === 'reopened' ? `It is back: ${entry.text}` : entry.text];
}

/** Their lines in the timeline without the step: `on call: ana`. */
function calledBefore({ timeline, roundAt }: Incident): string[] {
  return timeline
    .filter(({ kind, at }) => kind === 'paged' && at >= roundAt)
    .map(
      ({ text, at }) => `${text.replace(/^Paged /, '').replace(/ \(.*\)$/, '')}, ${timeText(at)}`,
    );
}

/** For those who could have approved. */
export function brokenGlassText(incident: Incident, entry: BreakGlass): string {
  return [
    `${entry.by.person} approved ${entry.run} alone (break-glass): ${entry.reason}`,
    `It has to be reviewed by ${timeText(entry.reviewBy)}: incident review ${incident.id} ${entry.run} <text>`,
  ].join('\n');
}

export function reviewText(incident: Incident, entry: BreakGlass): string {
  return [
    `The review of ${entry.run} was due by ${timeText(entry.reviewBy)}: incident review ${incident.id} ${entry.run} <text>`,
    `${entry.by.person} approved it alone (break-glass): ${entry.reason}`,
  ].join('\n');
}

export function updateDueText({ id }: Incident): string {
  return `Stakeholders expect an update now: incident update ${id} <text>`;
}
