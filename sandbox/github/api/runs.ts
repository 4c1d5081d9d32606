// Runs of workflows: lists, one, its jobs, and how it is cancelled. (docs.github.com, "REST API endpoints for workflow runs",
// "… for workflow jobs")
import type { Repository } from '../state/repository.js';
import type { Run, Workflow } from '../state/runs.js';
import { ApiError, idIn, notFound, ok, type Answer, type Call, type Handler } from './call.js';
import { pageOf } from './paging.js';
import { runFilter } from './run-filter.js';
import { shownJob, shownRun } from './shown-run.js';
import { workflowAt } from './workflows.js';

/** "This endpoint will return up to 1,000 results for each search" with any filter. */
const mostFound = 1_000;

export const listRuns: Handler = ({ repository }, call) => list(repository, call);

export const listRunsOfWorkflow: Handler = ({ repository }, call) =>
  list(repository, call, workflowAt(repository, call));

function list(repository: Repository, { query }: Call, workflow?: Workflow): Answer {
  const { runs, apiUrl } = repository;
  const filter = runFilter(query);
  const found = runs.all
    .filter((run) => run.isListed && (!workflow || run.workflow === workflow) && filter.fits(run))
    .toReversed();
  const reachable = filter.isOn ? found.slice(0, mostFound) : found;
  const of = workflow ? `workflows/${workflow.id}/runs` : 'runs';
  const { items, headers } = pageOf(reachable, query, `${apiUrl()}/actions/${of}`);
  return {
    status: 200,
    headers,
    body: {
      total_count: found.length,
      workflow_runs: items.map((run) => shownRun(repository, run)),
    },
  };
}

export const getRun: Handler = ({ repository }, call) =>
  ok(shownRun(repository, runAt(repository, call)));

export const listJobs: Handler = ({ repository }, call) => {
  const run = runAt(repository, call);
  const url = `${repository.apiUrl()}/actions/runs/${run.id}/jobs`;
  const { items, headers } = pageOf(run.jobs, call.query, url);
  const jobs = items.map((job) => shownJob(repository, run, job));
  return { status: 200, headers, body: { total_count: run.jobs.length, jobs } };
};

/** It takes a while until the run has ended. */
export const cancelRun: Handler = ({ repository, runner }, call) => {
  const run = runAt(repository, call);
  if (run.status === 'completed')
    throw new ApiError(409, 'Cannot cancel a workflow run that is completed.');
  runner.cancel(run);
  return { status: 202, body: {} };
};

/** @throws ApiError 404 */
function runAt({ runs }: Repository, { parts: [id] }: Call): Run {
  const found = runs.run(idIn(id));
  if (!found) throw notFound();
  return found;
}
