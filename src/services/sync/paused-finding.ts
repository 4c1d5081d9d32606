// A pause as what was found, with the button that ends it: a person's pause is resumed, that of a maintenance window ends with it.
import type { Finding, Suggestion } from '../../core/report.js';
import type { Pause } from './sync-state.js';
import { stamp } from './when.js';

export function pausedFinding(pause: Pause): Finding {
  const { system, by, reason, until } = pause;
  return {
    severity: 'warning',
    title: `Syncs of ${system === '*' ? 'all systems' : system} are paused by ${by}`,
    evidence: `${until === null ? 'Until somebody resumes them' : `Until ${stamp(until)}`}. ${reason}`,
    suggestion: endOf(pause),
  };
}

export function endOf({ system, window }: Pause): Suggestion {
  if (window !== undefined)
    return { label: 'End the maintenance', operation: 'maintenance.end', input: { window } };
  return {
    label: 'Resume',
    operation: 'sync.resume',
    input: system === '*' ? {} : { system },
  };
}
