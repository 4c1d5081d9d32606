// Remembers what probes found, in the store: the present, the past by the hour, the starts of processes.
import type { Store, Stored } from '../store/store.js';
import { update } from '../store/update.js';
import {
  componentHistory,
  componentStarts,
  componentStates,
  hour,
  keyOf,
  nextState,
  pointOf,
  shownPoint,
  stateOf,
  withStarts,
  worseOf,
  type ComponentState,
  type StoredPoint,
} from './component-records.js';
import type { HealthPoint, Probed } from './health.js';

const day = 24 * hour;
const perPage = 1000;

export interface HealthMemory {
  /** @returns since when it has this status, epoch milliseconds @throws Problem store_unavailable */
  remember(probed: Probed): Promise<number>;
  states(): Promise<ComponentState[]>;
  points(key: string, from: number): Promise<HealthPoint[]>;
  /** As restartsProbe says. */
  startsInHour(key: string, starts: readonly number[]): Promise<number>;
  /** Removes at most 1,000 points that are too old. */
  prune(): Promise<void>;
}

export function createHealthMemory({
  store,
  now,
  keepDays,
}: {
  store: Store;
  now: () => number;
  keepDays: number;
}): HealthMemory {
  /** The hour in which nothing old was left. */
  let pruned = -1;

  async function rememberState(probed: Probed): Promise<number> {
    const id = keyOf(probed);
    const change = (state: ComponentState): ComponentState => nextState(state, probed);
    const known = await update(store, componentStates, id, change);
    if (known) return known.doc.since;
    if (await store.insert(componentStates, id, stateOf(probed, probed.at))) return probed.at;
    return (await update(store, componentStates, id, change))?.doc.since ?? probed.at;
  }

  async function rememberPoint(probed: Probed): Promise<void> {
    const point = pointOf(probed);
    const id = `${point.key}/${point.at}`;
    const change = (before: StoredPoint): StoredPoint => worseOf(before, point);
    if (await update(store, componentHistory, id, change)) return;
    if (await store.insert(componentHistory, id, point)) return;
    await update(store, componentHistory, id, change);
  }

  return {
    async remember(probed) {
      const [since] = await Promise.all([rememberState(probed), rememberPoint(probed)]);
      return since;
    },
    async states() {
      const found = await pages((after) =>
        store.list(componentStates, { index: 'bySystem', limit: perPage, ...after }),
      );
      return found.map(({ doc }) => doc);
    },
    async points(key, from) {
      const found = await pages((after) =>
        store.list(componentHistory, {
          index: 'byKey',
          equals: [key],
          min: Math.floor(from / hour) * hour,
          limit: perPage,
          ...after,
        }),
      );
      return found.map(({ doc }) => shownPoint(doc));
    },
    async startsInHour(key, starts) {
      const empty = { starts: [] };
      const change = (before: { starts: number[] }) => withStarts(before, starts, now());
      const known = await update(store, componentStarts, key, change);
      if (known) return known.doc.starts.length;
      const first = withStarts(empty, starts, now());
      if (await store.insert(componentStarts, key, first)) return first.starts.length;
      return (await update(store, componentStarts, key, change))?.doc.starts.length ?? 0;
    },
    async prune() {
      const current = Math.floor(now() / hour);
      if (current === pruned) return;
      const { items, next } = await store.list(componentHistory, {
        index: 'byAt',
        max: now() - keepDays * day,
        limit: perPage,
      });
      await Promise.all(items.map(({ id }) => store.remove(componentHistory, id)));
      if (next === null) pruned = current;
    },
  };
}

/** Follows a list to its end. */
async function pages<Doc>(
  list: (after: { after?: string }) => Promise<{ items: Stored<Doc>[]; next: string | null }>,
): Promise<Stored<Doc>[]> {
  const found: Stored<Doc>[] = [];
  let next: string | null = null;
  do {
    const page: { items: Stored<Doc>[]; next: string | null } = await list(
      next === null ? {} : { after: next },
    );
    found.push(...page.items);
    next = page.next;
  } while (next !== null);
  return found;
}
