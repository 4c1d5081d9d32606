// `job retry`: what would run again, what it refuses, and that a repair is asked for once.
import { describe, expect, test } from 'vitest';
import { jobsSchema } from '../../../src/config/delivery-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { jobRetry } from '../../../src/handlers/databricks-jobs/job-retry.js';
import {
  retryData,
  runRetry,
  settleRetry,
} from '../../../src/services/databricks/jobs/retry-run.js';
import {
  bench,
  driverLost,
  endedRun,
  ending,
  fakeWorkspace,
  gold,
  Killed,
  runOfJob,
  success,
  type Bench,
} from './fake-jobs.js';

const pace = { first: 1, longest: 1 };
const plan = async ({ context }: Bench) => {
  const made = await jobRetry.plan({ run: 'https://workspace/jobs/11/runs/7' }, context);
  return { ...made, data: retryData.parse(made.data) };
};
/** With run 7 of gold, whose kpis failed. */
const failedBench = (how = driverLost, given: Parameters<typeof bench>[0] = {}): Bench => {
  const here = bench(given);
  here.world.runs.push(endedRun(gold, 7, { kpis: how }));
  return here;
};

describe('the plan', () => {
  test('names what failed, what depends on it, and the latest repair', async () => {
    const made = await plan(failedBench());
    expect(made).toMatchObject({
      target: 'job gold_aggregations',
      environment: 'production',
      warnings: [],
      guard: { 'latest repair': null, state: 'failed (RUN_EXECUTION_ERROR)' },
      data: { runId: 7, latestRepair: null, tasks: ['kpis', 'publish'] },
    });
    expect(made.steps.map(({ id }) => id)).toEqual(['repair', 'task:kpis', 'task:publish', 'end']);
  });

  test('leaves alone what succeeded', async () => {
    const here = bench();
    here.world.runs.push(endedRun(gold, 7, { publish: driverLost }));
    expect((await plan(here)).data.tasks).toEqual(['publish']);
  });

  test('warns where a retry alone mends nothing', async () => {
    const denied = ending('failed', 'RUN_EXECUTION_ERROR', 'PERMISSION_DENIED: no SELECT');
    expect((await plan(failedBench(denied))).warnings).toEqual([
      expect.stringMatching(/kpis failed.*Unity Catalog grants/),
    ]);
  });

  test('is made for the environment of the job, found by its prefix', async () => {
    const job = { ...gold, name: '[dev ppm] gold_aggregations' };
    const here = bench(
      {
        jobRules: jobsSchema.parse({
          targets: {
            prod: { environment: 'production' },
            dev: { environment: 'development', prefix: '[dev ppm] ' },
          },
        }),
      },
      fakeWorkspace([job]),
    );
    here.world.runs.push(endedRun(job, 7, { kpis: driverLost }));
    expect((await plan(here)).environment).toBe('development');
    expect(jobRetry.riskOf({ run: '7' })).toBe('guarded');
  });

  test.each([
    ['goes on', runOfJob(gold, 7), 'job.output'],
    ['has succeeded', runOfJob(gold, 7, { state: 'ended', ending: success }), 'job.run'],
    [
      'was skipped',
      runOfJob(gold, 7, {
        state: 'ended',
        ending: ending('skipped', 'MAX_CONCURRENT_RUNS_EXCEEDED'),
        tasks: [],
      }),
      'job.run',
    ],
  ])('refuses a run that %s', async (_what, run, operation) => {
    const here = bench();
    here.world.runs.push(run);
    await expect(plan(here)).rejects.toMatchObject({
      code: 'not_possible',
      field: 'run',
      suggestions: expect.arrayContaining([expect.objectContaining({ operation })]),
    });
  });

  test('refuses what is no run, and a job of no target', async () => {
    await expect(jobRetry.plan({ run: 'R-7K2QMF' }, bench().context)).rejects.toMatchObject({
      field: 'run',
    });
    const nobodys = jobsSchema.parse({
      targets: { dev: { environment: 'development', prefix: '[dev] ' } },
    });
    await expect(plan(failedBench(driverLost, { jobRules: nobodys }))).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'run',
    });
  });
});

