// Databricks jobs from the slash command down: what they did, run at once or approved, in a chain, why they failed, retried.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf } from '../../sandbox/person.js';
import type { FailureKind } from '../../sandbox/databricks/jobs/index.js';
import { startsElsewhere } from './databricks-hands.js';
import { noteOf, stepsOn } from './plan-block.js';
import {
  asks,
  cardAfter,
  isApproved,
  openStage,
  plans,
  reads,
  says,
  shown,
  told,
  type Stage,
} from './stage.js';

const silver = 'silver_transformations';
const bronze = 'notion_sync_bronze';
const inDev = (job: string): string => `[dev ppm] ${job}`;

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({
    warehouse: { jobs: { taskMs: 1_000 } },
    notion: { requestsPerMinute: 0 },
  });
});
afterAll(() => stage?.close());
afterEach(() => stage.warehouse.jobs.faults.set({}));

const newest = (job: string) => stage.warehouse.jobs.runs(job)[0];
const active = (job: string) =>
  stage.warehouse.jobs.runs(job).filter(({ endedAt }) => endedAt === null);

describe('what there is', () => {
  test('jobs: each with its last result; what failed is a finding with its output', async () => {
    const run = stage.warehouse.jobs.record('gold_aggregations', 'driver-unreachable');
    const answer = await asks(stage, stage.eve, '/ppm jobs');
    expect(shown(answer)).toContain('1 of 6 jobs did not succeed last time');
    expect(shown(answer)).toMatch(/gold_aggregations failed \(DRIVER_ERROR\): driver/);
    expect(buttonsOf(answer)).toEqual(['Retry the run']);
    const output = await reads(stage, stage.eve, `/ppm job output ${run}`);
    expect(output).toMatch(/kpis[^]*DRIVER_UNREACHABLE[^]*Not run because of it: publish/);
    expect(await reads(stage, stage.eve, '/ppm jobs --target dev')).not.toMatch(
      /\nsilver_transformations\n/,
    );
  });

  test('job runs: results and durations; its button shows the newest in detail', async () => {
    const answer = await asks(stage, stage.ana, `/ppm job runs ${silver} --limit 5`);
    expect(shown(answer)).toMatch(/newest run succeeded, 1 of 5 did not succeed/);
    expect(shown(answer)).toContain('failed (CLUSTER_ERROR)');
    expect(answer.blocks.map(({ type }) => type)).toContain('data_visualization');
    const output = await told(stage, stage.ana, 'its output', () =>
      stage.ana.clicks(answer, 'Output of the newest'),
    );
    expect(shown(output)).toContain(`run ${newest(silver)?.id} succeeded`);
    expect(shown(output)).toMatch(/\nprojects\n[^]*\nchecks\n/);
  });

  test('job output --task: what that task said', async () => {
    const id = newest(silver)?.id;
    expect(await reads(stage, stage.eve, `/ppm job output ${id} --task checks`)).toMatch(
      /checks: output|checks[^]*said nothing/,
    );
  });
});

