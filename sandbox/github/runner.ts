// Runs the workflows that were dispatched: job by job and step by step in real time, with a deployment on the way.
import { EventEmitter, once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { targetOf } from './deploy-targets.js';
import type { DeployedNow } from './protocol.js';
import type { Repository } from './state/repository.js';
import type { Deployment } from './state/deployments.js';
import type { Conclusion, Job, Run } from './state/runs.js';

export interface Runner {
  start(run: Run): void;
  /** It has ended a while later, and may have ended otherwise by then. */
  cancel(run: Run): void;
  /** @returns false for one that doesn't wait */
  approve(id: number): boolean;
  close(): void;
}

export const deployJob = 'deploy';
export const jobPlans = [
  { name: 'build', steps: ['Checkout', 'Install', 'Test', 'Build'] },
  { name: deployJob, steps: ['Upload', 'Migrate', 'Smoke test'] },
] as const;
const beats = 1 + jobPlans.reduce((sum, { steps }) => sum + steps.length, 0);
const never = 'never';

interface RunnerOptions {
  paceMs: number;
  listDelayMs: number;
  onDeployed: ((deployed: DeployedNow) => void) | undefined;
}

export function createRunner(repository: Repository, options: RunnerOptions): Runner {
  const { runs, deployments, history, faults, pageUrl, now } = repository;
  const { paceMs, listDelayMs, onDeployed } = options;
  const going = new Map<number, AbortController>();
  const closing = new AbortController();
  const approvals = new EventEmitter().setMaxListeners(0);
  const beat = (signal: AbortSignal): Promise<void> =>
    wait(paceMs / beats, undefined, { signal, ref: false });

  async function drive(run: Run, signal: AbortSignal): Promise<void> {
    await beat(signal);
    setStatus(run, 'in_progress');
    let isWell = true;
    for (const { name, steps } of jobPlans) {
      if (!isWell) skip(run, name);
      else if (name === deployJob) isWell = await deploy(run, steps, signal);
      else isWell = await perform(run, runs.addJob(run, name, steps, now()), signal);
    }
    setStatus(run, 'completed', isWell ? 'success' : 'failure');
    const target = targetOf(run);
    if (isWell && target)
      onDeployed?.({
        what: target.what,
        stage: target.stage,
        commit: run.commit,
        hasMockData: faults.takeMockData(),
      });
  }

  async function deploy(run: Run, steps: readonly string[], signal: AbortSignal): Promise<boolean> {
    const job = runs.addJob(run, deployJob, steps, now());
    if (faults.isOn('needsApproval')) {
      job.status = 'waiting';
      setStatus(run, 'waiting');
      await ended(once(approvals, String(run.id), { signal }), job, now);
      setStatus(run, 'in_progress');
    }
    const target = targetOf(run);
    const { commit: sha, branch: ref, actor: creator } = run;
    const deployment = target
      ? deployments.add({ sha, ref, environment: target.environment, creator, createdAt: now() })
      : null;
    const tell = (state: Deployment['statuses'][number]['state']): void => {
      const logUrl = `${pageUrl}/actions/runs/${run.id}`;
      if (deployment) deployments.tell(deployment, { state, logUrl, at: now() });
    };
    tell('in_progress');
    try {
      const isWell = await perform(run, job, signal);
      tell(isWell ? 'success' : 'failure');
      return isWell;
    } catch (error) {
      tell('error');
      throw error;
    }
  }

  /** @returns whether all went well @throws AbortError when it is cancelled */
  async function perform(run: Run, job: Job, signal: AbortSignal): Promise<boolean> {
    job.status = 'in_progress';
    job.startedAt = now();
    for (const step of job.steps) {
      step.status = 'in_progress';
      step.startedAt = now();
      run.updatedAt = now();
      await ended(beat(signal), job, now);
      if (faults.takeStep('hangRuns', job.name, step.name))
        await ended(once(approvals, never, { signal }), job, now);
      const isLost = step.name === 'Checkout' && !history.bySha(run.commit);
      const isBad = isLost || faults.takeStep('failRuns', job.name, step.name);
      step.status = 'completed';
      step.completedAt = now();
      step.conclusion = isBad ? 'failure' : 'success';
      if (isBad) {
        end(job, 'failure', now());
        return false;
      }
    }
    end(job, 'success', now());
    return true;
  }

  function setStatus(run: Run, status: Run['status'], conclusion: Conclusion | null = null): void {
    run.status = status;
    run.conclusion = conclusion;
    run.updatedAt = now();
  }

  function skip(run: Run, name: string): void {
    end(runs.addJob(run, name, [], now()), 'skipped', now());
  }

  async function follow(run: Run, controller: AbortController): Promise<void> {
    try {
      await drive(run, AbortSignal.any([controller.signal, closing.signal]));
    } catch (error) {
      if (closing.signal.aborted) return;
      if (!controller.signal.aborted) throw error;
      setStatus(run, 'completed', 'cancelled');
    } finally {
      going.delete(run.id);
    }
  }

  /** Unless the simulator is closed first. */
  function later(milliseconds: number, act: () => void): void {
    const { signal } = closing;
    void wait(milliseconds, undefined, { signal, ref: false }).then(act, () => undefined);
  }

  return {
    start(run) {
      const controller = new AbortController();
      going.set(run.id, controller);
      later(listDelayMs, () => {
        run.isListed = true;
      });
      void follow(run, controller);
    },
    cancel({ id }) {
      later(paceMs / beats, () => going.get(id)?.abort());
    },
    approve: (id) => approvals.emit(String(id)),
    close: () => closing.abort(),
  };
}

/** A job whose waiting is cut short has been cancelled. */
async function ended(waiting: Promise<unknown>, job: Job, now: () => number): Promise<void> {
  try {
    await waiting;
  } catch (error) {
    const current = job.steps.find(({ status }) => status === 'in_progress');
    if (current) {
      current.status = 'completed';
      current.conclusion = 'cancelled';
      current.completedAt = now();
    }
    end(job, 'cancelled', now());
    throw error;
  }
}

/** Steps that were not reached are skipped. */
function end(job: Job, conclusion: Conclusion, at: number): void {
  job.status = 'completed';
  job.conclusion = conclusion;
  job.completedAt = at;
  for (const step of job.steps) {
    if (step.status !== 'pending') continue;
    step.status = 'completed';
    step.conclusion = 'skipped';
  }
}
