// `job retry`: runs what failed in a run again, with what depends on it. (Runbook 1 "Troubleshoot Failed Jobs")
import { z } from 'zod';
import { defineAction } from '../../services/context.js';
import { runInput } from '../../services/databricks/jobs/inputs.js';
import {
  planRetry,
  retryData,
  runRetry,
  settleRetry,
  verifyRetry,
} from '../../services/databricks/jobs/retry-run.js';
import { runIdOf } from '../../services/databricks/jobs/run-words.js';

export const jobRetry = defineAction({
  id: 'job.retry',
  family: 'Databricks',
  summary: 'Run the failed tasks of a Databricks run again',
  runbook: 'finance-ppm#troubleshoot-failed-jobs',
  examples: ['job retry 455644833'],
  args: ['run'],
  risk: 'guarded',
  input: z.object({ run: runInput }),
  data: retryData,
  async plan({ run }, context) {
    return planRetry(runIdOf(run), context);
  },
  run: (plan, context) => runRetry(plan, context),
  verify: verifyRetry,
  undo: () => null,
  reconcile: settleRetry,
});
