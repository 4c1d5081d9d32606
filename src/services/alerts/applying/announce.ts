// What follows from a group once it is stored: it is counted as held, or gets its card and its incident, or its place in a
// storm. Everything here can be done again: until all is done the group stays unannounced and is found by its time.
import { isDeepStrictEqual } from 'node:util';
import { rankOf } from '../../../core/severity.js';
import { cardId, cards, requestCards } from '../../cards/rows.js';
import {
  alertGroups,
  storms as stormRecords,
  type AlertGroup,
  type Diagnosis,
} from '../records.js';
import type { Groups } from './groups.js';
import type { AlertEngineOptions } from './options.js';
import type { Storms } from './storms.js';

/** @returns resolves when nothing is left to do for the group now */
export type Announce = (id: string) => Promise<void>;

type Parts = Pick<AlertEngineOptions, 'store' | 'now' | 'holdOf' | 'held' | 'openIncident'>;

export function createAnnounce(options: Parts & { groups: Groups; storms: Storms }): Announce {
  const { store, now, groups, storms } = options;

  /** As it is held now; one that fires and is let go comes into the open. */
  async function held(group: AlertGroup): Promise<AlertGroup | null> {
    if (group.state === 'resolved') return group;
    const hold = await options.holdOf(group);
    if (isDeepStrictEqual(hold, group.hold) && (hold !== null || group.shownAt !== null))
      return group;
    return groups.set(group.id, (doc) => {
      if (!isDeepStrictEqual(doc.hold, group.hold)) return doc;
      const shownAt = hold === null ? (doc.shownAt ?? now()) : doc.shownAt;
      return { ...doc, hold, shownAt, announced: false };
    });
  }

  /** The storm that it belongs to; null: it has a card of its own. */
  async function stormOf(group: AlertGroup, shownAt: number): Promise<string | null> {
    if (group.storm !== null) return group.storm;
    // Decided before: a card doesn't go away again.
    if (await store.get(cards, cardId('alert-group', group.id, 'card'))) return null;
    return (await storms.isStormy(shownAt)) ? storms.join() : null;
  }

  async function incidentOf(group: AlertGroup): Promise<string | null> {
    const { id, storm } = group;
    if (!group.opensIncident || group.state === 'resolved') return group.incident;
    if (storm !== null) {
      const claimed = await storms.claim(storm, group);
      if (claimed?.incidentOf !== id) return group.incident;
    }
    const incident = await options.openIncident(group);
    if (incident !== null && storm !== null) await storms.opened(storm, incident);
    return incident ?? group.incident;
  }

  /** What was done about a storm holds for the groups that join it later. */
  async function joining(
    group: AlertGroup,
    storm: string,
  ): Promise<Pick<AlertGroup, 'hold' | 'acknowledged'>> {
    const known = await store.get(stormRecords, storm);
    return {
      hold: await options.holdOf(group),
      acknowledged: known?.doc.acknowledged ?? null,
    };
  }

  async function show(group: AlertGroup, shownAt: number): Promise<void> {
    const { id, channel, severity } = group;
    const storm = await stormOf(group, shownAt);
    if (storm === null) {
      const record = { kind: 'alert-group', id } as const;
      const priority = rankOf(severity);
      await requestCards(store, { record, channel, priority, parent: null, now: now() });
    }
    const incident = await incidentOf({ ...group, storm });
    const joined = storm === null ? null : await joining({ ...group, storm }, storm);
    await groups.set(id, (doc) => ({
      ...done(doc, group),
      storm,
      hold: doc.hold ?? joined?.hold ?? null,
      acknowledged: doc.acknowledged ?? joined?.acknowledged ?? null,
      incident: incident ?? doc.incident,
      diagnosis: storm === null ? (doc.diagnosis ?? diagnosisOf(doc)) : null,
    }));
  }

  return async (id) => {
    const stored = await store.get(alertGroups, id);
    const group = stored && (await held(stored.doc));
    if (!group) return;
    if (group.hold === null && group.shownAt !== null) return show(group, group.shownAt);
    // What was resolved while it was held gets no card.
    if (group.hold !== null && !group.announced) await options.held(group);
    await groups.set(id, (doc) => done(doc, group));
  };
}

/** Announced, unless something happened meanwhile that asks for more than what was done for the group as it was. */
function done(now: AlertGroup, before: AlertGroup): AlertGroup {
  const asked = ({ hold, opensIncident, flips }: AlertGroup): unknown => [
    hold,
    opensIncident,
    flips.at(-1) ?? null,
  ];
  return isDeepStrictEqual(asked(now), asked(before)) ? { ...now, announced: true } : now;
}

function diagnosisOf({ state, diagnose }: AlertGroup): Diagnosis | null {
  if (diagnose === null || state === 'resolved') return null;
  const answer = { status: 'info', headline: '', findings: [], at: null } as const;
  return { ...diagnose, state: 'waiting', ...answer, findings: [] };
}
