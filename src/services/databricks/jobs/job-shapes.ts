// What the Jobs API 2.2 answers. `status` is today's word for how a run stands, `state` the older one: either may be
// missing. (docs.databricks.com/api/workspace/jobs)
import { z } from 'zod';

const dependsOn = z.array(z.object({ task_key: z.string() })).default([]);

const jobTask = z.object({ task_key: z.string(), depends_on: dependsOn });

export const jobShape = z.object({
  job_id: z.int(),
  settings: z
    .object({
      name: z.string().default(''),
      tasks: z.array(jobTask).default([]),
      // 0 is documented too: all new runs are skipped.
      max_concurrent_runs: z.int().default(1),
      queue: z.object({ enabled: z.boolean().default(false) }).optional(),
    })
    .prefault({}),
  has_more: z.boolean().default(false),
  next_page_token: z.string().optional(),
});

export const jobPage = z.object({
  jobs: z.array(jobShape).default([]),
  next_page_token: z.string().optional(),
});

const status = z.object({
  state: z.string(),
  termination_details: z
    .object({
      code: z.string().default(''),
      type: z.string().default(''),
      message: z.string().default(''),
    })
    .optional(),
});

const state = z.object({
  life_cycle_state: z.string(),
  result_state: z.string().optional(),
  state_message: z.string().default(''),
});

/** Anything that runs and ends: a run, a task of it, a repair. */
const standing = z.object({ status: status.optional(), state: state.optional() });
export type Standing = z.infer<typeof standing>;

const millis = z.number().default(0);
const times = z.object({ start_time: millis, end_time: millis });

const taskRun = z.object({
  ...standing.shape,
  ...times.shape,
  task_key: z.string(),
  run_id: z.int(),
  depends_on: dependsOn,
  attempt_number: z.int().default(0),
});

export const runShape = z.object({
  ...standing.shape,
  ...times.shape,
  run_id: z.int(),
  // Another one than run_id where this is the run of a task.
  job_run_id: z.int().optional(),
  job_id: z.int().default(0),
  run_name: z.string().default(''),
  run_page_url: z.string().default(''),
  trigger: z.string().default(''),
  creator_user_name: z.string().optional(),
  queue_duration: millis,
  setup_duration: millis,
  execution_duration: millis,
  cleanup_duration: millis,
  run_duration: millis,
  tasks: z.array(taskRun).default([]),
  repair_history: z
    .array(
      z.object({
        ...standing.shape,
        ...times.shape,
        id: z.int().optional(),
        type: z.string().default(''),
      }),
    )
    .default([]),
  next_page_token: z.string().optional(),
});
export type RunShape = z.infer<typeof runShape>;
export type TaskShape = z.infer<typeof taskRun>;

export const runPage = z.object({
  runs: z.array(runShape).default([]),
  next_page_token: z.string().optional(),
});

export const outputShape = z.object({
  error: z.string().optional(),
  error_trace: z.string().optional(),
  notebook_output: z
    .object({ result: z.string().optional(), truncated: z.boolean().default(false) })
    .optional(),
  logs: z.string().optional(),
  logs_truncated: z.boolean().default(false),
});
