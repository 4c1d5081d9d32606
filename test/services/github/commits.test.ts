// Commits, comparisons, checks and deployments over a real socket.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startSmallServer, type SmallServer } from './small-server.js';

const repository = 'meridian-finance/ppm-platform';
const base = `/repos/${repository}`;
const { signal } = new AbortController();

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.close());

const commit = (number: number): object => ({
  sha: number.toString(16).padStart(40, '0'),
  commit: {
    message: `Change ${number}`,
    author: { name: 'Ben', date: '2026-11-01T10:00:00Z' },
    committer: null,
  },
  author: null,
});

test('a ref that is not there is the field at fault', async () => {
  server.on(() => ({ status: 422, body: { message: 'No commit found for SHA: nope' } }));
  await expect(server.github().commit(repository, 'nope', signal)).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'ref',
    message: `${repository} has no branch, tag or commit "nope".`,
  });
});

describe('a comparison', () => {
  test('has at most 250 commits, of several pages', async () => {
    server.on(({ query }) => {
      const from = (Number(query['page']) - 1) * 100;
      return {
        body: {
          status: 'ahead',
          ahead_by: 412,
          behind_by: 0,
          html_url: 'https://github.com/compare',
          commits: Array.from({ length: 100 }, (_, index) => commit(from + index)),
        },
      };
    });
    const compared = await server.github().compare(repository, 'v1', 'release/2', signal);
    expect(compared).toMatchObject({ status: 'ahead', aheadBy: 412, behindBy: 0 });
    expect(compared.commits).toHaveLength(250);
    expect(compared.commits[249]).toMatchObject({ title: 'Change 249', author: 'Ben' });
    expect(server.seen[0]?.route).toBe(`GET ${base}/compare/v1...release%2F2`);
    expect(server.seen).toHaveLength(3);
  });

  test('of the same, and of what is not there', async () => {
    const github = server.github();
    await expect(github.compare(repository, 'a'.repeat(40), 'b', signal)).rejects.toMatchObject({
      code: 'not_found',
      message: `GitHub can't compare aaaaaaa with b in ${repository}.`,
    });
    const body = { status: 'identical', ahead_by: 0, behind_by: 0, html_url: 'x', commits: [] };
    server.on(() => ({ body }));
    await expect(github.compare(repository, 'a', 'a', signal)).resolves.toEqual({
      status: 'identical',
      aheadBy: 0,
      behindBy: 0,
      commits: [],
      url: 'x',
    });
  });
});

describe('checks', () => {
  const checksOf = async (runs: [string, string | null][], statuses: string[]) => {
    server.on(({ route }) => ({
      body: route.endsWith('/check-runs')
        ? {
            total_count: runs.length,
            check_runs: runs.map(([status, conclusion], at) => ({
              name: `run ${at}`,
              status,
              conclusion,
            })),
          }
        : { state: 'pending', statuses: statuses.map((state) => ({ context: 'ci', state })) },
    }));
    return server.github().checks(repository, 'main', signal);
  };

  test('none at all', async () => {
    expect(await checksOf([], [])).toEqual({ state: 'none', failed: [], pending: [], total: 0 });
  });

  test('all good: skipped and neutral count as good', async () => {
    const runs: [string, string][] = [
      ['completed', 'success'],
      ['completed', 'skipped'],
      ['completed', 'neutral'],
    ];
    expect(await checksOf(runs, ['success'])).toMatchObject({ state: 'success', total: 4 });
  });

  test('one that has not ended', async () => {
    expect(await checksOf([['queued', null]], ['success'])).toMatchObject({
      state: 'pending',
      pending: ['run 0'],
    });
  });

  test('the worst counts, of both kinds', async () => {
    expect(
      await checksOf(
        [
          ['in_progress', null],
          ['completed', 'timed_out'],
        ],
        ['error'],
      ),
    ).toEqual({ state: 'failure', failed: ['run 1', 'ci'], pending: ['run 0'], total: 3 });
  });
});

test('jobs of dispatched workflows are no checks of the commit they ran on', async () => {
  const job = (run: number, name: string, conclusion: string) => ({
    name,
    status: 'completed',
    conclusion,
    html_url: `https://github.com/${repository}/actions/runs/${run}/job/${run}0`,
  });
  server.on(({ route, query }) => {
    if (route === `GET ${base}/actions/runs`)
      return {
        body:
          query['event'] === 'workflow_dispatch' && query['head_sha'] === 'abc'
            ? { workflow_runs: [{ id: 7 }] }
            : { workflow_runs: [{ id: 6 }, { id: 7 }] },
      };
    return {
      body: route.endsWith('/check-runs')
        ? { check_runs: [job(6, 'test', 'success'), job(7, 'deploy', 'failure')] }
        : { statuses: [] },
    };
  });
  expect(await server.github().checks(repository, 'abc', signal)).toEqual({
    state: 'success',
    failed: [],
    pending: [],
    total: 1,
  });
});

test('deployments with their latest status, newest first, each asked once', async () => {
  const at = (id: number): string => new Date(Date.UTC(2026, 10, 1, 0, id)).toISOString();
  const states = ['success', 'inactive', 'failure', 'waiting for who knows what', null];
  server.on(({ route }) => {
    if (route === `GET ${base}/deployments`)
      return {
        body: states.map((_, id) => ({
          id,
          sha: 'c'.repeat(40),
          ref: 'main',
          environment: 'production',
          creator: id === 0 ? null : { login: 'ana' },
          created_at: at(id),
        })),
      };
    const state = states[Number(/deployments\/(\d+)\/statuses$/.exec(route)?.[1])];
    return { body: state == null ? [] : [{ state, log_url: '', target_url: 'https://run' }] };
  });
  const found = await server.github().deployments(repository, 'production', signal);
  expect(found.map(({ id, state, url, creator }) => [id, state, url, creator])).toEqual([
    [4, 'pending', null, 'ana'],
    [3, 'pending', 'https://run', 'ana'],
    [2, 'failure', 'https://run', 'ana'],
    [1, 'inactive', 'https://run', 'ana'],
    [0, 'success', 'https://run', 'unknown'],
  ]);
  expect(server.seen[0]?.query).toEqual({ environment: 'production', per_page: '30' });
});
