// What went wrong in a run that has ended: a finding for each task that failed by itself, with what it kept from running; and
// the same as the Problem of whoever followed it.
import { Problem } from '../../../core/problem.js';
import type { Finding, Suggestion } from '../../../core/report.js';
import type { Context } from '../../context.js';
import { classify, type Classified } from './classify.js';
import { ownerOf, plainName, type JobRules } from './job-named.js';
import type { Ending, Job, JobRun, Jobs, RunOutput, TaskRun } from './jobs.js';
import { endedBadly, firstLine, standText } from './run-words.js';

/** Outputs that are read at most: each is one call. */
const mostOutputs = 5;

export type Outputs = ReadonlyMap<string, RunOutput>;

/** Tasks that failed by themselves; what comes after one of them did not run because of it. */
export function failedTasks({ tasks }: Pick<JobRun, 'tasks'>): TaskRun[] {
  const bad = tasks.filter(endedBadly);
  const own = bad.filter(
    ({ ending }) => ending?.result !== 'upstream_failed' && ending?.result !== 'skipped',
  );
  return own.length > 0 ? own : bad.filter(({ ending }) => ending?.result === 'upstream_failed');
}

/** Keys of the tasks that depend on one of these, directly or not. */
export function dependentsOf(
  tasks: readonly { key: string; dependsOn: readonly string[] }[],
  keys: readonly string[],
): string[] {
  const found = new Set(keys);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { key, dependsOn } of tasks)
      if (dependsOn.some((one) => found.has(one))) found.add(key);
  }
  return tasks.flatMap(({ key }) => (found.has(key) && !keys.includes(key) ? [key] : []));
}

/** Outputs of tasks by their key. One that can't be had is left out: it is only a help. */
export async function outputsOf(
  jobs: Pick<Jobs, 'output'>,
  tasks: readonly TaskRun[],
  signal: AbortSignal,
): Promise<Outputs> {
  const found = new Map<string, RunOutput>();
  for (const { key, runId } of tasks.slice(0, mostOutputs))
    try {
      found.set(key, await jobs.output(runId, signal));
    } catch (error) {
      if (!(error instanceof Problem) || error.code === 'cancelled') throw error;
    }
  return found;
}

export interface Explained {
  finding: Finding;
  classified: Classified;
}

/** Empty where nothing failed. */
export function explain(run: JobRun, outputs: Outputs, rules: JobRules): Explained[] {
  if (!endedBadly(run) || run.ending === null) return [];
  const own = failedTasks(run);
  if (own.length === 0) return [explained(run, run.ending, { what: run.jobName, rules })];
  return own.flatMap((task) =>
    task.ending === null
      ? []
      : [
          explained(run, task.ending, {
            what: task.key,
            rules,
            error: outputs.get(task.key)?.error ?? null,
            after: dependentsOf(run.tasks, [task.key]).filter((key) =>
              run.tasks.some((one) => one.key === key && endedBadly(one)),
            ),
          }),
        ],
  );
}

function explained(
  run: JobRun,
  ending: Ending,
  {
    what,
    rules,
    error = null,
    after = [],
  }: { what: string; rules: JobRules; error?: string | null; after?: readonly string[] },
): Explained {
  const owner = ownerOf(rules, run.jobName);
  const classified = classify({
    ending,
    error,
    run: run.id,
    job: owner && { name: plainName(rules, run.jobName), target: owner.target },
  });
  const said = [
    [ending.code, firstLine(ending.message)].filter(Boolean).join(': '),
    ...(error === null || firstLine(error) === firstLine(ending.message) ? [] : [firstLine(error)]),
    ...(after.length === 0 ? [] : [`Not run because of it: ${after.join(', ')}.`]),
  ];
  return {
    classified,
    finding: {
      severity: 'bad',
      title: `${what} ${standText({ state: 'ended', ending })}: ${classified.kind}`,
      evidence: said.join('\n').slice(0, 800),
      cause: classified.cause,
      fix: classified.fix,
      suggestion: classified.suggestion,
    },
  };
}

/** The Problem of a run that was followed and ended without success. */
export async function failureOf(
  run: JobRun,
  { jobs, jobRules }: Pick<Context, 'jobs' | 'jobRules'>,
  signal: AbortSignal,
): Promise<Problem> {
  const outputs = await outputsOf(jobs, failedTasks(run), signal);
  const all = explain(run, outputs, jobRules);
  const [first] = all;
  const done = run.tasks.filter(({ ending }) => ending?.result === 'success').length;
  const others = [
    ...(all.length > 1 ? [` ${all.length - 1} more failed.`] : []),
    ...(run.tasks.length > 1 ? [` ${done} of ${run.tasks.length} tasks succeeded.`] : []),
  ].join('');
  const output: Suggestion = {
    label: 'Output',
    operation: 'job.output',
    input: { run: String(run.id) },
  };
  return new Problem(
    'outside_refused',
    `${run.jobName}: ${first?.finding.title ?? standText(run)}. ${first?.finding.evidence ?? ''}${others}`.slice(
      0,
      1_000,
    ),
    `${first ? `${first.classified.cause} ${first.classified.fix} ` : ''}${run.url}`.trim(),
    { suggestions: [...(first ? [first.classified.suggestion] : []), output] },
  );
}

/** Tasks in an order in which they may run; as given where that says nothing. */
export function inOrder(tasks: Job['tasks']): Job['tasks'] {
  const known = new Set(tasks.map(({ key }) => key));
  const placed = new Set<string>();
  const order: Job['tasks'] = [];
  for (let before = -1; before < order.length;) {
    before = order.length;
    for (const task of tasks)
      if (
        !placed.has(task.key) &&
        task.dependsOn.every((one) => placed.has(one) || !known.has(one))
      ) {
        placed.add(task.key);
        order.push(task);
      }
  }
  // A circle can't be saved in Databricks; nothing is lost if it is there all the same.
  return [...order, ...tasks.filter(({ key }) => !placed.has(key))];
}
