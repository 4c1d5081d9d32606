// `job chain`: runs Databricks jobs one after another as one operation; the first that fails ends it. (Runbook 1 "Run Individual
// Job": notion_sync_bronze, silver_transformations, gold_aggregations)
import { z } from 'zod';
import { Problem } from '../../core/problem.js';
import { defineAction } from '../../services/context.js';
import { bundleTarget } from '../../services/databricks/jobs/inputs.js';
import { jobNamed, type JobRules } from '../../services/databricks/jobs/job-named.js';
import { planJobs, runJobsData } from '../../services/databricks/jobs/run-jobs-plan.js';
import { runJobs, settleJobs, verifyJobs } from '../../services/databricks/jobs/run-jobs.js';
import { nearest } from '../../services/databricks/jobs/run-words.js';

/** Jobs that one chain may have. */
const most = 10;

export const jobChain = defineAction({
  id: 'job.chain',
  family: 'Databricks',
  summary: 'Run several Databricks jobs one after another',
  runbook: 'finance-ppm#run-individual-job',
  examples: [
    'job chain pipeline',
    'job chain silver_transformations gold_aggregations --target dev',
  ],
  args: ['chain'],
  rest: true,
  risk: 'routine',
  riskNote: 'in prod it is approved',
  riskOf: ({ target }) => (target === 'prod' ? 'guarded' : 'routine'),
  input: z.object({
    chain: z
      .string()
      .trim()
      .min(1)
      .max(1_000)
      .describe('Name of a chain in ppm.config.yaml, or names of jobs in their order'),
    target: bundleTarget,
  }),
  data: runJobsData,
  async plan({ chain, target }, context) {
    const { jobs, jobRules, signal } = context;
    const { title, names } = chainOf(jobRules, chain);
    const all = await jobs.list(signal);
    const found = names.map((name) => inChain(() => jobNamed(all, jobRules, name, target)));
    return planJobs(
      {
        jobs: found,
        bundleTarget: target,
        lock: `jobs ${title} in ${target}`,
        headline: `Run ${found.map(({ name }) => name).join(', then ')} in ${target}`,
      },
      context,
    );
  },
  run: (plan, context) => runJobs(plan, context),
  verify: verifyJobs,
  undo: () => null,
  reconcile: settleJobs,
});

function chainOf({ chains }: JobRules, typed: string): { title: string; names: string[] } {
  const known = Object.entries(chains).find(([name]) => name === typed.toLowerCase());
  if (known) return { title: known[0], names: known[1] };
  const names = typed.split(/[\s,]+/).filter(Boolean);
  if (names.length >= 2 && names.length <= most) return { title: names.join(', '), names };
  const near = nearest(Object.keys(chains), typed);
  throw new Problem(
    'invalid_input',
    names.length > most
      ? `A chain has at most ${most} jobs.`
      : `There is no chain ${JSON.stringify(typed.slice(0, 60))}.`,
    `${near.length > 0 ? `There are ${near.join(', ')}. ` : ''}Or name two jobs or more, in their order.`,
    { field: 'chain' },
  );
}

/** A job is looked up by its name; here that stands in `chain`. */
function inChain<T>(look: () => T): T {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof Problem) || error.field !== 'name') throw error;
    throw new Problem(error.code, error.message, error.hint, { field: 'chain', cause: error });
  }
}
