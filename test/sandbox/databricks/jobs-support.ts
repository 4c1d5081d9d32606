// Asks the jobs simulator as a client does: JSON over HTTPS, with a token and the certificate's authority.
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { z } from 'zod';
import {
  startWarehouse,
  type Warehouse,
  type WarehouseOptions,
} from '../../../sandbox/databricks/index.js';

const status = z.object({
  state: z.string(),
  queue_details: z.object({ code: z.string() }).optional(),
  termination_details: z
    .object({ code: z.string(), type: z.string(), message: z.string().optional() })
    .optional(),
});
const state = z.object({
  life_cycle_state: z.string(),
  result_state: z.string().optional(),
  state_message: z.string(),
});
const taskSchema = z.object({
  run_id: z.number(),
  task_key: z.string(),
  depends_on: z.array(z.object({ task_key: z.string() })).optional(),
  status,
  state,
  start_time: z.number(),
  setup_duration: z.number(),
  execution_duration: z.number(),
  cleanup_duration: z.number(),
  end_time: z.number(),
  attempt_number: z.number(),
});
export const runSchema = z.object({
  run_id: z.number(),
  job_id: z.number(),
  run_name: z.string(),
  run_page_url: z.string(),
  trigger: z.string(),
  status,
  state,
  start_time: z.number(),
  end_time: z.number(),
  run_duration: z.number(),
  queue_duration: z.number(),
  tasks: z.array(taskSchema).default([]),
  repair_history: z
    .array(z.object({ type: z.string(), id: z.number().optional(), status }))
    .optional(),
  next_page_token: z.string().optional(),
});
export type RunOut = z.infer<typeof runSchema>;

export const listSchema = z.object({
  jobs: z
    .array(z.looseObject({ job_id: z.number(), settings: z.looseObject({ name: z.string() }) }))
    .default([]),
  runs: z.array(runSchema).default([]),
  has_more: z.boolean(),
  next_page_token: z.string().optional(),
  prev_page_token: z.string().optional(),
});

export interface Reply {
  status: number;
  body: unknown;
  headers: Record<string, unknown>;
}

export interface Client {
  warehouse: Warehouse;
  /** Below /api/2.2/jobs/; with `body` it is a POST. */
  ask(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  /** Of production, by name. */
  jobId(name: string): number;
  runNow(job: string, more?: object): Promise<number>;
  run(id: number): Promise<RunOut>;
  ended(id: number): Promise<RunOut>;
  close(): Promise<void>;
}

/** Without tables, and quick. */
export async function openJobs(options: WarehouseOptions = {}): Promise<Client> {
  const warehouse = await startWarehouse({
    seed: async () => {},
    jobs: { taskMs: 40 },
    ...options,
  });
  const ask: Client['ask'] = (path, body, headers = {}) =>
    new Promise((resolve, reject) => {
      const sent = request(
        {
          host: warehouse.host,
          port: warehouse.port,
          path: path.startsWith('/') ? path : `/api/2.2/jobs/${path}`,
          method: body === undefined ? 'GET' : 'POST',
          ca: warehouse.caCert,
          headers: { authorization: `Bearer ${warehouse.token}`, ...headers },
        },
        (response) => {
          const { statusCode = 0, headers: given } = response;
          text(response)
            .then((said) => resolve({ status: statusCode, body: JSON.parse(said), headers: given }))
            .catch(reject);
        },
      ).on('error', reject);
      sent.end(typeof body === 'string' ? body : body && JSON.stringify(body));
    });
  const run: Client['run'] = async (id) =>
    runSchema.parse((await ask(`runs/get?run_id=${id}&include_history=true`)).body);
  const jobId: Client['jobId'] = (name) =>
    warehouse.jobs.list().find((job) => job.name === name)?.id ?? 0;
  return {
    warehouse,
    ask,
    jobId,
    run,
    async runNow(job, more = {}) {
      const { body } = await ask('run-now', { job_id: jobId(job), ...more });
      return z.object({ run_id: z.number() }).parse(body).run_id;
    },
    async ended(id) {
      await expect
        .poll(async () => (await run(id)).status.state, { interval: 10, timeout: 10_000 })
        .toBe('TERMINATED');
      return run(id);
    },
    close: () => warehouse.close(),
  };
}

export const refused = (code: string | number, message: unknown, http = 400): object => ({
  status: http,
  body: { error_code: code, message },
});
