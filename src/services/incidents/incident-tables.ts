// The lists of an incident: what happened, what has to be done, and what belongs to it.
import type { Incident } from '../../core/incident.js';
import type { Table } from '../../core/report.js';
import { stamp } from '../sync/when.js';
import type { Linked } from './linked.js';

/** Oldest first. */
export function timelineTable({ timeline }: Incident): Table {
  return {
    title: 'Timeline',
    columns: [{ label: 'When' }, { label: 'Who' }, { label: 'What' }, { label: 'Text' }],
    rows: timeline.map(({ at, by, kind, text }) => [
      stamp(at),
      by.person,
      kind.replaceAll('_', ' '),
      text,
    ]),
  };
}

/** With the numbers by which a step can be named. */
export function checklistTable({ checklist }: Incident): Table {
  return {
    title: 'Checklist',
    columns: [
      { label: '#', align: 'right' },
      { label: 'Phase' },
      { label: 'Step' },
      { label: 'Id' },
      { label: 'Done' },
    ],
    rows: checklist.map(({ id, phase, title, done }, index) => [
      String(index + 1),
      phase,
      title,
      id,
      done ? `${done.by.person}, ${stamp(done.at)}` : '',
    ]),
  };
}

/** Alerts and runs, where there are any. */
export function linkedTables({ alerts, runs }: Linked): Table[] {
  const table = (title: string, rows: Linked['alerts']): Table[] =>
    rows.length === 0
      ? []
      : [
          {
            title,
            columns: [{ label: 'Id' }, { label: 'What' }, { label: 'State' }],
            rows: rows.map(({ id, title: what, state }) => [id, what, state]),
          },
        ];
  return [...table('Linked alerts', alerts), ...table('Linked runs', runs)];
}
