// What the two operations of offline mode share: their lock, and how it is shown and checked.
import type { Check } from '../../../core/operation.js';
import type { Offline, OfflineMode } from '../../../services/offline/offline.js';
import { stamp } from '../../../services/sync/when.js';

/** One lock for both. */
export const offlineTarget = 'offline mode';

/** `since 2026-11-21 14:02 UTC by ana, until 2026-11-21 16:02 UTC (Notion is down)` */
export function whileText({ since, until, by, reason }: OfflineMode): string {
  const end = until === null ? 'until it is turned off' : `until ${stamp(until)}`;
  return `since ${stamp(since)} by ${by}, ${end} (${reason})`;
}

export async function isOn(offline: Pick<Offline, 'state'>, expected: boolean): Promise<Check> {
  const mode = await offline.state();
  return {
    name: `Offline mode is ${expected ? 'on' : 'off'}`,
    ok: (mode !== null) === expected,
    expected: expected ? 'on' : 'off',
    actual: mode ? `on, ${whileText(mode)}` : 'off',
  };
}
