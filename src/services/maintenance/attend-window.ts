// One look at a window whose time has come: announced, begun, or ended and its alerts let go. Each write can be the last before
// the process dies: the next look begins from what is stored.
import { systemActor } from '../../core/actor.js';
import type { AuditLog } from '../audit/entry.js';
import { announced, audited } from './announced.js';
import { heldBy } from './held-back.js';
import { maintenanceWindows, type MaintenanceWindow } from './maintenance.js';
import { changeWindow, type WindowParts } from './window-records.js';
import { stateAt } from './window-state.js';

export interface AttendParts extends WindowParts {
  audit: Pick<AuditLog, 'append'>;
  /** A group that was held back is looked at again: it may get its card now. Harmless to repeat. */
  released: (group: string) => Promise<void>;
}

/** @returns `health` when nothing but the check of its health is left to do */
export async function attendWindow(parts: AttendParts, id: string): Promise<'health' | null> {
  const { store, now } = parts;
  const stored = await store.get(maintenanceWindows, id);
  if (!stored) return null;
  const window = stored.doc;
  const state = stateAt(window, now());
  switch (state) {
    case 'scheduled':
      await announced(parts, window);
      await changeWindow(
        parts,
        id,
        whileIn('scheduled', (doc) => ({ ...doc, wakeAt: doc.from })),
      );
      return null;
    case 'active':
      await announced(parts, window);
      await audited(parts, window, { action: 'began', by: window.by, at: window.from });
      await changeWindow(
        parts,
        id,
        whileIn('active', (doc) => ({ ...doc, state: 'active', wakeAt: doc.until })),
      );
      return null;
    case 'verifying':
      await announced(parts, window);
      // From here on nothing is held back and no sync is refused.
      await changeWindow(
        parts,
        id,
        whileIn('verifying', (doc) => ({
          ...doc,
          state: 'verifying',
          ended: doc.ended ?? { by: systemActor, at: now() },
        })),
      );
      await letGo(parts, id);
      return 'health';
    case 'ended':
    case 'cancelled': {
      const count = await letGo(parts, id);
      if (window.ended) await audited(parts, window, { action: state, ...window.ended });
      // One that came in meanwhile is let go the next time.
      await changeWindow(parts, id, (doc) =>
        doc.heldCount > count ? doc : { ...doc, wakeAt: null },
      );
      return null;
    }
  }

  function whileIn(
    wanted: MaintenanceWindow['state'],
    change: (doc: MaintenanceWindow) => MaintenanceWindow,
  ) {
    return (doc: MaintenanceWindow) => (stateAt(doc, now()) === wanted ? change(doc) : doc);
  }
}

/** Harmless to repeat. @returns how many there were */
async function letGo(parts: AttendParts, id: string): Promise<number> {
  let count = 0;
  for await (const group of heldBy(parts.store, id)) {
    await parts.released(group);
    count += 1;
  }
  return count;
}
