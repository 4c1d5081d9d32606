// The rotation of a credential: guided, step by step, over days if need be; each step is checked before it counts.
// (Runbook 1 "Credential Rotation", "Monthly: Review Access": at 90 days)
import { z } from 'zod';
import type { Actor } from '../../core/actor.js';

/** In their order: a new secret is made, stored, what uses it redeployed, it is verified, the old one revoked. */
export const rotationSteps = ['make', 'store', 'redeploy', 'verify', 'revoke'] as const;
export const rotationStepSchema = z.enum(rotationSteps);
export type RotationStep = z.infer<typeof rotationStepSchema>;

export interface CredentialNow {
  /** Its name: notion, databricks, azure … */
  name: string;
  title: string;
  kind: 'notion' | 'databricks' | 'azure' | 'other';
  setting: string | null;
  principal: string;
  permissions: readonly string[];
  stores: readonly string[];
  usedBy: readonly string[];
  /** When it was made, epoch milliseconds; null where nobody knows. */
  madeAt: number | null;
  /** Whether it is older than `rotateAfterDays`; true where nobody knows. */
  due: boolean;
  /** When somebody last used it through the bot, epoch milliseconds. */
  lastUsedAt: number | null;
}

export interface Rotation {
  /** `C-7K2QMF` */
  id: string;
  credential: string;
  startedAt: number;
  startedBy: string;
  /** What was done, in order. */
  done: readonly { step: RotationStep; at: number; by: string; evidence: string }[];
  state: 'open' | 'done' | 'cancelled';
}

export interface Rotations {
  credentials(): Promise<CredentialNow[]>;
  /** The open rotation of a credential, or null. */
  openOf(credential: string): Promise<Rotation | null>;
  /** Newest first. */
  list(limit: number): Promise<Rotation[]>;
  /** Begins one; the open one where there is one. @throws Problem not_found */
  begin(credential: string, by: Actor, requestId: string): Promise<Rotation>;
  /**
   * Checks a step and counts it as done. Harmless to repeat.
   * @throws Problem not_possible where an earlier one is missing; verification_failed where the check says no
   */
  finish(
    credential: string,
    step: RotationStep,
    by: Actor,
    given: { note: string; signal: AbortSignal },
  ): Promise<Rotation>;
  /** Gives it up, as it stands. */
  cancel(credential: string, by: Actor, reason: string): Promise<Rotation>;
}