describe('job run', () => {
  test('in prod: somebody else approves; each task, the link, the end', async () => {
    const card = await plans(stage.ana, `/ppm job run ${silver}`);
    expect(shown(card)).toMatch(/production[^]*job 552917364008202, 4 tasks/);
    expect(shown(card)).toMatch(/1\. Start silver_transformations[^]*5\. checks[^]*6\. .* ends/);
    const own = await told(stage, stage.ana, 'her own', () => stage.ana.clicks(card, 'Approve'));
    expect(shown(own)).toMatch(/your own|somebody else|asked for it/i);
    expect(stage.warehouse.jobs.submissions(silver)).toHaveLength(0);
    const done = await isApproved(stage, card);
    expect(done.text).toContain('Done: Run the job silver_transformations in prod');
    expect(stepsOn(done)).toEqual([
      'Start silver_transformations: complete',
      'projects: complete',
      'tasks: complete',
      'budgets: complete',
      'checks: complete',
      'silver_transformations ends: complete',
    ]);
    expect(noteOf(done, 'Start silver_transformations')).toContain(newest(silver)?.url);
    expect(noteOf(done, 'checks')).toMatch(/succeeded after \d+ s/);
    expect(shown(done)).toMatch(/has ended with success: succeeded \(run \d+\)/);
    expect(shown(done)).toMatch(/approved by <@U02BEN>/);
    expect(stage.warehouse.jobs.submissions(silver)).toHaveLength(1);
    expect(newest(silver)?.ending).toMatchObject({ result: 'SUCCESS' });
  }, 90_000);

  test('in dev: at once, the job with the prefix of dev', async () => {
    const card = await plans(stage.ana, `/ppm job run ${silver} --target dev`);
    const done = await says(stage.ana, card, /has succeeded/, 60_000);
    expect(shown(done)).not.toMatch(/approved by/);
    expect(stage.warehouse.jobs.submissions(inDev(silver))).toHaveLength(1);
    expect(stage.warehouse.jobs.submissions(silver)).toHaveLength(1);
  }, 90_000);

  test('job chain pipeline: one after another, and the first that fails ends it', async () => {
    const chain = ['notion_sync_bronze', silver, 'gold_aggregations'].map(inDev);
    const card = await plans(stage.ana, '/ppm job chain pipeline --target dev');
    const done = await says(stage.ana, card, /has succeeded/, 90_000);
    expect(stepsOn(done)).toHaveLength(15);
    expect(stepsOn(done).filter((step) => !step.endsWith(': complete'))).toEqual([]);
    const runs = chain.map(newest);
    for (const [index, run] of runs.entries())
      expect(run?.startedAt).toBeGreaterThanOrEqual(runs[index - 1]?.endedAt ?? 0);

    const before = stage.warehouse.jobs.submissions(chain[2]).length;
    stage.warehouse.jobs.failNext(inDev(silver), 'notebook-error', 'budgets');
    const second = await plans(stage.ana, '/ppm job chain pipeline --target dev');
    const failed = await says(stage.ana, second, /has failed/, 90_000);
    expect(shown(failed)).toMatch(/budgets failed \(RUN_EXECUTION_ERROR\): code/);
    expect(stepsOn(failed)).toContain(`${chain[0]} ends: complete`);
    expect(stage.warehouse.jobs.submissions(chain[2])).toHaveLength(before);
  }, 200_000);
});

const classes: [kind: FailureKind, title: RegExp, cause: RegExp, fix: RegExp, button: string][] = [
  [
    'cluster-startup',
    /projects failed \(CLUSTER_ERROR\): cluster\. .*CLUSTER_STARTUP_FAILURE/,
    /The cluster failed to start/,
    /Check the cluster's configuration/,
    'Retry the run',
  ],
  [
    'driver-unreachable',
    /projects failed \(DRIVER_ERROR\): driver\. .*DRIVER_UNREACHABLE/,
    /The cluster was lost while it ran/,
    /the driver has too little memory/,
    'Retry the run',
  ],
  [
    'data-loss',
    /projects failed \(RUN_EXECUTION_ERROR\): data-loss\. .*DATA_LOSS/,
    /A Delta table lost files or versions/,
    /restore it to the last good version/,
    'History of main.silver.projects',
  ],
  [
    'permission-denied',
    /projects failed \(UNAUTHORIZED_ERROR\): permission\. .*PERMISSION_DENIED/,
    /may not do what it does/,
    /Check the Unity Catalog grants/,
    'Diagnose Databricks',
  ],
  [
    'notebook-error',
    /projects failed \(RUN_EXECUTION_ERROR\): code\. [^]*KeyError: 'Budget \(EUR\)'/,
    /The notebook or program ended with an error/,
    /correct the code or the data/,
    'Diagnose Databricks',
  ],
  [
    'timeout',
    /projects timed out \(CANCELED\): time-out\. .*timed out after 3600 seconds/,
    /longer than its time-out/,
    /raise timeout_seconds/,
    'Retry the run',
  ],
];

describe('a job that fails says why on its card', () => {
  test.each(classes)(
    '%s',
    async (kind, title, cause, fix, button) => {
      stage.warehouse.jobs.failNext(inDev(silver), kind, 'projects');
      const card = await plans(stage.ana, `/ppm job run ${silver} --target dev`);
      const failed = await says(stage.ana, card, /has failed/, 60_000);
      const text = shown(failed);
      expect(text).toMatch(title);
      expect(text).toMatch(cause);
      expect(text).toMatch(fix);
      expect(text).toContain('Not run because of it: checks');
      expect(text).toContain(newest(inDev(silver))?.url);
      expect(buttonsOf(failed)).toEqual([button, 'Output']);
      expect(stepsOn(failed)).toContain('projects: error');
      const output = await told(stage, stage.ana, 'Output', () =>
        stage.ana.clicks(failed, 'Output'),
      );
      expect(shown(output)).toMatch(cause);
    },
    90_000,
  );
});

