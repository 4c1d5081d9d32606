// The bot's own memory and configuration as a file: every document of the store, one a line, and ppm.config.yaml. (Runbook 3
// "Backup Strategy": backup-sync-state.sh; runbook 5 "Evening Wrap-up Routine": the configuration)
import { z } from 'zod';

/** Stands beside the file, written last. */
export const stateBackupSchema = z.object({
  /** `state-2026-11-22T03-00-00.000Z` */
  name: z.string(),
  /** Epoch milliseconds. */
  startedAt: z.number().int(),
  endedAt: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
  /** Documents by collection. */
  collections: z.record(z.string(), z.number().int()),
});
export type StateBackup = z.infer<typeof stateBackupSchema>;

type Tell = (note: string, reached?: number) => void;

export interface StateBackups {
  /** Newest first. */
  list(): Promise<StateBackup[]>;
  /** @throws Problem not_possible when the disk is full or refuses; store_unavailable */
  make(on: { signal: AbortSignal; tell: Tell }): Promise<StateBackup>;
  /** Reads it back to its end. @throws Problem not_possible when it is damaged */
  inspect(backup: StateBackup): Promise<void>;
  /** Removes what the retention rule no longer needs. @returns names */
  prune(): Promise<string[]>;
}
