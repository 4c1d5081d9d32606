// A window as it is first written down, planned by a person or made from ppm.config.yaml.
import type { MaintenanceConfig } from '../../config/incidents-schema.js';
import { systemActor } from '../../core/actor.js';
import { shortId } from '../../core/short-id.js';
import type { MaintenanceWindow } from './maintenance.js';
import type { Recurring, Span } from './occurrences.js';

const hour = 60 * 60_000;

export interface NewWindowParts {
  config: Pick<MaintenanceConfig, 'noticeHours'>;
  /** Of its card. */
  channel: string;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Nothing has been done about it yet: the loop looks at it when its notice is due, or at once. */
export function newWindow(
  { config, channel, now }: NewWindowParts,
  given: Pick<
    MaintenanceWindow,
    'id' | 'system' | 'from' | 'until' | 'reason' | 'by' | 'recurring'
  >,
): MaintenanceWindow {
  const noticeAt = given.from - config.noticeHours * hour;
  return {
    ...given,
    state: given.from <= now() ? 'active' : 'scheduled',
    channel,
    noticeAt,
    held: [],
    heldCount: 0,
    ended: null,
    health: null,
    changedAt: now(),
    wakeAt: Math.min(noticeAt, given.from),
  };
}

/** The same occurrence has the same id, whichever process makes it. */
export function recurringWindow(
  parts: NewWindowParts,
  { name, system }: Recurring,
  span: Span,
): MaintenanceWindow {
  return newWindow(parts, {
    id: shortId('M', `${name}@${span.from}`),
    system,
    ...span,
    reason: `Every week: ${name}`,
    by: systemActor,
    recurring: name,
  });
}
