// A Databricks workspace in memory: runs go on by one task each time they are looked at, and end as a test wants.
import { Problem } from '../../../src/core/problem.js';
import { newRun, type Run } from '../../../src/core/run.js';
import type { Step } from '../../../src/core/operation.js';
import type { Context } from '../../../src/services/context.js';
import type {
  Ending,
  Job,
  JobRun,
  Jobs,
  TaskRun,
} from '../../../src/services/databricks/jobs/jobs.js';
import { contextWith } from '../../support/context.js';

export const ending = (result: Ending['result'], code: string, message = ''): Ending => ({
  result,
  code,
  type: 'CLIENT_ERROR',
  message,
});
export const success = ending('success', 'SUCCESS');
export const driverLost = ending('failed', 'RUN_EXECUTION_ERROR', 'DRIVER_UNREACHABLE: gone');

export const gold: Job = {
  id: 11,
  name: 'gold_aggregations',
  tasks: [
    { key: 'publish', dependsOn: ['kpis'] },
    { key: 'kpis', dependsOn: [] },
  ],
  maxConcurrentRuns: 1,
  queues: false,
};
export const silver: Job = {
  ...gold,
  id: 12,
  name: 'silver_transformations',
  tasks: [{ key: 'clean', dependsOn: [] }],
};

export interface FakeWorkspace {
  jobs: Jobs;
  runs: JobRun[];
  /** Run ids by token. */
  tokens: Map<string, number>;
  repaired: { runId: number; latestRepair: number | null }[];
  cancelled: number[];
  /** How the next task of that key ends. */
  endings: Map<string, Ending>;
  /** It is looked at, and does not get on. */
  isStuck: boolean;
  /** What is thrown after the next call of that name has acted. */
  lost: Map<'runNow' | 'repair', Problem>;
}

export function runOfJob(job: Job, id: number, more: Partial<JobRun> = {}): JobRun {
  return {
    id,
    jobId: job.id,
    jobName: job.name,
    url: `https://workspace/jobs/${job.id}/runs/${id}`,
    state: 'running',
    ending: null,
    startedAt: 60_000,
    endedAt: null,
    millis: 0,
    trigger: 'ONE_TIME',
    tasks: job.tasks.map(({ key, dependsOn }, place) => ({
      key,
      dependsOn,
      runId: id * 10 + place,
      state: 'pending',
      ending: null,
      startedAt: null,
      endedAt: null,
      attempt: 0,
    })),
    repairs: [{ id: 0, startedAt: 60_000, state: 'running', ending: null }],
    ...more,
  };
}

/** The run after everything in it has ended. */
export function endedRun(job: Job, id: number, failing: Record<string, Ending> = {}): JobRun {
  const world = fakeWorkspace([job]);
  const run = runOfJob(job, id);
  for (const [key, how] of Object.entries(failing)) world.endings.set(key, how);
  while (run.state !== 'ended') getOn(run, world.endings);
  return run;
}

export function fakeWorkspace(known: readonly Job[] = [gold, silver]): FakeWorkspace {
  const runs: JobRun[] = [];
  const runNamed = (id: number): JobRun => {
    const found = runs.find((run) => run.id === id);
    if (!found) throw new Problem('not_found', `no run ${id}`, '');
    return found;
  };
  const jobWith = (id: number): Job => {
    const found = known.find((job) => job.id === id);
    if (!found) throw new Problem('not_found', `no job ${id}`, '');
    return found;
  };
  const world: FakeWorkspace = {
    runs,
    tokens: new Map(),
    repaired: [],
    cancelled: [],
    endings: new Map(),
    isStuck: false,
    lost: new Map(),
    jobs: {
      list: async () => [...known],
      get: async (id) => jobWith(id),
      async runNow(jobId, token) {
        const id = world.tokens.get(token) ?? 500 + runs.length;
        if (!world.tokens.has(token)) runs.push(runOfJob(jobWith(jobId), id));
        world.tokens.set(token, id);
        loseReply(world, 'runNow');
        return id;
      },
      runs: async ({ job, activeOnly, limit }) =>
        runs
          .filter((run) => job === null || run.jobId === job)
          .filter((run) => !activeOnly || run.state !== 'ended')
          .toReversed()
          .slice(0, limit),
      async run(id) {
        const run = runNamed(id);
        if (!world.isStuck) getOn(run, world.endings);
        return structuredClone(run);
      },
      output: async (id) => ({ error: `error of ${id}`, trace: null, text: null, isCut: false }),
      async repair(runId, latestRepair) {
        const run = runNamed(runId);
        const repair = 900 + world.repaired.length;
        world.repaired.push({ runId, latestRepair });
        run.repairs.push({ id: repair, startedAt: 120_000, state: 'running', ending: null });
        run.state = 'running';
        run.ending = null;
        for (const task of run.tasks)
          if (task.ending?.result !== 'success')
            Object.assign(task, { state: 'pending', ending: null, attempt: task.attempt + 1 });
        loseReply(world, 'repair');
        return repair;
      },
      async cancel(id) {
        world.cancelled.push(id);
      },
    },
  };
  return world;
}