test('job retry from the button: approved, and only what failed and what depends on it runs again', async () => {
  stage.warehouse.jobs.failNext(silver, 'driver-unreachable', 'budgets');
  const card = await plans(stage.ana, `/ppm job run ${silver}`);
  await stage.ben.clicks(card, 'Approve');
  const failed = await says(stage.ana, card, /has failed/, 60_000);
  const retry = await cardAfter(stage.ana, 'retry', () =>
    stage.ana.clicks(failed, 'Retry the run'),
  );
  expect(shown(retry)).toMatch(/\*Runs again\*\nbudgets, checks/);
  const done = await isApproved(stage, retry);
  expect(stepsOn(done).map((step) => step.replace(/\d+/, 'N'))).toEqual([
    'Repair run N: complete',
    'budgets: complete',
    'checks: complete',
    'silver_transformations ends: complete',
  ]);
  const run = newest(silver);
  const attempts = (key: string) => run?.tasks.filter((task) => task.key === key).length;
  expect(['projects', 'tasks', 'budgets', 'checks'].map(attempts)).toEqual([1, 1, 2, 2]);
  expect(run).toMatchObject({ repairs: 1, ending: { result: 'SUCCESS' } });
  expect(await reads(stage, stage.ana, `/ppm job retry ${run?.id}`)).toContain(
    'has succeeded: there is nothing to retry',
  );
}, 150_000);

describe('a job that runs already', () => {
  test('one that lets none wait is refused, with what goes on', async () => {
    stage.warehouse.jobs.failNext(inDev(bronze), 'never-ends');
    await startsElsewhere(stage, inDev(bronze));
    const refused = await reads(stage, stage.ana, `/ppm job run ${bronze} --target dev`);
    expect(refused).toMatch(/has as many runs as it may \(1\): \d+ goes on, and it lets none wait/);
    expect(refused).toContain(String(active(inDev(bronze))[0]?.id));
    expect(
      stage.warehouse.jobs
        .runs(inDev(bronze))
        .filter(({ ending }) => ending?.result.startsWith('MAX')),
    ).toEqual([]);
  });

  test('one that queues waits, and the plan says so', async () => {
    await startsElsewhere(stage, inDev(silver));
    const card = await plans(stage.ana, `/ppm job run ${silver} --target dev`);
    const done = await says(stage.ana, card, /has succeeded/, 60_000);
    expect(shown(done)).toMatch(/is running already \(\d+\): this run waits until there is room/);
  }, 90_000);

  test('begun by somebody else after the plan: drift, nothing is started', async () => {
    const card = await plans(stage.ana, `/ppm job run ${silver}`);
    const before = stage.warehouse.jobs.submissions(silver).length;
    await startsElsewhere(stage, silver);
    await stage.ben.clicks(card, 'Approve');
    const failed = await says(stage.ana, card, /has failed/, 60_000);
    expect(shown(failed)).toMatch(/Things changed after the plan was made[^]*active runs of/);
    expect(stage.warehouse.jobs.submissions(silver)).toHaveLength(before + 1);
  }, 90_000);
});

describe('bad input is refused with what there is', () => {
  test.each([
    [
      'job run silver_transformation',
      /no job "silver_transformation" in prod[^]*silver_transformations/,
    ],
    ['job runs gold_agregations', /gold_aggregations/],
    ['job run gold_aggregations --target staging', /staging is not configured[^]*prod, dev/],
    ['job run gold_aggregations --target prd', /prod/],
    ['job run 552917363908202', /does not belong to prod[^]*dev/],
    ['job chain pipelin', /no chain "pipelin"[^]*pipeline/],
    ['job chain notion_sync_bronze silver_trans', /silver_transformations/],
    ['job output 12', /knows no such run[^]*job runs/],
    ['job retry abc', /is not a run of a Databricks job[^]*job runs/],
    ['jobs --target live', /dev|prod/],
  ])('%s', async (words, what) => {
    const before = stage.warehouse.jobs.submissions().length;
    expect(await reads(stage, stage.ana, `/ppm ${words}`)).toMatch(what);
    expect(stage.warehouse.jobs.submissions()).toHaveLength(before);
  });

  test('a task that the run does not have', async () => {
    const id = newest(silver)?.id;
    expect(await reads(stage, stage.ana, `/ppm job output ${id} --task cheks`)).toMatch(
      /has no task "cheks"[^]*It has checks/,
    );
  });
});
