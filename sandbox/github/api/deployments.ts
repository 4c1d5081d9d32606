// What was deployed where. (docs.github.com, "REST API endpoints for deployments", "… for deployment statuses")
import type { Deployment } from '../state/deployments.js';
import { account, time, type Repository } from '../state/repository.js';
import { idIn, notFound, ok, type Call, type Handler } from './call.js';
import { pageOf } from './paging.js';

const filters = { environment: 'environment', sha: 'sha', ref: 'ref' } as const;

export const listDeployments: Handler = ({ repository }, { query }) => {
  const { deployments, apiUrl } = repository;
  const wanted = Object.values(filters).filter((name) => (query.get(name) ?? '') !== '');
  const task = query.get('task') ?? 'deploy';
  const found = deployments.all
    .filter((one) => task === 'deploy' && wanted.every((name) => one[name] === query.get(name)))
    .toReversed();
  const { items, headers } = pageOf(found, query, `${apiUrl()}/deployments`);
  return { status: 200, headers, body: items.map((one) => shownDeployment(repository, one)) };
};

export const getDeployment: Handler = ({ repository }, call) =>
  ok(shownDeployment(repository, deploymentAt(repository, call)));

export const listStatuses: Handler = ({ repository }, call) => {
  const deployment = deploymentAt(repository, call);
  const url = `${repository.apiUrl()}/deployments/${deployment.id}/statuses`;
  const { items, headers } = pageOf(deployment.statuses.toReversed(), call.query, url);
  const { environment } = deployment;
  const shown = items.map(({ id, state, description, logUrl, creator, at }) => ({
    id,
    url: `${url}/${id}`,
    state,
    description,
    environment,
    creator: account(creator),
    target_url: logUrl,
    log_url: logUrl,
    environment_url: '',
    created_at: time(at),
    updated_at: time(at),
    deployment_url: `${repository.apiUrl()}/deployments/${deployment.id}`,
    repository_url: repository.apiUrl(),
  }));
  return { status: 200, headers, body: shown };
};

/** @throws ApiError 404 */
function deploymentAt({ deployments }: Repository, { parts: [id] }: Call): Deployment {
  const wanted = idIn(id);
  const found = deployments.all.find((deployment) => deployment.id === wanted);
  if (!found) throw notFound();
  return found;
}

function shownDeployment({ apiUrl }: Repository, deployment: Deployment): object {
  const { id, sha, ref, environment, creator, createdAt, statuses } = deployment;
  const url = `${apiUrl()}/deployments/${id}`;
  return {
    id,
    url,
    sha,
    ref,
    task: 'deploy',
    payload: {},
    original_environment: environment,
    environment,
    description: null,
    creator: account(creator),
    created_at: time(createdAt),
    updated_at: time(statuses.at(-1)?.at ?? createdAt),
    statuses_url: `${url}/statuses`,
    repository_url: apiUrl(),
    transient_environment: false,
    production_environment: environment === 'production',
  };
}
