// Turns what came in about one group into stored alerts and a group with the right counts. Done again after a crash it does
// the same: every id is made from what came in, and every count from what is stored.
import { groupKeys } from '../records.js';
import { groupFor } from './group-key.js';
import type { Groups } from './groups.js';
import type { Merged, MergedAlert } from './merge.js';
import { newsOf } from './new-group.js';
import { flapMsOf, type AlertEngineOptions, type AlertRoute } from './options.js';
import {
  clearAlerts,
  endAlerts,
  identified,
  newestFiring,
  readKnown,
  storeAlerts,
} from './stored-alerts.js';

type Parts = Pick<AlertEngineOptions, 'store' | 'config' | 'route'> & { groups: Groups };

/** `unannounced`: ids of the groups about which something is still to be announced. */
export interface Applied {
  unannounced: string[];
  /** Its sender has left alerts of the group out, now or before. */
  wasTruncated: boolean;
}

export async function applyMerged(parts: Parts, given: Merged): Promise<Applied> {
  const { store, config, route, groups } = parts;
  const merged = { ...given, alerts: await identified(store, given.source, given.alerts) };
  const routes = new Map<string, AlertRoute>();
  const routeOf = ({ id, labels, annotations }: MergedAlert): AlertRoute => {
    const made = routes.get(id) ?? route(labels, annotations);
    routes.set(id, made);
    return made;
  };

  const known = await readKnown(store, merged.alerts);
  const key = await groupFor(store, merged, flapMsOf(config), (clearedAt) => {
    const isNew = ({ id, status, receivedAt }: MergedAlert): boolean =>
      status === 'firing' && receivedAt > clearedAt && !known.has(id);
    const times = merged.alerts.filter(isNew).map(({ receivedAt }) => receivedAt);
    return times.length === 0 ? null : Math.min(...times);
  });
  const groupOf = await storeAlerts(store, merged, {
    key,
    known,
    componentOf: (alert) => routeOf(alert).component,
  });
  // Read again: another process may have cleared the group while the alerts were written.
  const clearedAt = (await store.get(groupKeys, merged.hash))?.doc.clearedAt ?? 0;
  if (clearedAt > 0) await clearAlerts(store, key.group, clearedAt);

  const { everything } = merged;
  if (everything)
    await endAlerts(store, key.group, everything.at, (name) => !everything.firing.has(name));

  const mine = merged.alerts.filter(({ id }) => groupOf.get(id) === key.group);
  const news = newsOf(key, merged, mine, routeOf);
  if (news && mine.some(({ untimed }) => untimed)) {
    const newest = await newestFiring(store, key.group);
    if (newest) news.newest = route(newest.labels, newest.annotations);
  }
  const touched = new Set([key.group, ...groupOf.values()]);
  const kept = await Promise.all(
    [...touched].map((id) => groups.keep(id, id === key.group ? news : null)),
  );
  return {
    unannounced: kept.flatMap((group) => (group && !group.announced ? [group.id] : [])),
    wasTruncated: kept.some((group) => group?.id === key.group && group.wasTruncated),
  };
}
