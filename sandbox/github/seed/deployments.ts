// What was deployed in the last weeks, with the runs that did it: what runs now is some commits behind the main branch, and
// one deployment has failed.
import type { StoredCommit } from '../state/history.js';
import { mainBranch, type Repository } from '../state/repository.js';
import type { Conclusion, Run } from '../state/runs.js';
import { deployJob, jobPlans } from '../runner.js';
import { targetOf } from '../deploy-targets.js';
import { readWorkflow, titleOf } from '../workflow-yaml.js';

const controlRoom = 'deploy-control-room.yml';
const bundle = 'deploy-bundle.yml';
const minute = 60_000;
/** After its commit. */
const delay = 90 * minute;

interface Past {
  file: string;
  inputs: Readonly<Record<string, string>>;
  /** Of the commit on the main branch. */
  index: number;
  actor: string;
  hasFailed?: boolean;
}

const past = (
  file: string,
  stage: string,
  deployed: readonly (readonly [index: number, actor: string, hasFailed?: boolean])[],
): Past[] =>
  deployed.map(([index, actor, hasFailed = false]) => ({
    file,
    inputs: { [file === bundle ? 'target' : 'environment']: stage, ppm_run: '', commit: '' },
    index,
    actor,
    hasFailed,
  }));

const all: readonly Past[] = [
  ...past(controlRoom, 'staging', [
    [7, 'ana-torres'],
    [10, 'ana-torres'],
    [16, 'ben-okafor'],
    [20, 'ana-torres'],
    [23, 'ana-torres'],
  ]),
  ...past(controlRoom, 'production', [
    [7, 'ana-torres'],
    [12, 'ben-okafor'],
    [16, 'ben-okafor', true],
    [18, 'ben-okafor'],
    [20, 'ana-torres'],
  ]),
  ...past(bundle, 'dev', [
    [14, 'priya-nair'],
    [22, 'priya-nair'],
    [24, 'ben-okafor'],
  ]),
  ...past(bundle, 'staging', [
    [11, 'ben-okafor'],
    [18, 'chloe-martin'],
    [22, 'ben-okafor'],
  ]),
  ...past(bundle, 'prod', [
    [4, 'ben-okafor'],
    [11, 'ben-okafor'],
    [18, 'ben-okafor'],
  ]),
];

export function seedDeployments(repository: Repository, main: readonly StoredCommit[]): void {
  for (const [index, commit] of main.entries()) {
    seedPush(repository, commit);
    for (const one of all) if (one.index === index) seedDeployment(repository, one, commit);
  }
}

function seedDeployment(repository: Repository, one: Past, commit: StoredCommit): void {
  const { runs, deployments, pageUrl } = repository;
  const conclusion = one.hasFailed ? 'failure' : 'success';
  const at = commit.at + delay;
  const run = addRun(repository, { ...one, commit, conclusion, at, event: 'workflow_dispatch' });
  const target = run ? targetOf(run) : null;
  if (!run || !target) return;
  for (const [order, { name, steps }] of jobPlans.entries()) {
    const started = at + order * 3 * minute;
    const job = runs.addJob(run, name, steps, started);
    const isBad = one.hasFailed === true && name === deployJob;
    job.status = 'completed';
    job.conclusion = isBad ? 'failure' : 'success';
    job.startedAt = started;
    job.completedAt = started + 3 * minute;
    for (const [index, step] of job.steps.entries()) {
      step.status = 'completed';
      step.conclusion = isBad && index === steps.length - 1 ? 'failure' : 'success';
      step.startedAt = started + index * 40_000;
      step.completedAt = step.startedAt + 40_000;
    }
  }
  const { environment } = target;
  const createdAt = at + 3 * minute;
  const { sha } = commit;
  const logUrl = `${pageUrl}/actions/runs/${run.id}`;
  const added = deployments.add({
    sha,
    ref: mainBranch,
    environment,
    creator: one.actor,
    createdAt,
  });
  deployments.tell(added, { state: 'in_progress', logUrl, at: createdAt });
  deployments.tell(added, { state: conclusion, logUrl, at: createdAt + 3 * minute });
}

function seedPush(repository: Repository, commit: StoredCommit): void {
  const isBad = commit.checks.some(({ conclusion }) => conclusion === 'failure');
  const { at, author } = commit;
  addRun(repository, {
    file: 'ci.yml',
    inputs: {},
    actor: author.login,
    commit,
    conclusion: isBad ? 'failure' : 'success',
    at,
    event: 'push',
  });
}

interface Ended {
  file: string;
  inputs: Readonly<Record<string, string>>;
  actor: string;
  commit: StoredCommit;
  conclusion: Conclusion;
  at: number;
  event: Run['event'];
}

function addRun({ runs }: Repository, ended: Ended): Run | null {
  const { file, inputs, actor, commit, conclusion, at, event } = ended;
  const workflow = runs.workflow(file);
  const read = readWorkflow(commit.files.get(workflow?.path ?? '') ?? '');
  if (!workflow || !read) return null;
  const run = runs.add({
    workflow,
    title:
      event === 'push'
        ? commit.message
        : titleOf(read, workflow.path, { inputs, ref: mainBranch, actor }),
    event,
    branch: mainBranch,
    sha: commit.sha,
    commit: commit.sha,
    actor,
    inputs,
    status: 'completed',
    conclusion,
    createdAt: at,
    isListed: true,
  });
  run.updatedAt = at + 6 * minute;
  return run;
}
