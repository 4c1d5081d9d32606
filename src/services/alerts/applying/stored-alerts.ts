// The alerts of a delivery, one row each: a repeat changes nothing, and what is resolved stays so.
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../../store/store.js';
import { update } from '../../store/update.js';
import { chunks } from '../changing.js';
import { alerts, type Alert, type GroupKey } from '../records.js';
import { alertId, type Merged, type MergedAlert } from './merge.js';

/** Written in one go; in between others have their turn. */
const together = 200;

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
    };
    const there = known.get(alert.id);
    groups.set(alert.id, there?.group ?? key.group);
    if (!there && (await store.insert(alerts, alert.id, wanted))) return;
    if (there && (there.status === 'resolved' || wanted.status === 'firing')) return;
    const stored = await update(store, alerts, alert.id, (doc) =>
      wanted.status === 'firing' ? doc : resolvedAlert(doc, wanted.endsAt),
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
    for (const { receivedAt, source, fingerprint, startsAt } of some)
      if (receivedAt <= at && isOver(fingerprint)) ids.push(alertId(source, fingerprint, startsAt));
  await inChunks(ids, async (id) => {
    await update(store, alerts, id, (doc) => resolvedAlert(doc, at));
  });
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
