// Runs of the jobs simulator that are repaired or cancelled.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openJobs, refused, type Client } from './jobs-support.js';

const silver = 'silver_transformations';
const gold = 'gold_aggregations';

let jobs: Client;
beforeAll(async () => {
  jobs = await openJobs();
});
afterAll(() => jobs.close());
beforeEach(() => {
  jobs.warehouse.jobs.faults.set({});
  jobs.warehouse.jobs.speed.taskMs = 40;
});

const going = async (id: number): Promise<string> => (await jobs.run(id)).status.state;

describe('a repair', () => {
  const repairId = z.object({ repair_id: z.number() });

  it('runs failed tasks and those after them again, and is asked for the latest repair', async () => {
    jobs.warehouse.jobs.failEvery(silver, 'driver-unreachable');
    const id = await jobs.runNow(silver);
    await jobs.ended(id);
    const wanted = { run_id: id, rerun_all_failed_tasks: true };
    const first = repairId.parse((await jobs.ask('runs/repair', wanted)).body).repair_id;
    expect(await jobs.ask('runs/repair', wanted)).toMatchObject(
      refused('INVALID_STATE', expect.stringContaining('active')),
    );
    expect((await jobs.ended(id)).state.result_state).toBe('FAILED');
    expect(await jobs.ask('runs/repair', wanted)).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', expect.stringContaining('latest repair ID needs')),
    );
    const stale = { ...wanted, latest_repair_id: first + 1 };
    expect(await jobs.ask('runs/repair', stale)).toMatchObject({ status: 400 });

    jobs.warehouse.jobs.failEvery(silver, null);
    const again = { ...wanted, latest_repair_id: first };
    const second = repairId.parse((await jobs.ask('runs/repair', again)).body).repair_id;
    const run = await jobs.ended(id);
    expect(run.state.result_state).toBe('SUCCESS');
    expect(
      run.tasks
        .filter(({ task_key: key }) => key === 'projects' || key === 'tasks')
        .map((task) => [task.task_key, task.attempt_number, task.state.result_state]),
    ).toEqual([
      ['projects', 0, 'FAILED'],
      ['tasks', 0, 'SUCCESS'],
      ['projects', 1, 'FAILED'],
      ['projects', 2, 'SUCCESS'],
    ]);
    expect(run.repair_history?.map(({ type, id: of }) => [type, of])).toEqual([
      ['ORIGINAL', undefined],
      ['REPAIR', first],
      ['REPAIR', second],
    ]);
    expect(
      jobs.warehouse.jobs.submissions(silver).filter(({ runId }) => runId === id),
    ).toHaveLength(3);
    expect(await jobs.ask('runs/repair', { ...wanted, latest_repair_id: second })).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', expect.stringContaining('successful')),
    );
  });

  it('runs just the tasks it names, unless those that depend on them are wanted too', async () => {
    jobs.warehouse.jobs.failNext(gold, 'data-loss', 'kpis');
    const id = await jobs.runNow(gold);
    await jobs.ended(id);
    const one = { run_id: id, rerun_tasks: ['kpis'] };
    expect(await jobs.ask('runs/repair', { ...one, rerun_tasks: ['no'] })).toMatchObject(
      refused('INVALID_PARAMETER_VALUE', `Task no does not exist in run ${id}.`),
    );
    const { body } = await jobs.ask('runs/repair', one);
    expect((await jobs.ended(id)).state.result_state).toBe('FAILED');
    await jobs.ask('runs/repair', {
      ...one,
      rerun_dependent_tasks: true,
      latest_repair_id: repairId.parse(body).repair_id,
    });
    expect((await jobs.ended(id)).state.result_state).toBe('SUCCESS');
  });
});

describe('cancelling', () => {
  it('ends what runs, what waits, and changes nothing that has ended', async () => {
    jobs.warehouse.jobs.failNext(silver, 'never-ends');
    const id = await jobs.runNow(silver);
    const waiting = await jobs.runNow(silver);
    await expect.poll(() => going(id), { interval: 2 }).toBe('RUNNING');
    await jobs.ask('runs/cancel', { run_id: waiting });
    expect((await jobs.run(waiting)).status.termination_details?.code).toBe('USER_CANCELED');
    jobs.warehouse.jobs.speed.taskMs = 2_000;
    expect(await jobs.ask('runs/cancel', { run_id: id })).toMatchObject({ status: 200, body: {} });
    // It is known how it ends before it has ended.
    expect((await jobs.run(id)).status).toMatchObject({
      state: 'TERMINATING',
      termination_details: { code: 'USER_CANCELED' },
    });
    const run = await jobs.ended(id);
    expect(run.state).toMatchObject({ life_cycle_state: 'TERMINATED', result_state: 'CANCELED' });
    expect(await jobs.ask('runs/cancel', { run_id: id })).toMatchObject({ status: 200 });
    expect(await jobs.run(id)).toEqual(run);
  });
});
