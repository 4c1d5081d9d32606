// Forgets single alerts: they are by far the most of the bot's memory (docs/scale.md). `alerts.keepDays` after a group was
// resolved its alerts are deleted; the group itself stays, with its counts, its card and its incident. One process leads, and
// what two did is the same.
import { every, type Loop } from '../every.js';
import type { Log } from '../log.js';
import type { Store } from '../store/store.js';
import { update } from '../store/update.js';
import { alertGroups, alerts } from './records.js';

const sweepEveryMs = 3_600_000;
const dayMs = 24 * sweepEveryMs;
const pageSize = 100;
/** Deleted side by side: few, because people wait for the same store. */
const together = 5;

export interface RetentionOptions {
  store: Store;
  now: () => number;
  log: Log;
  /** `alerts.keepDays` */
  keepDays: number;
  isLeader: () => boolean;
}

/** Now and every hour. Stopped in the middle it goes on where it was the next time. */
export function startAlertRetention(options: RetentionOptions): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loop: Loop = every(
    sweepEveryMs,
    () => forgetAlerts(options, stopping.signal),
    (error) => options.log.warn({ err: error }, 'old alerts were not deleted'),
  );
  return {
    stop() {
      stopping.abort();
      return loop.stop();
    },
  };
}

/** One pass. */
export async function forgetAlerts(options: RetentionOptions, signal: AbortSignal): Promise<void> {
  const { store, now, log, keepDays } = options;
  const due = { index: 'byEnd', equals: [null], min: 0, limit: pageSize };
  for (;;) {
    const old = await store.list(alertGroups, { ...due, max: now() - keepDays * dayMs });
    if (old.items.length === 0) return;
    for (const { id } of old.items) {
      if (signal.aborted || !options.isLeader()) return;
      const count = await forgetGroup(store, id, signal);
      if (signal.aborted) return;
      await update(store, alertGroups, id, (group) => ({ ...group, forgottenAt: now() }));
      log.info({ group: id, count }, 'the alerts of an old group were deleted');
    }
  }
}

/** @returns how many were deleted */
async function forgetGroup(store: Store, group: string, signal: AbortSignal): Promise<number> {
  const resolved = { index: 'byGroup', equals: [group, 'resolved'], limit: together };
  let count = 0;
  while (!signal.aborted) {
    const { items } = await store.list(alerts, resolved);
    if (items.length === 0) break;
    await Promise.all(items.map(({ id }) => store.remove(alerts, id)));
    count += items.length;
  }
  return count;
}
