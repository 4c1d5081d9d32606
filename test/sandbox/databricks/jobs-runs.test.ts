// Runs of the jobs simulator: in the order of their tasks, one at a time, ending as they are told to.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { FailureKind } from '../../../sandbox/databricks/index.js';
import { openJobs, refused, type Client, type RunOut } from './jobs-support.js';

const silver = 'silver_transformations';
const gold = 'gold_aggregations';
const bronze = 'notion_sync_bronze';

let jobs: Client;
beforeAll(async () => {
  jobs = await openJobs();
});
afterAll(() => jobs.close());
beforeEach(() => {
  jobs.warehouse.jobs.faults.set({});
  jobs.warehouse.jobs.speed.taskMs = 40;
});

const results = (run: RunOut): [string, string | undefined][] =>
  run.tasks.map(({ task_key: key, state }) => [key, state.result_state]);
const going = async (id: number): Promise<string> => (await jobs.run(id)).status.state;

describe('a run', () => {
  it('goes from PENDING by RUNNING to TERMINATED, its tasks after what they depend on', async () => {
    jobs.warehouse.jobs.speed.taskMs = 400;
    const id = await jobs.runNow(silver);
    const first = await jobs.run(id);
    expect(first).toMatchObject({ trigger: 'ONE_TIME', end_time: 0, run_name: silver });
    expect(first.status).toEqual({ state: 'PENDING' });
    expect(first.tasks.map(({ status }) => status.state)).toEqual([
      'PENDING',
      'PENDING',
      'PENDING',
      'BLOCKED',
    ]);
    await expect.poll(() => going(id), { interval: 2 }).toBe('RUNNING');
    const run = await jobs.ended(id);
    expect(run.status.termination_details).toEqual({ code: 'SUCCESS', type: 'SUCCESS' });
    expect(run.state).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'SUCCESS' });
    const checks = run.tasks.find(({ task_key: key }) => key === 'checks');
    expect(checks?.depends_on?.map(({ task_key: key }) => key)).toEqual([
      'projects',
      'tasks',
      'budgets',
    ]);
    for (const task of run.tasks) {
      const { setup_duration: setup, execution_duration: running, cleanup_duration: end } = task;
      expect(setup + running + end).toBe(task.end_time - task.start_time);
    }
    const before = run.tasks.filter((task) => task !== checks).map((task) => task.end_time);
    expect(checks?.start_time).toBeGreaterThanOrEqual(Math.max(...before));
    expect(run.run_duration).toBe(run.end_time - run.start_time);
    expect(run.run_page_url).toContain(`#job/${jobs.jobId(silver)}/run/${id}`);
    expect(run.repair_history).toEqual([{ type: 'ORIGINAL', status: run.status }]);
  });

  it('is one for one idempotency token', async () => {
    const { length } = jobs.warehouse.jobs.submissions();
    const token = { idempotency_token: 'x'.repeat(64) };
    const [id, again] = await Promise.all([jobs.runNow(bronze, token), jobs.runNow(bronze, token)]);
    await jobs.ended(id);
    expect(again).toBe(id);
    expect(await jobs.runNow(bronze, token)).toBe(id);
    expect(jobs.warehouse.jobs.submissions().slice(length)).toMatchObject([
      { kind: 'run', job: bronze, runId: id },
    ]);
  });

  it('too many is skipped, or waits where the job queues', async () => {
    jobs.warehouse.jobs.failNext(gold, 'never-ends');
    const long = await jobs.runNow(gold);
    const skipped = await jobs.run(await jobs.runNow(gold));
    expect(skipped.status.termination_details?.code).toBe('MAX_CONCURRENT_RUNS_EXCEEDED');
    expect(skipped.state.life_cycle_state).toBe('SKIPPED');
    expect(skipped.tasks).toEqual([]);
    await jobs.ask('runs/cancel', { run_id: long });
    await jobs.ended(long);

    const one = await jobs.runNow(silver);
    const two = await jobs.runNow(silver);
    const queued = await jobs.run(two);
    expect(queued.status).toMatchObject({
      state: 'QUEUED',
      queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED' },
    });
    const [first, second] = [await jobs.ended(one), await jobs.ended(two)];
    expect(second.tasks[0]?.start_time).toBeGreaterThanOrEqual(first.end_time);
    expect(second.queue_duration).toBeGreaterThan(0);
  });
});

describe('a failure', () => {
  it.each<[FailureKind, string, string, string]>([
    ['cluster-startup', 'CLUSTER_ERROR', 'CLOUD_FAILURE', 'CLUSTER_STARTUP_FAILURE'],
    ['driver-unreachable', 'DRIVER_ERROR', 'INTERNAL_ERROR', 'DRIVER_UNREACHABLE'],
    ['data-loss', 'RUN_EXECUTION_ERROR', 'CLIENT_ERROR', 'DATA_LOSS: Table main.silver.projects'],
    ['permission-denied', 'UNAUTHORIZED_ERROR', 'CLIENT_ERROR', 'PERMISSION_DENIED'],
    ['notebook-error', 'RUN_EXECUTION_ERROR', 'CLIENT_ERROR', 'see run output for details'],
  ])('%s ends the run with %s', async (kind, code, type, words) => {
    jobs.warehouse.jobs.failNext(silver, kind);
    const run = await jobs.ended(await jobs.runNow(silver));
    expect(run.status.termination_details).toMatchObject({ code, type });
    expect(run.status.termination_details?.message).toContain(`Task projects failed with message`);
    expect(run.status.termination_details?.message).toContain(words);
    expect(run.state).toMatchObject({ life_cycle_state: 'INTERNAL_ERROR', result_state: 'FAILED' });
    expect(results(run)).toEqual([
      ['projects', 'FAILED'],
      ['tasks', 'SUCCESS'],
      ['budgets', 'SUCCESS'],
      ['checks', 'UPSTREAM_FAILED'],
    ]);
    expect(run.tasks[3]?.status.termination_details?.code).toBe('SKIPPED');
    // It was the next one, and no other.
    expect((await jobs.ended(await jobs.runNow(silver))).state.result_state).toBe('SUCCESS');
  });

  it('by time-out is CANCELED by its code, and TIMEDOUT by its result', async () => {
    jobs.warehouse.jobs.failNext(bronze, 'timeout', 'load_bronze');
    const run = await jobs.ended(await jobs.runNow(bronze));
    expect(run.status.termination_details?.code).toBe('CANCELED');
    expect(run.state.result_state).toBe('TIMEDOUT');
    expect(results(run)).toEqual([
      ['extract_pages', 'SUCCESS'],
      ['load_bronze', 'TIMEDOUT'],
    ]);
  });

  it('can be read from the output of its task, not from that of the run', async () => {
    jobs.warehouse.jobs.failNext(gold, 'notebook-error', 'publish');
    const run = await jobs.ended(await jobs.runNow(gold));
    const outputs = await Promise.all(
      run.tasks.map((task) => jobs.ask(`runs/get-output?run_id=${task.run_id}`)),
    );
    expect(outputs[0]?.body).toMatchObject({ notebook_output: { truncated: false } });
    expect(outputs[2]?.body).toMatchObject({
      error: "KeyError: 'Budget (EUR)'",
      error_trace: expect.stringContaining('Traceback'),
    });
    expect(await jobs.ask(`runs/get-output?run_id=${run.run_id}`)).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', expect.stringContaining('multiple tasks')),
    );
  });
});
