// `job run`: runs a Databricks job and follows its tasks to the end. (Runbook 1 "Run Individual Job")
import { z } from 'zod';
import { bundleTarget } from '../../services/databricks/jobs/inputs.js';
import { defineAction } from '../../services/context.js';
import { jobNamed } from '../../services/databricks/jobs/job-named.js';
import { planJobs, runJobsData } from '../../services/databricks/jobs/run-jobs-plan.js';
import { runJobs, settleJobs, verifyJobs } from '../../services/databricks/jobs/run-jobs.js';

export const jobRun = defineAction({
  id: 'job.run',
  family: 'Databricks',
  summary: 'Run a Databricks job and follow it to its end',
  runbook: 'finance-ppm#run-individual-job',
  examples: ['job run notion_sync_bronze', 'job run gold_aggregations --target dev'],
  args: ['name'],
  rest: true,
  risk: 'routine',
  riskNote: 'in prod it is approved',
  riskOf: ({ target }) => (target === 'prod' ? 'guarded' : 'routine'),
  input: z.object({
    name: z.string().trim().min(1).max(300).describe('Name or id of the job'),
    target: bundleTarget,
  }),
  data: runJobsData,
  async plan({ name, target }, context) {
    const { jobs, jobRules, signal } = context;
    const job = jobNamed(await jobs.list(signal), jobRules, name, target);
    return planJobs(
      {
        jobs: [job],
        bundleTarget: target,
        lock: `job ${job.name}`,
        headline: `Run the job ${job.name} in ${target}`,
      },
      context,
    );
  },
  run: (plan, context) => runJobs(plan, context),
  verify: verifyJobs,
  undo: () => null,
  reconcile: settleJobs,
});
