// `job run` and `job chain`: what they plan and refuse, that a job is started once whatever happens, and how they end.
import { describe, expect, test } from 'vitest';
import { jobsSchema } from '../../../src/config/delivery-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { jobChain } from '../../../src/handlers/databricks-jobs/job-chain.js';
import { jobRun } from '../../../src/handlers/databricks-jobs/job-run.js';
import type { Job } from '../../../src/services/databricks/jobs/jobs.js';
import { runJobs, settleJobs, tokenOf } from '../../../src/services/databricks/jobs/run-jobs.js';
import { runJobsData } from '../../../src/services/databricks/jobs/run-jobs-plan.js';
import {
  bench,
  driverLost,
  ending,
  fakeWorkspace,
  gold,
  Killed,
  runOfJob,
  silver,
  type Bench,
} from './fake-jobs.js';

const pace = { first: 1, longest: 1 };
const plan = async ({ context }: Bench, input: object = { name: 'gold_aggregations' }) => {
  const made = await jobRun.plan(input, context);
  return { ...made, data: runJobsData.parse(made.data) };
};
const chain = async ({ context }: Bench, input: object) => {
  const made = await jobChain.plan(input, context);
  return { ...made, data: runJobsData.parse(made.data) };
};

describe('the plan', () => {
  test('has a step for each task, in an order in which they may run', async () => {
    const made = await plan(bench());
    expect(made).toMatchObject({
      target: 'job gold_aggregations',
      environment: 'production',
      warnings: [],
      undo: expect.stringContaining('There is none'),
      guard: { 'active runs of 11': [] },
    });
    expect(made.steps.map(({ id }) => id)).toEqual(['submit', 'task:kpis', 'task:publish', 'end']);
  });

  test('is the same when it is made again, and another one when the tasks have changed', async () => {
    const first = await plan(bench());
    expect(await plan(bench())).toEqual(first);
    const changed = { ...gold, tasks: [...gold.tasks, { key: 'more', dependsOn: ['publish'] }] };
    const { guard } = await plan(bench({}, fakeWorkspace([changed])));
    expect(guard['tasks of 11']).not.toBe(first.guard['tasks of 11']);
  });

  test('refuses a job that has as many runs as it may', async () => {
    const here = bench();
    here.world.runs.push(runOfJob(gold, 400));
    await expect(plan(here)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('400'),
      suggestions: [
        { operation: 'job.runs', input: { name: 'gold_aggregations', target: 'prod' } },
      ],
    });
  });

  test.each([
    ['lets another one wait', { queues: true }, /waits until/],
    ['may run twice', { maxConcurrentRuns: 2 }, /side by side/],
  ])('warns of another run of a job that %s', async (_what, more, warning) => {
    const job = { ...gold, ...more };
    const here = bench({}, fakeWorkspace([job]));
    here.world.runs.push(runOfJob(job, 400));
    const made = await plan(here);
    expect(made.warnings).toEqual([expect.stringMatching(warning)]);
    expect(made.guard['active runs of 11']).toEqual([400]);
  });

  test('of a job with very many tasks has no step for each', async () => {
    const tasks = Array.from({ length: 60 }, (_, place) => ({ key: `t${place}`, dependsOn: [] }));
    const made = await plan(bench({}, fakeWorkspace([{ ...gold, tasks }])));
    expect(made.steps.map(({ id }) => id)).toEqual(['submit', 'end']);
  });

  test('a target that is not configured is refused by name', async () => {
    const input = { name: 'gold_aggregations', target: 'dev' };
    await expect(plan(bench(), input)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'target',
    });
  });
});

test('prod is approved, the others go at once', () => {
  expect(jobRun.riskOf({ name: 'x' })).toBe('guarded');
  expect(jobRun.riskOf({ name: 'x', target: 'staging' })).toBe('routine');
  expect(jobChain.riskOf({ chain: 'pipeline' })).toBe('guarded');
  expect(jobChain.riskOf({ chain: 'pipeline', target: 'dev' })).toBe('routine');
});

