// How duties and overrides are told in reports.
import type { Table } from '../../../core/report.js';
import type { Duty, Override } from '../../../services/oncall/oncall.js';
import { zonedText } from '../../../services/oncall/wall-clock.js';

/** `ana`, `ana and ben`, or `nobody` */
export function namesOf({ people }: Pick<Duty, 'people'>): string {
  const names = people.map(({ person }) => person);
  return new Intl.ListFormat('en').format(names) || 'nobody';
}

/** Present and coming ones. */
export function overrideTable(overrides: readonly Override[], zone: string): Table {
  return {
    title: 'Overrides',
    columns: [
      { label: 'Override' },
      { label: 'Who' },
      { label: 'From' },
      { label: 'Until' },
      { label: 'By' },
      { label: 'Why' },
    ],
    rows: overrides.map(({ id, who, from, until, by, reason }) => [
      id,
      who.person,
      zonedText(from, zone),
      zonedText(until, zone),
      by.person,
      reason,
    ]),
  };
}
