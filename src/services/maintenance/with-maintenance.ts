// Pauses of syncs as the rest of the house sees them: those that people made, and one for each maintenance window that is
// active. A window writes no pause, so it can neither overwrite nor end one.
import type { Pause, SyncState } from '../sync/sync-state.js';
import type { Maintenance, MaintenanceWindow } from './maintenance.js';

export function withMaintenance(
  syncState: SyncState,
  maintenance: Pick<Maintenance, 'list' | 'activeFor'>,
): SyncState {
  return {
    ...syncState,
    async pauses() {
      const active = (await maintenance.list()).filter(({ state }) => state === 'active');
      return [...(await syncState.pauses()), ...active.map(pauseFor)];
    },
    async pauseOf(system) {
      const made = await syncState.pauseOf(system);
      if (made) return made;
      const window = await maintenance.activeFor(system);
      return window && pauseFor(window);
    },
  };
}

function pauseFor({ id, system, reason, from, until }: MaintenanceWindow): Pause {
  return { system, by: `maintenance ${id}`, reason, since: from, until, window: id };
}
