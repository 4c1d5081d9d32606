// Jobs and runs in the shapes of the Jobs API 2.2: with the newer `status` and the older `state` beside it.
// (docs.databricks.com/api/jobs/v2: list-jobs, get-job, list-runs, get-run, get-run-output)
import type { JobDefinition } from './definitions.js';
import { endingOfRun, type Ending } from './failures.js';
import { latestTasks, phaseOf, type Phase, type Repair, type Run, type Task } from './model.js';

const queueReason = 'Queued due to reaching maximum concurrent runs of 1.';

/** @param origin `https://host:port` */
export function runPage(origin: string, run: Run, runId = run.id): string {
  return `${origin}/?o=4021833350917216#job/${run.job.id}/run/${runId}`;
}

function statusOf(phase: Phase, ending: Ending | null): object {
  return {
    status: {
      state: phase.toUpperCase(),
      ...(phase === 'queued'
        ? { queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message: queueReason } }
        : {}),
      // There from TERMINATING on: that they are known does not mean that it is over.
      ...(ending === null
        ? {}
        : {
            termination_details: {
              code: ending.code,
              type: ending.type,
              ...(ending.message === '' ? {} : { message: ending.message }),
            },
          }),
    },
    state: {
      life_cycle_state:
        phase === 'terminated' && ending !== null ? ending.lifeCycle : phase.toUpperCase(),
      ...(phase === 'terminated' && ending !== null ? { result_state: ending.result } : {}),
      state_message: phase === 'pending' ? 'Waiting for cluster' : (ending?.message ?? ''),
      user_cancelled_or_timedout: ending?.code === 'USER_CANCELED' || ending?.result === 'TIMEDOUT',
      ...(phase === 'queued' ? { queue_reason: queueReason } : {}),
    },
  };
}

const dependsOn = (keys: readonly string[]): object =>
  keys.length === 0 ? {} : { depends_on: keys.map((key) => ({ task_key: key })) };

const workOf = (job: JobDefinition, key: string): object => ({
  run_if: 'ALL_SUCCESS',
  notebook_task: {
    notebook_path: `/Workspace/ppm/${job.name.replace(/^\[.*\] /, '')}/${key}`,
    source: 'WORKSPACE',
  },
  job_cluster_key: 'main',
});

export function taskSettings(job: JobDefinition): object[] {
  return job.tasks.map(({ key, dependsOn: keys }) => ({
    task_key: key,
    ...dependsOn(keys),
    ...workOf(job, key),
  }));
}

const schedule = ({ dailyAt }: JobDefinition): object =>
  dailyAt === null
    ? {}
    : {
        schedule: {
          quartz_cron_expression: `0 ${dailyAt[1]} ${dailyAt[0]} * * ?`,
          timezone_id: 'UTC',
          pause_status: 'UNPAUSED',
        },
      };

/** @param tasks null: without them, as in lists */
export function jobOut(job: JobDefinition, createdAt: number, tasks: object[] | null): object {
  return {
    job_id: job.id,
    creator_user_name: 'ben.okafor@meridian-finance.example',
    created_time: createdAt,
    settings: {
      name: job.name,
      format: 'MULTI_TASK',
      max_concurrent_runs: job.maxConcurrentRuns,
      timeout_seconds: job.timeoutSeconds,
      queue: { enabled: job.queues },
      ...schedule(job),
      ...(tasks === null ? {} : { tasks }),
    },
  };
}

export function taskOut(run: Run, task: Task, origin: string): object {
  // Of a run that waits, what could go on is QUEUED.
  const phase =
    run.isQueued && task.phase === 'blocked' && task.dependsOn.length === 0 ? 'queued' : task.phase;
  return {
    run_id: task.runId,
    task_key: task.key,
    ...dependsOn(task.dependsOn),
    ...workOf(run.job, task.key),
    ...(task.startedAt === null ? {} : { cluster_instance: { cluster_id: task.clusterId } }),
    ...statusOf(phase, task.ending),
    run_page_url: runPage(origin, run, task.runId),
    start_time: task.startedAt ?? 0,
    setup_duration: task.setupMs,
    execution_duration: task.executionMs,
    cleanup_duration: task.cleanupMs,
    end_time: task.endedAt ?? 0,
    attempt_number: task.attempt,
  };
}

const common = (run: Run): object => ({
  job_id: run.job.id,
  job_run_id: run.id,
  creator_user_name: run.creator,
  run_type: 'JOB_RUN',
  trigger: run.trigger,
  ...(run.trigger === 'PERIODIC' ? schedule(run.job) : {}),
});

/** @param tasks undefined: without them */
export function runOut(run: Run, origin: string, tasks?: object[]): object {
  const phase = phaseOf(run);
  // What it will end as is known before it has been cleaned up.
  const ended = latestTasks(run).flatMap(({ key, ending }) => (ending ? [{ key, ending }] : []));
  const ending = phase === 'terminating' ? endingOfRun(ended, run.isCancelled) : run.ending;
  return {
    ...common(run),
    run_id: run.id,
    number_in_job: run.id,
    original_attempt_run_id: run.id,
    run_name: run.job.name,
    run_page_url: runPage(origin, run),
    format: 'MULTI_TASK',
    ...statusOf(phase, ending),
    start_time: run.createdAt,
    // Of several tasks there is but the sum.
    setup_duration: 0,
    execution_duration: 0,
    cleanup_duration: 0,
    end_time: run.endedAt ?? 0,
    run_duration: run.endedAt === null ? 0 : run.endedAt - run.createdAt,
    queue_duration: run.queueMs,
    ...(tasks === undefined || tasks.length === 0 ? {} : { tasks }),
  };
}

export function repairOut(run: Run, repair: Repair): object {
  const isLatest = repair === run.repairs.at(-1);
  return {
    type: repair.id === 0 ? 'ORIGINAL' : 'REPAIR',
    ...(repair.id === 0 ? {} : { id: repair.id }),
    start_time: repair.startedAt,
    end_time: repair.endedAt ?? 0,
    ...statusOf(isLatest ? phaseOf(run) : 'terminated', repair.ending),
    task_run_ids: repair.taskRunIds,
  };
}

/** A task as a run of its own: what is got by its id. */
export const taskAsRun = (run: Run, task: Task, origin: string): object => ({
  ...common(run),
  run_name: task.key,
  number_in_job: task.runId,
  original_attempt_run_id: task.runId,
  ...taskOut(run, task, origin),
});

export function outputOut(run: Run, task: Task, origin: string): object {
  const { ending, phase } = task;
  const metadata = taskAsRun(run, task, origin);
  if (phase !== 'terminated' || ending === null) return { metadata, notebook_output: {} };
  if (ending.code === 'SUCCESS') {
    const result = JSON.stringify({ task: task.key, status: 'ok', rows: 40 + (task.runId % 160) });
    return { metadata, notebook_output: { result, truncated: false } };
  }
  const { error = ending.message, trace } = ending;
  return { metadata, error, ...(trace === undefined ? {} : { error_trace: trace }) };
}
