// The monthly review of who and what has access, and who signed it off. (Runbook 1 "Monthly: Review Access")
import type { Actor } from '../../core/actor.js';

export interface SignOff {
  /** The month that was reviewed: 2026-11. */
  period: string;
  by: string;
  /** Epoch milliseconds. */
  at: number;
  note: string;
}

export interface AccessReviews {
  /** Newest first. */
  signOffs(limit: number): Promise<SignOff[]>;
  /** Harmless to repeat by the same person. @throws Problem already_decided where somebody else has signed it */
  sign(period: string, by: Actor, note: string): Promise<SignOff>;
}
