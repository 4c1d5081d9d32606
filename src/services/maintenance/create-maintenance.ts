// Maintenance windows for people and alerts: planned, listed, ended, and asked whether one is active now. What happens by
// itself is start-maintenance.ts.
import type { MaintenanceConfig } from '../../config/incidents-schema.js';
import { shortId } from '../../core/short-id.js';
import type { AuditLog } from '../audit/entry.js';
import type { Systems } from '../systems/systems.js';
import { announced, audited } from './announced.js';
import { holdBack } from './held-back.js';
import { maintenanceWindows, type Maintenance, type MaintenanceWindow } from './maintenance.js';
import { newWindow } from './new-window.js';
import { checkTimes, isOverAlready, overlapping, systemOf, unknownWindow } from './refusals.js';
import { changeWindow, openWindows, type WindowParts } from './window-records.js';
import { stateAt } from './window-state.js';

export interface MaintenanceOptions extends WindowParts {
  config: MaintenanceConfig;
  systems: Systems;
  /** Slack channel of its cards. */
  channel: string;
  audit: Pick<AuditLog, 'append'>;
}

export function createMaintenance(options: MaintenanceOptions): Maintenance {
  const { store, systems, now } = options;

  async function list(): Promise<MaintenanceWindow[]> {
    const open = (await openWindows(store)).map((window) => ({
      ...window,
      state: stateAt(window, now()),
    }));
    return [
      ...open.filter(({ state }) => state === 'active'),
      ...open.filter(({ state }) => state === 'scheduled'),
    ];
  }

  async function refuseOverlap(window: MaintenanceWindow): Promise<void> {
    const other = (await list()).find(
      ({ id, system, from, until }) =>
        id !== window.id && system === window.system && from < window.until && window.from < until,
    );
    if (other) throw overlapping(other);
  }

  return {
    list,

    async activeFor(system) {
      const active = (await list()).filter(({ state }) => state === 'active');
      return (
        active.find((window) => window.system === system) ??
        active.find((window) => window.system === '*') ??
        null
      );
    },

    async plan({ system, from, until, reason, by, requestId }) {
      const id = shortId('M', requestId);
      const made = await store.get(maintenanceWindows, id);
      if (made) return made.doc;
      checkTimes({ from, until }, now());
      const asked = { id, system: systemOf(systems, system), from, until, reason, by };
      const window = newWindow(options, { ...asked, recurring: null });
      await refuseOverlap(window);
      if (!(await store.insert(maintenanceWindows, id, window)))
        return (await store.get(maintenanceWindows, id))?.doc ?? window;
      try {
        // Once more: somebody else may have looked before this one was there. If both did, neither stays.
        await refuseOverlap(window);
      } catch (error) {
        await store.remove(maintenanceWindows, id);
        throw error;
      }
      await audited(options, window, { action: 'planned', by, at: now() });
      if (window.noticeAt <= now()) await announced(options, window);
      return window;
    },

    async end(typed, by) {
      const id = typed.trim().toUpperCase();
      const window = await changeWindow(options, id, (doc) => {
        const state = stateAt(doc, now());
        const ended = { by, at: now() };
        switch (state) {
          case 'scheduled':
            return { ...doc, state: 'cancelled', ended, wakeAt: now() };
          case 'active':
            return { ...doc, state: 'verifying', ended, wakeAt: now() };
          case 'verifying':
          case 'ended':
          case 'cancelled':
            throw isOverAlready(id, state);
        }
      });
      if (!window) throw unknownWindow(id);
      return window;
    },

    held: (id, group) => holdBack(options, id, group),
  };
}
