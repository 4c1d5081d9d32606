// The Jobs API client over real sockets: pages, what is tried again, and what is made of the answers.
import { describe, expect, test } from 'vitest';
import { workspace, type Answer } from './workspace.js';

const { signal } = new AbortController();

const task = (key: string, more: object = {}): object => ({
  task_key: key,
  run_id: 100,
  attempt_number: 0,
  status: { state: 'RUNNING' },
  ...more,
});
const run = (more: object = {}): Answer => ({
  json: { run_id: 7, job_id: 1, run_name: 'gold', status: { state: 'RUNNING' }, ...more },
});

describe('jobs', () => {
  test('come page by page, by name, and one with many tasks is read whole', async () => {
    const { jobs, asked } = await workspace(({ path, query }) => {
      if (path.endsWith('/jobs/get'))
        return query.get('page_token') === 'more'
          ? { json: { job_id: 2, settings: { name: 'b', tasks: [{ task_key: 't101' }] } } }
          : {
              json: {
                job_id: 2,
                settings: { name: 'b', tasks: [{ task_key: 't1' }] },
                next_page_token: 'more',
              },
            };
      return query.get('page_token') === 'p2'
        ? {
            json: {
              jobs: [
                {
                  job_id: 1,
                  settings: {
                    name: 'a',
                    max_concurrent_runs: 3,
                    queue: { enabled: true },
                    tasks: [{ task_key: 'x' }, { task_key: 'y', depends_on: [{ task_key: 'x' }] }],
                  },
                },
              ],
            },
          }
        : {
            json: {
              jobs: [{ job_id: 2, settings: { name: 'b', tasks: [] }, has_more: true }],
              next_page_token: 'p2',
            },
          };
    });
    expect(await jobs.list(signal)).toEqual([
      {
        id: 1,
        name: 'a',
        maxConcurrentRuns: 3,
        queues: true,
        tasks: [
          { key: 'x', dependsOn: [] },
          { key: 'y', dependsOn: ['x'] },
        ],
      },
      {
        id: 2,
        name: 'b',
        maxConcurrentRuns: 1,
        queues: false,
        tasks: [
          { key: 't1', dependsOn: [] },
          { key: 't101', dependsOn: [] },
        ],
      },
    ]);
    const [first] = asked;
    expect(first?.authorization).toBe('Bearer not-a-token');
    expect(Object.fromEntries(first?.query ?? [])).toEqual({ limit: '100', expand_tasks: 'true' });
  });
});

describe('starting a run', () => {
  const startOnce = (first: Answer) => {
    const runs = new Map<string, number>();
    return workspace(({ body }, before) => {
      const token = String(Reflect.get(Object(body), 'idempotency_token'));
      // It has acted before the reply is lost.
      if (before > 0 || first === null) runs.set(token, runs.get(token) ?? 40 + runs.size);
      return before === 0 ? first : { json: { run_id: runs.get(token) } };
    });
  };

  test('whose reply was lost asks again with its token, and there is one run', async () => {
    const { jobs, asked } = await startOnce(null);
    expect(await jobs.runNow(1, 'ppm-R-TEST', signal)).toBe(40);
    expect(asked.map(({ body }) => body)).toEqual([
      { job_id: 1, idempotency_token: 'ppm-R-TEST' },
      { job_id: 1, idempotency_token: 'ppm-R-TEST' },
    ]);
  });

  test('waits as long as a 429 says', async () => {
    const { jobs, waits } = await startOnce({
      status: 429,
      headers: { 'retry-after': '7' },
      json: { error_code: 'REQUEST_LIMIT_EXCEEDED', message: 'slow down' },
    });
    expect(await jobs.runNow(1, 'ppm-R-TEST', signal)).toBe(40);
    expect(waits[0]).toBeGreaterThanOrEqual(7_000);
  });

  test.each([
    ['RESOURCE_DOES_NOT_EXIST', 404, 'not_found'],
    ['INVALID_PARAMETER_VALUE', 400, 'not_found'],
    ['PERMISSION_DENIED', 403, 'outside_refused'],
  ])('that is refused with %s is told as %s', async (code, status, problem) => {
    const { jobs, asked } = await workspace(() => ({
      status,
      json: { error_code: code, message: 'Job 1 does not exist.' },
    }));
    await expect(jobs.runNow(1, 'ppm', signal)).rejects.toMatchObject({ code: problem });
    expect(asked).toHaveLength(1);
  });
});

test('a repair is not asked for twice when its reply is lost', async () => {
  const { jobs, asked } = await workspace(() => null);
  await expect(jobs.repair(7, 5, signal)).rejects.toMatchObject({ code: 'outcome_unknown' });
  expect(asked.map(({ body }) => body)).toEqual([
    { run_id: 7, rerun_all_failed_tasks: true, rerun_dependent_tasks: true, latest_repair_id: 5 },
  ]);
});

test('the first repair names none before it; a cancellation may be repeated', async () => {
  const { jobs, asked } = await workspace(({ path }, before) => {
    if (path.endsWith('/repair')) return { json: { repair_id: 9 } };
    return before === 0 ? null : { json: {} };
  });
  expect(await jobs.repair(7, null, signal)).toBe(9);
  await jobs.cancel(7, signal);
  expect(asked.map(({ path, body }) => [path, body])).toEqual([
    [
      '/api/2.2/jobs/runs/repair',
      { run_id: 7, rerun_all_failed_tasks: true, rerun_dependent_tasks: true },
    ],
    ['/api/2.2/jobs/runs/cancel', { run_id: 7 }],
    ['/api/2.2/jobs/runs/cancel', { run_id: 7 }],
  ]);
});

