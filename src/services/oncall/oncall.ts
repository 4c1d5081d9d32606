// Who is on call, until when, and who is next.
import type { Actor } from '../../core/actor.js';

export interface Duty {
  /** Empty: nobody. With a rotation one person, with a group or a role all of its members. */
  people: Actor[];
  /** Epoch milliseconds; null: it doesn't change by itself. */
  until: number | null;
  /** Where it comes from. */
  by: 'override' | 'rotation' | 'role';
  /** Id of the override that holds. */
  override: string | null;
}

export interface Override {
  id: string;
  who: Actor;
  from: number;
  until: number;
  by: Actor;
  reason: string;
}

export interface Oncall {
  /** Zone of the hand-overs, and of times that people type without one: Europe/Berlin. */
  readonly timeZone: string;
  /** @param at epoch milliseconds */
  at(at: number): Promise<Duty>;
  /** Who follows the duty that holds at this time; null where it never changes. */
  next(at: number): Promise<(Duty & { from: number }) | null>;
  /** Present and coming ones, earliest first. */
  overrides(): Promise<Override[]>;
  /** @throws Problem invalid_input (field) when it ends in the past, ends before it begins, or overlaps another */
  override(asked: {
    who: Actor;
    from: number;
    until: number;
    by: Actor;
    reason: string;
    requestId: string;
  }): Promise<Override>;
  /** Ends or withdraws one. @throws Problem not_found */
  endOverride(id: string, by: Actor): Promise<Override>;
  /** Everyone behind a step of the escalation chain, `oncall` as it is at this time. */
  peopleFor(level: 'oncall' | 'manager' | 'director', at: number): Promise<Actor[]>;
}
