// What a storm's card says: how many groups it has, how many of them fire, and where. Counted from the groups.
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../store/store.js';
import { chunks } from '../changing.js';
import { alertGroups, type Storm } from '../records.js';

const mostNames = 20;

type Counts = Pick<Storm, 'groups' | 'firing' | 'alerts' | 'bySystem' | 'byName'>;

export async function countStorm(store: Store, storm: string): Promise<Counts> {
  let [groups, firing, alerts] = [0, 0, 0];
  const systems = new Map<string, number>();
  const names = new Map<string, number>();
  const members = { index: 'byStorm', equals: [storm] };
  for await (const some of chunks(store, alertGroups, members)) {
    for (const group of some) {
      groups += 1;
      firing += group.state === 'firing' ? 1 : 0;
      alerts += group.firing;
      add(names, group.name);
      if (group.system !== null) add(systems, group.system);
    }
    await setImmediate();
  }
  return { groups, firing, alerts, bySystem: mostFirst(systems), byName: mostFirst(names) };
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

function mostFirst(counts: ReadonlyMap<string, number>): Storm['byName'] {
  return [...counts]
    .map(([name, groups]) => ({ name, groups }))
    .toSorted((a, b) => b.groups - a.groups || (a.name < b.name ? -1 : 1))
    .slice(0, mostNames);
}
