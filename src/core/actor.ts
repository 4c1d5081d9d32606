// Who does something. One person may come by Slack or by a terminal and is the same person all the same,
// so that nobody approves their own request by changing the door.
import { z } from 'zod';

export const roles = ['oncall', 'approver', 'manager', 'director', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;

export const actorSchema = z.object({
  /** The name from ppm.config.yaml, or `slack:U…` for somebody who isn't listed there. */
  person: z.string().min(1),
  /** Slack user id, where known: cards mention it. */
  slack: z.string().optional(),
  via: z.enum(['slack', 'terminal', 'system']),
});
export type Actor = z.infer<typeof actorSchema>;

/** The bot itself: sweeps, expiries and recoveries are its doing. */
export const systemActor: Actor = { person: 'ppm-oncall', via: 'system' };

/** True where both are the same person, whichever door they came by. */
export function samePerson(a: Actor, b: Actor): boolean {
  return a.person === b.person || (a.slack !== undefined && a.slack === b.slack);
}
