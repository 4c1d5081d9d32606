// GitHub's REST API, as far as deployments and webhooks need it. (docs.github.com/rest; runbook 1 "Deploy Control Room",
// runbook 3 "Disable Sync Temporarily")

export interface Commit {
  sha: string;
  /** First line. */
  title: string;
  author: string;
  /** Epoch milliseconds. */
  at: number;
}

export interface Comparison {
  /** `behind`: what would run is older than what runs. */
  status: 'identical' | 'ahead' | 'behind' | 'diverged';
  aheadBy: number;
  behindBy: number;
  /** At most 250, oldest first. */
  commits: Commit[];
  url: string;
}

export type CheckState = 'success' | 'failure' | 'pending' | 'none';

export interface Checks {
  /** The worst of all check runs and statuses. */
  state: CheckState;
  /** Names of those that failed or have not ended. */
  failed: string[];
  pending: string[];
  total: number;
}

export interface Workflow {
  id: number;
  name: string;
  path: string;
  isActive: boolean;
  /** Of its file at the ref; null where it can't be read as YAML. */
  dispatch: {
    /** Input names with what each takes. Null: it can't be dispatched (no workflow_dispatch). */
    inputs: Record<
      string,
      { isRequired: boolean; options: string[]; default: string | null }
    > | null;
    /** Empty where it has none. */
    runName: string;
  } | null;
}

export type WorkflowRunState = 'queued' | 'in_progress' | 'completed';

export interface WorkflowRun {
  id: number;
  /** The run-name as GitHub made it: has the marker in it. */
  title: string;
  state: WorkflowRunState;
  /** success, failure, cancelled, timed_out, skipped, action_required …; null until it is completed. */
  conclusion: string | null;
  url: string;
  sha: string;
  branch: string;
  event: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

export interface WorkflowJob {
  name: string;
  state: WorkflowRunState;
  conclusion: string | null;
  url: string;
  /** Name of the step that goes on, or that failed; that it waits for approval; null where there is none. */
  step: string | null;
}

export interface Deployment {
  id: number;
  sha: string;
  ref: string;
  environment: string;
  creator: string;
  /** Epoch milliseconds. */
  createdAt: number;
  /** Of its latest status; `pending` where there is none. `inactive`: it was good, and another one has followed. */
  state: 'success' | 'failure' | 'error' | 'inactive' | 'in_progress' | 'queued' | 'pending';
  url: string | null;
}

export interface Hook {
  id: number;
  isActive: boolean;
  /** Where it delivers to, without query and credentials. */
  address: string;
  events: string[];
  /** What the last delivery came to, e.g. `200 OK`; empty where nothing is known. */
  lastResponse: string;
}

/** `repository` is `owner/name` everywhere. Everything throws what services/rest/rest.ts throws. */
export interface Github {
  /** False without GITHUB_TOKEN: every question is answered with what to do. */
  configured: boolean;
  /** The newest commit of a branch, tag or sha. @throws Problem invalid_input (field ref) when there is none */
  commit(repository: string, ref: string, signal: AbortSignal): Promise<Commit>;
  compare(repository: string, base: string, head: string, signal: AbortSignal): Promise<Comparison>;
  checks(repository: string, sha: string, signal: AbortSignal): Promise<Checks>;
  /** @param file such as deploy-control-room.yml @throws Problem not_found naming the workflows there are */
  workflow(repository: string, file: string, ref: string, signal: AbortSignal): Promise<Workflow>;
  /**
   * Not harmless to repeat. @returns id of the run where GitHub says it (return_run_details), else null
   * @throws Problem invalid_input (field ref) for a bad ref, outside_refused for inputs that it doesn't take
   */
  dispatch(
    asked: { repository: string; workflow: string; ref: string; inputs: Record<string, string> },
    signal: AbortSignal,
  ): Promise<number | null>;
  /** Dispatched runs of a workflow created at or after `since` (epoch milliseconds), newest first, all pages. */
  dispatchedRuns(
    repository: string,
    workflow: string,
    since: number,
    signal: AbortSignal,
  ): Promise<WorkflowRun[]>;
  run(repository: string, id: number, signal: AbortSignal): Promise<WorkflowRun>;
  jobsOf(repository: string, id: number, signal: AbortSignal): Promise<WorkflowJob[]>;
  /** Harmless to repeat; nothing where it has ended. */
  cancelRun(repository: string, id: number, signal: AbortSignal): Promise<void>;
  /** Newest first, at most 30, each with its state. */
  deployments(repository: string, environment: string, signal: AbortSignal): Promise<Deployment[]>;
  hooks(repository: string, signal: AbortSignal): Promise<Hook[]>;
  /** Harmless to repeat. @throws Problem not_found */
  setHook(repository: string, id: number, isActive: boolean, signal: AbortSignal): Promise<Hook>;
}
