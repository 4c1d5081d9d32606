// Where a data-quality issue comes from, by the layer of its table: bronze is what Notion says, silver what was made of it,
// gold what was counted. (Runbook 1, "P3 - Data Quality Issue": Notion, transformation, aggregation)
import type { IssueGroup } from './cleaning.js';

export const sources = ['Notion', 'transformation', 'aggregation', 'somewhere else'] as const;
export type Source = (typeof sources)[number];

/** @param table `catalog.schema.table` or `schema.table` */
export function sourceOf(table: string): Source {
  const schema = table.split('.').at(-2) ?? '';
  if (schema === 'bronze') return 'Notion';
  if (schema === 'silver') return 'transformation';
  return schema === 'gold' ? 'aggregation' : 'somewhere else';
}

const severities = ['critical', 'high', 'medium', 'low'];

/** Worst first, then most, then by name. */
export function worstFirst(a: IssueGroup, b: IssueGroup): number {
  return (
    rank(a) - rank(b) ||
    b.open - a.open ||
    `${a.table} ${a.check}`.localeCompare(`${b.table} ${b.check}`)
  );
}

function rank({ severity }: IssueGroup): number {
  const place = severities.indexOf(severity);
  return place === -1 ? severities.length : place;
}
