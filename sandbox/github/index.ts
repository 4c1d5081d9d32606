// GitHub's REST API for one private repository, as far as deployments, webhooks and the state of a token need it.
// (docs.github.com/rest, versions 2022-11-28 and 2026-03-10)
import { openDoor } from '../door.js';
import { noticeWorkflows } from './api/dispatch.js';
import { FaultBox } from './faults.js';
import { Gate } from './gate.js';
import type { GithubOptions, GithubSimulator } from './protocol.js';
import { push } from './push.js';
import { createRunner } from './runner.js';
import { seedCommits } from './seed/commits.js';
import { seedDeployments } from './seed/deployments.js';
import { seedHooks } from './seed/hooks.js';
import { seenCommits, seenDeployment, seenHook, seenRun } from './seen.js';
import { createGithubServer } from './server.js';
import { Deployments } from './state/deployments.js';
import { History } from './state/history.js';
import { mainBranch, type Repository } from './state/repository.js';
import { Runs } from './state/runs.js';

export type { GithubFaults, GithubFaultsInput } from './faults.js';
export type * from './protocol.js';

export async function startGithub(options: GithubOptions): Promise<GithubSimulator> {
  const { token, login, limit = 5_000, now = Date.now, headSha = 'commit' } = options;
  const { repository: name = 'meridian-finance/ppm-platform', onDeployed } = options;
  const { htmlUrl = 'https://github.com', paceMs = 8_000, listDelayMs = 1_500 } = options;
  const faults = new FaultBox();
  let port = 0;
  const url = (): string => `http://127.0.0.1:${port}`;
  const repository: Repository = {
    name,
    apiUrl: () => `${url()}/repos/${name}`,
    pageUrl: `${htmlUrl}/${name}`,
    history: new History(),
    runs: new Runs(),
    deployments: new Deployments(),
    hooks: seedHooks(now()),
    faults,
    login,
    now,
  };
  const main = seedCommits(repository.history, now());
  noticeWorkflows(repository);
  seedDeployments(repository, main);

  const runner = createRunner(repository, { paceMs, listDelayMs, onDeployed });
  const gate = new Gate({ token, limit, now, faults });
  let scopes = options.scopes ?? ['repo', 'workflow'];
  let dispatches = 0;
  const dispatched = (): void => {
    dispatches += 1;
  };
  const parts = { repository, runner, headSha, dispatched };
  const door = await openDoor(createGithubServer({ parts, gate, scopes: () => scopes }));
  port = door.port;

  return {
    url: url(),
    repository: name,
    isRefusing: () => gate.isRefusing,
    refuse(isRefusing) {
      gate.isRefusing = isRefusing;
    },
    runs: () => repository.runs.all.map(seenRun).toReversed(),
    deployments: (environment) =>
      repository.deployments.all
        .filter((one) => environment === undefined || one.environment === environment)
        .map(seenDeployment)
        .toReversed(),
    hooks: () => repository.hooks.map(seenHook),
    commits: (ref = mainBranch) => seenCommits(repository.history, ref),
    push: (commit) => push(repository, commit),
    dispatches: () => dispatches,
    setFault: (given) => faults.change(given),
    faults: () => faults.get(),
    setScopes(given) {
      scopes = given;
    },
    setWorkflow(file, state) {
      const workflow = repository.runs.workflow(file);
      if (!workflow) throw new Error(`no workflow ${file}`);
      workflow.state = state;
    },
    approve: (id) => runner.approve(id),
    async close() {
      runner.close();
      await door.close();
    },
  };
}
