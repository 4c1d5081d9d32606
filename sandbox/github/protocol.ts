// What the owner of the GitHub simulator gives it, and what he can see of it and do to it.
import type { GithubFaults, GithubFaultsInput } from './faults.js';
import type { DeploymentState } from './state/deployments.js';
import type { CheckResult } from './state/history.js';
import type { Conclusion, RunStatus } from './state/runs.js';

export interface GithubOptions {
  token: string;
  /** Whose token it is. */
  login: string;
  /** Calls in an hour; default 5,000. */
  limit?: number;
  /** Epoch milliseconds. Runs proceed in real time, whatever it says. */
  now?: () => number;
  /** `owner/name`; default meridian-finance/ppm-platform. */
  repository?: string;
  /** Of the token; default repo and workflow. */
  scopes?: readonly string[];
  /** How long a dispatched run takes, milliseconds; default 8,000. */
  paceMs?: number;
  /** How long a new run is missing in lists, milliseconds; default 1,500. */
  listDelayMs?: number;
  /**
   * Which commit a run bears: the one that its input `commit` names (default), or the head of the ref that it was
   * dispatched on, as the real GitHub has it.
   */
  headSha?: 'commit' | 'ref';
  /** Of links to pages; default https://github.com. */
  htmlUrl?: string;
  /** Told when a deployment has succeeded. */
  onDeployed?: (deployed: DeployedNow) => void;
}

export interface DeployedNow {
  what: 'bundle' | 'control-room';
  /** As the workflow's input names it: production, prod … */
  stage: string;
  commit: string;
  /** By the fault mockData: what was deployed shows made-up data. */
  hasMockData: boolean;
}

export interface PushedCommit {
  /** First line. */
  title: string;
  /** Login of one of the authors, or any name. */
  author?: string;
  /** Default: test and lint, both successful. */
  checks?: readonly CheckResult[];
  /** Default main; a new one starts at main's head. */
  branch?: string;
  /** Files that it changes, by path; null: gone. */
  files?: Readonly<Record<string, string | null>>;
}

export interface SeenRun {
  id: number;
  /** Name of its file. */
  workflow: string;
  title: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  sha: string;
  branch: string;
  event: string;
  inputs: Readonly<Record<string, string>>;
  /** Epoch milliseconds. */
  createdAt: number;
}

export interface SeenDeployment {
  id: number;
  environment: string;
  sha: string;
  ref: string;
  state: DeploymentState;
  creator: string;
  /** Epoch milliseconds. */
  createdAt: number;
}

export interface SeenHook {
  id: number;
  isActive: boolean;
  address: string;
  events: readonly string[];
}

export interface SeenCommit {
  sha: string;
  title: string;
  author: string;
  /** Epoch milliseconds. */
  at: number;
}

export interface GithubSimulator {
  /** `http://127.0.0.1:…`, for GITHUB_API_URL. */
  url: string;
  /** `owner/name`. */
  repository: string;
  isRefusing(): boolean;
  /** Whether it refuses the token, as one that was revoked. */
  refuse(isRefusing: boolean): void;
  /** Newest first, also those that are not listed yet. */
  runs(): SeenRun[];
  /** Newest first. */
  deployments(environment?: string): SeenDeployment[];
  hooks(): SeenHook[];
  /** Of a branch, tag or commit, newest first; default main. */
  commits(ref?: string): SeenCommit[];
  /** @returns sha of the new commit */
  push(commit: PushedCommit): string;
  /** How many dispatches were accepted, whether or not somebody got the reply. */
  dispatches(): number;
  /** Those that are named change, null heals one, the others stay. @throws ZodError for what is none */
  setFault(faults: GithubFaultsInput): void;
  faults(): GithubFaults;
  setScopes(scopes: readonly string[]): void;
  /** By file name. */
  setWorkflow(file: string, state: 'active' | 'disabled_manually'): void;
  /** Lets a run go on that waits for the approval of its environment. @returns false when it doesn't */
  approve(run: number): boolean;
  close(): Promise<void>;
}
