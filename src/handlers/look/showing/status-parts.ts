// The headline and the tables of `status`.
import type { Incident } from '../../../core/incident.js';
import type { Report, Status } from '../../../core/report.js';
import { whatHappened } from '../../../core/run-state.js';
import type { Run } from '../../../core/run.js';

type Table = NonNullable<Report['tables']>[number];

/** What is wrong first, then what waits. */
export function headlineOf(seen: {
  health: readonly { status: Status }[];
  active: readonly Run[];
  incidents: number;
  alerts: number;
  /** What is wrong with the systems; null: nothing that is known. */
  systems: string | null;
}): string {
  const calm = seen.health.every(({ status }) => status === 'good')
    ? 'Everything I stand on answers'
    : 'Something I stand on does not answer';
  const waiting = seen.active.filter((run) => run.state === 'awaiting_approval').length;
  return [
    ...(seen.incidents > 0 ? [many(seen.incidents, 'open incident')] : []),
    ...(seen.alerts > 0
      ? [many(seen.alerts, 'group of alerts firing', 'groups of alerts firing')]
      : []),
    ...(seen.systems === null ? [] : [seen.systems]),
    calm,
    `${waiting} waiting for approval, ${seen.active.length - waiting} at work`,
  ].join('; ');
}

function many(count: number, one: string, more = `${one}s`): string {
  return `${count} ${count === 1 ? one : more}`;
}

export function incidentTable(open: readonly Incident[], total: number): Table {
  return {
    title: 'Open incidents',
    columns: [{ label: 'Incident' }, { label: 'How bad' }, { label: 'What' }, { label: 'Lead' }],
    rows: open.map(({ id, severity, title, lead, state }) => [
      id,
      severity,
      title,
      lead?.person ?? (state === 'open' ? 'nobody yet' : '–'),
    ]),
    ...(total > open.length ? { more: `${total - open.length} more: \`incident list\`` } : {}),
  };
}

export function runTable(title: string, listed: readonly Run[]): Table {
  return {
    title,
    columns: [{ label: 'Run' }, { label: 'What' }, { label: 'By' }, { label: 'State' }],
    rows: listed.map((run) => [
      run.id,
      run.plan?.headline ?? run.operation,
      run.requestedBy.person,
      whatHappened(run),
    ]),
  };
}
