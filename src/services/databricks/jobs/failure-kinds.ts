// Why runs fail and what helps, by termination code and by the words of the error. The first that fits counts: special before
// general. (Runbook 1 "Troubleshoot Failed Jobs"; Jobs API 2.2, "TerminationCode")

export const failureKinds = [
  'cancelled',
  'time-out',
  'concurrency',
  'quota',
  'data-loss',
  'library',
  'permission',
  'driver',
  'cluster',
  'storage',
  'source',
  'configuration',
  'cloud',
  'platform',
  'code',
  'skipped',
  'unknown',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** retry: its failed tasks again. history: of the table that the error names. runs: of the job. */
export type Help = 'retry' | 'history' | 'runs' | 'diagnose';

export interface FailureRule {
  kind: FailureKind;
  /** Of `termination_details`, or the older `result_state`. */
  codes: readonly string[];
  /** In the error or the message. */
  words: RegExp | null;
  cause: string;
  fix: string;
  help: Help;
}

export const failureRules: readonly FailureRule[] = [
  {
    kind: 'cancelled',
    codes: ['USER_CANCELED'],
    words: null,
    cause: 'Somebody cancelled it.',
    fix: 'Ask who and why, then retry it if it is still needed.',
    help: 'retry',
  },
  {
    kind: 'time-out',
    codes: ['TIMEDOUT'],
    words:
      /\btimed? ?out\b.*\b(?:run|job|task)\b|\b(?:run|job|task)\b.*\btimed? ?out\b|maximum (?:run )?duration/i,
    cause: 'It took longer than its time-out.',
    fix: 'Look whether it waited or had more to do than usual, then retry it; raise timeout_seconds if it needs the time.',
    help: 'retry',
  },
  {
    kind: 'concurrency',
    codes: [
      'MAX_CONCURRENT_RUNS_EXCEEDED',
      'MAXIMUM_CONCURRENT_RUNS_REACHED',
      'MAX_JOB_QUEUE_SIZE_EXCEEDED',
    ],
    words: null,
    cause: 'As many runs of the job as are allowed were going on or waiting.',
    fix: 'Wait for the run that goes on, or cancel it; then run the job.',
    help: 'runs',
  },
  {
    kind: 'quota',
    codes: [
      'WORKSPACE_RUN_LIMIT_EXCEEDED',
      'CLUSTER_REQUEST_LIMIT_EXCEEDED',
      'MAX_SPARK_CONTEXTS_EXCEEDED',
      'BUDGET_POLICY_LIMIT_EXCEEDED',
    ],
    words:
      /QUOTA_EXCEEDED|quota (?:is |was )?exceeded|INSUFFICIENT_CAPACITY|REQUEST_LIMIT_EXCEEDED/i,
    cause: 'A limit of the workspace or of the cloud was reached.',
    fix: 'Wait until less is running, then retry it; spread the schedules, or ask for more quota.',
    help: 'retry',
  },
  {
    kind: 'data-loss',
    codes: ['DATA_LOSS'],
    words:
      /DATA_LOSS|DELTA_(?:FILE_NOT_FOUND|TRUNCATED_TRANSACTION_LOG|LOG_FILE_NOT_FOUND|CHANGE_DATA_FILE_NOT_FOUND|VERSIONS_NOT_CONTIGUOUS)|DBR_FILE_NOT_EXIST/i,
    cause: 'A Delta table lost files or versions that are still referred to.',
    fix: 'Look at the history of the table and restore it to the last good version, then retry the run.',
    help: 'history',
  },
  {
    kind: 'library',
    codes: ['LIBRARY_INSTALLATION_ERROR'],
    words: /LIBRARY_INSTALLATION|Library installation failed|No matching distribution found/i,
    cause: 'A library could not be installed on the cluster.',
    fix: 'Check its name, its version and that the cluster reaches its repository; deploy the bundle, then retry.',
    help: 'diagnose',
  },
  {
    kind: 'permission',
    codes: ['UNAUTHORIZED_ERROR'],
    words:
      /PERMISSION_DENIED|INSUFFICIENT_PERMISSIONS|does not have .{0,60}(?:privilege|permission)|not authorized/i,
    cause: 'The principal that it runs as may not do what it does.',
    fix: 'Check the Unity Catalog grants of its principal, then retry the run.',
    help: 'diagnose',
  },
  {
    kind: 'driver',
    codes: ['DRIVER_ERROR', 'CLUSTER_TERMINATED_BY_USER'],
    words:
      /DRIVER_(?:UNREACHABLE|UNRESPONSIVE|UNAVAILABLE|NOT_RESPONDING)|driver .{0,40}(?:unreachable|unresponsive|not responding|stopped|restarted)|cluster .{0,40}(?:was lost|became unreachable|is no longer|terminated)|SPOT_INSTANCE_TERMINATION/i,
    cause: 'The cluster was lost while it ran: its driver could not be reached.',
    fix: 'Retry the run. If it happens again, the driver has too little memory.',
    help: 'retry',
  },
  {
    kind: 'cluster',
    codes: ['CLUSTER_ERROR', 'BOOTSTRAP_TIMEOUT'],
    words:
      /CLUSTER_STARTUP_FAILURE|BOOTSTRAP_TIMEOUT|INIT_SCRIPT_FAILURE|cluster .{0,40}(?:failed|unable|could not) .{0,20}(?:start|launch)/i,
    cause: 'The cluster failed to start.',
    fix: "Check the cluster's configuration (node type, init scripts, instance pool), then retry the run.",
    help: 'retry',
  },
  {
    kind: 'storage',
    codes: ['STORAGE_ACCESS_ERROR'],
    words: null,
    cause: 'The storage could not be read or written.',
    fix: 'Check the external location and its credential, and whether the storage is up; then retry.',
    help: 'diagnose',
  },
  {
    kind: 'source',
    codes: ['REPOSITORY_CHECKOUT_FAILED'],
    words: null,
    cause: 'Its source could not be checked out of the repository.',
    fix: 'Check that the Git provider is up and its credential valid, then retry.',
    help: 'retry',
  },
  {
    kind: 'configuration',
    codes: [
      'INVALID_CLUSTER_REQUEST',
      'INVALID_RUN_CONFIGURATION',
      'RESOURCE_NOT_FOUND',
      'FEATURE_DISABLED',
    ],
    words: null,
    cause: 'The job is configured with something that does not exist or is not allowed.',
    fix: 'Correct what the message names in the bundle and deploy it, then run the job.',
    help: 'diagnose',
  },
  {
    kind: 'cloud',
    codes: ['CLOUD_FAILURE'],
    words: null,
    cause: 'The cloud provider failed.',
    fix: "Look at the provider's status page, then retry the run.",
    help: 'retry',
  },
  {
    kind: 'platform',
    codes: ['INTERNAL_ERROR', 'BREAKING_CHANGE', 'CANCELED'],
    words: null,
    cause: 'Databricks itself failed or stopped it.',
    fix: 'Look at status.databricks.com, then retry the run.',
    help: 'retry',
  },
  {
    kind: 'code',
    codes: ['RUN_EXECUTION_ERROR', 'FAILED', 'SUCCESS_WITH_FAILURES'],
    words: null,
    cause: 'The notebook or program ended with an error.',
    fix: 'Read its output, correct the code or the data that it stumbles over, then retry.',
    help: 'diagnose',
  },
  {
    kind: 'skipped',
    codes: ['SKIPPED', 'DISABLED', 'EXCLUDED'],
    words: null,
    cause: 'It was never run: its condition was not met, or it is switched off.',
    fix: 'See which task before it failed, or whether the job or the task is disabled.',
    help: 'runs',
  },
];

/** For what Databricks says that is not known here yet: more codes may come. */
export const unknownFailure: FailureRule = {
  kind: 'unknown',
  codes: [],
  words: null,
  cause: 'Databricks gives a reason that is not known here.',
  fix: 'Read the output and the page of the run.',
  help: 'diagnose',
};
