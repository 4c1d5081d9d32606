// What windows do by themselves: those of every week are made, each is announced, begins and ends. Any number of processes may
// run this; what one that died has left is found by its time and finished.
import type { MaintenanceConfig } from '../../config/incidents-schema.js';
import { asProblem } from '../../core/problem.js';
import { every } from '../every.js';
import type { Log } from '../log.js';
import { attendWindow, type AttendParts } from './attend-window.js';
import { checkWindow, type Health } from './check-window.js';
import { maintenanceWindows, type MaintenanceWindow } from './maintenance.js';
import { recurringWindow } from './new-window.js';
import { occurrencesOf } from './occurrences.js';

export interface StartMaintenanceOptions extends AttendParts {
  config: MaintenanceConfig;
  channel: string;
  log: Pick<Log, 'error' | 'warn'>;
  /** @param system key of `systems`, or `*` for all */
  checkHealth: (system: string) => Promise<Health>;
}

const lookEvery = 1_000;
const day = 24 * 60 * 60_000;
const batch = 100;

export function startMaintenance(options: StartMaintenanceOptions): {
  /** Looks now and not in a second. */
  wake(): void;
  /** A health check under way is left to whoever looks next. */
  stop(): Promise<void>;
} {
  const { store, config, now, log } = options;
  /** Ids that were seen in the store, so that it isn't asked every second. */
  const made = new Set<string>();
  const checks = new Set<Promise<void>>();
  let giveUp = (): void => {};
  const stopping = new Promise<null>((resolve) => {
    giveUp = () => resolve(null);
  });

  async function makeRecurring(): Promise<void> {
    const horizon = now() + config.noticeHours * 60 * 60_000 + 7 * day;
    for (const recurring of config.recurring)
      for (const span of occurrencesOf(recurring, now(), horizon)) {
        const window = recurringWindow(options, recurring, span);
        if (made.has(window.id)) continue;
        await store.insert(maintenanceWindows, window.id, window);
        made.add(window.id);
      }
  }

  async function attend({ id }: MaintenanceWindow): Promise<void> {
    try {
      if ((await attendWindow(options, id)) !== 'health') return;
      const check = checkWindow({ ...options, stopping }, id)
        .then(() => loop.wake())
        .catch((error: unknown) => failed(error, id))
        .finally(() => checks.delete(check));
      checks.add(check);
    } catch (error) {
      failed(error, id);
    }
  }

  /** It stays due. */
  function failed(error: unknown, window: string | null): void {
    if (asProblem(error).code === 'internal')
      log.error({ err: error, window }, 'maintenance could not go on');
  }

  const loop = every(
    lookEvery,
    async () => {
      await makeRecurring();
      const due = await store.list(maintenanceWindows, {
        index: 'byWake',
        min: 0,
        max: now(),
        limit: batch,
      });
      for (const { doc } of due.items) await attend(doc);
    },
    (error) => failed(error, null),
  );

  return {
    wake: () => loop.wake(),
    async stop() {
      await loop.stop();
      giveUp();
      await Promise.all(checks);
    },
  };
}