describe('the run', () => {
  test('is followed task by task, told with its address, and verified', async () => {
    const here = bench();
    const made = await plan(here);
    await runJobs(made, here.context, { pace });
    expect([...here.done]).toEqual([
      ['submit', 'run 500: https://workspace/jobs/11/runs/500'],
      ['task:kpis', 'succeeded after 60 s'],
      ['task:publish', 'succeeded after 60 s'],
      ['end', 'succeeded after 3 min'],
    ]);
    expect([...here.world.tokens]).toEqual([['ppm-R-TEST', 500]]);
    expect(await jobRun.verify(made, here.context)).toEqual([
      expect.objectContaining({ ok: true, actual: 'succeeded (run 500)' }),
    ]);
    expect(jobRun.undo(made)).toBeNull();
  });

  test('tells how long it runs and how many tasks are done', async () => {
    const here = bench();
    here.clock.at = 60_000 + 3.5 * 60_000;
    const tasks = ['a', 'b', 'c'].map((key, place, all) => ({
      key,
      dependsOn: all.slice(0, place),
    }));
    const job = { ...gold, tasks };
    here.context.jobs = fakeWorkspace([job]).jobs;
    await runJobs(
      { ...(await plan(here)), data: { jobs: [{ id: 11, name: job.name, tasks: [] }] } },
      here.context,
      { pace },
    );
    expect(here.notes[0]).toBe('running 3 min, 2 of 3 tasks done');
  });

  test.each(['submit', 'task:kpis', 'task:publish', 'end'])(
    'is taken up by another process after a death in %s, and started once',
    async (step) => {
      const here = bench();
      const made = await plan(here);
      here.diesIn = step;
      await expect(runJobs(made, here.context, { pace })).rejects.toBeInstanceOf(Killed);
      const found = await settleJobs(made, here.context, { step, since: 0 });
      expect(found.outcome).toBe('not-done');
      here.diesIn = null;
      await runJobs(made, here.context, { pace });
      expect(here.world.runs).toHaveLength(1);
      expect([...here.done.keys()]).toEqual(['submit', 'task:kpis', 'task:publish', 'end']);
    },
  );

  test('whose answer was lost is asked for again with the same token', async () => {
    const here = bench();
    const made = await plan(here);
    here.world.lost.set('runNow', new Problem('outcome_unknown', 'no answer', ''));
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
    await runJobs(made, here.context, { pace });
    expect(here.world.runs).toHaveLength(1);
  });

  test('that fails says why, with the buttons that help', async () => {
    const here = bench();
    const made = await plan(here);
    here.world.endings.set('kpis', driverLost);
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outside_refused',
      message: expect.stringMatching(
        /kpis failed \(RUN_EXECUTION_ERROR\): driver[^]*DRIVER_UNREACHABLE[^]*Not run because of it: publish/,
      ),
      hint: expect.stringMatching(/Retry the run.*https:\/\/workspace/),
      suggestions: [
        { operation: 'job.retry', input: { run: '500' } },
        { operation: 'job.output', input: { run: '500' } },
      ],
    });
    expect((await jobRun.verify(made, here.context))[0]).toMatchObject({ ok: false });
  });

  test('that fails shows which of its tasks succeeded all the same, and how the failed one ended', async () => {
    const both: Job = {
      ...gold,
      tasks: [
        { key: 'kpis', dependsOn: [] },
        { key: 'summary', dependsOn: [] },
        { key: 'publish', dependsOn: ['kpis'] },
      ],
    };
    const here = bench({}, fakeWorkspace([both]));
    const made = await plan(here);
    here.world.endings.set('kpis', driverLost);
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outside_refused',
    });
    expect([...here.done.keys()]).toEqual(['submit', 'task:summary']);
    expect(here.notes.at(-1)).toBe('failed (RUN_EXECUTION_ERROR) after 60 s');
  });

  test('waits for another try of a task that failed', async () => {
    const here = bench();
    const made = await plan(here);
    const { jobs } = here.world;
    let looks = 0;
    here.context.jobs = {
      ...jobs,
      async run(id, signal) {
        const run = await jobs.run(id, signal);
        looks += 1;
        if (looks !== 2) return run;
        return {
          ...run,
          state: 'running',
          ending: null,
          tasks: run.tasks.map((task) => ({ ...task, state: 'ended', ending: driverLost })),
        };
      },
    };
    await runJobs(made, here.context, { pace });
    expect(here.done.size).toBe(4);
  });

  test('that was skipped is no success', async () => {
    const here = bench();
    const made = await plan(here);
    const skipped = ending('skipped', 'MAX_CONCURRENT_RUNS_EXCEEDED', 'limit of 1');
    here.world.tokens.set('ppm-R-TEST', 500);
    here.world.runs.push(runOfJob(gold, 500, { state: 'ended', ending: skipped, tasks: [] }));
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outside_refused',
      suggestions: [{ operation: 'job.runs' }, { operation: 'job.output' }],
    });
  });

  test('that takes too long goes on unfollowed', async () => {
    const here = bench({ jobRules: jobsSchema.parse({ timeoutMinutes: 5 }) });
    const made = await plan(here);
    here.world.isStuck = true;
    here.clock.at = 60_000 + 5 * 60_000 + 1;
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: expect.stringContaining('5 min'),
      hint: expect.stringContaining('https://workspace/jobs/11/runs/500'),
    });
    expect(here.world.cancelled).toEqual([]);
  });

  test('is followed on when Databricks is away for a while, but not for ever', async () => {
    const here = bench();
    const made = await plan(here);
    const { jobs } = here.world;
    const away = new Problem('outside_unavailable', 'did not answer', '');
    let looks = 0;
    here.context.jobs = {
      ...jobs,
      async run(id, signal) {
        looks += 1;
        if (looks === 2 || looks === 3) throw away;
        return jobs.run(id, signal);
      },
    };
    await runJobs(made, here.context, { pace });
    expect(here.notes).toContainEqual(expect.stringContaining('does not answer'));
    const other = bench();
    const again = await plan(other);
    other.context.jobs = {
      ...other.world.jobs,
      async run() {
        if (!other.done.has('submit')) return runOfJob(gold, 500);
        other.clock.at += 6 * 60_000;
        throw away;
      },
    };
    await expect(runJobs(again, other.context, { pace })).rejects.toBe(away);
  });
});

