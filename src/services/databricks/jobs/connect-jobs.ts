// Databricks jobs over their REST API 2.2, asked with the one policy. (docs.databricks.com/api/workspace/jobs)
import type { Registry } from 'prom-client';
import { z } from 'zod';
import { Problem } from '../../../core/problem.js';
import { createRest, type Refusal, type Rest, type RestOptions } from '../../rest/rest.js';
import { jobPage, jobShape, outputShape, runPage, runShape, type RunShape } from './job-shapes.js';
import { jobOf, outputOf, runOf } from './job-views.js';
import type { Job, JobRun, Jobs } from './jobs.js';

export interface JobsOptions {
  /** `adb-1234567890123456.7.azuredatabricks.net`, with or without `https://`; a port may follow. */
  host: string;
  token: string;
  /** PEM of the authorities to trust; null: the usual ones. */
  caCertificate: string | null;
  registry: Registry;
  circuits?: RestOptions['circuits'];
  sleep?: RestOptions['sleep'];
}

/** What one page may hold at most. (Jobs API 2.2, "List jobs": 100, "List job runs": 25) */
const most = { jobs: 100, runs: 25 } as const;

/** Jobs that are read at most: a workspace may have 12,000. */
const mostJobs = 2_000;

export function connectJobs(options: JobsOptions): Jobs {
  const { host, token, ...given } = options;
  const rest = createRest({
    title: 'Databricks',
    system: 'databricks-jobs',
    baseUrl: /^https?:\/\//.test(host) ? host.replace(/\/+$/, '') : `https://${host}`,
    headers: { authorization: `Bearer ${token}` },
    refusal,
    ...given,
  });

  return {
    list: (signal) => allJobs(rest, signal),
    get: (id, signal) => wholeJob(rest, id, signal),

    async runNow(jobId, idempotencyToken, signal) {
      const { run_id } = await rest.ask({
        method: 'POST',
        path: '/api/2.2/jobs/run-now',
        body: { job_id: jobId, idempotency_token: idempotencyToken },
        schema: z.object({ run_id: z.int() }),
        signal,
        // The token makes it so: the same one gives the run that there is.
        idempotent: true,
      });
      return run_id;
    },

    runs: (what, signal) => someRuns(rest, what, signal),
    run: async (runId, signal) => runOf(await wholeRun(rest, runId, signal)),

    async output(taskRunId, signal) {
      const output = await rest.ask({
        path: '/api/2.2/jobs/runs/get-output',
        query: { run_id: taskRunId },
        schema: outputShape,
        signal,
      });
      return outputOf(output);
    },

    async repair(runId, latestRepair, signal) {
      const { repair_id } = await rest.ask({
        method: 'POST',
        path: '/api/2.2/jobs/runs/repair',
        body: {
          run_id: runId,
          rerun_all_failed_tasks: true,
          rerun_dependent_tasks: true,
          ...(latestRepair === null ? {} : { latest_repair_id: latestRepair }),
        },
        schema: z.object({ repair_id: z.int() }),
        signal,
      });
      return repair_id;
    },

    async cancel(runId, signal) {
      await rest.ask({
        method: 'POST',
        path: '/api/2.2/jobs/runs/cancel',
        body: { run_id: runId },
        schema: z.unknown(),
        signal,
        idempotent: true,
      });
    },
  };
}

async function allJobs(rest: Rest, signal: AbortSignal): Promise<Job[]> {
  const jobs: Job[] = [];
  let page: string | undefined;
  do {
    const answer = await rest.ask({
      path: '/api/2.2/jobs/list',
      query: { limit: most.jobs, expand_tasks: true, page_token: page },
      schema: jobPage,
      signal,
    });
    for (const job of answer.jobs)
      jobs.push(job.has_more ? await wholeJob(rest, job.job_id, signal) : jobOf(job));
    page = answer.next_page_token || undefined;
  } while (page !== undefined && jobs.length < mostJobs);
  return jobs.toSorted((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
}

/** A job with more than 100 tasks comes in pages. */
async function wholeJob(rest: Rest, id: number, signal: AbortSignal): Promise<Job> {
  let job: Job | undefined;
  let page: string | undefined;
  do {
    const answer = await rest.ask({
      path: '/api/2.2/jobs/get',
      query: { job_id: id, page_token: page },
      schema: jobShape,
      signal,
    });
    const part = jobOf(answer);
    job = job ? { ...job, tasks: [...job.tasks, ...part.tasks] } : part;
    page = answer.next_page_token || undefined;
  } while (page !== undefined);
  return job;
}

async function someRuns(
  rest: Rest,
  { job, limit, activeOnly, since }: Parameters<Jobs['runs']>[0],
  signal: AbortSignal,
): Promise<JobRun[]> {
  const runs: JobRun[] = [];
  let page: string | undefined;
  do {
    const answer = await rest.ask({
      path: '/api/2.2/jobs/runs/list',
      query: {
        job_id: job ?? undefined,
        active_only: activeOnly,
        start_time_from: since,
        limit: Math.min(most.runs, limit - runs.length),
        page_token: page,
      },
      schema: runPage,
      signal,
    });
    runs.push(...answer.runs.map(runOf));
    page = answer.next_page_token || undefined;
  } while (page !== undefined && runs.length < limit);
  return runs;
}

/** A run with more than 100 tasks comes in pages; all but its tasks is on each. */
async function wholeRun(rest: Rest, runId: number, signal: AbortSignal): Promise<RunShape> {
  let run: RunShape | undefined;
  let page: string | undefined;
  do {
    const answer: RunShape = await rest.ask({
      path: '/api/2.2/jobs/runs/get',
      query: { run_id: runId, include_history: true, page_token: page },
      schema: runShape,
      signal,
    });
    run = run ? { ...run, tasks: [...run.tasks, ...answer.tasks] } : answer;
    page = answer.next_page_token || undefined;
  } while (page !== undefined);
  // People copy the address of a task's run, too.
  const parent = run.job_run_id ?? run.run_id;
  return parent === run.run_id ? run : wholeRun(rest, parent, signal);
}

/** Databricks says 400 for much that other services say 403 or 404 for: the code counts. */
function refusal({ code, message, path }: Refusal): Problem | null {
  const what = path.includes('/runs/') ? 'run' : 'job';
  if (
    code === 'RESOURCE_DOES_NOT_EXIST' ||
    (code === 'INVALID_PARAMETER_VALUE' && /does not exist/i.test(message))
  )
    return new Problem(
      'not_found',
      `Databricks knows no such ${what}: ${message}`,
      what === 'run'
        ? 'See `job runs`; Databricks keeps runs for 60 days.'
        : 'See `jobs` for what there is.',
      what === 'run' ? { field: 'run' } : {},
    );
  if (code === 'PERMISSION_DENIED')
    return new Problem(
      'outside_refused',
      `Databricks does not allow it: ${message}`,
      `Give the token's principal the right to it (CAN MANAGE RUN on the job).`,
    );
  return null;
}
