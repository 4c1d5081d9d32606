// The calls that concern the repository, each with the scopes that its token needs one of.
import { checkRuns, combinedStatus } from './checks.js';
import { compare, getCommit } from './commits.js';
import { getContents } from './contents.js';
import { getDeployment, listDeployments, listStatuses } from './deployments.js';
import { dispatch } from './dispatch.js';
import { deleteHook, getHook, listHooks, updateHook } from './hooks.js';
import { cancelRun, getRun, listJobs, listRuns, listRunsOfWorkflow } from './runs.js';
import { getWorkflow, listWorkflows } from './workflows.js';
import { ok, type Handler, type Route } from './call.js';

const repo = ['repo'];
const deploying = ['repo', 'repo_deployment'];
const deletingHooks = ['admin:repo_hook', 'repo'];
const writingHooks = [...deletingHooks, 'write:repo_hook'];
const readingHooks = [...writingHooks, 'read:repo_hook'];

const getRepository: Handler = ({ repository: { name, apiUrl, pageUrl } }) =>
  ok({
    id: 512_640_233,
    name: name.split('/')[1],
    full_name: name,
    private: true,
    default_branch: 'main',
    url: apiUrl(),
    html_url: pageUrl,
    permissions: { admin: true, maintain: true, push: true, triage: true, pull: true },
  });

const get = (path: string, handler: Handler, scopes = repo): Route => ({
  method: 'GET',
  path: new RegExp(`^${path}$`),
  handler,
  scopes,
});

const part = '([^/]+)';
const workflow = `/actions/workflows/${part}`;
const run = `/actions/runs/${part}`;
const hook = `/hooks/${part}`;

/** The first that fits. */
export const routes: readonly Route[] = [
  get('', getRepository),
  get('/commits/(.+)/check-runs', checkRuns),
  get('/commits/(.+)/status', combinedStatus, ['repo', 'repo:status']),
  get('/commits/(.+)', getCommit),
  get(String.raw`/compare/(.+?)\.\.\.(.+)`, compare),
  get('/contents/?(.*)', getContents),
  get('/actions/workflows', listWorkflows),
  get(workflow, getWorkflow),
  get(`${workflow}/runs`, listRunsOfWorkflow),
  { ...get(`${workflow}/dispatches`, dispatch), method: 'POST' },
  get('/actions/runs', listRuns),
  get(run, getRun),
  get(`${run}/jobs`, listJobs),
  { ...get(`${run}/cancel`, cancelRun), method: 'POST' },
  get('/deployments', listDeployments, deploying),
  get(`/deployments/${part}`, getDeployment, deploying),
  get(`/deployments/${part}/statuses`, listStatuses, deploying),
  get('/hooks', listHooks, readingHooks),
  get(hook, getHook, readingHooks),
  { ...get(hook, updateHook, writingHooks), method: 'PATCH' },
  { ...get(hook, deleteHook, deletingHooks), method: 'DELETE' },
];
