// What a stored window is at a time: it begins and ends to the millisecond, whenever the loop gets to write it down.
import type { MaintenanceWindow } from './maintenance.js';

/** What it counts as at this time. @param now epoch milliseconds */
export function stateAt(
  { state, from, until }: MaintenanceWindow,
  now: number,
): MaintenanceWindow['state'] {
  if (state !== 'scheduled' && state !== 'active') return state;
  if (now >= until) return 'verifying';
  return now >= from ? 'active' : 'scheduled';
}

/** True when it holds alerts back no longer. */
export function isOver({ state }: MaintenanceWindow): boolean {
  return state === 'verifying' || state === 'ended' || state === 'cancelled';
}
