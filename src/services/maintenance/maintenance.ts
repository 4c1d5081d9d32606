// Maintenance windows: syncs of the system pause, its alerts are held back and counted, and its health is looked at in
// the end. (Runbook 2, "Maintenance Windows")
import { z } from 'zod';
import { actorSchema, type Actor } from '../../core/actor.js';
import type { Collection } from '../store/store.js';

/** Epoch milliseconds. */
const instant = z.number().int();

const windowSchema = z.object({
  id: z.string(),
  /** Key of `systems`, or `*` for all. */
  system: z.string(),
  state: z.enum(['scheduled', 'active', 'verifying', 'ended', 'cancelled']),
  from: instant,
  until: instant,
  reason: z.string(),
  by: actorSchema,
  /** Name in `maintenance.recurring`, where it comes from there. */
  recurring: z.string().nullable(),
  channel: z.string(),
  /** When its card appears: `noticeHours` before it begins. */
  noticeAt: instant,
  /** Alert groups that it held back; those that still fire at its end get their cards then. */
  held: z.array(z.object({ group: z.string(), title: z.string() })),
  /** How many in all: `held` lists 50. */
  heldCount: z.number().int(),
  ended: z.object({ by: actorSchema, at: instant }).nullable(),
  /** What the health check at its end said. */
  health: z
    .object({ status: z.enum(['good', 'warning', 'bad', 'info']), lines: z.array(z.string()) })
    .nullable(),
  changedAt: instant,
  /** When something happens to it by itself; null: never again. */
  wakeAt: instant.nullable(),
});
export type MaintenanceWindow = z.infer<typeof windowSchema>;

export const maintenanceWindows: Collection<MaintenanceWindow> = {
  name: 'maintenance_windows',
  schema: windowSchema,
  indexes: { byState: ['state', 'from'], byWake: ['wakeAt'] },
};

export interface Maintenance {
  /** Active ones, then coming ones, earliest first. */
  list(): Promise<MaintenanceWindow[]>;
  /** The active one that covers a system (null: one that covers all), or null. */
  activeFor(system: string | null): Promise<MaintenanceWindow | null>;
  /**
   * From now or later.
   * @throws Problem invalid_input (field) when it ends before it begins or in the past, or is longer than 7 days;
   * not_possible when it overlaps another of the same system
   */
  plan(asked: {
    system: string;
    from: number;
    until: number;
    reason: string;
    by: Actor;
    requestId: string;
  }): Promise<MaintenanceWindow>;
  /** Ends an active one now or calls a coming one off. @throws Problem not_found, already_decided */
  end(id: string, by: Actor): Promise<MaintenanceWindow>;
  /** Counts a group that was held back. Harmless to repeat. */
  held(id: string, group: { id: string; title: string }): Promise<void>;
}