describe('a cancellation', () => {
  test('stops the run in Databricks', async () => {
    const here = bench();
    const made = await plan(here);
    here.world.isStuck = true;
    const going = runJobs(made, here.context, { pace });
    await expect.poll(() => here.notes.length).toBeGreaterThan(0);
    here.cancel();
    await expect(going).rejects.toMatchObject({ code: 'cancelled' });
    expect(here.world.cancelled).toEqual([500]);
  });

  test('while it is being started stops it too', async () => {
    const here = bench();
    const made = await plan(here);
    const { jobs } = here.world;
    here.context.jobs = {
      ...jobs,
      async runNow(id, token, signal) {
        here.cancel();
        signal.throwIfAborted();
        return jobs.runNow(id, token, signal);
      },
    };
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(here.world.cancelled).toEqual([500]);
  });

  test('of a run whose process has died is found out when it is looked into', async () => {
    const here = bench();
    const made = await plan(here);
    here.diesIn = 'task:kpis';
    await expect(runJobs(made, here.context, { pace })).rejects.toBeInstanceOf(Killed);
    here.cancel();
    await settleJobs(made, here.context, { step: 'task:kpis', since: 0 });
    expect(here.world.cancelled).toEqual([500]);
    expect(here.world.runs).toHaveLength(1);
  });

  test('that Databricks can not be told is not taken for done', async () => {
    const here = bench();
    const made = await plan(here);
    here.world.isStuck = true;
    here.context.jobs = {
      ...here.world.jobs,
      cancel: async () => {
        throw new Problem('outside_unavailable', 'did not answer', '');
      },
    };
    const going = runJobs(made, here.context, { pace });
    await expect.poll(() => here.notes.length).toBeGreaterThan(0);
    here.cancel();
    await expect(going).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  test('is not what a lost lease is: another process follows the run', async () => {
    const here = bench();
    const made = await plan(here);
    here.world.isStuck = true;
    const going = runJobs(made, here.context, { pace });
    await expect.poll(() => here.notes.length).toBeGreaterThan(0);
    here.abort();
    await expect(going).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(here.world.cancelled).toEqual([]);
  });
});

describe('a chain', () => {
  const rules = jobsSchema.parse({
    chains: { both: ['silver_transformations', 'gold_aggregations'] },
  });

  test.each([
    'both',
    'BOTH',
    'silver_transformations gold_aggregations',
    'silver_transformations, gold_aggregations',
  ])('%s runs one job after another, each with a token of its own', async (typed) => {
    const here = bench({ jobRules: rules });
    const made = await chain(here, { chain: typed });
    expect(made.steps.map(({ id }) => id)).toEqual([
      '1:submit',
      '1:task:clean',
      '1:end',
      '2:submit',
      '2:task:kpis',
      '2:task:publish',
      '2:end',
    ]);
    await runJobs(made, here.context, { pace });
    expect([...here.world.tokens.keys()]).toEqual(['ppm-R-TEST-1', 'ppm-R-TEST-2']);
    const checks = await jobChain.verify(made, here.context);
    expect(checks.map(({ ok }) => ok)).toEqual([true, true]);
  });

  test('ends with the first job that fails', async () => {
    const here = bench({ jobRules: rules });
    const made = await chain(here, { chain: 'both' });
    here.world.endings.set('clean', driverLost);
    await expect(runJobs(made, here.context, { pace })).rejects.toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining(silver.name),
    });
    expect(here.world.runs.map(({ jobId }) => jobId)).toEqual([silver.id]);
  });

  test('taken up by another process starts no job again', async () => {
    const here = bench({ jobRules: rules });
    const made = await chain(here, { chain: 'both' });
    here.diesIn = '2:submit';
    await expect(runJobs(made, here.context, { pace })).rejects.toBeInstanceOf(Killed);
    here.diesIn = null;
    await runJobs(made, here.context, { pace });
    expect(here.world.runs.map(({ jobId }) => jobId)).toEqual([silver.id, gold.id]);
  });

  test.each([
    ['bot', /There are both/],
    ['silver_transformations gold', /Did you mean gold_aggregations/],
  ])('%s is refused by the field', async (typed, hint) => {
    await expect(chain(bench({ jobRules: rules }), { chain: typed })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'chain',
      hint: expect.stringMatching(hint),
    });
  });
});

test('a token has 64 characters at most', () => {
  expect(tokenOf('R-7K2QMF', 2)).toBe('ppm-R-7K2QMF-2');
  expect(tokenOf('R'.repeat(80), 10).length).toBeLessThanOrEqual(64);
  expect(tokenOf('R'.repeat(80), 10)).not.toBe(tokenOf('R'.repeat(80), 1));
});