describe('runs', () => {
  test('of a job come in pages of 25 until there are enough', async () => {
    const { jobs, asked } = await workspace(({ query }, before) => ({
      json: {
        runs: Array.from({ length: Number(query.get('limit')) }, (_, place) => ({
          run_id: before * 25 + place + 1,
          job_id: 1,
          status: { state: 'RUNNING' },
        })),
        next_page_token: `p${before + 1}`,
      },
    }));
    const runs = await jobs.runs({ job: 1, limit: 30, activeOnly: true, since: 5 }, signal);
    expect(runs.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, place) => place + 1));
    expect(asked.map(({ query }) => Object.fromEntries(query))).toEqual([
      { job_id: '1', active_only: 'true', start_time_from: '5', limit: '25' },
      { job_id: '1', active_only: 'true', start_time_from: '5', limit: '5', page_token: 'p1' },
    ]);
  });

  test('with many tasks are read whole, the latest try of each task', async () => {
    const { jobs, asked } = await workspace(({ query }) =>
      query.get('page_token') === null
        ? run({
            next_page_token: 'p2',
            tasks: [task('a', { run_id: 1 }), task('a', { run_id: 2, attempt_number: 1 })],
            repair_history: [
              { type: 'REPAIR', id: 31, start_time: 20, status: { state: 'RUNNING' } },
              { type: 'ORIGINAL', start_time: 10, status: { state: 'TERMINATED' } },
            ],
          })
        : run({ tasks: [task('b', { depends_on: [{ task_key: 'a' }] })] }),
    );
    const found = await jobs.run(7, signal);
    expect(found.tasks.map(({ key, runId, attempt }) => [key, runId, attempt])).toEqual([
      ['a', 2, 1],
      ['b', 100, 0],
    ]);
    expect(found.repairs.map(({ id }) => id)).toEqual([0, 31]);
    expect(asked[0]?.query.get('include_history')).toBe('true');
  });

  test('of a task lead to the run that it is part of', async () => {
    const { jobs } = await workspace(({ query }) =>
      query.get('run_id') === '8' ? run({ run_id: 8, job_run_id: 7 }) : run({ tasks: [task('a')] }),
    );
    expect(await jobs.run(8, signal)).toMatchObject({ id: 7, tasks: [{ key: 'a' }] });
  });

  const ended = (code: string, message = ''): object => ({
    status: { state: 'TERMINATED', termination_details: { code, type: 'CLIENT_ERROR', message } },
  });
  const old = (life: string, result?: string): object => ({
    state: {
      life_cycle_state: life,
      state_message: 'said',
      ...(result ? { result_state: result } : {}),
    },
  });
  test.each([
    ['SUCCESS', ended('SUCCESS'), 'success'],
    ['SUCCESS_WITH_FAILURES', ended('SUCCESS_WITH_FAILURES'), 'success'],
    ['RUN_EXECUTION_ERROR', ended('RUN_EXECUTION_ERROR'), 'failed'],
    ['a code that is not known yet', ended('SOLAR_FLARE'), 'failed'],
    ['USER_CANCELED', ended('USER_CANCELED'), 'cancelled'],
    ['CANCELED by the platform', ended('CANCELED', 'Run timed out.'), 'timed_out'],
    ['SKIPPED', ended('SKIPPED', 'An upstream task failed.'), 'upstream_failed'],
    ['SKIPPED by its condition', ended('SKIPPED', 'No.'), 'skipped'],
    ['MAX_CONCURRENT_RUNS_EXCEEDED', ended('MAX_CONCURRENT_RUNS_EXCEEDED'), 'skipped'],
    [
      'TIMEDOUT beside CANCELED',
      { ...ended('CANCELED'), ...old('TERMINATED', 'TIMEDOUT') },
      'timed_out',
    ],
    ['only the older words', old('TERMINATED', 'FAILED'), 'failed'],
    ['only the older INTERNAL_ERROR', old('INTERNAL_ERROR'), 'failed'],
    ['only the older SKIPPED', old('SKIPPED'), 'skipped'],
    ['only the older SUCCESS', old('TERMINATED', 'SUCCESS'), 'success'],
  ])('that ended with %s', async (_what, standing, result) => {
    const { jobs } = await workspace(() => ({ json: { run_id: 7, job_id: 1, ...standing } }));
    expect(await jobs.run(7, signal)).toMatchObject({ state: 'ended', ending: { result } });
  });

  test.each([
    ['QUEUED', 'queued'],
    ['BLOCKED', 'pending'],
    ['WAITING', 'pending'],
    ['TERMINATING', 'terminating'],
    ['SOMETHING_NEW', 'running'],
  ])('that are %s have no ending', async (state, shown) => {
    const { jobs } = await workspace(() => ({
      json: {
        run_id: 7,
        status: { state, termination_details: { code: 'SUCCESS', type: 'SUCCESS', message: '' } },
      },
    }));
    expect(await jobs.run(7, signal)).toMatchObject({ state: shown, ending: null });
  });

  test('of one task take as long as their parts', async () => {
    const parts = { queue_duration: 1, setup_duration: 20, execution_duration: 300 };
    const { jobs } = await workspace(() => run(parts));
    expect((await jobs.run(7, signal)).millis).toBe(321);
  });
});

test('an output has no secrets in it', async () => {
  const token = ['dapi', '0123456789abcdef0123456789abcdef'].join('');
  const { jobs } = await workspace(() => ({
    json: {
      error: `no access with ${token}`,
      error_trace: ' ',
      notebook_output: { result: 'ok', truncated: true },
    },
  }));
  const output = await jobs.output(100, signal);
  expect(output).toMatchObject({ trace: null, text: 'ok', isCut: true });
  expect(output.error).toMatch(/^no access with /);
  expect(JSON.stringify(output)).not.toContain(token);
});