function loseReply({ lost }: FakeWorkspace, call: 'runNow' | 'repair'): void {
  const problem = lost.get(call);
  lost.delete(call);
  if (problem) throw problem;
}

/** The next task that can begins and ends at once; after the last one the run ends. */
function getOn(run: JobRun, endings: FakeWorkspace['endings']): void {
  if (run.state === 'ended') return;
  const ends = (task: TaskRun, how: Ending): void => {
    Object.assign(task, { state: 'ended', ending: how, startedAt: 61_000, endedAt: 121_000 });
  };
  const stateOf = (key: string): Ending | null | undefined =>
    run.tasks.find((task) => task.key === key)?.ending;
  for (const task of run.tasks)
    if (task.ending === null) {
      const before = task.dependsOn.map(stateOf);
      if (before.some((one) => one && one.result !== 'success'))
        ends(task, ending('upstream_failed', 'SKIPPED', 'An upstream task failed.'));
      else if (before.every((one) => one?.result === 'success')) {
        ends(task, endings.get(task.key) ?? success);
        endings.delete(task.key);
        return;
      }
    }
  if (run.tasks.some((task) => task.ending === null)) return;
  const bad = run.tasks.find((task) => task.ending?.result !== 'success');
  run.state = 'ended';
  run.ending = bad ? ending('failed', 'RUN_EXECUTION_ERROR', 'Task failed.') : success;
  run.endedAt = 240_000;
  run.millis = 180_000;
}

export interface Bench {
  world: FakeWorkspace;
  context: Context & { run: string; step: Step };
  /** Steps that are done, with their notes; a process that takes over has them, too. */
  done: Map<string, string | undefined>;
  notes: string[];
  /** The process dies in this step, after the step has acted. */
  diesIn: string | null;
  clock: { at: number };
  /** The person cancels. */
  cancel(): void;
  /** The lease is lost: aborted like a cancellation. */
  abort(): void;
}

export class Killed extends Error {}

export function bench(given: Partial<Context> = {}, world = fakeWorkspace()): Bench {
  const controller = new AbortController();
  const clock = { at: 60_000 };
  const done: Bench['done'] = new Map();
  const notes: string[] = [];
  let record: Run | null = null;
  const by = { person: 'ana', via: 'slack' } as const;
  const made: Bench = {
    world,
    done,
    notes,
    diesIn: null,
    clock,
    cancel() {
      record = {
        ...newRun({
          id: 'R-TEST',
          operation: 'job.run',
          input: {},
          risk: 'routine',
          requestedBy: by,
          channel: '',
          requestId: '',
          undoOf: null,
          createdAt: 0,
          quiet: false,
        }),
        cancelRequested: { by, at: 0 },
      };
      controller.abort();
    },
    abort: () => controller.abort(),
    context: {
      ...contextWith({
        jobs: world.jobs,
        now: () => clock.at,
        signal: controller.signal,
        ...given,
      }),
      async step(id, act) {
        if (done.has(id)) return;
        if (record !== null) throw new Problem('cancelled', 'cancelled by ana', '');
        const note = await act((told) => void notes.push(told));
        if (made.diesIn === id) throw new Killed(id);
        done.set(id, note);
      },
    },
  };
  made.context.runs = { ...made.context.runs, get: async () => record };
  return made;
}
