// What goes wrong on purpose with the jobs simulator, and how often something was done.
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { openJobs, refused, type Client } from './jobs-support.js';

const silver = 'silver_transformations';

let jobs: Client;
beforeAll(async () => {
  jobs = await openJobs();
});
afterAll(() => jobs.close());
afterEach(() => {
  jobs.warehouse.jobs.faults.set({});
  jobs.warehouse.faults.set({});
});

describe('faults', () => {
  const faults = () => jobs.warehouse.jobs.faults;

  it('lose the reply of what was done: asked again with its token it is one run', async () => {
    const body = { job_id: jobs.jobId('gold_aggregations'), idempotency_token: 'lost-1' };
    const { length } = jobs.warehouse.jobs.submissions();
    faults().set({ lostReply: { call: 'run-now' } });
    await expect(jobs.ask('run-now', body)).rejects.toThrow(/hang up|ECONNRESET/);
    faults().set({ errorAfter: { call: 'run-now', status: 503 } });
    expect(await jobs.ask('run-now', body)).toMatchObject({ status: 503 });
    const { body: said } = await jobs.ask('run-now', body);
    const made = jobs.warehouse.jobs.submissions().slice(length);
    expect(made).toHaveLength(1);
    expect(said).toMatchObject({ run_id: made[0]?.runId });
    await jobs.ended(made[0]?.runId ?? 0);
  });

  it('lose the replies of a repair and of a cancelling that were done', async () => {
    jobs.warehouse.jobs.failNext(silver, 'data-loss');
    const id = await jobs.runNow(silver);
    await jobs.ended(id);
    jobs.warehouse.jobs.failNext(silver, 'never-ends');
    faults().set({ ...faults().get(), lostReply: { call: 'runs/repair' } });
    const asked = jobs.ask('runs/repair', { run_id: id, rerun_all_failed_tasks: true });
    await expect(asked).rejects.toThrow(/hang up|ECONNRESET/);
    expect((await jobs.run(id)).repair_history).toHaveLength(2);
    faults().set({ lostReply: { call: 'runs/cancel' } });
    await expect(jobs.ask('runs/cancel', { run_id: id })).rejects.toThrow(/hang up|ECONNRESET/);
    expect((await jobs.ended(id)).state.result_state).toBe('CANCELED');
  });

  it('answer 500 having done nothing, once', async () => {
    const { length } = jobs.warehouse.jobs.submissions();
    faults().set({ errorBefore: { call: 'run-now' } });
    const body = { job_id: jobs.jobId('notion_sync_bronze') };
    expect(await jobs.ask('run-now', body)).toMatchObject({ status: 500 });
    expect(jobs.warehouse.jobs.submissions()).toHaveLength(length);
    expect(await jobs.ask('run-now', body)).toMatchObject({ status: 200 });
  });

  it('let nobody ask too often, or do what the user may only look at', async () => {
    faults().set({ rate: { perSecond: 2, retryAfterSeconds: 3 } });
    const statuses = [await jobs.ask('list'), await jobs.ask('list'), await jobs.ask('list')];
    expect(statuses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(statuses[2]).toMatchObject({
      headers: { 'retry-after': '3' },
      body: { error_code: 'REQUEST_LIMIT_EXCEEDED' },
    });
    faults().set({ viewOnly: true });
    expect(await jobs.ask('run-now', { job_id: 42 })).toMatchObject(
      refused('PERMISSION_DENIED', expect.stringContaining('Manage Run'), 403),
    );
    expect(await jobs.ask('list')).toMatchObject({ status: 200 });
  });

  it('delay an answer', async () => {
    faults().set({ delay: { call: 'list', millis: 80 } });
    const from = performance.now();
    await jobs.ask('list');
    expect(performance.now() - from).toBeGreaterThan(70);
  });

  it('that are none are refused, and a warehouse that is down takes the jobs with it', async () => {
    expect(() => jobs.warehouse.jobs.faults.replace({ lostReply: { call: 'no' } })).toThrow(/call/);
    expect(() => jobs.warehouse.jobs.failNext('no-such', 'timeout')).toThrow('no job no-such');
    jobs.warehouse.faults.set({ down: true });
    await expect(jobs.ask('list')).rejects.toThrow(/hang up|ECONNRESET|disconnected/);
  });
});
