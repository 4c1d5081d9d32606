// How a task can end, in the words that the Jobs API has for it: the termination codes are documented, the messages hold the
// names of runbook 1 "Troubleshoot Failed Jobs".

export const failureKinds = [
  'cluster-startup',
  'driver-unreachable',
  'data-loss',
  'permission-denied',
  'notebook-error',
  'timeout',
  'never-ends',
] as const;
export type FailureKind = (typeof failureKinds)[number];

/** How a run or a task ended; named as in `state` and in `status.termination_details`. */
export interface Ending {
  readonly lifeCycle: 'TERMINATED' | 'INTERNAL_ERROR' | 'SKIPPED';
  readonly result: string;
  readonly code: string;
  readonly type: 'SUCCESS' | 'INTERNAL_ERROR' | 'CLIENT_ERROR' | 'CLOUD_FAILURE';
  readonly message: string;
  /** What `runs/get-output` has beyond the message. */
  readonly error?: string;
  readonly trace?: string;
}

const ended = (result: string, code: string, message: string): Ending => ({
  lifeCycle: 'TERMINATED',
  result,
  code,
  type: code === 'SUCCESS' ? 'SUCCESS' : 'CLIENT_ERROR',
  message,
});

export const success = ended('SUCCESS', 'SUCCESS', '');
export const cancelled = ended('CANCELED', 'USER_CANCELED', 'Run cancelled.');
export const upstreamCancelled = ended(
  'UPSTREAM_CANCELED',
  'SKIPPED',
  'An upstream task was cancelled.',
);
export const upstreamFailed = ended('UPSTREAM_FAILED', 'SKIPPED', 'An upstream task failed.');
export const tooMany: Ending = {
  ...ended(
    'MAXIMUM_CONCURRENT_RUNS_REACHED',
    'MAX_CONCURRENT_RUNS_EXCEEDED',
    'This job has reached its limit of 1 concurrent runs.',
  ),
  lifeCycle: 'SKIPPED',
};

const traceback = (last: string): string =>
  [
    '---------------------------------------------------------------------------',
    'Traceback (most recent call last)',
    'File <command-3204118577>, line 42, in <module>',
    '    transformed = transform(spark.table(source), rules)',
    'File /Workspace/ppm/lib/transform.py, line 118, in transform',
    '    return frame.select(*[rules[name](frame[name]) for name in names])',
    last,
  ].join('\n');

/** How the task ends; null: not at all. */
export function endingOf(
  kind: FailureKind,
  clusterId: string,
  timeoutSeconds: number,
): Ending | null {
  switch (kind) {
    case 'cluster-startup':
      return {
        ...ended(
          'FAILED',
          'CLUSTER_ERROR',
          `CLUSTER_STARTUP_FAILURE: Unexpected failure while waiting for the cluster (${clusterId}) to be ready: the cloud has no instances of type Standard_D4ds_v5 left.`,
        ),
        lifeCycle: 'INTERNAL_ERROR',
        type: 'CLOUD_FAILURE',
      };
    case 'driver-unreachable':
      return {
        ...ended(
          'FAILED',
          'DRIVER_ERROR',
          `DRIVER_UNREACHABLE: Could not reach driver of cluster ${clusterId}.`,
        ),
        lifeCycle: 'INTERNAL_ERROR',
        type: 'INTERNAL_ERROR',
      };
    case 'data-loss': {
      const error =
        'DATA_LOSS: Table main.silver.projects can not be read: a file that its transaction log names is missing (part-00003.snappy.parquet).';
      return {
        ...ended('FAILED', 'RUN_EXECUTION_ERROR', error),
        error,
        trace: traceback(`com.databricks.sql.io.FileReadException: ${error}`),
      };
    }
    case 'permission-denied': {
      const error = "PERMISSION_DENIED: User does not have MODIFY on Table 'main.silver.projects'.";
      return {
        ...ended('FAILED', 'UNAUTHORIZED_ERROR', error),
        error,
        trace: traceback(
          `com.databricks.sql.managedcatalog.acl.UnauthorizedAccessException: ${error}`,
        ),
      };
    }
    case 'notebook-error': {
      const error = "KeyError: 'Budget (EUR)'";
      return {
        ...ended('FAILED', 'RUN_EXECUTION_ERROR', 'Workload failed, see run output for details'),
        error,
        trace: traceback(error),
      };
    }
    case 'timeout':
      return ended('TIMEDOUT', 'CANCELED', `Run timed out after ${timeoutSeconds} seconds.`);
    case 'never-ends':
      return null;
  }
}

/** It comes before the task has got anywhere. */
export const failsAtStart = (kind: FailureKind): boolean => kind === 'cluster-startup';

/** How a run ends whose tasks ended so. */
export function endingOfRun(
  tasks: readonly { key: string; ending: Ending }[],
  isCancelled: boolean,
): Ending {
  if (isCancelled) return cancelled;
  const culprit =
    tasks.find(({ ending }) => ending.code !== 'SUCCESS' && ending.code !== 'SKIPPED') ??
    tasks.find(({ ending }) => ending.code !== 'SUCCESS');
  if (culprit === undefined) return success;
  const { key, ending } = culprit;
  if (ending.result === 'TIMEDOUT' || ending.result === 'CANCELED') return ending;
  const { code, type, message } = ending;
  return {
    // A run of several tasks never is TERMINATED when one of them has failed.
    lifeCycle: 'INTERNAL_ERROR',
    result: 'FAILED',
    code,
    type,
    message: `Task ${key} failed with message: ${message.replace(/\.$/, '')}. This caused all downstream tasks to get skipped.`,
  };
}
