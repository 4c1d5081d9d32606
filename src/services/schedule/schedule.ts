// What runs when. A schedule asks for an operation at each of its slots, once, on any number of replicas.
import type { Actor } from '../../core/actor.js';
import type { JsonObject } from '../../core/json.js';

export interface Schedule {
  name: string;
  cron: string;
  timeZone: string;
  operation: string;
  input: JsonObject;
  post: 'always' | 'problems' | 'never';
  channel: string | null;
  missed: 'run' | 'report';
}

export type SlotOutcome = 'running' | 'ok' | 'problems' | 'failed' | 'missed' | 'skipped';

export interface ScheduleNow extends Schedule {
  /** Null while it is not paused; `until` null: until somebody resumes it. */
  paused: { by: string; at: number; until: number | null; reason: string } | null;
  /** The last slot that was due (epoch milliseconds), what became of it and what it said. */
  last: { slot: number; at: number; outcome: SlotOutcome; said: string } | null;
  /** Epoch milliseconds; null where it never fires again. */
  next: number | null;
}

export interface Schedules {
  /** By name; `schedule.enabled: false` ones are left out. */
  list(): Promise<ScheduleNow[]>;
  /** Does now what it does at its slots. @returns what came of it. @throws Problem not_found naming the nearest */
  run(name: string, by: Actor, requestId: string): Promise<{ outcome: SlotOutcome; said: string }>;
  /** @param until epoch milliseconds, or null. @throws Problem not_found, invalid_input */
  pause(name: string, by: Actor, until: number | null, reason: string): Promise<ScheduleNow>;
  /** @throws Problem not_found, not_possible where it is not paused */
  resume(name: string, by: Actor): Promise<ScheduleNow>;
}
