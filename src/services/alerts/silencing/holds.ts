// Why a group is kept quiet, asked of every group that comes in: a silence, or the maintenance of its system.
import type { Maintenance } from '../../maintenance/maintenance.js';
import type { Store } from '../../store/store.js';
import type { AlertGroup } from '../records.js';
import { countHeld } from './held-groups.js';
import { coverOf, silencesInForce } from './in-force.js';

export interface Holds {
  /** A silence first, then the maintenance window that is active for its system; null: nothing holds it back. */
  holdOf(group: AlertGroup): Promise<AlertGroup['hold']>;
  /** Counts the group with what it is held by. Harmless to repeat. */
  held(group: AlertGroup): Promise<void>;
}

/** @param options.now epoch milliseconds */
export function createHolds(options: {
  store: Store;
  maintenance: Pick<Maintenance, 'activeFor' | 'held'>;
  now: () => number;
}): Holds {
  const { store, maintenance, now } = options;
  return {
    async holdOf(group) {
      for (const silence of await silencesInForce(store, now()))
        if ((await coverOf(store, silence))(group)) return { kind: 'silence', id: silence.id };
      const window = await maintenance.activeFor(group.system);
      return window && { kind: 'maintenance', id: window.id };
    },
    async held({ id, title, hold }) {
      switch (hold?.kind) {
        case 'silence':
          return countHeld(store, hold.id, id);
        case 'maintenance':
          return maintenance.held(hold.id, { id, title });
        case undefined:
          return undefined;
      }
    },
  };
}
