// How many alerts of a group fire, counted from what is stored, so that a crash can't make it wrong.
import { isDeepStrictEqual } from 'node:util';
import type { AlertGroup } from '../records.js';
import { alerts } from '../records.js';
import type { Store } from '../../store/store.js';
import { componentsStand, type Counts } from './group-state.js';

/** Of a group with more components than this, the first by name are looked at. */
const mostLookedAt = 50;
const mostShown = 20;
const few = 3;
/** Sorts right after any text that it is put behind. */
const next = '\u0001';

/**
 * @param before the group as it is; null: it is new
 * @param now epoch milliseconds
 */
export async function countAlerts(
  store: Store,
  group: string,
  before: AlertGroup | null,
  now: number,
): Promise<Counts> {
  const [firing, resolved] = await Promise.all([
    store.count(alerts, { index: 'byGroup', equals: [group, 'firing'] }),
    store.count(alerts, { index: 'byGroup', equals: [group, 'resolved'] }),
  ]);
  if (firing > 0 && before && standsYet(before, now)) {
    const { components: known, componentsAt } = before;
    return { firing, resolved, components: known, componentsAt, componentsStale: true };
  }
  const counted = await components(store, group, firing);
  const isSame = before !== null && isDeepStrictEqual(counted, before.components);
  return {
    firing,
    resolved,
    components: counted,
    componentsAt: isSame ? before.componentsAt : now,
    componentsStale: false,
  };
}

/** Two queries for each component: of a few that is nothing. */
function standsYet({ components: known, componentsAt, state }: AlertGroup, now: number): boolean {
  return known.length > few && state === 'firing' && now < componentsAt + componentsStand;
}

/**
 * Jumps from one component to the next in the index, until all that fire are told: thousands of alerts are not read for it.
 * Whoever adds another one meanwhile counts after that.
 */
async function components(
  store: Store,
  group: string,
  allFiring: number,
): Promise<AlertGroup['components']> {
  const found: AlertGroup['components'] = [];
  let min = '';
  let told = 0;
  while (told < allFiring && found.length < mostLookedAt) {
    const [first] = (
      await store.list(alerts, {
        index: 'byComponent',
        equals: [group, 'firing'],
        min,
        limit: 1,
      })
    ).items;
    if (!first) break;
    const name = first.doc.component;
    const firing = await store.count(alerts, {
      index: 'byComponent',
      equals: [group, 'firing', name],
    });
    found.push({ name, firing });
    told += firing;
    min = name + next;
  }
  return found
    .filter(({ name }) => name !== '')
    .toSorted((a, b) => b.firing - a.firing)
    .slice(0, mostShown);
}
