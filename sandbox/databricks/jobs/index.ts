// The Databricks jobs simulator: REST 2.2 on the warehouse's server, and what tests, switches and the page do to it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createCalls } from './calls.js';
import { companyJobs, type JobDefinition } from './definitions.js';
import type { FailureKind } from './failures.js';
import { JobFaultBox } from './faults.js';
import { runJustEnded, seededRuns, type PastKind } from './history.js';
import { serveJobs, type JobsDoor } from './http.js';
import { Ids, phaseOf, type Phase, type Run } from './model.js';
import { JobRunner } from './runner.js';
import { runPage } from './wire.js';

export { isRest } from './http.js';
export { mountBefore } from './mount.js';
export { companyJobs, type JobDefinition } from './definitions.js';
export { failureKinds, type FailureKind } from './failures.js';
export { jobFaultsSchema, type JobFaults, type JobFaultsInput } from './faults.js';

export interface JobsOptions {
  /** How long a task of middle length takes, milliseconds; default 3,000. */
  taskMs?: number;
  /** Instead of the pretend company's. */
  definitions?: readonly JobDefinition[];
  /** Whether there are runs of the last two weeks; default true. */
  history?: boolean;
}

/** A run, for who looks on from the side. */
export interface RunSummary {
  id: number;
  job: string;
  phase: Phase;
  /** As `state.result_state`, and the code and message of `termination_details`; null while it goes on. */
  ending: { result: string; code: string; message: string } | null;
  startedAt: number;
  endedAt: number | null;
  /** Of every attempt, oldest first. */
  tasks: { key: string; runId: number; attempt: number; phase: Phase }[];
  repairs: number;
  url: string;
}

export interface Submission {
  kind: 'run' | 'repair';
  job: string;
  runId: number;
  at: number;
}

export interface JobsSimulator {
  list(): readonly JobDefinition[];
  /** Newest first. @param job name of one */
  runs(job?: string): RunSummary[];
  /** How the next run or repair of the job ends. `task`: where; the first one if not given. */
  failNext(job: string, kind: FailureKind, task?: string): void;
  /** How every run and repair of the job ends from now on; null heals it. */
  failEvery(job: string, kind: FailureKind | null, task?: string): void;
  /** Puts a run into the history that has just ended. @returns its id */
  record(job: string, kind: PastKind | null): number;
  readonly faults: Pick<JobFaultBox, 'get' | 'set' | 'replace'>;
  /** What was accepted over the wire, oldest first: each run that a run-now made, once, and each repair. */
  submissions(job?: string): Submission[];
  /** Can be changed at any time, for what begins then. */
  readonly speed: { taskMs: number };
}

export interface JobsServer extends JobsSimulator {
  serve(req: IncomingMessage, res: ServerResponse): Promise<void>;
  close(): void;
}

/** @param door `origin`: `https://host:port` of the workspace */
export function createJobs(
  options: JobsOptions,
  door: Pick<JobsDoor, 'now' | 'userOf' | 'unauthorized'> & { origin(): string },
): JobsServer {
  const { now, origin } = door;
  const jobs = options.definitions ?? companyJobs;
  const openedAt = now();
  const ids = new Ids();
  const faults = new JobFaultBox();
  const speed = { taskMs: options.taskMs ?? 3_000 };
  const runs: Run[] = options.history === false ? [] : seededRuns(jobs, ids, openedAt);
  const times = { now, taskMs: () => speed.taskMs };
  const runner = new JobRunner({ ids, runs, faults, times });
  const submissions: Submission[] = [];
  const calls = createCalls({
    jobs,
    runs,
    runner,
    origin,
    createdAt: ({ ageDays }) => openedAt - ageDays * 86_400_000,
    submitted: ({ kind, run }) =>
      submissions.push({ kind, job: run.job.name, runId: run.id, at: now() }),
  });
  const jobOf = (name: string): JobDefinition => {
    const job = jobs.find((one) => one.name === name);
    if (!job) throw new Error(`There is no job ${name}`);
    return job;
  };
  const of =
    (name: string | undefined) =>
    ({ job }: { job: string }): boolean =>
      name === undefined || job === name;

  return {
    list: () => jobs,
    runs: (name) =>
      runs
        .map((run) => summaryOf(run, origin()))
        .filter(of(name))
        .toSorted((a, b) => b.startedAt - a.startedAt || b.id - a.id),
    failNext: (name, kind, task) =>
      faults.setFailing(jobOf(name).name, { kind, count: 1, ...(task ? { task } : {}) }),
    failEvery: (name, kind, task) =>
      faults.setFailing(jobOf(name).name, kind && { kind, ...(task ? { task } : {}) }),
    record(name, kind) {
      const run = runJustEnded(jobOf(name), kind, { runs, ids, now: now() });
      runs.push(run);
      return run.id;
    },
    faults,
    submissions: (name) => submissions.filter(of(name)),
    speed,
    serve: (req, res) => serveJobs(req, res, { ...door, calls, faults }),
    close: () => runner.close(),
  };
}

function summaryOf(run: Run, origin: string): RunSummary {
  const { ending } = run;
  return {
    id: run.id,
    job: run.job.name,
    phase: phaseOf(run),
    ending: ending && { result: ending.result, code: ending.code, message: ending.message },
    startedAt: run.createdAt,
    endedAt: run.endedAt,
    tasks: run.tasks.map(({ key, runId, attempt, phase }) => ({ key, runId, attempt, phase })),
    repairs: run.repairs.length - 1,
    url: runPage(origin, run),
  };
}
