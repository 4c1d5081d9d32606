// Runs of workflows, with their jobs and steps, as they are now.

export type RunStatus = 'queued' | 'waiting' | 'in_progress' | 'completed';
export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped';

export interface Step {
  name: string;
  status: 'pending' | 'in_progress' | 'completed';
  conclusion: Conclusion | null;
  /** Epoch milliseconds, here and below. */
  startedAt: number | null;
  completedAt: number | null;
}

export interface Job {
  id: number;
  name: string;
  status: RunStatus;
  conclusion: Conclusion | null;
  createdAt: number;
  startedAt: number | null;
  completedAt: number | null;
  steps: Step[];
}

export interface Run {
  id: number;
  /** Counts the runs of its workflow. */
  number: number;
  workflow: Workflow;
  title: string;
  event: 'workflow_dispatch' | 'push';
  branch: string;
  sha: string;
  /** What is deployed: another commit than the run's where GitHub keeps to the ref's head. */
  commit: string;
  actor: string;
  inputs: Readonly<Record<string, string>>;
  status: RunStatus;
  conclusion: Conclusion | null;
  createdAt: number;
  startedAt: number;
  updatedAt: number;
  jobs: Job[];
  /** New runs are missing in lists for a while. */
  isListed: boolean;
}

export interface Workflow {
  id: number;
  name: string;
  /** .github/workflows/… */
  path: string;
  state: 'active' | 'disabled_manually';
  createdAt: number;
}

const firstRun = 17_204_880_113;
const firstJob = 48_812_337_001;

export class Runs {
  readonly workflows: Workflow[] = [];
  /** Oldest first. */
  readonly all: Run[] = [];
  private jobs = 0;

  add(run: Omit<Run, 'id' | 'number' | 'updatedAt' | 'startedAt' | 'jobs'>): Run {
    const number = this.all.filter(({ workflow }) => workflow === run.workflow).length + 1;
    const { createdAt } = run;
    const id = firstRun + this.all.length * 37;
    const added = { ...run, id, number, startedAt: createdAt, updatedAt: createdAt, jobs: [] };
    this.all.push(added);
    return added;
  }

  addJob(run: Run, name: string, steps: readonly string[], at: number): Job {
    const job: Job = {
      id: firstJob + this.jobs * 11,
      name,
      status: 'queued',
      conclusion: null,
      createdAt: at,
      startedAt: null,
      completedAt: null,
      steps: steps.map((step) => ({
        name: step,
        status: 'pending',
        conclusion: null,
        startedAt: null,
        completedAt: null,
      })),
    };
    this.jobs += 1;
    run.jobs.push(job);
    return job;
  }

  /** By number, or by the name of its file. */
  workflow(idOrFile: string): Workflow | undefined {
    return this.workflows.find(
      ({ id, path }) => String(id) === idOrFile || fileOf(path) === idOrFile,
    );
  }

  run(id: number): Run | undefined {
    return this.all.find((run) => run.id === id);
  }
}

export function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
