// What operations make of the Jobs API's answers. Only the older `state` tells a time-out from a cancellation, and only
// `status` has a termination code: both are read.
import type { z } from 'zod';
import { redact } from '../../redact.js';
import type { jobShape, outputShape, RunShape, Standing, TaskShape } from './job-shapes.js';
import type { Ending, Job, JobRun, JobRunState, RunOutput, TaskRun } from './jobs.js';

export function jobOf({ job_id, settings }: z.infer<typeof jobShape>): Job {
  return {
    id: job_id,
    name: settings.name,
    tasks: settings.tasks.map(({ task_key, depends_on }) => ({
      key: task_key,
      dependsOn: depends_on.map((one) => one.task_key),
    })),
    maxConcurrentRuns: settings.max_concurrent_runs,
    queues: settings.queue?.enabled ?? false,
  };
}

export function runOf(run: RunShape): JobRun {
  return {
    id: run.run_id,
    jobId: run.job_id,
    jobName: run.run_name,
    url: run.run_page_url,
    state: stateOf(run),
    ending: endingOf(run),
    startedAt: run.start_time,
    endedAt: run.end_time || null,
    // A run of several tasks has its whole time in run_duration, and nothing in the parts.
    millis:
      run.run_duration ||
      run.queue_duration + run.setup_duration + run.execution_duration + run.cleanup_duration,
    trigger: [run.trigger, run.creator_user_name].filter(Boolean).join(' by '),
    tasks: latestOfEach(run.tasks).map(taskOf),
    repairs: run.repair_history
      .map((one) => ({
        // The first run has no id of its own there.
        id: one.id ?? 0,
        startedAt: one.start_time,
        state: stateOf(one),
        ending: endingOf(one),
      }))
      .toSorted((a, b) => a.startedAt - b.startedAt),
  };
}

/** More of an output than this is of no use to anybody here, characters. */
const mostKept = 200_000;

/** Without secrets: notebooks print what they like. */
export function outputOf(output: z.infer<typeof outputShape>): RunOutput {
  const { notebook_output: notebook } = output;
  const text = output.logs ?? notebook?.result ?? null;
  return {
    error: kept(output.error),
    trace: kept(output.error_trace),
    text: kept(text ?? undefined),
    isCut:
      output.logs_truncated || (notebook?.truncated ?? false) || (text?.length ?? 0) > mostKept,
  };
}

/** The end of it: that is where the error is. */
function kept(text: string | undefined): string | null {
  return text === undefined || text.trim() === '' ? null : redact(text.trim().slice(-mostKept));
}

function taskOf(task: TaskShape): TaskRun {
  return {
    key: task.task_key,
    runId: task.run_id,
    dependsOn: task.depends_on.map((one) => one.task_key),
    state: stateOf(task),
    ending: endingOf(task),
    startedAt: task.start_time || null,
    endedAt: task.end_time || null,
    attempt: task.attempt_number,
  };
}

/** A task that was repaired or tried again stands there once for each time. */
function latestOfEach(tasks: readonly TaskShape[]): TaskShape[] {
  const latest = new Map<string, TaskShape>();
  for (const task of tasks) {
    const other = latest.get(task.task_key);
    if (
      !other ||
      task.attempt_number > other.attempt_number ||
      (task.attempt_number === other.attempt_number && task.start_time >= other.start_time)
    )
      latest.set(task.task_key, task);
  }
  return [...latest.values()];
}

const states: Readonly<Record<string, JobRunState>> = {
  QUEUED: 'queued',
  PENDING: 'pending',
  BLOCKED: 'pending',
  WAITING: 'pending',
  WAITING_FOR_RETRY: 'pending',
  RUNNING: 'running',
  TERMINATING: 'terminating',
  TERMINATED: 'ended',
  SKIPPED: 'ended',
  INTERNAL_ERROR: 'ended',
};

/** What has no known word is taken for running: it is looked at again. */
function stateOf({ status: now, state: old }: Standing): JobRunState {
  return states[now?.state ?? old?.life_cycle_state ?? ''] ?? 'running';
}

const results: Readonly<Record<string, Ending['result']>> = {
  SUCCESS: 'success',
  // Databricks counts the run as done: its tasks say what to do where one before them failed.
  SUCCESS_WITH_FAILURES: 'success',
  TIMEDOUT: 'timed_out',
  CANCELED: 'cancelled',
  UPSTREAM_CANCELED: 'upstream_failed',
  UPSTREAM_FAILED: 'upstream_failed',
  EXCLUDED: 'skipped',
  DISABLED: 'skipped',
  MAXIMUM_CONCURRENT_RUNS_REACHED: 'skipped',
};

/** By the code, where `state` is missing. CANCELED is the platform's own doing, such as a time that was up. */
const resultsByCode: Readonly<Record<string, Ending['result']>> = {
  SUCCESS: 'success',
  SUCCESS_WITH_FAILURES: 'success',
  USER_CANCELED: 'cancelled',
  CANCELED: 'cancelled',
  SKIPPED: 'skipped',
  DISABLED: 'skipped',
  MAX_CONCURRENT_RUNS_EXCEEDED: 'skipped',
  MAX_JOB_QUEUE_SIZE_EXCEEDED: 'skipped',
};

function endingOf(standing: Standing): Ending | null {
  if (stateOf(standing) !== 'ended') return null;
  const details = standing.status?.termination_details;
  const old = standing.state;
  const code = details?.code || old?.result_state || old?.life_cycle_state || '';
  const message = details?.message || old?.state_message || '';
  return {
    result: resultOf(old, code, message),
    code,
    type: details?.type ?? '',
    message: redact(message),
  };
}

function resultOf(old: Standing['state'], code: string, message: string): Ending['result'] {
  const known = results[old?.result_state ?? ''];
  if (known !== undefined) return known;
  if (old?.result_state !== undefined) return 'failed';
  if (old?.life_cycle_state === 'SKIPPED' && code === 'SKIPPED')
    return /upstream/i.test(message) ? 'upstream_failed' : 'skipped';
  if (code === 'CANCELED' && /timed? ?out|maximum (?:run )?duration/i.test(message))
    return 'timed_out';
  if (code === 'SKIPPED' && /upstream/i.test(message)) return 'upstream_failed';
  return resultsByCode[code] ?? 'failed';
}
