// A maintenance window as Slack shows it: announced, under way with what it holds back, ended with what was held and how
// healthy the system is. Pure: the same window gives the same drawing.
import type { MaintenanceWindow } from '../../services/maintenance/maintenance.js';
import { offersPart } from './alert-buttons.js';
import { counted } from './alert-words.js';
import { fit, type Part, type Rendered } from './fit.js';
import { headlinePart, prosePart, smallPart } from './parts.js';
import {
  clip,
  clipMarkup,
  code,
  dateToken,
  duration,
  inert,
  inertLine,
  number,
  oneLine,
  person,
} from './text.js';

export interface MaintenanceLook {
  /** Epoch milliseconds. */
  now: number;
  /** Only blocks that every workspace knows; a window has no others. */
  plain: boolean;
}

const heads: Record<MaintenanceWindow['state'], { icon: string; lead: string }> = {
  scheduled: { icon: ':calendar:', lead: 'Maintenance planned' },
  active: { icon: ':construction:', lead: 'Maintenance under way' },
  verifying: { icon: ':hourglass_flowing_sand:', lead: 'Maintenance ends, health is checked' },
  ended: { icon: ':large_green_circle:', lead: 'Maintenance ended' },
  cancelled: { icon: ':no_entry:', lead: 'Maintenance called off' },
};
const healthIcons: Record<NonNullable<MaintenanceWindow['health']>['status'], string> = {
  good: ':large_green_circle:',
  warning: ':warning:',
  bad: ':red_circle:',
  info: ':information_source:',
};
const shown = { held: 20, health: 15 };
const longest = { reason: 500, title: 120, health: 150 };

/**
 * A window's message for a view.
 * - card: edited in place
 * - outcome: how it ended, in the thread
 * @returns null for the outcome of one that has not ended
 */
export function renderMaintenance(
  window: MaintenanceWindow,
  view: 'card' | 'outcome',
  look: MaintenanceLook,
): Rendered | null {
  switch (view) {
    case 'card':
      return card(window, look.now);
    case 'outcome':
      return window.state === 'ended' || window.state === 'cancelled' ? outcome(window) : null;
  }
}

function card(window: MaintenanceWindow, now: number): Rendered {
  const { icon, lead } = headOf(window);
  return fit({
    text: sentence(window),
    title: sentence(window),
    rest: `is what ${code('/ppm maintenance')} says`,
    parts: [
      headlinePart(icon, lead, systemOf(window)),
      timesPart(window, now),
      ...effectParts(window),
      ...healthParts(window),
      ...heldParts(window),
      ...buttons(window),
      originPart(window),
    ],
  });
}

/** A window after which the system isn't well is no good news. */
function headOf(window: MaintenanceWindow): { icon: string; lead: string } {
  const head = heads[window.state];
  if (window.state !== 'ended' || window.health === null) return head;
  return { ...head, icon: healthIcons[window.health.status] };
}

function systemOf({ system }: MaintenanceWindow): string {
  return system === '*' ? 'all systems' : system;
}

function sentence(window: MaintenanceWindow): string {
  return `${headOf(window).lead}: ${inertLine(systemOf(window))} (${inertLine(window.id)}).`;
}

function timesPart(window: MaintenanceWindow, now: number): Part {
  const { from, until, state, ended, reason } = window;
  const span = `${dateToken(from)} until ${dateToken(until)} (${duration(until - from)})`;
  const why = clipMarkup(inert(clip(reason, longest.reason)), 2 * longest.reason) || '–';
  const late = now >= until ? '*Its end was due* ' : '*Until* ';
  const lines = [
    state === 'active' ? `${late}${dateToken(until)}, since ${dateToken(from)}` : `*When*: ${span}`,
    ...(ended === null
      ? []
      : [
          `*${state === 'cancelled' ? 'Called off' : 'Ended'}* by ${person(ended.by)} ${dateToken(ended.at)}`,
        ]),
    `*Why*: ${why}`,
  ];
  return { ...prosePart(lines.join('\n'), `${sentence(window)} ${oneLine(reason)}`), keep: true };
}

/** What it means for everybody else. */
function effectParts(window: MaintenanceWindow): Part[] {
  const held = `Held back so far: ${counted(window.heldCount, 'group', 'groups')} of alerts.`;
  switch (window.state) {
    case 'scheduled': {
      const text =
        'Syncs of it will pause, and its alerts will be held back and listed at the end.';
      return [prosePart(text, text)];
    }
    case 'active':
      return [prosePart(`Syncs of it are paused. ${held}`, held)];
    case 'verifying':
      return [prosePart(held, held)];
    case 'ended':
    case 'cancelled':
      return [];
  }
}

function healthParts({ health }: MaintenanceWindow): Part[] {
  if (health === null) return [];
  const lines = health.lines
    .slice(0, shown.health)
    .map((line) => clipMarkup(inertLine(clip(line, longest.health)), 2 * longest.health));
  const markup = [`${healthIcons[health.status]} *Health at its end*`, ...lines].join('\n');
  const cut = health.lines.length > lines.length;
  return [{ ...prosePart(markup, health.lines.map(oneLine).join('\n')), cut }];
}

/** What was held back; while it is announced there is nothing to list. */
function heldParts(window: MaintenanceWindow): Part[] {
  const { held, heldCount, state } = window;
  if (state === 'scheduled') return [];
  if (heldCount === 0)
    return state === 'ended'
      ? [prosePart('No alert was held back.', 'No alert was held back.')]
      : [];
  const rows = held
    .slice(0, shown.held)
    .map(
      ({ group, title }) =>
        `• ${code(group, 60)} ${clipMarkup(inertLine(clip(title, longest.title)), 2 * longest.title)}`,
    );
  const more = heldCount - rows.length;
  const markup = [
    `*Held back: ${counted(heldCount, 'group', 'groups')} of alerts*`,
    ...rows,
    ...(more > 0 ? [`and ${number(more)} more`] : []),
  ].join('\n');
  const text = held.map(({ group, title }) => `${group} ${oneLine(title)}`).join('\n');
  return [prosePart(clipMarkup(markup, 3_000), text)];
}

function buttons({ id, state }: MaintenanceWindow): Part[] {
  const end = (label: string) =>
    offersPart([{ label, operation: 'maintenance.end', input: { window: id } }], 0);
  if (state === 'scheduled') return end('Call it off');
  return state === 'active' ? end('End now') : [];
}

function originPart({ id, by, recurring }: MaintenanceWindow): Part {
  const from = recurring === null ? `by ${person(by)}` : `every week: ${inertLine(recurring)}`;
  return smallPart(`${code(id)} · ${from}`, id);
}

function outcome(window: MaintenanceWindow): Rendered {
  const { icon, lead } = headOf(window);
  const parts = [
    prosePart(`${icon} *${lead}*: ${inertLine(systemOf(window))} · ${code(window.id)}`, lead),
    ...(window.state === 'ended' ? [...healthParts(window), ...heldParts(window)] : []),
  ];
  return fit({
    text: sentence(window),
    title: sentence(window),
    rest: `is what ${code('/ppm maintenance')} says`,
    parts,
  });
}
