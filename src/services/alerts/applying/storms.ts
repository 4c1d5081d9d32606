// Storms: when more new groups come in a minute than people can read, they share one card and one incident. One rages at a
// time, on any number of processes.
import { isDeepStrictEqual } from 'node:util';
import { shortId } from '../../../core/short-id.js';
import { requestCards } from '../../cards/rows.js';
import { update } from '../../store/update.js';
import { changeStorm } from '../changing.js';
import { alertGroups, currentStorm, storms, type AlertGroup, type Storm } from '../records.js';
import type { AlertEngineOptions } from './options.js';
import { countStorm } from './storm-counts.js';

const minuteMs = 60_000;
/** A storm is over when no new group came for so long. */
const calmMs = 5 * minuteMs;
const recountMs = 1_000;
/** Counting takes at most this part of the time. */
const share = 10;
/** Of the storms that are over the last ones are looked at after a start. */
const lastOver = 5;

export interface Storms {
  /** Whether more groups than allowed came into the open in the minute before this one did. */
  isStormy(shownAt: number): Promise<boolean>;
  /** The storm that a group now belongs to, begun if there is none. */
  join(): Promise<string>;
  /** The group that is to open the storm's incident, and the incident if there is one. Null: no such storm. */
  claim(storm: string, group: AlertGroup): Promise<Storm | null>;
  opened(storm: string, incident: string): Promise<void>;
  /** Has the storm counted soon. */
  changed(storm: string): void;
  /** Counts what has changed, each storm at most once a second. */
  recount(): Promise<void>;
  /** Ends those that are over, and finds what a process left uncounted. */
  sweep(): Promise<void>;
}

type Parts = Pick<AlertEngineOptions, 'store' | 'config' | 'channel' | 'now' | 'redraw'>;

export function createStorms(options: Parts): Storms {
  const { store, config, now } = options;
  /** Storms to be counted, and when the next count of each is due. */
  const changed = new Set<string>();
  const dueAt = new Map<string, number>();
  /** Those whose cards this process has asked for. */
  const shown = new Set<string>();
  let isFirstSweep = true;

  async function raging(): Promise<Storm> {
    for (;;) {
      const pointer = await store.get(currentStorm, 'current');
      const known = pointer && (await store.get(storms, pointer.doc.storm));
      if (known?.doc.state === 'raging') return known.doc;
      if (pointer && !known) {
        await store.insert(storms, pointer.doc.storm, blank(pointer.doc.storm));
        continue;
      }
      const number = (pointer?.doc.number ?? 0) + 1;
      const next = { storm: shortId('T', String(number)), number };
      if (pointer) await store.replace(currentStorm, 'current', pointer.revision, next);
      else await store.insert(currentStorm, 'current', next);
    }
  }

  function blank(id: string): Storm {
    const { channel } = options;
    const counts = { groups: 0, firing: 0, alerts: 0, bySystem: [], byName: [] };
    const times = { startedAt: now(), lastAt: now() };
    const marks = { acknowledged: null, incident: null, incidentOf: null };
    return { id, channel, state: 'raging', ...times, ...counts, ...marks };
  }

  async function count(id: string): Promise<void> {
    const began = now();
    const counts = await countStorm(store, id);
    await changeStorm(options, id, (storm) => {
      const next = { ...storm, ...counts };
      return isDeepStrictEqual(next, storm) ? storm : next;
    });
    // Not before there is something to show; each process asks for them, which is harmless.
    if (counts.groups > 0 && !shown.has(id)) {
      const record = { kind: 'storm', id } as const;
      const { channel } = options;
      await requestCards(store, { record, channel, priority: 0, parent: null, now: now() });
      shown.add(id);
    }
    dueAt.set(id, now() + Math.max(recountMs, share * (now() - began)));
  }

  return {
    async isStormy(shownAt) {
      const window = { index: 'byShown', min: shownAt - minuteMs, max: shownAt };
      return (await store.count(alertGroups, window)) > config.stormGroupsPerMinute;
    },
    async join() {
      for (;;) {
        const { id } = await raging();
        const stored = await update(store, storms, id, (storm) =>
          storm.state === 'over' || now() - storm.lastAt < recountMs
            ? storm
            : { ...storm, lastAt: now() },
        );
        // Else it ended in between.
        if (stored?.doc.state === 'raging') return id;
      }
    },
    async claim(storm, group) {
      const stored = await update(store, storms, storm, (doc) =>
        doc.incident === null && doc.incidentOf === null ? { ...doc, incidentOf: group.id } : doc,
      );
      return stored?.doc ?? null;
    },
    async opened(storm, incident) {
      await changeStorm(options, storm, (doc) =>
        doc.incident === incident ? doc : { ...doc, incident },
      );
    },
    changed: (storm) => void changed.add(storm),
    async recount() {
      for (const id of changed) {
        if ((dueAt.get(id) ?? 0) > now()) continue;
        changed.delete(id);
        try {
          await count(id);
        } catch (error) {
          changed.add(id);
          throw error;
        }
      }
    },
    async sweep() {
      const { items } = await store.list(storms, {
        index: 'byState',
        equals: ['raging'],
        limit: 100,
      });
      for (const { id } of items) {
        await update(store, storms, id, (storm) => calmed(storm, now()));
        changed.add(id);
      }
      if (!isFirstSweep) return;
      const over = { index: 'byState', equals: ['over'], order: 'desc', limit: lastOver } as const;
      for (const { id } of (await store.list(storms, over)).items) changed.add(id);
      isFirstSweep = false;
    },
  };
}

function calmed(storm: Storm, now: number): Storm {
  return storm.state === 'raging' && now - storm.lastAt >= calmMs
    ? { ...storm, state: 'over' }
    : storm;
}
