// Databricks jobs and their runs, as operations see them. (Databricks REST API 2.2, "Jobs"; runbook 1 "Run Individual Job",
// "View Job Logs", "Troubleshoot Failed Jobs")
import { z } from 'zod';

export interface JobTask {
  key: string;
  dependsOn: string[];
}

export interface Job {
  id: number;
  name: string;
  tasks: JobTask[];
  /** How many runs may go on at once; one more is skipped, or waits where `queues`. */
  maxConcurrentRuns: number;
  queues: boolean;
}

export const runStates = ['queued', 'pending', 'running', 'terminating', 'ended'] as const;
export type JobRunState = (typeof runStates)[number];

/** Why it ended. `success` is the only good one. `code`: as in `termination_details`, e.g. CLUSTER_ERROR, DRIVER_ERROR. */
export const endingSchema = z.object({
  result: z.enum(['success', 'failed', 'timed_out', 'cancelled', 'skipped', 'upstream_failed']),
  code: z.string(),
  /** SUCCESS, INTERNAL_ERROR, CLIENT_ERROR or CLOUD_FAILURE. */
  type: z.string(),
  message: z.string(),
});
export type Ending = z.infer<typeof endingSchema>;

export interface TaskRun {
  key: string;
  /** Its own id: what `output` takes. */
  runId: number;
  dependsOn: string[];
  state: JobRunState;
  /** Null until it has ended. */
  ending: Ending | null;
  /** Epoch milliseconds; null before. */
  startedAt: number | null;
  endedAt: number | null;
  /** 0 for the first try; repairs and retries count up. */
  attempt: number;
}

export interface JobRun {
  id: number;
  jobId: number;
  jobName: string;
  /** Where a person sees it. */
  url: string;
  state: JobRunState;
  ending: Ending | null;
  startedAt: number;
  endedAt: number | null;
  /** Sum of waiting, setting up, running and cleaning up, milliseconds. */
  millis: number;
  /** Who or what began it. */
  trigger: string;
  /** The latest of each; empty where the run was read from a list. */
  tasks: TaskRun[];
  /** Oldest first, the first run included. */
  repairs: { id: number; startedAt: number; state: JobRunState; ending: Ending | null }[];
}

export interface RunOutput {
  /** Error in one line; null where there is none. */
  error: string | null;
  trace: string | null;
  /** What the notebook gave back, or the log; cut by Databricks at 5 MB. */
  text: string | null;
  isCut: boolean;
}

/** Everything throws what services/rest/rest.ts throws. */
export interface Jobs {
  /** All, by name. */
  list(signal: AbortSignal): Promise<Job[]>;
  /** @throws Problem not_found */
  get(id: number, signal: AbortSignal): Promise<Job>;
  /**
   * Starts a run, or gives the one that was started with this token. Harmless to repeat.
   * @param token at most 64 characters
   * @returns id of the run
   */
  runNow(jobId: number, token: string, signal: AbortSignal): Promise<number>;
  /** Newest first, without tasks. @param what.job null: of every job */
  runs(
    what: { job: number | null; limit: number; activeOnly?: boolean; since?: number },
    signal: AbortSignal,
  ): Promise<JobRun[]>;
  /** With tasks (all pages) and repairs. @throws Problem not_found */
  run(runId: number, signal: AbortSignal): Promise<JobRun>;
  /** @param taskRunId of one task */
  output(taskRunId: number, signal: AbortSignal): Promise<RunOutput>;
  /**
   * Runs the failed tasks and those that depend on them again. Not harmless to repeat: look at `repairs` of the run first.
   * @param latestRepair id of its latest repair, null where there is none: another one in between is refused
   * @returns id of the repair
   */
  repair(runId: number, latestRepair: number | null, signal: AbortSignal): Promise<number>;
  /** Harmless to repeat. */
  cancel(runId: number, signal: AbortSignal): Promise<void>;
}
