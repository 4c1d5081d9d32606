// The workflows of the repository. (docs.github.com, "REST API endpoints for workflows")
import { time, type Repository } from '../state/repository.js';
import { fileOf, type Workflow } from '../state/runs.js';
import { notFound, ok, type Call, type Handler } from './call.js';
import { pageOf } from './paging.js';

export const listWorkflows: Handler = ({ repository }, { query }) => {
  const { workflows } = repository.runs;
  const { items, headers } = pageOf(workflows, query, `${repository.apiUrl()}/actions/workflows`);
  const shown = items.map((workflow) => shownWorkflow(repository, workflow));
  return { status: 200, headers, body: { total_count: workflows.length, workflows: shown } };
};

export const getWorkflow: Handler = ({ repository }, call) =>
  ok(shownWorkflow(repository, workflowAt(repository, call)));

/** @throws ApiError 404 */
export function workflowAt({ runs }: Repository, { parts: [idOrFile = ''] }: Call): Workflow {
  const found = runs.workflow(idOrFile);
  if (!found) throw notFound();
  return found;
}

function shownWorkflow({ apiUrl, pageUrl }: Repository, workflow: Workflow): object {
  const { id, name, path, state, createdAt } = workflow;
  return {
    id,
    name,
    path,
    state,
    created_at: time(createdAt),
    updated_at: time(createdAt),
    url: `${apiUrl()}/actions/workflows/${id}`,
    html_url: `${pageUrl}/blob/main/${path}`,
    badge_url: `${pageUrl}/workflows/${encodeURIComponent(fileOf(path))}/badge.svg`,
  };
}
