// The alerts of a delivery, one row each: a repeat changes nothing, and what is resolved stays so.
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../store/store.js';
import { update } from '../../store/update.js';
import { chunks } from '../changing.js';
import { alerts, type Alert, type GroupKey } from '../records.js';
import { alertId, type Merged, type MergedAlert } from './merge.js';

/** Written in one go; in between others have their turn. */
const together = 200;

/**
 * Which rows the alerts of a sender that tells no time are about. What happened after the end of the one with the same name
 * is another one: a run of a job that was repaired can fail again. Before it was asked when that was, it counts as a repeat.
 */
export async function identified(
  store: Store,
  source: Alert['source'],
  merged: readonly MergedAlert[],
): Promise<MergedAlert[]> {
  return Promise.all(
    merged.map(async (alert) => {
      const { untimed, ...told } = alert;
      if (!untimed?.asked || alert.status === 'resolved') return alert;
      const stored = await store.get(alerts, alert.id);
      const endsAt = stored?.doc.endsAt ?? null;
      const isOver = endsAt !== null && endsAt < untimed.happenedAt;
      return isOver ? { ...told, id: alertId(source, alert.fingerprint, alert.startsAt) } : alert;
    }),
  );
}

/** Those that are stored already, by id. */
export async function readKnown(
  store: Store,
  merged: readonly MergedAlert[],
): Promise<Map<string, Alert>> {
  const known = new Map<string, Alert>();
  await inChunks(merged, async ({ id }) => {
    const stored = await store.get(alerts, id);
    if (stored) known.set(id, stored.doc);
  });
  return known;
}

/**
 * @param componentOf label `component`, or what stands for it
 * @returns the id of the group that each alert belongs to: one that was known in another group stays there
 */
export async function storeAlerts(
  store: Store,
  merged: Merged,
  parts: {
    key: GroupKey;
    known: ReadonlyMap<string, Alert>;
    componentOf: (alert: MergedAlert) => string;
  },
): Promise<Map<string, string>> {
  const { key, known, componentOf } = parts;
  const groups = new Map<string, string>();
  await inChunks(merged.alerts, async (alert) => {
    const wanted: Alert = {
      group: key.group,
      source: merged.source,
      fingerprint: alert.fingerprint,
      ...endOf(alert, key.clearedAt),
      startsAt: alert.startsAt,
      component: componentOf(alert),
      labels: alert.labels,
      annotations: alert.annotations,
      link: alert.link,
      receivedAt: alert.receivedAt,
      ...(alert.untimed ? { untimed: true } : {}),
    };
    const there = known.get(alert.id);
    groups.set(alert.id, there?.group ?? key.group);
    if (!there && (await store.insert(alerts, alert.id, wanted))) return;
    const isEarlier = alert.untimed?.asked === true && wanted.startsAt < (there?.startsAt ?? 0);
    if (there && (there.status === 'resolved' || (wanted.status === 'firing' && !isEarlier)))
      return;
    const stored = await update(store, alerts, alert.id, (doc) =>
      wanted.status === 'firing'
        ? begunAt(doc, isEarlier ? wanted.startsAt : doc.startsAt)
        : resolvedAlert(doc, wanted.endsAt),
    );
    groups.set(alert.id, stored?.doc.group ?? key.group);
  });
  return groups;
}

/** Resolves what fires in a group and came in until then: its sender said that all is well. */
export async function clearAlerts(store: Store, group: string, clearedAt: number): Promise<void> {
  await endAlerts(store, group, clearedAt, () => true);
}

/** Resolves what fires in a group, came in until `at`, and `isOver`. */
export async function endAlerts(
  store: Store,
  group: string,
  at: number,
  isOver: (fingerprint: string) => boolean,
): Promise<void> {
  const ids: string[] = [];
  const firing = { index: 'byGroup', equals: [group, 'firing'] };
  for await (const some of chunks(store, alerts, firing))
    for (const { receivedAt, source, fingerprint, startsAt, untimed } of some)
      if (receivedAt <= at && isOver(fingerprint))
        ids.push(alertId(source, fingerprint, untimed ? null : startsAt));
  await inChunks(ids, async (id) => {
    await update(store, alerts, id, (doc) => resolvedAlert(doc, at));
  });
}

/** What has ended stays as it is, and nothing begins later than was thought. */
function begunAt(alert: Alert, startsAt: number): Alert {
  return alert.status === 'resolved' || startsAt >= alert.startsAt ? alert : { ...alert, startsAt };
}

/** The one of a group that fires and began last; null: none fires. */
export async function newestFiring(store: Store, group: string): Promise<Alert | null> {
  const firing = { index: 'byGroup', equals: [group, 'firing'], order: 'desc', limit: 1 } as const;
  return (await store.list(alerts, firing)).items[0]?.doc ?? null;
}

function resolvedAlert(alert: Alert, endsAt: number | null): Alert {
  return alert.status === 'resolved' ? alert : { ...alert, status: 'resolved', endsAt };
}

function endOf(alert: MergedAlert, clearedAt: number): Pick<Alert, 'status' | 'endsAt'> {
  if (alert.status === 'resolved')
    return { status: 'resolved', endsAt: alert.endsAt ?? alert.receivedAt };
  return alert.receivedAt <= clearedAt
    ? { status: 'resolved', endsAt: clearedAt }
    : { status: 'firing', endsAt: alert.endsAt };
}

async function inChunks<Item>(
  items: readonly Item[],
  act: (item: Item) => Promise<void>,
): Promise<void> {
  for (let start = 0; start < items.length; start += together) {
    if (start > 0) await setImmediate();
    await Promise.all(items.slice(start, start + together).map(act));
  }
}
