// Offline mode: while an outside system is down, questions are answered from what was last known, and every such answer
// says so. (Runbook 5 "Emergency recovery when API is inaccessible")
import type { Actor } from '../../core/actor.js';

export interface OfflineMode {
  /** Epoch milliseconds. */
  since: number;
  /** It ends by itself then; null: until somebody ends it. */
  until: number | null;
  by: string;
  reason: string;
}

export interface Offline {
  /** Null while it is off. */
  state(): Promise<OfflineMode | null>;
  /** Harmless to repeat with the same `run`. @param until epoch milliseconds or null */
  turnOn(by: Actor, given: { reason: string; until: number | null; run: string }): Promise<void>;
  turnOff(by: Actor): Promise<void>;
}
