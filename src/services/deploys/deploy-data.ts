// What a deployment was asked to do, as its plan carries it.
import { z } from 'zod';
import type { PlanOf } from '../../core/plan.js';
import { deployableSchema, type DeployableName } from './deploys.js';

export const deployData = z.object({
  what: deployableSchema,
  stage: z.string(),
  isRollback: z.boolean(),
  /** Sha; null where the command doesn't tell and no repository is configured. */
  commit: z.string().nullable(),
  /** Branch or tag. */
  ref: z.string(),
  /** The commit that a rollback brings back; null where there is none. */
  undoTo: z.string().nullable(),
});
export type DeployData = z.infer<typeof deployData>;
export type DeployPlan = PlanOf<DeployData>;

export interface DeployAsked {
  what: DeployableName;
  stage: string;
  /** As typed: 7 to 40 hex digits. */
  commit?: string | undefined;
  isRollback: boolean;
}

export const commitInput = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[0-9a-f]{7,40}$/, 'the sha of a commit: 7 to 40 of 0-9 and a-f')
  .optional();
