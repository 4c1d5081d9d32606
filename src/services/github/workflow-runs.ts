// Runs of workflows: found, followed, cancelled. (docs.github.com/rest/actions/workflow-runs)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { allItems, instant, repoPath, type Ask } from './asking.js';
import type { Github, WorkflowJob, WorkflowRun, WorkflowRunState } from './github.js';
import { explained, refusedOf } from './refusals.js';

/** requested, waiting, pending are queued for us; those who wait for somebody's approval too. */
const stateSchema = z
  .string()
  .nullable()
  .transform((state): WorkflowRunState =>
    state === 'completed' || state === 'in_progress' ? state : 'queued',
  );

const runSchema = z
  .object({
    id: z.number(),
    display_title: z.string(),
    status: stateSchema,
    conclusion: z.string().nullable(),
    html_url: z.string(),
    head_sha: z.string(),
    head_branch: z.string().nullable(),
    event: z.string(),
    created_at: instant,
  })
  .transform((run): WorkflowRun => ({
    id: run.id,
    title: run.display_title,
    state: run.status,
    conclusion: run.conclusion,
    url: run.html_url,
    sha: run.head_sha,
    branch: run.head_branch ?? '',
    event: run.event,
    createdAt: run.created_at,
  }));
const runsSchema = z.object({ workflow_runs: z.array(runSchema) });

const stepSchema = z.object({
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
});
const jobSchema = z.object({
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  html_url: z.string().nullable(),
  steps: z.array(stepSchema).default([]),
});
const jobsSchema = z.object({ jobs: z.array(jobSchema) });

/** GitHub lists at most 1,000 runs where they are asked for by time. */
const mostPages = 10;

export function workflowRunsOf(
  ask: Ask,
): Pick<Github, 'dispatchedRuns' | 'run' | 'jobsOf' | 'cancelRun'> {
  const run: Github['run'] = (repository, id, signal) =>
    explained(
      () => ask({ path: repoPath(repository, 'actions', 'runs', id), schema: runSchema, signal }),
      ({ status }) => (status === 404 ? noSuchRun(repository, id) : null),
    );

  return {
    run,

    async dispatchedRuns(repository, workflow, since, signal) {
      const runs = await allItems(ask, {
        path: repoPath(repository, 'actions', 'workflows', workflow, 'runs'),
        query: { event: 'workflow_dispatch', created: `>=${toTheSecond(since)}` },
        schema: runsSchema,
        itemsOf: ({ workflow_runs }) => workflow_runs,
        most: mostPages,
        signal,
      });
      // One that is dispatched while pages are read moves the last of a page onto the next one.
      return [...new Map(runs.map((one) => [one.id, one])).values()].toSorted(
        (a, b) => b.createdAt - a.createdAt || b.id - a.id,
      );
    },

    async jobsOf(repository, id, signal) {
      const jobs = await explained(
        () =>
          allItems(ask, {
            path: repoPath(repository, 'actions', 'runs', id, 'jobs'),
            schema: jobsSchema,
            itemsOf: (page) => page.jobs,
            most: 3,
            signal,
          }),
        ({ status }) => (status === 404 ? noSuchRun(repository, id) : null),
      );
      return jobs.map(jobOf);
    },

    async cancelRun(repository, id, signal) {
      try {
        await ask({
          method: 'POST',
          path: repoPath(repository, 'actions', 'runs', id, 'cancel'),
          schema: z.unknown(),
          idempotent: true,
          signal,
        });
      } catch (error) {
        const refused = refusedOf(error);
        if (refused?.status === 404) throw noSuchRun(repository, id);
        // 409: it has ended, or can't be cancelled at this moment.
        if (refused?.status !== 409) throw error;
        if ((await run(repository, id, signal)).state !== 'completed') throw error;
      }
    },
  };
}

function jobOf(job: z.output<typeof jobSchema>): WorkflowJob {
  const step = job.steps.find(({ status, conclusion }) =>
    job.status === 'completed'
      ? conclusion !== null && !['success', 'skipped'].includes(conclusion)
      : status === 'in_progress',
  );
  return {
    name: job.name,
    state: stateSchema.parse(job.status),
    conclusion: job.conclusion,
    url: job.html_url ?? '',
    step: job.status === 'waiting' ? 'waits for approval on GitHub' : (step?.name ?? null),
  };
}

function noSuchRun(repository: string, id: number): Problem {
  return new Problem(
    'not_found',
    `${repository} has no workflow run ${id}.`,
    'It may have been deleted, or GITHUB_TOKEN may not see it.',
  );
}

/** As GitHub searches by time: it keeps seconds. */
function toTheSecond(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
