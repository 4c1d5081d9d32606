// A run and a job as the API shows them.
import { account, time, timeOrNull, type Repository } from '../state/repository.js';
import type { Job, Run } from '../state/runs.js';

export function shownRun({ apiUrl, pageUrl, history, name }: Repository, run: Run): object {
  const { id, workflow } = run;
  const url = `${apiUrl()}/actions/runs/${id}`;
  const commit = history.bySha(run.sha);
  return {
    id,
    name: workflow.name,
    display_title: run.title,
    run_number: run.number,
    run_attempt: 1,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    head_branch: run.branch,
    head_sha: run.sha,
    path: workflow.path,
    workflow_id: workflow.id,
    workflow_url: `${apiUrl()}/actions/workflows/${workflow.id}`,
    url,
    html_url: `${pageUrl}/actions/runs/${id}`,
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    created_at: time(run.createdAt),
    updated_at: time(run.updatedAt),
    run_started_at: time(run.startedAt),
    actor: account(run.actor),
    triggering_actor: account(run.actor),
    head_commit: commit
      ? { id: commit.sha, message: commit.message, timestamp: time(commit.at) }
      : null,
    repository: { full_name: name, private: true },
  };
}

/** A job that waits has no steps yet. */
export function shownJob({ apiUrl, pageUrl }: Repository, run: Run, job: Job): object {
  const { id, name, status, conclusion } = job;
  return {
    id,
    run_id: run.id,
    run_url: `${apiUrl()}/actions/runs/${run.id}`,
    run_attempt: 1,
    head_sha: run.sha,
    head_branch: run.branch,
    workflow_name: run.workflow.name,
    name,
    status,
    conclusion,
    url: `${apiUrl()}/actions/jobs/${id}`,
    html_url: `${pageUrl}/actions/runs/${run.id}/job/${id}`,
    created_at: time(job.createdAt),
    // GitHub says a time here even of a job that has not started.
    started_at: time(job.startedAt ?? job.createdAt),
    completed_at: timeOrNull(job.completedAt),
    labels: ['ubuntu-latest'],
    steps:
      job.startedAt === null
        ? []
        : job.steps.map((step, index) => ({
            name: step.name,
            number: index + 1,
            status: step.status,
            conclusion: step.conclusion,
            started_at: timeOrNull(step.startedAt),
            completed_at: timeOrNull(step.completedAt),
          })),
  };
}
