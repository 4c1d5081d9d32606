// The client and the operations on the pretend company's workspace, over HTTPS: what the strict simulator counts is what
// happened.
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { startWarehouse, type Warehouse } from '../../../../sandbox/databricks/index.js';
import { jobsSchema } from '../../../../src/config/delivery-schema.js';
import { jobOutput } from '../../../../src/handlers/databricks-jobs/job-output.js';
import { jobRetry } from '../../../../src/handlers/databricks-jobs/job-retry.js';
import { jobRun } from '../../../../src/handlers/databricks-jobs/job-run.js';
import { jobs as jobsQuery } from '../../../../src/handlers/databricks-jobs/jobs.js';
import { connectJobs } from '../../../../src/services/databricks/jobs/connect-jobs.js';
import { retryData, runRetry } from '../../../../src/services/databricks/jobs/retry-run.js';
import { runJobs } from '../../../../src/services/databricks/jobs/run-jobs.js';
import { runJobsData } from '../../../../src/services/databricks/jobs/run-jobs-plan.js';
import { bench, type Bench } from '../../../handlers/databricks-jobs/fake-jobs.js';

const pace = { first: 10, longest: 20 };
const job = 'silver_transformations';
let warehouse: Warehouse;
let here: Bench;

beforeEach(async () => {
  warehouse = await startWarehouse({ seed: async () => {}, jobs: { taskMs: 40, history: false } });
  const jobs = connectJobs({
    host: `${warehouse.host}:${warehouse.port}`,
    token: warehouse.token,
    caCertificate: warehouse.caCert,
    registry: new Registry(),
    sleep: async () => {},
  });
  here = bench({ jobs, jobRules: jobsSchema.parse({}), now: Date.now });
  onTestFinished(() => warehouse.close());
});

const start = async (): Promise<void> => {
  const made = await jobRun.plan({ name: job }, here.context);
  await runJobs({ ...made, data: runJobsData.parse(made.data) }, here.context, { pace });
  const checks = await jobRun.verify(made, here.context);
  expect(checks).toEqual([expect.objectContaining({ ok: true })]);
};
const lastRun = (): string => String(warehouse.jobs.runs(job)[0]?.id);

describe('a run', () => {
  test('is followed to its end', async () => {
    await start();
    expect([...here.done.keys()]).toEqual([
      'submit',
      'task:projects',
      'task:tasks',
      'task:budgets',
      'task:checks',
      'end',
    ]);
    expect(here.done.get('submit')).toContain(lastRun());
  });

  test.each([
    ['lostReply', { lostReply: { call: 'run-now' } }],
    ['errorAfter', { errorAfter: { call: 'run-now', status: 503 } }],
    ['429', { tooManyRequests: { count: 2, retryAfterSeconds: 0 } }],
  ] as const)('is submitted once: %s', async (_what, faults) => {
    warehouse.jobs.faults.set(faults);
    await start();
    expect(warehouse.jobs.submissions()).toHaveLength(1);
  });

  test.each([
    ['cluster-startup', 'cluster', 'job.retry'],
    ['driver-unreachable', 'driver', 'job.retry'],
    ['data-loss', 'data-loss', 'table.history'],
    ['permission-denied', 'permission', 'diagnose'],
    ['notebook-error', 'code', 'diagnose'],
    ['timeout', 'time-out', 'job.retry'],
  ] as const)(
    'that fails by %s is classified, and explained afterwards',
    async (kind, said, button) => {
      warehouse.jobs.failNext(job, kind, 'tasks');
      await expect(start()).rejects.toMatchObject({
        code: 'outside_refused',
        message: expect.stringMatching(new RegExp(`tasks .*: ${said}\\.`)),
        suggestions: expect.arrayContaining([expect.objectContaining({ operation: button })]),
      });
      const report = await jobOutput.read({ run: lastRun() }, here.context);
      expect(report.findings).toHaveLength(1);
      expect(report.findings?.[0]?.evidence).toContain('Not run because of it: checks');
      const list = await jobsQuery.read({ target: 'prod' }, here.context);
      expect(list.findings?.[0]?.title).toContain(job);
    },
  );

  test('is stopped there when the person cancels', async () => {
    warehouse.jobs.failNext(job, 'never-ends', 'tasks');
    const going = start();
    await expect.poll(() => here.notes.length).toBeGreaterThan(0);
    here.cancel();
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    await expect
      .poll(() => warehouse.jobs.runs(job)[0]?.ending?.code, { timeout: 5_000 })
      .toBe('USER_CANCELED');
  });
});

test('a retry repairs what failed, once, and a second one names the first', async () => {
  warehouse.jobs.failNext(job, 'driver-unreachable', 'tasks');
  await expect(start()).rejects.toMatchObject({ code: 'outside_refused' });
  const retry = async (): Promise<void> => {
    here.done.clear();
    const made = await jobRetry.plan({ run: lastRun() }, here.context);
    expect(made.steps.map(({ id }) => id)).toEqual(['repair', 'task:tasks', 'task:checks', 'end']);
    await runRetry({ ...made, data: retryData.parse(made.data) }, here.context, { pace });
    const checks = await jobRetry.verify(made, here.context);
    expect(checks.map(({ ok }) => ok)).toEqual([true, true]);
  };
  warehouse.jobs.failNext(job, 'driver-unreachable', 'tasks');
  await expect(retry()).rejects.toMatchObject({ code: 'outside_refused' });
  await retry();
  expect(warehouse.jobs.submissions(job).map(({ kind }) => kind)).toEqual([
    'run',
    'repair',
    'repair',
  ]);
});
