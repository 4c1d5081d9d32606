// Runs that go on by themselves: tasks in the order of what they depend on, one too many queued or skipped, repairs, cancelling.
import type { JobDefinition } from './definitions.js';
import * as endings from './failures.js';
import type { JobFaultBox } from './faults.js';
import { latestTasks, type Ids, type Run, type Task } from './model.js';
import { TaskLife, type TaskTimes } from './task-life.js';

export interface RunnerParts {
  ids: Ids;
  /** Oldest first; begun ones are added. */
  runs: Run[];
  faults: JobFaultBox;
  times: TaskTimes;
}

export class JobRunner {
  private readonly life: TaskLife;
  private readonly parts: RunnerParts;

  constructor(parts: RunnerParts) {
    this.parts = parts;
    this.life = new TaskLife(parts.times);
  }

  start(job: JobDefinition, creator: string, mayQueue: boolean): Run {
    const { ids, runs, times } = this.parts;
    const isFull = this.active(job).length >= job.maxConcurrentRuns;
    const isSkipped = isFull && !mayQueue;
    const now = times.now();
    const tasks = isSkipped ? [] : job.tasks.map(({ key }) => this.attempt(job, key, 0));
    const run: Run = {
      id: ids.next(),
      job,
      trigger: 'ONE_TIME',
      creator,
      createdAt: now,
      tasks,
      repairs: [
        {
          id: 0,
          startedAt: now,
          taskRunIds: tasks.map(({ runId }) => runId),
          endedAt: isSkipped ? now : null,
          ending: isSkipped ? endings.tooMany : null,
        },
      ],
      isQueued: isFull && !isSkipped,
      isCancelled: false,
      queueMs: 0,
      endedAt: isSkipped ? now : null,
      ending: isSkipped ? endings.tooMany : null,
      failure: null,
    };
    runs.push(run);
    if (!isFull) this.begin(run);
    return run;
  }

  /** Runs these tasks of an ended run again. @returns id of the repair */
  repair(run: Run, keys: readonly string[]): number {
    const again = latestTasks(run).filter(({ key }) => keys.includes(key));
    const tasks = again.map(({ key, attempt }) => this.attempt(run.job, key, attempt + 1));
    const id = this.parts.ids.next();
    run.tasks.push(...tasks);
    run.repairs.push({
      id,
      startedAt: this.parts.times.now(),
      taskRunIds: tasks.map(({ runId }) => runId),
      endedAt: null,
      ending: null,
    });
    run.endedAt = null;
    run.ending = null;
    run.isCancelled = false;
    this.begin(run);
    return id;
  }

  /** The whole run, or one task of it. Nothing where it has ended. */
  cancel(run: Run, only?: Task): void {
    if (run.endedAt !== null) return;
    if (only === undefined) run.isCancelled = true;
    run.isQueued &&= only !== undefined;
    for (const task of latestTasks(run)) {
      if (only !== undefined && task !== only) continue;
      if (task.phase === 'blocked') this.endUnbegun(task, endings.cancelled);
      else if (task.phase !== 'terminated' && task.phase !== 'terminating')
        this.life.finish(task, endings.cancelled, () => this.advance(run));
    }
    this.advance(run);
  }

  close(): void {
    this.life.close();
  }

  private active(job: JobDefinition): Run[] {
    return this.parts.runs.filter(
      (run) => run.job === job && run.endedAt === null && !run.isQueued,
    );
  }

  private attempt(job: JobDefinition, key: string, attempt: number): Task {
    const runId = this.parts.ids.next();
    return {
      key,
      runId,
      dependsOn: job.tasks.find((task) => task.key === key)?.dependsOn ?? [],
      attempt,
      clusterId: clusterOf(runId),
      phase: 'blocked',
      ending: null,
      startedAt: null,
      endedAt: null,
      setupMs: 0,
      executionMs: 0,
      cleanupMs: 0,
    };
  }

  private begin(run: Run): void {
    run.isQueued = false;
    const failure = this.parts.faults.takeFailure(run.job.name);
    const going = latestTasks(run).filter(({ phase }) => phase === 'blocked');
    const wanted = going.find(({ key }) => key === failure?.task) ?? going[0];
    run.failure = failure && wanted ? { kind: failure.kind, task: wanted.key } : null;
    this.advance(run);
  }

  /** Begins what may begin, and ends the run when nothing is left. */
  private advance(run: Run): void {
    if (run.endedAt !== null || run.isQueued) return;
    const tasks = latestTasks(run);
    for (const task of tasks.filter(({ phase }) => phase === 'blocked')) {
      const needed = tasks.filter(({ key }) => task.dependsOn.includes(key));
      if (needed.some(({ phase }) => phase !== 'terminated')) continue;
      const results = needed.map(({ ending }) => ending?.result);
      if (results.every((result) => result === 'SUCCESS')) this.beginTask(run, task);
      else
        this.endUnbegun(
          task,
          results.some((result) => result?.endsWith('CANCELED'))
            ? endings.upstreamCancelled
            : endings.upstreamFailed,
        );
    }
    const ended = tasks.flatMap(({ key, phase, ending }) =>
      phase === 'terminated' && ending !== null ? [{ key, ending }] : [],
    );
    if (ended.length === tasks.length) this.end(run, endings.endingOfRun(ended, run.isCancelled));
  }

  private beginTask(run: Run, task: Task): void {
    const kind = run.failure?.task === task.key ? run.failure.kind : null;
    const { timeoutSeconds } = run.job;
    this.life.begin(task, { kind, timeoutSeconds }, () => this.advance(run));
  }

  private endUnbegun(task: Task, ending: endings.Ending): void {
    task.phase = 'terminated';
    task.ending = ending;
    task.endedAt = this.parts.times.now();
  }

  private end(run: Run, ending: endings.Ending): void {
    const now = this.parts.times.now();
    run.endedAt = now;
    run.ending = ending;
    const latest = run.repairs.at(-1);
    if (latest) Object.assign(latest, { endedAt: now, ending });
    if (this.active(run.job).length >= run.job.maxConcurrentRuns) return;
    const next = this.parts.runs.find((one) => one.job === run.job && one.isQueued);
    if (!next) return;
    next.queueMs = now - next.createdAt;
    this.begin(next);
  }
}

export const clusterOf = (runId: number): string =>
  `1120-053000-${(runId % 2_176_782_336).toString(36).padStart(8, 'q')}`;
