// The record of one action from request to end. The store holds it, cards and terminals draw it.
import { z } from 'zod';
import { actorSchema, roleSchema } from './actor.js';
import { jsonObjectSchema } from './json.js';
import { planSchema } from './plan.js';
import { problemRecordSchema } from './problem.js';

export const runStates = [
  'planning',
  'awaiting_approval',
  'approved',
  'running',
  'verifying',
  'unknown',
  'succeeded',
  'failed',
  'denied',
  'expired',
  'cancelled',
] as const;
export type RunState = (typeof runStates)[number];

const endedStates: ReadonlySet<RunState> = new Set([
  'succeeded',
  'failed',
  'denied',
  'expired',
  'cancelled',
]);

/** Epoch milliseconds. */
const instant = z.number().int();

export const stepRecordSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['pending', 'in_progress', 'done', 'failed', 'unknown', 'skipped']),
  /** When the intent was stored, and when the outcome was. */
  startedAt: instant.optional(),
  endedAt: instant.optional(),
  note: z.string().optional(),
  /** How far it has come at most, in a unit of its own; it stays when the step is done again. */
  reached: z.number().optional(),
});
export type StepRecord = z.infer<typeof stepRecordSchema>;

/** Who has to agree, as the policy said when the plan was made. */
export const approvalRuleSchema = z.object({
  /** How many different people; 0: none. */
  quorum: z.number().int().min(0),
  by: z.array(roleSchema),
  /** The approver types the plan's target. */
  typeTarget: z.boolean(),
  expiresAt: instant,
  remindAt: instant,
});
export type ApprovalRule = z.infer<typeof approvalRuleSchema>;

export const runSchema = z.object({
  id: z.string(),
  operation: z.string(),
  input: jsonObjectSchema,
  risk: z.enum(['routine', 'guarded', 'critical']),
  requestedBy: actorSchema,
  /** Slack channel where its card lives. */
  channel: z.string(),
  /** Id of the request that made it; a repeat of that request finds this run instead of making another. */
  requestId: z.string(),
  /** Nobody waits for it: it gets a card only when it fails (a scheduled sync). */
  quiet: z.boolean().default(false),
  state: z.enum(runStates),
  plan: planSchema.nullable(),
  planHash: z.string().nullable(),
  approval: approvalRuleSchema.nullable(),
  approvals: z.array(
    z.object({
      by: actorSchema,
      at: instant,
      /** Approved alone, by the lead of an open P0 or P1: it is announced, and reviewed within a day. */
      breakGlass: z.object({ incident: z.string(), reason: z.string() }).optional(),
    }),
  ),
  /** Set by deny and cancel. */
  decision: z.object({ by: actorSchema, at: instant, reason: z.string() }).nullable(),
  cancelRequested: z.object({ by: actorSchema, at: instant }).nullable(),
  reminded: z.boolean(),
  steps: z.array(stepRecordSchema),
  checks: z.array(
    z.object({ name: z.string(), ok: z.boolean(), expected: z.string(), actual: z.string() }),
  ),
  problem: problemRecordSchema.nullable(),
  /** Which process works on it, and until when that is certain. */
  lease: z.object({ owner: z.string(), until: instant }).nullable(),
  /** How often a process has started to run it, beginning with the start in which it last got on; many mean that it kills its processes. */
  attempts: z.number().int(),
  undoOf: z.string().nullable(),
  undoneBy: z.string().nullable(),
  /** Every change of state, oldest first; the audit log is fed from it. */
  history: z.array(
    z.object({
      at: instant,
      by: actorSchema,
      event: z.string(),
      state: z.enum(runStates),
      detail: z.string(),
    }),
  ),
  /** How many entries of `history` are in the audit log. */
  audited: z.number().int(),
  createdAt: instant,
  updatedAt: instant,
  /** When somebody must look at it again even if nothing happens (expiry, reminder, lease); null: never. */
  wakeAt: instant.nullable(),
});
export type Run = z.infer<typeof runSchema>;

/** True when nothing more will happen to it. */
export function hasEnded(run: Pick<Run, 'state'>): boolean {
  return endedStates.has(run.state);
}

/** A plan that takes longer than this belongs to a request that died, milliseconds. */
export const planningPatience = 10 * 60_000;

/** A run as it is when it has just been asked for. `createdAt` in epoch milliseconds. */
export function newRun(
  asked: Pick<
    Run,
    | 'id'
    | 'operation'
    | 'input'
    | 'risk'
    | 'requestedBy'
    | 'channel'
    | 'requestId'
    | 'undoOf'
    | 'createdAt'
    | 'quiet'
  >,
): Run {
  const { createdAt, requestedBy, operation } = asked;
  return {
    ...asked,
    state: 'planning',
    plan: null,
    planHash: null,
    approval: null,
    approvals: [],
    decision: null,
    cancelRequested: null,
    reminded: false,
    steps: [],
    checks: [],
    problem: null,
    lease: null,
    attempts: 0,
    undoneBy: null,
    history: [
      { at: createdAt, by: requestedBy, event: 'requested', state: 'planning', detail: operation },
    ],
    audited: 0,
    updatedAt: createdAt,
    wakeAt: createdAt + planningPatience,
  };
}
