// Alerts in the bot's memory, as operations see them: lists of groups, acknowledgements, incidents, silences.
import type { Store } from '../store/store.js';
import type { Alerts } from './alerts.js';
import { changeGroup, changeStorm, eachFiring } from './changing.js';
import { findGroup, findStorm } from './finding.js';
import { alertGroups, alerts, storms, type Alert, type AlertGroup, type Storm } from './records.js';
import type { Releasing } from './silencing/silenced-groups.js';
import { createSilencing } from './silencing/silencing.js';

/** What is marked in groups and storms alike. */
type Mark = <Marked extends Pick<AlertGroup, 'acknowledged' | 'incident'>>(
  marked: Marked,
) => Marked;

export function createAlerts(parts: Releasing): Alerts {
  const { store, now } = parts;

  /** One group, or a storm and then, knowing what it has become, the groups of it that fire. */
  async function changeAll(
    id: string,
    mark: Mark,
    inStorm: (group: AlertGroup, storm: Storm) => AlertGroup,
  ): Promise<void> {
    if (!isStorm(id)) {
      await changeGroup(parts, (await findGroup(store, id)).id, mark);
      return;
    }
    const found = await findStorm(store, id, 'alert');
    const storm = (await changeStorm(parts, found.id, mark)) ?? found;
    await eachFiring(store, storm.id, async (group) => {
      await changeGroup(parts, group.id, (doc) => inStorm(doc, storm));
    });
  }

  return {
    async list({ state, storm, limit }) {
      const which =
        storm === undefined
          ? { index: 'byState', equals: [state] }
          : { index: 'byStorm', equals: [storm.trim().toUpperCase(), state] };
      const [page, total] = await Promise.all([
        store.list(alertGroups, { ...which, order: 'desc', limit }),
        store.count(alertGroups, which),
      ]);
      return { groups: page.items.map(({ doc }) => doc), total };
    },

    get: (id) => findGroup(store, id),
    alertsOf: (group, limit) => alertsOf(store, group.trim().toUpperCase(), limit),

    acknowledge(id, by) {
      const mine = { by, at: now() };
      return changeAll(
        id,
        (marked) => (marked.acknowledged === null ? { ...marked, acknowledged: mine } : marked),
        // Who was first at the storm is it for its groups, also when this is repeated for those that came since.
        (group, { acknowledged }) =>
          group.acknowledged === null ? { ...group, acknowledged } : group,
      );
    },

    tie: (id, incident) =>
      changeAll(
        id,
        (marked) => (marked.incident === incident ? marked : { ...marked, incident }),
        // A group of a storm may have one of its own.
        (group) => (group.incident === null ? { ...group, incident } : group),
      ),

    async storm(id) {
      if (id !== undefined) return findStorm(store, id, 'storm');
      const raging = { index: 'byState', equals: ['raging'], order: 'desc', limit: 1 } as const;
      return (await store.list(storms, raging)).items[0]?.doc ?? null;
    },

    ...createSilencing(parts),
  };
}

function isStorm(id: string): boolean {
  return /^\s*t-/i.test(id);
}

async function alertsOf(store: Store, group: string, limit: number): Promise<Alert[]> {
  const found: Alert[] = [];
  for (const status of ['firing', 'resolved']) {
    if (found.length >= limit) break;
    const page = await store.list(alerts, {
      index: 'byGroup',
      equals: [group, status],
      order: 'desc',
      limit: limit - found.length,
    });
    found.push(...page.items.map(({ doc }) => doc));
  }
  return found;
}
