// The end of a window: its system's health is looked at once, by one process, and what it says stands on the card. (Runbook 2,
// "Maintenance Windows")
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import type { MaintenanceWindow } from './maintenance.js';
import { changeWindow, type WindowParts } from './window-records.js';

export type Health = NonNullable<MaintenanceWindow['health']>;

export interface CheckParts extends WindowParts {
  log: Pick<Log, 'warn'>;
  /** @param system key of `systems`, or `*` for all */
  checkHealth: (system: string) => Promise<Health>;
  /** Resolves when this process stops. */
  stopping: Promise<null>;
}

/** For so long others leave the check to this process; its own time-out is shorter. */
const lease = 90_000;

/** Does nothing where another process checks. @throws Problem store_unavailable: it stays due */
export async function checkWindow(parts: CheckParts, id: string): Promise<void> {
  const { now } = parts;
  let isMine = false;
  const window = await changeWindow(parts, id, (doc) => {
    isMine = doc.state === 'verifying' && doc.wakeAt !== null && doc.wakeAt <= now();
    return isMine ? { ...doc, wakeAt: now() + lease } : doc;
  });
  if (!window || !isMine) return;
  const health = await Promise.race([healthOf(parts, window), parts.stopping]);
  await changeWindow(parts, id, (doc) => {
    if (doc.state !== 'verifying') return doc;
    // Once more looked at in any case: the last of its alerts may have come just now.
    return { ...doc, wakeAt: now(), ...(health && { state: 'ended', health }) };
  });
}

/** A check that can't be made is a bad one: somebody has to look. */
async function healthOf(
  { checkHealth, log }: CheckParts,
  { id, system }: MaintenanceWindow,
): Promise<Health> {
  try {
    return await checkHealth(system);
  } catch (error) {
    log.warn({ err: error, window: id }, 'the health after a maintenance could not be checked');
    const why = error instanceof Problem ? error.message : 'It went wrong inside ppm-oncall.';
    return { status: 'bad', lines: [`Its health could not be checked. ${why}`] };
  }
}