describe('the retry', () => {
  test('repairs once, is followed to its end and verified', async () => {
    const here = failedBench();
    const made = await plan(here);
    await runRetry(made, here.context, { pace });
    expect(here.world.repaired).toEqual([{ runId: 7, latestRepair: null }]);
    expect([...here.done]).toEqual([
      ['repair', 'repair 900'],
      ['task:kpis', 'succeeded after 60 s, try 2'],
      ['task:publish', 'succeeded after 60 s, try 2'],
      ['end', 'succeeded after 3 min in all'],
    ]);
    const checks = await jobRetry.verify(made, here.context);
    expect(checks.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('of a run that was repaired before names that repair', async () => {
    const here = failedBench();
    here.world.runs[0]?.repairs.push({ id: 31, startedAt: 1, state: 'ended', ending: driverLost });
    const made = await plan(here);
    expect(made.guard).toMatchObject({ 'latest repair': 31 });
    await runRetry(made, here.context, { pace });
    expect(here.world.repaired).toEqual([{ runId: 7, latestRepair: 31 }]);
  });

  test('that fails again says why', async () => {
    const here = failedBench();
    const made = await plan(here);
    here.world.endings.set('kpis', driverLost);
    await expect(runRetry(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outside_refused',
      suggestions: [{ operation: 'job.retry' }, { operation: 'job.output' }],
    });
    expect((await jobRetry.verify(made, here.context)).map(({ ok }) => ok)).toEqual([true, false]);
  });

  test('does not take the old ending for the new one', async () => {
    const here = failedBench();
    const made = await plan(here);
    const before = structuredClone(here.world.runs[0]);
    const { jobs } = here.world;
    let stale = 2;
    here.context.jobs = {
      ...jobs,
      async run(id, signal) {
        stale -= 1;
        return stale >= 0 && before ? before : jobs.run(id, signal);
      },
    };
    await runRetry(made, here.context, { pace });
    expect(here.done.get('task:kpis')).toBe('succeeded after 60 s, try 2');
  });

  test('whose answer was lost is found by the repair, and not asked for again', async () => {
    const here = failedBench();
    const made = await plan(here);
    here.world.lost.set('repair', new Problem('outcome_unknown', 'no answer', ''));
    await expect(runRetry(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
    const found = await settleRetry(made, here.context, { step: 'repair', since: 0 });
    expect(found).toEqual({ outcome: 'done', evidence: 'repair 900' });
    here.done.set('repair', found.evidence);
    await runRetry(made, here.context, { pace });
    expect(here.world.repaired).toHaveLength(1);
    expect(here.done.size).toBe(4);
  });

  test('that never reached Databricks is to be done', async () => {
    const here = failedBench();
    const made = await plan(here);
    const found = await settleRetry(made, here.context, { step: 'repair', since: 0 });
    expect(found.outcome).toBe('not-done');
  });

  test('is not settled while Databricks can not be read', async () => {
    const here = failedBench();
    const made = await plan(here);
    const away = new Problem('outside_unavailable', 'did not answer', '');
    here.context.jobs = { ...here.world.jobs, run: () => Promise.reject(away) };
    await expect(settleRetry(made, here.context, { step: 'repair', since: 0 })).rejects.toBe(away);
  });

  test('is followed again after a death', async () => {
    const here = failedBench();
    const made = await plan(here);
    here.diesIn = 'task:kpis';
    await expect(runRetry(made, here.context, { pace })).rejects.toBeInstanceOf(Killed);
    here.diesIn = null;
    expect(await settleRetry(made, here.context, { step: 'task:kpis', since: 0 })).toMatchObject({
      outcome: 'not-done',
    });
    await runRetry(made, here.context, { pace });
    expect(here.world.repaired).toHaveLength(1);
  });

  test('is stopped in Databricks when the person cancels', async () => {
    const here = failedBench();
    const made = await plan(here);
    here.world.isStuck = true;
    const going = runRetry(made, here.context, { pace });
    await expect.poll(() => here.notes.length).toBeGreaterThan(0);
    here.cancel();
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    expect(here.world.cancelled).toEqual([7]);
  });
});
