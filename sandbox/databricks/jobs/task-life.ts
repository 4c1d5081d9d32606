// The life of one task on timers: its cluster starts, it runs, it is cleaned up.
import { endingOf, failsAtStart, success, type Ending, type FailureKind } from './failures.js';
import type { Task } from './model.js';

/** Parts of a task's time. */
const setup = 0.25;
const execution = 0.65;
const cleanup = 0.1;

export interface TaskTimes {
  now(): number;
  /** How long a task of middle length takes, milliseconds. */
  taskMs(): number;
}

export class TaskLife {
  private readonly timers = new Map<Task, NodeJS.Timeout>();
  private readonly times: TaskTimes;

  constructor(times: TaskTimes) {
    this.times = times;
  }

  /** @param ended called when all is over */
  begin(
    task: Task,
    { kind, timeoutSeconds }: { kind: FailureKind | null; timeoutSeconds: number },
    ended: () => void,
  ): void {
    const ending = kind === null ? success : endingOf(kind, task.clusterId, timeoutSeconds);
    const startedAt = this.times.now();
    task.startedAt = startedAt;
    task.phase = 'pending';
    this.after(task, setup, () => {
      task.setupMs = this.times.now() - startedAt;
      if (ending !== null && kind !== null && failsAtStart(kind)) {
        this.finish(task, ending, ended);
        return;
      }
      task.phase = 'running';
      if (ending !== null) this.after(task, execution, () => this.finish(task, ending, ended));
    });
  }

  /** Cleans up, whatever it was doing. */
  finish(task: Task, ending: Ending, ended: () => void): void {
    const at = this.times.now();
    const startedAt = task.startedAt ?? at;
    if (task.phase === 'running') task.executionMs = at - startedAt - task.setupMs;
    else if (task.phase === 'pending') task.setupMs = at - startedAt;
    task.phase = 'terminating';
    task.ending = ending;
    this.after(task, cleanup, () => {
      this.timers.delete(task);
      task.endedAt = this.times.now();
      task.cleanupMs = task.endedAt - at;
      task.phase = 'terminated';
      ended();
    });
  }

  close(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    this.timers.clear();
  }

  private after(task: Task, part: number, then: () => void): void {
    clearTimeout(this.timers.get(task));
    // Between two thirds and four thirds, always the same for the same task.
    const length = 2 / 3 + ((task.key.length * 7) % 10) / 15;
    this.timers.set(task, setTimeout(then, this.times.taskMs() * length * part));
  }
}
