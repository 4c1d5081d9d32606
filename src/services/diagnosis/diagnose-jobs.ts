// How each Databricks job ended last: what failed is told with its class, as the runbook's table has it. (Runbook 1
// "Troubleshoot Failed Jobs")
import type { Context } from '../context.js';
import { explain, failedTasks, outputsOf, type Explained } from '../databricks/jobs/failed-run.js';
import type { FailureKind } from '../databricks/jobs/failure-kinds.js';
import { ownerOf } from '../databricks/jobs/job-named.js';
import { lastRunsOf } from '../databricks/jobs/last-runs.js';
import type { ScenarioId } from './scenarios.js';
import { signOf, type Sign } from './sign.js';

type Parts = Pick<Context, 'jobs' | 'jobRules' | 'signal'>;

/** Failed jobs that are looked into: each costs some calls. */
const mostFailed = 10;

const scenarioOf: Readonly<Partial<Record<FailureKind, ScenarioId>>> = {
  cluster: 'cluster-startup-failure',
  driver: 'driver-unreachable',
  'data-loss': 'data-loss',
  permission: 'permission-denied',
};

/** None for jobs of production that ended well or never ran. */
export async function diagnoseJobs({ jobs, jobRules, signal }: Parts): Promise<Sign[]> {
  const production = (await jobs.list(signal)).filter(
    ({ name }) => ownerOf(jobRules, name)?.target === 'prod',
  );
  const failed = (await lastRunsOf(jobs, production, signal)).flatMap(({ last }) =>
    last?.ending && last.ending.result !== 'success' && last.ending.result !== 'cancelled'
      ? [last]
      : [],
  );
  const explained = await Promise.all(
    failed.slice(0, mostFailed).map(async ({ id, jobName }) => {
      const run = await jobs.run(id, signal);
      const outputs = await outputsOf(jobs, failedTasks(run), signal);
      return explain(run, outputs, jobRules)
        .slice(0, 1)
        .map((one) => signIn(one, jobName, run.endedAt));
    }),
  );
  return explained.flat();
}

function signIn({ classified, finding }: Explained, job: string, at: number | null): Sign {
  const scenario = scenarioOf[classified.kind] ?? 'job-failed';
  return signOf(scenario, finding.evidence ?? finding.title, {
    what: `the job ${job}`,
    since: at,
    offer: { label: 'Its runs', operation: 'job.runs', input: { name: job } },
    ...(classified.suggestion.operation === 'diagnose' ? {} : { offer: classified.suggestion }),
  });
}
