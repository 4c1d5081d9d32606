// What the jobs simulator refuses, asked over HTTPS; its switches, its control, and that the warehouse goes on beside it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { handleControl } from '../../../sandbox/databricks/index.js';
import { jobSwitches } from '../../../sandbox/systems/switches/jobs.js';
import { listSchema, openJobs, refused, type Client } from './jobs-support.js';
import { connectClient } from './support.js';

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

describe('bad input', () => {
  it.each<[string, unknown, string, string]>([
    ['run-now', '{', 'MALFORMED_REQUEST', 'Invalid JSON'],
    ['run-now', '[]', 'MALFORMED_REQUEST', 'expected a map'],
    ['run-now', {}, 'INVALID_PARAMETER_VALUE', 'Missing required field: job_id'],
    ['run-now', { job_id: '42' }, 'MALFORMED_REQUEST', 'Expected number for field job_id'],
    ['run-now', { job_id: 7 }, 'INVALID_PARAMETER_VALUE', 'Job 7 does not exist.'],
    ['run-now', { job_id: 42, token: 'x' }, 'INVALID_PARAMETER_VALUE', 'Unrecognized field: token'],
    [
      'run-now',
      { job_id: 42, idempotency_token: 'x'.repeat(65) },
      'INVALID_PARAMETER_VALUE',
      'at most 64 characters',
    ],
    ['runs/cancel', { run_id: 7 }, 'INVALID_PARAMETER_VALUE', 'Run 7 does not exist.'],
    ['runs/repair', { run_id: 7 }, 'INVALID_PARAMETER_VALUE', 'Exactly one of'],
    ['list?limit=101', undefined, 'INVALID_PARAMETER_VALUE', 'limit must be at most 100'],
    ['runs/list?limit=0', undefined, 'INVALID_PARAMETER_VALUE', 'limit must be at least 1'],
    ['runs/list?limit=26', undefined, 'INVALID_PARAMETER_VALUE', 'limit must be at most 25'],
    [
      'runs/list?active_only=true&completed_only=true',
      undefined,
      'INVALID_PARAMETER_VALUE',
      'both',
    ],
    ['runs/list?nonsense=1', undefined, 'INVALID_PARAMETER_VALUE', 'Unrecognized field: nonsense'],
    ['runs/get?run_id=1&run_id=2', undefined, 'INVALID_PARAMETER_VALUE', 'more than once'],
    ['get?job_id=7', undefined, 'INVALID_PARAMETER_VALUE', 'Job 7 does not exist.'],
  ])('%s %j is %s', async (path, body, code, words) => {
    const { length } = jobs.warehouse.jobs.submissions();
    expect(await jobs.ask(path, body)).toMatchObject(refused(code, expect.stringContaining(words)));
    expect(jobs.warehouse.jobs.submissions()).toHaveLength(length);
  });

  it('is a path or a method that there is none of, too', async () => {
    for (const [path, body] of [
      ['nonsense', undefined],
      ['run-now', undefined],
      ['list', {}],
      ['/api/2.1/jobs/list', undefined],
    ] as const)
      expect(await jobs.ask(path, body)).toMatchObject(
        refused('ENDPOINT_NOT_FOUND', expect.stringContaining('No API found for'), 404),
      );
  });

  it('and a token that is none, or is refused', async () => {
    const wrong = await jobs.ask('list', undefined, { authorization: 'Bearer dapi-wrong' });
    expect(wrong).toMatchObject(refused(403, 'Invalid access token.', 403));
    expect(await jobs.ask('list', undefined, { authorization: '' })).toMatchObject({ status: 401 });
    jobs.warehouse.faults.set({ unauthorized: 401 });
    expect(await jobs.ask('list')).toMatchObject({ status: 401, body: { error_code: 401 } });
  });
});

describe('a failure switch', () => {
  it.each(jobSwitches)('$id fails silver_transformations, and puts it right', async (one) => {
    const company = { warehouse: jobs.warehouse };
    const path = `runs/list?job_id=${jobs.jobId(silver)}`;
    const latest = async () =>
      listSchema.parse((await jobs.ask(path)).body).runs[0]?.status.termination_details;
    one.on(company);
    expect(one.isOn(company)).toBe(true);
    expect(jobSwitches.filter((other) => other.isOn(company))).toEqual([one]);
    const failed = await latest();
    expect(failed?.code).not.toBe('SUCCESS');
    await jobs.ended(await jobs.runNow(silver));
    expect((await latest())?.code).toBe(failed?.code);
    one.off(company);
    expect(one.isOn(company)).toBe(false);
    expect((await latest())?.code).toBe('SUCCESS');
    expect(jobs.warehouse.jobs.runs(silver)[0]?.ending?.code).toBe('SUCCESS');
    expect((await jobs.ended(await jobs.runNow(silver))).state.result_state).toBe('SUCCESS');
  });
});

it('is controlled by the page: how the jobs are, and what goes wrong', async () => {
  const server = createServer(
    (req, res) => void handleControl(jobs.warehouse, req, res, req.url ?? ''),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const at = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/jobs`;
  const put = (body: object) =>
    fetch(`${at}/faults`, { method: 'PUT', body: JSON.stringify(body) });
  expect(await (await fetch(at)).json()).toMatchObject(
    jobs.warehouse.jobs
      .list()
      .map(({ name }) => ({ name, latest: { job: name, phase: 'terminated' } })),
  );
  expect((await put({ failing: { [silver]: { kind: 'timeout' } } })).status).toBe(200);
  expect(jobs.warehouse.jobs.faults.get().failing?.[silver]).toEqual({ kind: 'timeout' });
  expect((await put({ failing: 1 })).status).toBe(400);
  server.close();
});

it('leaves the SQL warehouse on the same port as it was', async () => {
  const client = await connectClient(jobs.warehouse);
  const session = await client.openSession();
  const operation = await session.executeStatement('SELECT 1 AS one');
  expect(await operation.fetchAll()).toEqual([{ one: 1 }]);
  await client.close();
});
