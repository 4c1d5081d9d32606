// Which backups are kept: of the newest days, weeks and months that have one, the newest of each. (Runbook 4 "Backup Best
// Practices": daily 7 days, weekly 4 weeks, monthly 12 months)
import { DateTime } from 'luxon';
import type { BackupsConfig } from '../../config/delivery-schema.js';

/** What of a backup decides whether it is kept. */
export interface Aged {
  name: string;
  /** Epoch milliseconds. */
  startedAt: number;
  reason: 'manual' | 'scheduled' | 'safety';
}

/** Why one is kept. `young`: it is not a day old. */
export type KeptAs = 'daily' | 'weekly' | 'monthly' | 'safety' | 'newest' | 'young';

const day = 24 * 60 * 60_000;

/**
 * @param backups of one database
 * @param now epoch milliseconds
 * @returns for each one that is to stay, why; by name. What is not in it may go
 */
export function kept(
  backups: readonly Aged[],
  keep: BackupsConfig['keep'],
  zone: string,
  now: number,
): Map<string, KeptAs[]> {
  const reasons = new Map<string, KeptAs[]>();
  const stays = ({ name }: Aged, as: KeptAs): void => {
    reasons.set(name, [...(reasons.get(name) ?? []), as]);
  };
  const newestFirst = backups.toSorted(
    (a, b) => b.startedAt - a.startedAt || (a.name < b.name ? 1 : -1),
  );
  const regular = newestFirst.filter(({ reason }) => reason !== 'safety');
  const dateOf = ({ startedAt }: Aged): DateTime => DateTime.fromMillis(startedAt, { zone });

  for (const one of newestOfEach(regular, keep.daily, (each) => dateOf(each).toISODate() ?? ''))
    stays(one, 'daily');
  for (const one of newestOfEach(regular, keep.weekly, (each) => dateOf(each).toFormat('kkkk-WW')))
    stays(one, 'weekly');
  for (const one of newestOfEach(regular, keep.monthly, (each) => dateOf(each).toFormat('yyyy-MM')))
    stays(one, 'monthly');
  for (const one of newestFirst) {
    if (one.reason === 'safety' && now - one.startedAt < keep.safetyDays * day)
      stays(one, 'safety');
    if (one === newestFirst[0]) stays(one, 'newest');
    if (now - one.startedAt < day) stays(one, 'young');
  }
  return reasons;
}

/** The first of each period, of as many periods. @param periodOf its name, the same for all that are in it */
function newestOfEach(
  newestFirst: readonly Aged[],
  periods: number,
  periodOf: (backup: Aged) => string,
): Aged[] {
  const met = new Map<string, Aged>();
  for (const backup of newestFirst) {
    const period = periodOf(backup);
    if (!met.has(period)) met.set(period, backup);
  }
  return [...met.values()].slice(0, periods);
}
