// One line of the audit log, and what the log offers. Each entry carries the hash of the one before it, so that a
// changed or missing line shows; `audit verify` walks the chain.
import { z } from 'zod';
import { actorSchema, type Actor } from '../../core/actor.js';

export const auditEntrySchema = z.object({
  /** 1, 2, 3 … without gaps. */
  seq: z.number().int().min(1),
  /** Epoch milliseconds. */
  at: z.number().int(),
  actor: actorSchema,
  /** run.approved, request.refused, token.issued … */
  action: z.string(),
  /** What it was done to: a run's id, an operation's id, a person. */
  subject: z.string(),
  detail: z.string(),
  /** Makes a repeated append harmless. */
  key: z.string(),
  /** `hash` of the entry before; 64 zeros in the first. */
  previous: z.string(),
  /** SHA-256 over the canonical JSON of all the fields above. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export interface AuditFact {
  key: string;
  at: number;
  actor: Actor;
  action: string;
  subject: string;
  detail: string;
}

export interface AuditFilter {
  /** Matches person, action, subject or detail, case ignored. */
  text?: string;
  since?: number;
  limit: number;
}

export interface AuditVerdict {
  intact: boolean;
  entries: number;
  /** Hash of the last entry; what the daily report quotes. */
  head: string;
  /** First entry that does not fit, and why. */
  broken?: { seq: number; why: string };
}

export interface AuditLog {
  /** Appends once per key, in a chain without gaps, whichever process does it. Secrets in the texts are masked. */
  append(fact: AuditFact): Promise<void>;
  /** Newest first. */
  query(filter: AuditFilter): Promise<AuditEntry[]>;
  verify(): Promise<AuditVerdict>;
  /** All entries, oldest first. */
  all(): AsyncIterable<AuditEntry>;
}
