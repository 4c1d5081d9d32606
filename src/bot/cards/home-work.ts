// What goes on, on the Home tab: incidents, alerts, running work, who is on call, maintenance, pauses, and what comes next.
import type { KnownBlock } from '@slack/types';
import { whatHappened } from '../../core/run-state.js';
import type { Dashboard } from '../../services/dashboard/dashboard.js';
import { suggestionButton } from './actions.js';
import { severityIcons } from './alert-words.js';
import { header, section } from './blocks.js';
import type { HomePart, LinkTo } from './home-part.js';
import { titleOf } from './run-words.js';
import { clipMarkup, code, dateToken, inertLine, person } from './text.js';

const most = { incidents: 6, runs: 6, windows: 3, pauses: 3 };

export function homeWork(dashboard: Dashboard, linkTo: LinkTo, first: number): HomePart {
  const alerts = suggestionButton({ label: 'Alerts', operation: 'alerts', input: {} }, first);
  return {
    buttons: 1,
    blocks: [
      header('Incidents and alerts'),
      section(incidentLines(dashboard, linkTo), alerts ?? undefined),
      header('At work'),
      section(runLines(dashboard, linkTo)),
      header('On call and to come'),
      ...[dutyLine(dashboard), ...windowLines(dashboard), ...scheduleLines(dashboard)].map(
        (text): KnownBlock => section(text),
      ),
    ],
  };
}

function incidentLines({ incidents, alerts }: Dashboard, linkTo: LinkTo): string {
  const shown = incidents.slice(0, most.incidents).map(({ id, severity, title, lead }) => {
    const who = lead === null ? 'nobody leads it' : `led by ${inertLine(lead.person)}`;
    return `${severityIcons[severity]} *${severity}* ${linked(linkTo('incident', id), id)} ${clipMarkup(inertLine(title), 160)}, ${who}`;
  });
  const firing =
    alerts === 0
      ? 'No alert fires.'
      : `${alerts} ${alerts === 1 ? 'group of alerts fires' : 'groups of alerts fire'}.`;
  return [
    ...(shown.length === 0 ? ['No open incident.'] : shown),
    ...more(incidents.length, most.incidents, 'incident list'),
    firing,
  ].join('\n');
}

function runLines({ active }: Dashboard, linkTo: LinkTo): string {
  if (active.length === 0) return 'Nothing runs, nothing waits.';
  return [
    ...active
      .slice(0, most.runs)
      .map(
        (run) =>
          `${linked(linkTo('run', run.id), run.id)} ${clipMarkup(inertLine(titleOf(run)), 160)}: ${inertLine(whatHappened(run))}`,
      ),
    ...more(active.length, most.runs, 'status'),
  ].join('\n');
}

function dutyLine({ duty, nextDuty }: Dashboard): string {
  const names = (people: Dashboard['duty']['people']): string =>
    people.slice(0, 5).map(person).join(', ') || 'nobody';
  const until = duty.until === null ? '' : ` until ${dateToken(duty.until)}`;
  const next = nextDuty === null ? '' : `, then ${names(nextDuty.people)}`;
  return `:telephone: On call: ${names(duty.people)}${until}${next}`;
}

function windowLines({ maintenance, pauses }: Dashboard): string[] {
  return [
    ...maintenance
      .slice(0, most.windows)
      .map(
        ({ system, state, from, until, reason }) =>
          `:wrench: Maintenance of ${system === '*' ? 'all systems' : inertLine(system)} ${state === 'scheduled' ? `from ${dateToken(from)} ` : ''}to ${dateToken(until)}${reason === '' ? '' : `: ${clipMarkup(inertLine(reason), 160)}`}`,
      ),
    ...pauses
      .slice(0, most.pauses)
      .map(
        ({ system, until, by, reason }) =>
          `:double_vertical_bar: Syncs of ${system === '*' ? 'all systems' : inertLine(system)} are paused${until === null ? '' : ` until ${dateToken(until)}`} by ${inertLine(by)}: ${clipMarkup(inertLine(reason), 160)}`,
      ),
  ];
}

function scheduleLines({ schedules }: Dashboard): string[] {
  if (schedules.length === 0) return [];
  const each = schedules.map(
    ({ name, next }) => `${inertLine(name)} ${next === null ? '' : dateToken(next)}`,
  );
  return [`:calendar: Next: ${each.join(' · ')}`];
}

function more(total: number, shown: number, command: string): string[] {
  return total > shown ? [`… and ${total - shown} more: ${code(`/ppm ${command}`)}`] : [];
}

const linked = (address: string | null, id: string): string =>
  address === null ? code(id) : `<${address}|${inertLine(id)}>`;
