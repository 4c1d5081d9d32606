// A run of a job, its tasks and repairs, as the simulator keeps them.
import type { JobDefinition } from './definitions.js';
import type { Ending, FailureKind } from './failures.js';

export type Phase = 'blocked' | 'queued' | 'pending' | 'running' | 'terminating' | 'terminated';

export interface Task {
  readonly key: string;
  /** Its own id; another one for every attempt. */
  readonly runId: number;
  readonly dependsOn: readonly string[];
  /** 0 for the first; repairs count up. */
  readonly attempt: number;
  readonly clusterId: string;
  phase: Phase;
  /** Known from `terminating` on. */
  ending: Ending | null;
  startedAt: number | null;
  endedAt: number | null;
  setupMs: number;
  executionMs: number;
  cleanupMs: number;
}

export interface Repair {
  readonly id: number;
  readonly startedAt: number;
  readonly taskRunIds: readonly number[];
  endedAt: number | null;
  ending: Ending | null;
}

export interface Run {
  readonly id: number;
  readonly job: JobDefinition;
  readonly trigger: 'PERIODIC' | 'ONE_TIME';
  readonly creator: string;
  readonly createdAt: number;
  /** All attempts, oldest first. */
  readonly tasks: Task[];
  /** The first is the run itself; its id is no repair's. */
  readonly repairs: Repair[];
  isQueued: boolean;
  isCancelled: boolean;
  queueMs: number;
  endedAt: number | null;
  ending: Ending | null;
  /** What goes wrong in the tasks that go on now. */
  failure: { readonly kind: FailureKind; readonly task: string } | null;
}

/** The last attempt of each task, in the order of the job. */
export function latestTasks(run: Run): Task[] {
  return run.job.tasks.flatMap(({ key }) => run.tasks.findLast((task) => task.key === key) ?? []);
}

export function phaseOf(run: Run): Phase {
  if (run.endedAt !== null) return 'terminated';
  if (run.isQueued) return 'queued';
  const phases = latestTasks(run).map(({ phase }) => phase);
  const going = phases.filter((phase) => phase !== 'terminated');
  if (phases.every((phase) => phase === 'pending' || phase === 'blocked')) return 'pending';
  return going.every((phase) => phase === 'terminating') ? 'terminating' : 'running';
}

/** Ids as large as the service's, so that a client that takes them for small numbers shows. */
export class Ids {
  private last = 411_600_000_000_000;

  next(): number {
    this.last += 104_729;
    return this.last;
  }
}
