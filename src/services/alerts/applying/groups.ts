// Groups in the store: made, counted anew from their alerts, and told to whoever draws them.
import { isDeepStrictEqual } from 'node:util';
import { touchCards } from '../../cards/rows.js';
import { alertGroups, type AlertGroup } from '../records.js';
import { countAlerts } from './counts.js';
import { advance, wakeOf } from './group-state.js';
import { newGroup, withNews, type News } from './new-group.js';
import { flapMsOf, type AlertEngineOptions } from './options.js';

export interface Groups {
  /** Counts a group anew, and makes it when there is news of it. Null: there is none, and none to make. Harmless to repeat. */
  keep(id: string, news: News | null): Promise<AlertGroup | null>;
  /** Changes what is done about a group, and when it is looked at next. Null when there is no such group. */
  set(id: string, change: (group: AlertGroup) => AlertGroup): Promise<AlertGroup | null>;
}

type Parts = Pick<AlertEngineOptions, 'store' | 'config' | 'now' | 'holdOf' | 'redraw'>;

/** @param options.stormChanged is told of storms whose counts are not right any more */
export function createGroups(options: Parts & { stormChanged: (storm: string) => void }): Groups {
  const { store, now, holdOf, redraw, stormChanged } = options;
  const flapMs = flapMsOf(options.config);

  async function tell(group: AlertGroup): Promise<void> {
    // It has no card of its own: in a storm nobody asks the store six times for what is not there.
    if (group.storm !== null) return stormChanged(group.storm);
    const record = { kind: 'alert-group', id: group.id } as const;
    redraw(record);
    await touchCards(store, record, now());
  }

  async function make(news: News, id: string): Promise<AlertGroup | null> {
    const counts = await countAlerts(store, id, null, now());
    const draft = newGroup(news, counts, now());
    const hold = await holdOf(draft);
    const group = hold === null ? draft : { ...draft, hold, shownAt: null };
    const made = { ...group, wakeAt: wakeOf(group, now(), flapMs) };
    return (await store.insert(alertGroups, id, made)) ? made : null;
  }

  return {
    async keep(id, news) {
      for (;;) {
        // Counted after it was read: whoever counts less than there is has read it too early and may not write.
        const stored = await store.get(alertGroups, id);
        if (!stored) {
          if (news?.key.group !== id) return null;
          const made = await make(news, id);
          if (made) redraw({ kind: 'alert-group', id });
          if (made) return made;
          continue;
        }
        const { doc: before, revision } = stored;
        const counts = await countAlerts(store, id, before, now());
        const counted = advance(before, counts, now(), flapMs);
        const next = timed(news ? withNews(counted, news) : counted, before.wakeAt);
        const isSame = isDeepStrictEqual(next, before);
        const group = isSame ? before : { ...next, changedAt: now() };
        if (!isSame && !(await store.replace(alertGroups, id, revision, group))) continue;
        // Also when nothing has changed: who changed it may have died before this.
        await tell(group);
        return group;
      }
    },
    async set(id, change) {
      for (;;) {
        const stored = await store.get(alertGroups, id);
        if (!stored) return null;
        const changed = change(stored.doc);
        const next = { ...changed, wakeAt: wakeOf(changed, now(), flapMs) };
        if (isDeepStrictEqual(next, stored.doc)) return next;
        if (!(await store.replace(alertGroups, id, stored.revision, next))) continue;
        const isSeen = !isDeepStrictEqual({ ...next, wakeAt: stored.doc.wakeAt }, stored.doc);
        if (isSeen) await tell(next);
        return next;
      }
    },
  };

  /** A time that was set stays if it is earlier, and if it is due: news must not put it off for ever. */
  function timed(group: AlertGroup, before: number | null): AlertGroup {
    if (before !== null && before <= now()) return { ...group, wakeAt: before };
    const wanted = wakeOf(group, now(), flapMs);
    return { ...group, wakeAt: wanted && Math.min(wanted, before ?? wanted) };
  }
}
