// What runs where, and what would: from GitHub's deployments, and from what this bot has deployed itself. (Runbook 1 "Deploy
// Databricks Bundle", "Deploy Control Room")
import { z } from 'zod';
import type { Collection } from '../store/store.js';

export const deployables = ['bundle', 'control-room'] as const;
export const deployableSchema = z.enum(deployables);
export type DeployableName = z.infer<typeof deployableSchema>;

/** What the bot deployed itself. Written when a run of `deploy.*` has been verified. */
const deployedSchema = z.object({
  what: deployableSchema,
  stage: z.string(),
  /** Null where the command doesn't tell and no repository is configured. */
  commit: z.string().nullable(),
  ref: z.string(),
  /** Id of the run, and of the workflow's run where there was one. */
  run: z.string(),
  url: z.string().nullable(),
  by: z.string(),
  /** Epoch milliseconds. */
  at: z.number().int(),
  outcome: z.enum(['good', 'bad']),
  /** `bundle/prod`, for the index. */
  where: z.string(),
});
export type Deployed = z.infer<typeof deployedSchema>;

/** By the id of the run. */
export const deployedRecords: Collection<Deployed> = {
  name: 'deployed',
  schema: deployedSchema,
  indexes: { byPlace: ['where', 'at'] },
};

/** A deployment that is known, whoever made it. */
export interface Known {
  commit: string | null;
  by: string;
  /** Epoch milliseconds. */
  at: number;
  url: string | null;
  state: 'good' | 'bad' | 'under_way';
}

export interface Deploys {
  /** Newest first, GitHub's and the bot's own, each once. @throws what Github throws */
  known(what: DeployableName, stage: string, signal: AbortSignal): Promise<Known[]>;
  /** Harmless to repeat. */
  record(deployed: Omit<Deployed, 'where'>): Promise<void>;
}
