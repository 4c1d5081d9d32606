// Deliveries about the same group as one piece of work, however they were cut and in whatever order they came.
import { hashJson } from '../../../core/json.js';
import type { AlertBatch, AlertSource, IncomingAlert } from '../batch.js';
import type { Delivery } from '../records.js';

/** A stored delivery that is to be applied. */
export interface Waiting {
  id: string;
  delivery: Delivery;
  /** What its sender left out was asked for already. */
  completed: boolean;
}

export interface MergedAlert extends IncomingAlert {
  /** Its id in the store. */
  id: string;
  receivedAt: number;
}

export interface Merged {
  /** Id of the group's key document. */
  hash: string;
  source: AlertSource;
  groupKey: string;
  groupLabels: Record<string, string>;
  link: string | null;
  truncated: number;
  /** What came in until then is resolved; 0: nothing was said of all at once. */
  clearedAt: number;
  /** What fires of the group came in until then, and by fingerprint all that still does; null: nothing was said of all. */
  everything: { at: number; firing: ReadonlySet<string> } | null;
  alerts: MergedAlert[];
  waiting: Waiting[];
}

/** One for each group that the deliveries are about. */
export function mergeByGroup(waiting: readonly Waiting[]): Merged[] {
  const groups = new Map<string, [Waiting, ...Waiting[]]>();
  for (const each of waiting) {
    const hash = keyHash(each.delivery.batch);
    const known = groups.get(hash);
    if (known) known.push(each);
    else groups.set(hash, [each]);
  }
  return [...groups].map(([hash, all]) => merge(hash, all));
}

/** Id of a group's key document. */
export function keyHash({ source, groupKey }: Pick<AlertBatch, 'source' | 'groupKey'>): string {
  return hashJson([source, groupKey]);
}

/** Id of an alert's document. @param startsAt null where its sender tells no time */
export function alertId(source: AlertSource, fingerprint: string, startsAt: number | null): string {
  return hashJson([source, fingerprint, startsAt]);
}

function merge(hash: string, waiting: [Waiting, ...Waiting[]]): Merged {
  const newest = waiting.reduce((a, b) => (isLater(b.delivery, a.delivery) ? b : a)).delivery.batch;
  return {
    hash,
    source: newest.source,
    groupKey: newest.groupKey,
    groupLabels: newest.groupLabels,
    link: newest.link,
    truncated: newest.truncated,
    clearedAt: Math.max(
      0,
      ...waiting
        .filter(({ delivery }) => delivery.batch.resolvesGroup)
        .map(({ delivery }) => delivery.receivedAt),
    ),
    everything: everythingIn(waiting),
    alerts: [...mergedAlerts(waiting).values()],
    waiting,
  };
}

function everythingIn(waiting: readonly Waiting[]): Merged['everything'] {
  const said = waiting.flatMap(({ delivery: { batch } }) =>
    batch.everything ? [{ ...batch.everything, alerts: batch.alerts }] : [],
  );
  const last = said.toSorted((a, b) => a.at - b.at).at(-1);
  if (!last) return null;
  const told = last.alerts.map(({ fingerprint }) => fingerprint);
  return { at: last.at, firing: new Set([...told, ...last.suppressed]) };
}

/** Of the same alert what says that it is resolved counts, whichever came first. */
function mergedAlerts(waiting: readonly Waiting[]): Map<string, MergedAlert> {
  const found = new Map<string, MergedAlert>();
  for (const { delivery } of waiting)
    for (const alert of delivery.batch.alerts) {
      const startsAt = alert.untimed ? null : alert.startsAt;
      const id = alertId(delivery.batch.source, alert.fingerprint, startsAt);
      const told = { ...alert, id, receivedAt: delivery.receivedAt };
      const before = found.get(id);
      found.set(id, before ? wholeOf(before, told) : told);
    }
  return found;
}

/** One alert that was told of twice. */
function wholeOf(before: MergedAlert, alert: MergedAlert): MergedAlert {
  const isAsked = [before, alert].map(({ untimed }) => untimed?.asked === true);
  // The same run may have failed twice: what was found out about the later time counts.
  if (isAsked[0] && isAsked[1])
    return (alert.untimed?.happenedAt ?? 0) >= (before.untimed?.happenedAt ?? 0) ? alert : before;
  if (isAsked[0]) return before;
  if (isAsked[1]) return alert;
  const winner = before.status === 'resolved' || alert.status === 'firing' ? before : alert;
  return { ...winner, receivedAt: Math.min(before.receivedAt, alert.receivedAt) };
}

/** What was completed says more than what it was made from. */
function isLater(a: Delivery, b: Delivery): boolean {
  return a.receivedAt >= b.receivedAt;
}
