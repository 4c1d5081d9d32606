// Timers are rows: whatever process lives when one is due does what it is for, and a timer that was due while none lived is
// caught up, in order. A timer that is set again under its id is the same timer.
import { z } from 'zod';
import type { Collection } from '../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

export const timerKinds = [
  /** A step of an incident's escalation chain. */
  'escalate',
  /** Nothing was done about an incident for too long. */
  'progress',
  /** Stakeholders expect an update. */
  'update',
  /** A break-glass approval has to be reviewed. */
  'review',
] as const;
export type TimerKind = (typeof timerKinds)[number];

const timerSchema = z.object({
  kind: z.enum(timerKinds),
  /** Id of the incident. */
  incident: z.string(),
  /** Pass through the chain, and step in it; run of a review. */
  round: z.number().int(),
  step: z.number().int(),
  dueAt: instant,
  state: z.enum(['pending', 'done', 'cancelled']),
  /** When it was done. */
  doneAt: instant.nullable(),
});
export type Timer = z.infer<typeof timerSchema>;

export const timers: Collection<Timer> = {
  name: 'timers',
  schema: timerSchema,
  indexes: { byDue: ['state', 'dueAt'], byIncident: ['incident', 'state', 'dueAt'] },
};

/** A timer as it is asked for. */
export type WantedTimer = Pick<Timer, 'kind' | 'incident' | 'round' | 'step' | 'dueAt'>;

export interface Timers {
  /** False when a timer of this id was set before: it stays as it is. */
  set(id: string, timer: WantedTimer): Promise<boolean>;
  /**
   * Makes the pending timers of an incident, of these kinds, the wanted ones: others are cancelled, one that was cancelled
   * comes back, one that is due at another time is moved. What was done stays done.
   */
  keep(
    incident: string,
    kinds: readonly TimerKind[],
    wanted: readonly (WantedTimer & { id: string })[],
  ): Promise<void>;
  /** The pending ones of an incident, of one kind or of all. */
  cancel(incident: string, kind?: TimerKind): Promise<void>;
  /** Pending ones of an incident, earliest first. */
  pendingOf(incident: string): Promise<(Timer & { id: string })[]>;
}

/** Does what a timer is for; harmless when repeated. What it throws is tried again. */
export type TimerWork = (timer: Timer & { id: string }) => Promise<void>;
