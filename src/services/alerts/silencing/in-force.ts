// Which silences hold now, and which groups each of them covers.
import type { Store } from '../../store/store.js';
import { alertGroups, silences, type AlertGroup, type Silence } from '../records.js';
import { hasLabels } from './match.js';

/** More at a time are not looked at. */
const most = 1_000;

/** Those that end first come first. @param now epoch milliseconds */
export async function silencesInForce(store: Store, now: number): Promise<Silence[]> {
  const { items } = await store.list(silences, {
    index: 'byEnd',
    equals: [null],
    min: now,
    limit: most,
  });
  return items.map(({ doc }) => doc).filter((silence) => isInForce(silence, now));
}

export function isInForce(silence: Silence, now: number): boolean {
  return silence.endedAt === null && silence.until > now;
}

/**
 * Says of a group whether a silence covers it. One of a storm covers every group in it, those to come too; one of a group
 * covers its later episodes as well: what is quiet for two hours stays so although it was resolved in between.
 */
export async function coverOf(
  store: Store,
  silence: Silence,
): Promise<(group: AlertGroup) => boolean> {
  const { group: named, match } = silence;
  if (named === null) return (group) => hasLabels(group, match);
  const known = (await store.get(alertGroups, named))?.doc;
  return (group) =>
    group.id === named ||
    group.storm === named ||
    (known !== undefined && group.source === known.source && group.key === known.key);
}
