// What the simulator's owner sees of its things: tests, the page, other simulators.
import type { SeenCommit, SeenDeployment, SeenHook, SeenRun } from './protocol.js';
import { stateOf, type Deployment } from './state/deployments.js';
import type { History } from './state/history.js';
import type { Hook } from './state/hooks.js';
import { fileOf, type Run } from './state/runs.js';

export function seenRun(run: Run): SeenRun {
  const { id, title, status, conclusion, sha, branch, event, inputs, createdAt } = run;
  const workflow = fileOf(run.workflow.path);
  return { id, workflow, title, status, conclusion, sha, branch, event, inputs, createdAt };
}

export function seenDeployment(deployment: Deployment): SeenDeployment {
  const { id, environment, sha, ref, creator, createdAt } = deployment;
  return { id, environment, sha, ref, state: stateOf(deployment), creator, createdAt };
}

export function seenHook({ id, active, config, events }: Hook): SeenHook {
  return { id, isActive: active, address: config.url, events: [...events] };
}

/** Newest first. @throws Error for a ref that is none */
export function seenCommits(history: History, ref: string): SeenCommit[] {
  const head = history.find(ref);
  if (!head) throw new Error(`no commit ${ref}`);
  return history
    .upTo(head)
    .map(({ sha, message, author, at }) => ({
      sha,
      title: message.split('\n')[0] ?? '',
      author: author.login,
      at,
    }))
    .toReversed();
}
