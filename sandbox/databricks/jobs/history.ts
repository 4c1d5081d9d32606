// Runs of the past, as the simulator finds them at its start, and ones that are put into the history later.
import type { JobDefinition } from './definitions.js';
import { endingOf, endingOfRun, success, upstreamFailed, type FailureKind } from './failures.js';
import { latestTasks, type Ids, type Run, type Task } from './model.js';
import { clusterOf } from './runner.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** What a run can have ended with. */
export type PastKind = Exclude<FailureKind, 'never-ends'>;

/** How the latest dozen of runs of a job ended, newest first. */
const past: readonly (PastKind | null)[] = [
  null,
  null,
  null,
  'notebook-error',
  null,
  null,
  null,
  'cluster-startup',
  null,
  null,
  'driver-unreachable',
  null,
];

export interface Past {
  job: JobDefinition;
  /** Null: it went well. */
  kind: PastKind | null;
  startedAt: number;
  /** How long a task of middle length took. */
  taskMs: number;
  trigger: Run['trigger'];
  creator: string;
}

/** A dozen runs of each job in the last two weeks, oldest first. */
export function seededRuns(jobs: readonly JobDefinition[], ids: Ids, now: number): Run[] {
  const ran = jobs.flatMap((job, number) => {
    const last = lastRunAt(job, now);
    // Each job has its bad days on days of its own.
    const bad = (index: number) =>
      past[index < 2 ? index : ((index + number * 2) % 10) + 2] ?? null;
    return past.map((_, index) => ({
      job,
      kind: bad(index),
      taskMs: 4 * minute,
      startedAt: last - index * day - (index > 6 ? day : 0),
      trigger: job.dailyAt === null ? ('ONE_TIME' as const) : ('PERIODIC' as const),
      creator:
        job.dailyAt === null
          ? 'ben.okafor@meridian-finance.example'
          : 'svc-ppm@meridian-finance.example',
    }));
  });
  return ran.toSorted((a, b) => a.startedAt - b.startedAt).map((one) => pastRun(one, ids));
}

/** Its last daily run that is surely over; one that runs when told to ran some hours ago. */
function lastRunAt({ dailyAt }: JobDefinition, now: number): number {
  if (dailyAt === null) return now - 20 * 60 * minute;
  const today = Math.floor(now / day) * day + (dailyAt[0] * 60 + dailyAt[1]) * minute;
  return today + 40 * minute > now ? today - day : today;
}

/**
 * A run that has ended just now, and began after every other one of its job.
 * @param runs those there are
 */
export function runJustEnded(
  job: JobDefinition,
  kind: PastKind | null,
  { runs, ids, now }: { runs: readonly Run[]; ids: Ids; now: number },
): Run {
  const latest = Math.max(0, ...runs.filter((run) => run.job === job).map((run) => run.createdAt));
  const startedAt = Math.max(now - 10 * minute, latest + 1);
  // Even when all run one after another, and all are long.
  const taskMs = Math.max(0, now - startedAt) / (1.5 * job.tasks.length);
  const creator = 'ben.okafor@meridian-finance.example';
  const run = pastRun({ job, kind, startedAt, taskMs, trigger: 'ONE_TIME', creator }, ids);
  // Lists are sorted by the end: whatever its tasks took, none ended later.
  const endedAt = Math.max(now, startedAt);
  run.endedAt = endedAt;
  for (const repair of run.repairs) repair.endedAt = endedAt;
  return run;
}

/** A run that has ended. */
function pastRun({ job, kind, startedAt, taskMs, trigger, creator }: Past, ids: Ids): Run {
  const id = ids.next();
  const tasks: Task[] = [];
  for (const { key, dependsOn } of job.tasks) {
    const needed = tasks.filter((task) => dependsOn.includes(task.key));
    const runId = ids.next();
    const clusterId = clusterOf(runId);
    const failure = kind !== null && tasks.length === 0 ? kind : null;
    const isSkipped = needed.some(({ ending }) => ending !== success);
    const own = failure === null ? success : endingOf(failure, clusterId, job.timeoutSeconds);
    const at = Math.max(startedAt, ...needed.map((task) => task.endedAt ?? 0));
    const length = isSkipped ? 0 : Math.round((taskMs * (2 + (key.length % 5))) / 4);
    tasks.push({
      key,
      runId,
      dependsOn,
      attempt: 0,
      clusterId,
      phase: 'terminated',
      ending: isSkipped ? upstreamFailed : own,
      startedAt: isSkipped ? null : at,
      endedAt: at + length,
      setupMs: Math.round(length * 0.3),
      executionMs: failure === 'cluster-startup' ? 0 : Math.round(length * 0.65),
      cleanupMs: Math.round(length * 0.05),
    });
  }
  const endedAt = Math.max(startedAt, ...tasks.map((task) => task.endedAt ?? 0));
  const run: Run = {
    id,
    job,
    trigger,
    creator,
    createdAt: startedAt,
    tasks,
    repairs: [],
    isQueued: false,
    isCancelled: false,
    queueMs: 0,
    endedAt,
    ending: null,
    failure: null,
  };
  const ended = latestTasks(run).flatMap(({ key, ending }) => (ending ? [{ key, ending }] : []));
  run.ending = endingOfRun(ended, false);
  run.repairs.push({
    id: 0,
    startedAt,
    taskRunIds: tasks.map(({ runId }) => runId),
    endedAt,
    ending: run.ending,
  });
  return run;
}
