// GitHub over a real socket: who asks, what its refusals and rate limits mean, and that no secret is told.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { now, startSmallServer, token, type SmallServer } from './small-server.js';

const repository = 'meridian-finance/ppm-platform';
const hooks = `/repos/${repository}/hooks`;
const { signal } = new AbortController();

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.close());

const failureOf = (asked: Promise<unknown>): Promise<unknown> =>
  asked.then(
    () => 'it was answered',
    (error: unknown) => error,
  );
const commit = {
  sha: 'a'.repeat(40),
  commit: {
    message: 'Fix the totals\n\nThey were wrong.',
    author: { name: 'Ana', date: '2026-11-01T10:00:00Z' },
    committer: { name: 'Ana', date: '2026-11-02T10:00:00Z' },
  },
  author: { login: 'ana' },
};

test('it says who it is, in which version', async () => {
  server.on(() => ({ body: commit }));
  await expect(server.github().commit(repository, 'feature/totals', signal)).resolves.toEqual({
    sha: commit.sha,
    title: 'Fix the totals',
    author: 'ana',
    at: Date.parse('2026-11-02T10:00:00Z'),
  });
  const [{ route, headers } = { route: '', headers: {} }] = server.seen;
  expect(route).toBe(`GET /repos/${repository}/commits/feature%2Ftotals`);
  expect(headers).toMatchObject({
    accept: 'application/vnd.github+json',
    'x-github-api-version': '2022-11-28',
    authorization: `Bearer ${token}`,
    'user-agent': 'ppm-oncall',
  });
});

test('without a token every question says what to do, and nothing is sent', async () => {
  const github = server.github({ token: undefined });
  expect(github.configured).toBe(false);
  for (const asked of [
    github.hooks(repository, signal),
    github.commit(repository, 'main', signal),
    github.dispatch({ repository, workflow: 'w.yml', ref: 'main', inputs: {} }, signal),
    github.deployments(repository, 'prod', signal),
    github.run(repository, 1, signal),
  ])
    await expect(asked).rejects.toMatchObject({
      code: 'not_possible',
      hint: expect.stringContaining('GITHUB_TOKEN'),
    });
  expect(server.seen).toEqual([]);
});

describe('rate limits', () => {
  const usedUp = (reset: number) => ({
    status: 403,
    headers: {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.floor(reset / 1000)),
    },
    body: { message: 'API rate limit exceeded for user ID 1.' },
  });

  test('one that is over soon is waited for', async () => {
    server.on(() => (server.seen.length === 1 ? usedUp(now + 5_000) : { body: [] }));
    await expect(server.github().hooks(repository, signal)).resolves.toEqual([]);
    expect(server.waits).toEqual([6_000]);
  });

  test('one that takes long is told at once, with its end', async () => {
    server.on(() => usedUp(now + 40 * 60_000));
    await expect(server.github().hooks(repository, signal)).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: 'GITHUB_TOKEN has used up its calls to GitHub until 2026-11-10 09:10 UTC.',
    });
    expect(server.seen).toHaveLength(1);
  });

  test('a secondary one says when to come again', async () => {
    server.on(() =>
      server.seen.length === 1
        ? {
            status: 403,
            headers: { 'retry-after': '7', 'x-ratelimit-remaining': '4000' },
            body: { message: 'You have exceeded a secondary rate limit.' },
          }
        : { body: [] },
    );
    await expect(server.github().hooks(repository, signal)).resolves.toEqual([]);
    expect(server.waits).toEqual([7_000]);
  });

  test('a secondary one without a time means a minute', async () => {
    server.on(() => ({
      status: 429,
      body: { message: 'You have exceeded a secondary rate limit.' },
    }));
    await expect(server.github().hooks(repository, signal)).rejects.toMatchObject({
      code: 'outside_unavailable',
      message: expect.stringContaining('2026-11-10 08:31 UTC'),
    });
  });

  test('a dispatch that meets one was surely not carried out', async () => {
    server.on(() => usedUp(now + 5_000));
    const asked = { repository, workflow: 'deploy.yml', ref: 'main', inputs: {} };
    await expect(server.github().dispatch(asked, signal)).rejects.toMatchObject({
      code: 'outside_unavailable',
    });
    expect(server.seen).toHaveLength(1);
  });
});

