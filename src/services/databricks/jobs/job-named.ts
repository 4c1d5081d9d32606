// Finds a job by what somebody typed, and says which target of the bundle it belongs to. The names of a target's jobs begin
// with its prefix, which nobody has to type. (Runbook 1 "Run Individual Job")
import type { BundleTarget, JobsConfig } from '../../../config/delivery-schema.js';
import { Problem } from '../../../core/problem.js';
import type { Job } from './jobs.js';
import { nearest } from './run-words.js';

export type JobRules = Pick<JobsConfig, 'targets' | 'chains' | 'timeoutMinutes'>;

/** What ppm.config.yaml says about a target. @throws Problem invalid_input (field `target`) where it says nothing */
export function targetRules(
  { targets }: JobRules,
  target: BundleTarget,
): { environment: string; prefix: string } {
  const found = targets[target];
  if (found) return found;
  const names = Object.keys(targets);
  throw new Problem(
    'invalid_input',
    `The target ${target} is not configured.`,
    `Configured: ${names.join(', ') || 'none'}. Others go under databricks.jobs.targets of ppm.config.yaml.`,
    { field: 'target' },
  );
}

export interface Owner {
  target: BundleTarget;
  environment: string;
  prefix: string;
}

/** The target with the longest prefix that the job's name begins with; null: it is nobody's. */
export function ownerOf({ targets }: JobRules, jobName: string): Owner | null {
  const name = jobName.toLowerCase();
  const [first] = (['prod', 'staging', 'dev'] as const)
    .flatMap((target) => {
      const found = targets[target];
      return found && name.startsWith(found.prefix.toLowerCase()) ? [{ target, ...found }] : [];
    })
    // Stable: where two targets have the same prefix, it is the stricter one's.
    .toSorted((a, b) => b.prefix.length - a.prefix.length);
  return first ?? null;
}

/** The job's name without its target's prefix: what is typed for it. */
export function plainName(rules: JobRules, jobName: string): string {
  return jobName.slice(ownerOf(rules, jobName)?.prefix.length ?? 0);
}

/**
 * @param typed name with or without the target's prefix, in any case, or id
 * @throws Problem invalid_input: field `target` where that is not configured or the job is another one's, field `name` where
 * there is no such job or more than one
 */
export function jobNamed(
  all: readonly Job[],
  rules: JobRules,
  typed: string,
  target: BundleTarget,
): Job {
  const { prefix } = targetRules(rules, target);
  const wanted = typed.trim().toLowerCase();
  const full = wanted.startsWith(prefix.toLowerCase()) ? wanted : prefix.toLowerCase() + wanted;
  const found = all.filter(({ name }) => name.toLowerCase() === full);
  const [job, other] = found.length > 0 ? found : all.filter(({ id }) => String(id) === wanted);
  if (!job) throw unknown(all, rules, typed, target);
  if (other)
    throw new Problem(
      'invalid_input',
      `${found.length} jobs are called ${job.name}.`,
      `Give the id of one: ${found.map(({ id }) => id).join(', ')}.`,
      { field: 'name' },
    );
  const owner = ownerOf(rules, job.name);
  // The target decides who approves: a job of prod must not be reached as one of dev by its id.
  if (owner?.target !== target)
    throw new Problem(
      'invalid_input',
      `The job ${job.name} does not belong to ${target}.`,
      owner ? `It belongs to ${owner.target}: ask with that.` : 'It belongs to no target.',
      { field: 'target' },
    );
  return job;
}

function unknown(
  all: readonly Job[],
  rules: JobRules,
  typed: string,
  target: BundleTarget,
): Problem {
  const names = all.flatMap(({ name }) =>
    ownerOf(rules, name)?.target === target ? [plainName(rules, name)] : [],
  );
  const near = nearest(names, typed);
  return new Problem(
    'invalid_input',
    `There is no job ${JSON.stringify(typed.slice(0, 60))} in ${target}.`,
    near.length > 0
      ? `Did you mean ${near.join(', ')}? \`jobs\` lists all.`
      : `${target} has no jobs that the token may see.`,
    { field: 'name' },
  );
}
