// trigger_id: the right to open a modal on a person's screen, good for 3 seconds and for one use.
import { randomBytes } from 'node:crypto';
import type { Clock } from './clock.js';

const livesMs = 3000;

export type Exchange =
  | { ok: true; user: string }
  | { ok: false; error: 'expired_trigger_id' | 'exchanged_trigger_id' | 'invalid_trigger_id' };

export interface Triggers {
  issue(user: string): string;
  /** Uses the trigger up. */
  exchange(triggerId: string): Exchange;
}

export function createTriggers(clock: Clock): Triggers {
  const issued = new Map<string, { user: string; at: number; used: boolean }>();
  return {
    issue(user) {
      const id = `${clock.id('')}.${clock.now()}.${randomBytes(16).toString('hex')}`;
      issued.set(id, { user, at: clock.now(), used: false });
      return id;
    },
    exchange(id) {
      const trigger = issued.get(id);
      if (trigger === undefined) return { ok: false, error: 'invalid_trigger_id' };
      if (trigger.used) return { ok: false, error: 'exchanged_trigger_id' };
      if (clock.now() - trigger.at > livesMs) return { ok: false, error: 'expired_trigger_id' };
      trigger.used = true;
      return { ok: true, user: trigger.user };
    },
  };
}