describe('refusals', () => {
  const refusedWith = async (
    status: number,
    message: string,
    headers: Record<string, string> = {},
  ): Promise<unknown> => {
    server.on(() => ({ status, headers, body: { message } }));
    return failureOf(server.github().run(repository, 7, signal));
  };

  test('a token that is not taken', async () => {
    expect(await refusedWith(401, 'Bad credentials')).toMatchObject({
      code: 'outside_refused',
      message: 'GitHub does not take the token in GITHUB_TOKEN.',
    });
  });

  test('a scope that is missing is named', async () => {
    const headers = { 'x-accepted-oauth-scopes': 'admin:repo_hook', 'x-oauth-scopes': 'repo' };
    expect(await refusedWith(403, 'Must have admin rights.', headers)).toMatchObject({
      code: 'outside_refused',
      message: 'GitHub does not allow it: Must have admin rights.',
      hint: `Give GITHUB_TOKEN one of the scopes admin:repo_hook (classic token) for ${repository}.`,
    });
  });

  test('so is the permission of a fine-grained token', async () => {
    const headers = { 'x-accepted-github-permissions': 'actions=write' };
    expect(
      await refusedWith(403, 'Resource not accessible by personal access token', headers),
    ).toMatchObject({ hint: expect.stringContaining('actions=write (fine-grained token)') });
  });

  test('single sign-on; what lets somebody in stays secret', async () => {
    const headers = { 'x-github-sso': 'required; url=https://github.com/sso?authorization=A1B2' };
    const problem = await refusedWith(403, 'Resource protected by SAML.', headers);
    expect(problem).toMatchObject({ hint: expect.stringContaining('single sign-on') });
    expect(JSON.stringify(problem)).not.toContain('A1B2');
  });

  test('a repository that is not seen', async () => {
    await expect(
      server.github().deployments('meridian-finance/other', 'prod', signal),
    ).rejects.toMatchObject({
      code: 'not_found',
      message: expect.stringContaining('meridian-finance/other'),
    });
  });

  test('a repository with another name: a redirect is not taken for an answer', async () => {
    server.on(() => ({
      status: 307,
      headers: { location: 'https://api.github.com/repositories/1/dispatches' },
      body: { message: 'Temporary Redirect' },
    }));
    const asked = { repository, workflow: 'deploy.yml', ref: 'main', inputs: {} };
    await expect(server.github().dispatch(asked, signal)).rejects.toMatchObject({
      code: 'outside_refused',
      message: `${repository} has another name on GitHub now.`,
    });
  });

  test('none tells the token', async () => {
    for (const [status, message] of [
      [401, 'Bad credentials'],
      [403, 'no'],
      [422, 'no'],
      [503, 'down'],
    ] as const) {
      const problem = await refusedWith(status, message);
      expect(problem).toBeInstanceOf(Problem);
      const { stack, cause } = problem instanceof Problem ? problem : new Error('none');
      expect(JSON.stringify([problem, stack, String(cause), cause])).not.toContain(token);
    }
  });
});

test('all pages of a list are read', async () => {
  const hook = (id: number) => ({ id, active: true, events: ['push'], config: {} });
  server.on(({ route, query }) =>
    route === `GET ${hooks}`
      ? {
          body: Array.from({ length: query['page'] === '2' ? 3 : 100 }, (_, index) =>
            hook(Number(query['page']) * 1_000 + index),
          ),
        }
      : undefined,
  );
  const all = await server.github().hooks(repository, signal);
  expect(all).toHaveLength(103);
  expect(server.seen.map(({ query }) => query)).toEqual([
    { per_page: '100', page: '1' },
    { per_page: '100', page: '2' },
  ]);
});

describe('webhooks', () => {
  const hook = {
    id: 5,
    active: true,
    events: ['release', 'push'],
    config: { url: 'https://bot:hunter2@ops.example.com/alerts/github?key=hunter3' },
    last_response: { code: 502, status: 'error', message: 'Invalid HTTP Response: 502' },
  };

  test('are shown without what lets somebody in', async () => {
    server.on(() => ({
      body: [
        hook,
        { ...hook, id: 6, last_response: { code: null, status: 'unused', message: null } },
      ],
    }));
    const [first, second] = await server.github().hooks(repository, signal);
    expect(first).toEqual({
      id: 5,
      isActive: true,
      address: 'https://ops.example.com/alerts/github',
      events: ['push', 'release'],
      lastResponse: '502 Invalid HTTP Response: 502',
    });
    expect(second?.lastResponse).toBe('');
  });

  test('are switched, and read back', async () => {
    let active = true;
    server.on(({ route, body }) => {
      if (route === `PATCH ${hooks}/5`) {
        active = JSON.stringify(body).includes('true');
        // The deed is done, its answer is lost: it is harmless to ask again.
        return server.seen.length === 1 ? 'lost' : {};
      }
      return { body: { ...hook, active } };
    });
    await expect(server.github().setHook(repository, 5, false, signal)).resolves.toMatchObject({
      id: 5,
      isActive: false,
    });
    expect(server.seen.map(({ route, body }) => [route, body])).toEqual([
      [`PATCH ${hooks}/5`, { active: false }],
      [`PATCH ${hooks}/5`, { active: false }],
      [`GET ${hooks}/5`, undefined],
    ]);
  });

  test('one that is not there', async () => {
    await expect(server.github().setHook(repository, 9, true, signal)).rejects.toMatchObject({
      code: 'not_found',
      field: 'id',
    });
  });

  test('a token that may not see them', async () => {
    await expect(server.github().hooks(repository, signal)).rejects.toMatchObject({
      code: 'not_found',
      hint: expect.stringContaining('admin:repo_hook'),
    });
  });
});
