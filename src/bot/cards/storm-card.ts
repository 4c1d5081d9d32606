// A storm of alerts as Slack shows it: one card with counts in place of one for each group, and in its thread the groups
// themselves.
import type { Suggestion } from '../../core/report.js';
import type { AlertGroup, Storm } from '../../services/alerts/records.js';
import { acknowledge, offersPart, silence } from './alert-buttons.js';
import { counted, overIcon } from './alert-words.js';
import { chartAsText, chartPart } from './charts.js';
import { fit, type Part, type Rendered } from './fit.js';
import { headlinePart, prosePart, smallPart } from './parts.js';
import { mentions } from './run-approval.js';
import { tableAsText, tablePart } from './tables.js';
import { clip, code, dateToken, inertLine, isoTime, number, oneLine, person } from './text.js';

export interface StormLook {
  /** At most 50, worst first. */
  groups: readonly AlertGroup[];
  /** Slack ids of who is on call. */
  callOut: readonly string[];
  /** Only blocks that every workspace knows. */
  plain: boolean;
  /** Epoch milliseconds. */
  now: number;
}

const shownSystems = 5;
const shownNames = 8;
/** What Slack writes below a bar. */
const longestLabel = 20;
const longestTitle = 120;

/** @returns null for the details of a storm whose groups aren't known yet; once all are resolved it says so */
export function renderStorm(
  storm: Storm,
  view: 'card' | 'details',
  look: StormLook,
): Rendered | null {
  switch (view) {
    case 'card':
      return card(storm, look);
    case 'details':
      return details(storm, look);
  }
}

function card(storm: Storm, look: StormLook): Rendered {
  const calls = callText(storm, look.callOut);
  const lead = leadOf(storm);
  return fit({
    text: `${lead.lead}: ${titleOf(storm)} (${inertLine(storm.id)}). ${calls}`,
    title: `${storm.id}: ${titleOf(storm)}`,
    rest: restOf(storm),
    parts: [
      headlinePart(lead.icon, lead.lead, titleOf(storm)),
      ...(calls === '' ? [] : [{ ...prosePart(calls, 'Please acknowledge.'), keep: true }]),
      aboutPart(storm),
      ...offersPart(offersFor(storm), 0),
      ...byNameParts(storm, look.plain),
      smallPart(
        `${code(storm.id)} · new groups join this card until they come slowly again; none is dropped`,
        storm.id,
      ),
    ],
  });
}

function leadOf(storm: Storm): { icon: string; lead: string } {
  if (storm.firing === 0) return { icon: overIcon, lead: 'Alert storm, all resolved' };
  const lead = storm.state === 'raging' ? 'Alert storm' : 'Alert storm over';
  return {
    icon: ':rotating_light:',
    lead: storm.acknowledged === null ? lead : `${lead}, acknowledged`,
  };
}

function titleOf(storm: Storm): string {
  return `${counted(storm.firing, 'group')} of ${number(storm.groups)} firing, ${counted(storm.alerts, 'alert')}`;
}

function callText(storm: Storm, callOut: readonly string[]): string {
  if (storm.acknowledged !== null || storm.firing === 0) return '';
  return callOut.length === 0
    ? 'Nobody is on call: whoever reads this, please acknowledge it.'
    : `${mentions(callOut)}: please acknowledge.`;
}

function aboutPart(storm: Storm): Part {
  const systems = storm.bySystem
    .slice(0, shownSystems)
    .map(({ name, groups }) => `${inertLine(clip(name, 80)) || 'none'} ${number(groups)}`);
  const more = storm.bySystem.length - systems.length;
  const lines = [
    `*Since* ${dateToken(storm.startedAt)} · last new group ${dateToken(storm.lastAt)}`,
    ...(systems.length === 0
      ? []
      : [`*Groups by system*: ${systems.join(', ')}${more > 0 ? `, ${number(more)} more` : ''}`]),
    ...(storm.acknowledged === null
      ? []
      : [`*Acknowledged* by ${person(storm.acknowledged.by)} ${dateToken(storm.acknowledged.at)}`]),
    ...(storm.incident === null ? [] : [`*Incident* ${code(storm.incident)}`]),
  ];
  return { ...prosePart(lines.join('\n'), `Since ${isoTime(storm.startedAt)}`), keep: true };
}

function byNameParts({ byName }: Storm, plain: boolean): Part[] {
  const shown = byName.slice(0, shownNames);
  if (shown.length === 0) return [];
  const chart = {
    kind: 'bar' as const,
    title: 'Groups by alert',
    // Two names that are the same so far would be one bar: a number keeps them apart.
    categories: shown.map(({ name }, place) => labelOf(name, place, shown)),
    series: [{ name: 'groups', values: shown.map(({ groups }) => groups) }],
  };
  return [(plain ? null : chartPart(chart)) ?? chartAsText(chart)];
}

function labelOf(name: string, place: number, all: Storm['byName']): string {
  const label = clip(oneLine(name), longestLabel) || 'none';
  const isTaken = all
    .slice(0, place)
    .some((other) => (clip(oneLine(other.name), longestLabel) || 'none') === label);
  return isTaken ? `${clip(label, longestLabel - 3)} ${place + 1}` : label;
}

function offersFor(storm: Storm): Suggestion[] {
  const list: Suggestion = { label: 'List', operation: 'alerts', input: { storm: storm.id } };
  if (storm.firing === 0) return [list];
  return [
    ...(storm.acknowledged === null ? [acknowledge(storm.id, 'Acknowledge all')] : []),
    silence(storm.id, 'Silence all 1 h'),
    ...(storm.incident === null ? [openIncident(storm)] : []),
    list,
  ];
}

/** How bad it is only people can say: the form asks. */
function openIncident(storm: Storm): Suggestion {
  const title = `Alert storm: ${titleOf(storm)}`;
  return { label: 'Open incident', operation: 'incident.open', input: { title, alert: storm.id } };
}

/** Those that fire: the others are over. */
function details(storm: Storm, { groups, plain }: StormLook): Rendered | null {
  const firing = groups.filter(({ state }) => state === 'firing');
  if (firing.length === 0 && storm.firing > 0) return null;
  const left = storm.firing - firing.length;
  const table = {
    title: `${counted(storm.firing, 'group')} of alerts firing`,
    columns: [
      { label: 'Group' },
      { label: 'Severity' },
      { label: 'State' },
      { label: 'What' },
      { label: 'System' },
      { label: 'Firing', align: 'right' as const },
    ],
    rows: firing.map((group) => [
      group.id,
      group.severity,
      group.acknowledged === null ? 'firing' : 'acknowledged',
      clip(oneLine(group.title), longestTitle) || '–',
      clip(oneLine(group.system ?? ''), 60) || '–',
      number(group.firing),
    ]),
    ...(left > 0 ? { more: `${counted(left, 'more group')} not listed here.` } : {}),
    ...(firing.length === 0 ? { more: 'All of its groups are resolved.' } : {}),
  };
  return fit({
    text: `Groups of ${inertLine(storm.id)}: ${titleOf(storm)}.`,
    title: storm.id,
    rest: restOf(storm),
    parts: [plain ? tableAsText(table) : tablePart(table)],
  });
}

function restOf({ id }: Storm): string {
  return `is what ${code(`/ppm alerts --storm ${id}`)} says`;
}
