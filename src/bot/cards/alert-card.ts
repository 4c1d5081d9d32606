// A group of alerts as Slack shows it: one card, to be read in ten seconds; its alerts and its end in the thread. Pure: the
// same group gives the same drawing, and nothing in it changes by the passing of time alone.
import type { Alert, AlertGroup } from '../../services/alerts/records.js';
import { groupButtons } from './alert-buttons.js';
import { groupDetails, groupOutcome } from './alert-details.js';
import { diagnosisParts } from './alert-findings.js';
import { runbookLink, webLink } from './alert-links.js';
import { counted, firedFor, groupSentence, leadOfGroup } from './alert-words.js';
import { fit, type Part, type Rendered } from './fit.js';
import { headlinePart, prosePart, smallPart } from './parts.js';
import { mentions } from './run-approval.js';
import {
  clip,
  clipMarkup,
  code,
  dateToken,
  inertLine,
  isoTime,
  number,
  oneLine,
  person,
} from './text.js';

export interface AlertLook {
  /** Of the group, for its details. */
  alerts: readonly Alert[];
  /** Slack ids of who is on call: people, user groups. */
  callOut: readonly string[];
  /** Only blocks that every workspace knows. */
  plain: boolean;
  /** It fired again soon after it was resolved, more than once. */
  flapping: boolean;
  /** Epoch milliseconds. */
  now: number;
}

/** Who reads a card sees this many components. */
const shownComponents = 5;
const longestName = 100;

/**
 * A group's message for a view.
 * - card: edited in place
 * - details: its alerts, in the thread
 * - outcome: how it ended, in the thread
 * @returns null when there is nothing to draw: no alerts, or (outcome) it fires still or will again
 */
export function renderAlertGroup(
  group: AlertGroup,
  view: 'card' | 'details' | 'outcome',
  look: AlertLook,
): Rendered | null {
  switch (view) {
    case 'card':
      return card(group, look);
    case 'details':
      return groupDetails(group, look.alerts, look.plain);
    case 'outcome':
      return look.flapping ? null : groupOutcome(group);
  }
}

function card(group: AlertGroup, look: AlertLook): Rendered {
  const { icon, lead } = leadOfGroup(group);
  const calls = calledPart(group, look.callOut);
  return fit({
    text: [groupSentence(group), ...calls.map(({ text }) => text)].join(' '),
    title: `${group.id}: ${oneLine(group.title)}`,
    rest: `is what ${code(`/ppm alert show ${group.id}`)} says`,
    parts: [
      headlinePart(icon, lead, group.title),
      ...calls.map(({ part }) => part),
      aboutPart(group, look.flapping),
      ...(group.diagnosis === null ? [] : diagnosisParts(group.diagnosis)),
      ...groupButtons(group),
      originPart(group),
    ],
  });
}

/** Calls whoever is on call while nobody has taken it, for what can't wait. */
function calledPart(group: AlertGroup, callOut: readonly string[]): { part: Part; text: string }[] {
  const waits = group.state === 'firing' && group.acknowledged === null && group.hold === null;
  if (!waits || group.severity === 'P3' || group.severity === 'P4') return [];
  const text =
    callOut.length === 0
      ? 'Nobody is on call: whoever reads this, please acknowledge it.'
      : `${mentions(callOut)}: please acknowledge.`;
  return [{ part: { ...prosePart(text, 'Please acknowledge.'), keep: true }, text }];
}

/** How many since when, where, who has it, and what is special about it. */
function aboutPart(group: AlertGroup, flapping: boolean): Part {
  const lines = [
    countsOf(group),
    ...componentsOf(group),
    ...(group.acknowledged === null
      ? []
      : [`*Acknowledged* by ${person(group.acknowledged.by)} ${dateToken(group.acknowledged.at)}`]),
    ...flappingOf(group, flapping),
    ...holdOf(group),
    ...(group.incident === null ? [] : [`*Incident* ${code(group.incident)}`]),
    ...(group.storm === null ? [] : [`Part of the storm ${code(group.storm)}`]),
  ];
  const text = `${number(group.firing)} firing, ${number(group.resolved)} resolved, since ${isoTime(group.firstAt)}`;
  return { ...prosePart(lines.join('\n'), text), keep: true };
}

function flappingOf({ quietSince }: AlertGroup, flapping: boolean): string[] {
  if (!flapping) return [];
  const quiet = quietSince === null ? '' : `; quiet since ${dateToken(quietSince)}`;
  return [`:repeat: *Flapping*: it fires again soon after each end${quiet}.`];
}

function countsOf(group: AlertGroup): string {
  const left =
    group.truncated === 0 ? '' : ` · ${number(group.truncated)} more that the sender left out`;
  const since = dateToken(group.firstAt);
  const took = firedFor(group);
  if (group.resolvedAt !== null && took !== null)
    return `*Resolved* ${dateToken(group.resolvedAt)} after ${took} · ${counted(group.resolved, 'alert')}, since ${since}${left}`;
  const gone = group.resolved === 0 ? '' : `, ${number(group.resolved)} resolved`;
  return `*${counted(group.firing, 'alert')} firing*${gone}, since ${since}${left}`;
}

function componentsOf({ components }: AlertGroup): string[] {
  const firing = components.filter((component) => component.firing > 0);
  if (firing.length === 0) return [];
  const shown = firing
    .slice(0, shownComponents)
    .map(({ name, firing: count }) => `${shortName(name)} ${number(count)}`);
  const more = firing.length - shown.length;
  return [
    `*By component*: ${shown.join(', ')}${more > 0 ? `, and ${counted(more, 'more component')}` : ''}`,
  ];
}

function shortName(name: string): string {
  return clipMarkup(inertLine(clip(name, longestName)), 2 * longestName) || 'none';
}

function holdOf({ hold }: AlertGroup): string[] {
  if (hold === null) return [];
  return hold.kind === 'silence'
    ? [`:no_bell: *Silenced* by ${code(hold.id)}: it calls nobody.`]
    : [`:wrench: *Held* by maintenance ${code(hold.id)}: it calls nobody.`];
}

/** Where it comes from, where the sender shows it, and what to read. */
function originPart(group: AlertGroup): Part {
  const system = group.system === null ? [] : [`system ${shortName(group.system)}`];
  const facts = [code(group.id), shortName(group.name), ...system, group.source];
  const links = [
    ...(group.runbook === null ? [] : [`runbook ${runbookLink(group.runbook)}`]),
    ...(group.link === null ? [] : [`sender's page ${webLink(group.link)}`]),
  ];
  return smallPart([...facts, ...links].join(' · '), `${group.id}, from ${group.source}`);
}
