// What running a job, or several one after another, would mean. (Runbook 1 "Run Individual Job")
import { z } from 'zod';
import type { BundleTarget } from '../../../config/delivery-schema.js';
import { hashJson } from '../../../core/json.js';
import type { PlanOf } from '../../../core/plan.js';
import { Problem } from '../../../core/problem.js';
import type { Suggestion } from '../../../core/report.js';
import type { Context } from '../../context.js';
import { inOrder } from './failed-run.js';
import { plainName, targetRules, type JobRules } from './job-named.js';
import type { Job, JobRun } from './jobs.js';

/** What a plan hands to run, verify and reconcile. `tasks` in the order in which they may run. */
export const runJobsData = z.object({
  jobs: z.array(z.object({ id: z.int(), name: z.string(), tasks: z.array(z.string()) })).min(1),
});
export type RunJobsData = z.infer<typeof runJobsData>;
export type RunJobsPlan = PlanOf<RunJobsData>;

/** Steps that a card shows at most. (Slack, plan block: 50 tasks) */
const mostSteps = 50;

export interface JobSteps {
  submit: string;
  /** Empty where all tasks of all jobs would be too many for a card. */
  tasks: { key: string; step: string }[];
  end: string;
}

/** The steps of each job; numbered where there are several. */
export function stepsOf({ jobs }: RunJobsData): JobSteps[] {
  const tasks = jobs.reduce((sum, job) => sum + job.tasks.length, 0);
  const isShown = tasks + 2 * jobs.length <= mostSteps;
  return jobs.map((job, index) => {
    const before = jobs.length === 1 ? '' : `${index + 1}:`;
    return {
      submit: `${before}submit`,
      tasks: isShown ? job.tasks.map((key) => ({ key, step: `${before}task:${key}` })) : [],
      end: `${before}end`,
    };
  });
}

export interface Asked {
  jobs: readonly Job[];
  bundleTarget: BundleTarget;
  /** What is locked meanwhile. */
  lock: string;
  headline: string;
}

/** @throws Problem not_possible where a job has as many runs as it may, and lets no more wait */
export async function planJobs(asked: Asked, context: Context): Promise<RunJobsPlan> {
  const { jobs, signal, jobRules } = context;
  const { environment } = targetRules(jobRules, asked.bundleTarget);
  const seen = [];
  for (const job of asked.jobs)
    seen.push({
      job,
      active: await jobs.runs({ job: job.id, limit: 25, activeOnly: true }, signal),
    });
  const data = {
    jobs: asked.jobs.map((job) => ({
      id: job.id,
      name: job.name,
      tasks: inOrder(job.tasks).map(({ key }) => key),
    })),
  };
  const [first] = asked.jobs;
  return {
    target: asked.lock,
    environment,
    headline: asked.headline,
    facts: [
      { label: 'Bundle target', value: asked.bundleTarget },
      ...data.jobs.map(({ id, name, tasks }) => ({
        label: name,
        value: `job ${id}, ${tasks.length} task${tasks.length === 1 ? '' : 's'}`,
      })),
    ],
    changes: [],
    warnings: seen.flatMap(({ job, active }) =>
      warningsOf(job, active, runsOf(jobRules, job, asked.bundleTarget)),
    ),
    steps: stepsOf(data).flatMap((steps, index) =>
      titlesOf(steps, data.jobs[index]?.name ?? '', data.jobs.length > 1),
    ),
    undo: 'There is none: what a job wrote to a table can be restored with table restore.',
    ...(first ? waysOn(runsOf(jobRules, first, asked.bundleTarget)) : {}),
    guard: Object.fromEntries(
      seen.flatMap(({ job, active }) => [
        [`tasks of ${job.id}`, hashJson(job.tasks)],
        [`active runs of ${job.id}`, active.map(({ id }) => id).toSorted((a, b) => a - b)],
      ]),
    ),
    data,
  };
}

/** The button that shows the runs of a job. */
export function runsOf(rules: JobRules, job: Job, target: BundleTarget): Suggestion {
  return {
    label: 'Its runs',
    operation: 'job.runs',
    input: { name: plainName(rules, job.name), target },
  };
}

function waysOn(runs: Suggestion): Pick<RunJobsPlan, 'next' | 'mend'> {
  return {
    next: [runs],
    mend: [runs, { label: 'Diagnose', operation: 'diagnose', input: { what: 'databricks' } }],
  };
}

function titlesOf(steps: JobSteps, name: string, isChain: boolean): RunJobsPlan['steps'] {
  const of = isChain ? ` of ${name}` : '';
  return [
    { id: steps.submit, title: `Start ${name}` },
    ...steps.tasks.map(({ key, step }) => ({ id: step, title: `${key}${of}` })),
    { id: steps.end, title: `${name} ends` },
  ];
}

function warningsOf(job: Job, active: readonly JobRun[], runs: Suggestion): string[] {
  if (active.length === 0) return [];
  const ids = active.map(({ id }) => id).join(', ');
  if (active.length < job.maxConcurrentRuns)
    return [`Another run of ${job.name} goes on: ${ids}. They run side by side.`];
  if (job.queues)
    return [`${job.name} is running already (${ids}): this run waits until there is room for it.`];
  throw new Problem(
    'not_possible',
    `${job.name} has as many runs as it may (${job.maxConcurrentRuns}): ${ids} goes on, and it lets none wait.`,
    'Wait until it has ended, or cancel it in Databricks.',
    { field: 'name', suggestions: [runs] },
  );
}
