// Workflows over a real socket: what they take, dispatches with their replies lost and refused, runs found and followed.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findDispatched } from '../../../src/services/github/find-run.js';
import type { WorkflowRun } from '../../../src/services/github/github.js';
import { dispatchOf } from '../../../src/services/github/workflow-file.js';
import { now, startSmallServer, type SmallServer } from './small-server.js';

const repository = 'meridian-finance/ppm-platform';
const actions = `/repos/${repository}/actions`;
const file = 'deploy-control-room.yml';
const { signal } = new AbortController();

let server: SmallServer;
beforeEach(async () => {
  server = await startSmallServer();
});
afterEach(() => server.close());

describe('the file of a workflow', () => {
  test.each([
    ['on: workflow_dispatch', {}],
    ['on: [push, workflow_dispatch]', {}],
    ['on:\n  workflow_dispatch:', {}],
    ['on:\n  workflow_dispatch:\n    inputs:', {}],
    ['"on":\n  push:\n  workflow_dispatch: {}', {}],
    ['on: push', null],
    ['on: [push]', null],
    ['on:\n  push:\n    branches: [main]', null],
  ])('%j', (text, inputs) => {
    expect(dispatchOf(text)).toEqual({ inputs, runName: '' });
  });

  test.each(['on: [', 'just a text', '- a\n- list', 'name: without triggers', ''])(
    '%j is none',
    (text) => {
      expect(dispatchOf(text)).toBeNull();
    },
  );

  test('its inputs, of all types, and its run-name', () => {
    const text = `
name: Deploy
run-name: Deploy \${{ inputs.environment }} [\${{ inputs.ppm_run }}]
on:
  workflow_dispatch:
    inputs:
      environment: { required: true, type: choice, options: [staging, production], default: staging }
      count: { type: number, default: 3 }
      dry: { type: boolean, default: false, required: false }
      ppm_run:
`;
    expect(dispatchOf(text)).toEqual({
      runName: 'Deploy ${{ inputs.environment }} [${{ inputs.ppm_run }}]',
      inputs: {
        environment: { isRequired: true, options: ['staging', 'production'], default: 'staging' },
        count: { isRequired: false, options: [], default: '3' },
        dry: { isRequired: false, options: ['true', 'false'], default: 'false' },
        ppm_run: { isRequired: false, options: [], default: null },
      },
    });
  });
});

describe('a workflow', () => {
  const about = {
    id: 11,
    name: 'Deploy Control Room',
    path: `.github/workflows/${file}`,
    state: 'active',
  };
  const contents = `/repos/${repository}/contents/.github/workflows/${file}`;

  test('with what it takes at a ref', async () => {
    server.on(({ route }) => {
      if (route === `GET ${actions}/workflows/${file}`) return { body: about };
      if (route !== `GET ${contents}`) return undefined;
      // GitHub breaks base64 into lines.
      const content = Buffer.from('on: workflow_dispatch # größer').toString('base64');
      return {
        body: { encoding: 'base64', content: `${content.slice(0, 20)}\n${content.slice(20)}\n` },
      };
    });
    await expect(server.github().workflow(repository, file, 'main', signal)).resolves.toEqual({
      id: 11,
      name: 'Deploy Control Room',
      path: about.path,
      isActive: true,
      dispatch: { inputs: {}, runName: '' },
    });
    expect(server.seen[1]?.query).toEqual({ ref: 'main' });
  });

  test('that is not there: those that are called alike', async () => {
    server.on(({ route }) =>
      route === `GET ${actions}/workflows`
        ? { body: { workflows: [{ path: '.github/workflows/ci.yml' }, { path: about.path }] } }
        : undefined,
    );
    await expect(
      server.github().workflow(repository, 'deploy-controlroom.yml', 'main', signal),
    ).rejects.toMatchObject({
      code: 'not_found',
      message: `${repository} has no workflow deploy-controlroom.yml.`,
      hint: expect.stringContaining(`It has ${file}, ci.yml.`),
    });
  });

  test.each([
    ['No commit found for the ref nope', 'invalid_input'],
    ['Not Found', 'not_found'],
  ])('at a ref where GitHub says %j', async (message, code) => {
    server.on(({ route }) =>
      route === `GET ${contents}` ? { status: 404, body: { message } } : { body: about },
    );
    await expect(server.github().workflow(repository, file, 'nope', signal)).rejects.toMatchObject({
      code,
      field: 'ref',
    });
  });
});

describe('a dispatch', () => {
  const route = `POST ${actions}/workflows/${file}/dispatches`;
  const asked = {
    repository,
    workflow: file,
    ref: 'main',
    inputs: { environment: 'staging', ppm_run: 'R-7K2M' },
  };

  test('that tells its run', async () => {
    server.on(() => ({ body: { workflow_run_id: 4711, run_url: 'x', html_url: 'y' } }));
    await expect(server.github().dispatch(asked, signal)).resolves.toBe(4711);
    expect(server.seen).toMatchObject([
      { route, body: { ref: 'main', inputs: asked.inputs, return_run_details: true } },
    ]);
  });

  test('that tells nothing', async () => {
    server.on(() => ({ status: 204 }));
    await expect(server.github().dispatch(asked, signal)).resolves.toBeNull();
  });

  test('of an older GitHub that does not know how to tell', async () => {
    server.on(({ body }) =>
      JSON.stringify(body).includes('return_run_details')
        ? {
            status: 422,
            body: {
              message: 'Invalid request.\n\n"return_run_details" is not a permitted key.',
            },
          }
        : { status: 204 },
    );
    await expect(server.github().dispatch(asked, signal)).resolves.toBeNull();
    expect(server.seen).toHaveLength(2);
  });

  test.each([['lost' as const], [{ status: 502, body: { message: 'Server Error' } }]])(
    'whose reply is %j is in doubt, and not repeated',
    async (said) => {
      server.on(() => said);
      await expect(server.github().dispatch(asked, signal)).rejects.toMatchObject({
        code: 'outcome_unknown',
      });
      expect(server.seen).toHaveLength(1);
    },
  );

  test('whose reply is not understood was made', async () => {
    server.on(() => ({ body: ['surprise'] }));
    await expect(server.github().dispatch(asked, signal)).resolves.toBeNull();
  });

  test('on a ref that is not there', async () => {
    server.on(() => ({ status: 422, body: { message: 'No ref found for: main' } }));
    await expect(server.github().dispatch(asked, signal)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'ref',
      message: `${repository} has no branch, tag or commit "main".`,
    });
  });

  test.each([
    ['Unexpected inputs provided: ["ppm_run"]', 'on.workflow_dispatch.inputs'],
    ["Required input 'environment' not provided", 'a default'],
    [
      "Provided value 'prod' for input 'environment' not in the list of allowed values",
      'one of the options',
    ],
    ["Workflow does not have 'workflow_dispatch' trigger", 'Add workflow_dispatch'],
    ["Cannot trigger a 'workflow_dispatch' on a disabled workflow", 'Enable'],
  ])('%s', async (message, hint) => {
    server.on(() => ({ status: 422, body: { message } }));
    await expect(server.github().dispatch(asked, signal)).rejects.toMatchObject({
      code: 'outside_refused',
      message: `GitHub did not dispatch ${file}: ${message}`,
      hint: expect.stringContaining(hint),
    });
    expect(server.seen).toHaveLength(1);
  });

  test('that the token may not make, though it sees the workflow', async () => {
    server.on(({ route: got }) =>
      got === `GET ${actions}/workflows`
        ? { body: { workflows: [{ path: `.github/workflows/${file}` }] } }
        : undefined,
    );
    await expect(server.github().dispatch(asked, signal)).rejects.toMatchObject({
      code: 'outside_refused',
      hint: expect.stringContaining('Actions, to write'),
    });
  });
});

function runNumbered(id: number, title: string): object {
  return {
    id,
    display_title: title,
    status: 'waiting',
    conclusion: null,
    html_url: `https://github.com/${repository}/actions/runs/${id}`,
    head_sha: 'b'.repeat(40),
    head_branch: null,
    event: 'workflow_dispatch',
    created_at: new Date(now + id * 1_000).toISOString(),
  };
}

describe('runs', () => {
  test('that were dispatched since a time, newest first, each once', async () => {
    const first = Array.from({ length: 100 }, (_, index) => runNumbered(101 - index, 'x'));
    server.on(({ query }) => ({
      body: {
        workflow_runs:
          query['page'] === '1' ? first : [runNumbered(2, 'x'), runNumbered(1, 'the oldest')],
      },
    }));
    const runs = await server.github().dispatchedRuns(repository, file, now + 999, signal);
    expect(runs.map(({ id }) => id)).toEqual(Array.from({ length: 101 }, (_, at) => 101 - at));
    expect(runs.at(-1)).toMatchObject({ title: 'the oldest', state: 'queued', branch: '' });
    expect(server.seen[0]).toMatchObject({
      route: `GET ${actions}/workflows/${file}/runs`,
      query: { event: 'workflow_dispatch', created: '>=2026-11-10T08:30:00Z' },
    });
  });

  test('their jobs, with the step that goes on or failed', async () => {
    const step = (name: string, status: string, conclusion: string | null) => ({
      name,
      status,
      conclusion,
    });
    const job = (name: string, status: string, conclusion: string | null, steps: object[]) => ({
      name,
      status,
      conclusion,
      html_url: null,
      steps,
    });
    server.on(() => ({
      body: {
        jobs: [
          job('build', 'completed', 'failure', [
            step('checkout', 'completed', 'success'),
            step('npm ci', 'completed', 'failure'),
            step('after', 'completed', 'skipped'),
          ]),
          job('test', 'in_progress', null, [
            step('checkout', 'completed', 'success'),
            step('npm test', 'in_progress', null),
          ]),
          job('deploy', 'waiting', null, []),
        ],
      },
    }));
    const jobs = await server.github().jobsOf(repository, 5, signal);
    expect(jobs.map(({ name, state, step: at }) => [name, state, at])).toEqual([
      ['build', 'completed', 'npm ci'],
      ['test', 'in_progress', 'npm test'],
      ['deploy', 'queued', 'waits for approval on GitHub'],
    ]);
  });

  test('cancelled; one that has ended already is fine, one that goes on is not', async () => {
    let status = 'completed';
    let isRefusing = false;
    server.on(({ route }) => {
      if (route === `GET ${actions}/runs/5`) return { body: { ...runNumbered(5, 'x'), status } };
      if (route !== `POST ${actions}/runs/5/cancel`) return undefined;
      return isRefusing
        ? { status: 409, body: { message: 'Cannot cancel a workflow run.' } }
        : { status: 202, body: {} };
    });
    const github = server.github();
    await expect(github.cancelRun(repository, 5, signal)).resolves.toBeUndefined();
    expect(server.seen).toHaveLength(1);
    isRefusing = true;
    await expect(github.cancelRun(repository, 5, signal)).resolves.toBeUndefined();
    status = 'in_progress';
    await expect(github.cancelRun(repository, 5, signal)).rejects.toMatchObject({
      code: 'outside_refused',
    });
    await expect(github.cancelRun(repository, 6, signal)).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('the run of a dispatch', () => {
  const run = (title: string): WorkflowRun => ({
    id: title.length,
    title,
    state: 'queued',
    conclusion: null,
    url: '',
    sha: '',
    branch: '',
    event: 'workflow_dispatch',
    createdAt: now,
  });
  const find = (...titles: string[]) => {
    const since: number[] = [];
    const dispatchedRuns = async (_repository: string, _workflow: string, from: number) => {
      since.push(from);
      return titles.map(run);
    };
    return findDispatched(
      { dispatchedRuns },
      { repository, workflow: file, marker: 'R-12', since: now },
      signal,
    ).then((found) => {
      // A clock that is behind hides nothing.
      expect(since[0]).toBeLessThan(now);
      return found?.title ?? null;
    });
  };

  test.each(['Deploy staging [R-12]', 'R-12', 'Deploy (R-12) again', 'R-123 after R-12.'])(
    '%j is it',
    async (title) => {
      await expect(find('Deploy [R-13]', title)).resolves.toBe(title);
    },
  );

  test.each(['Deploy [R-123]', 'AR-12', 'R-12-b', 'R-12_b', 'r-12', 'Deploy'])(
    '%j is not',
    async (title) => {
      await expect(find(title)).resolves.toBeNull();
    },
  );

  test('none, and two', async () => {
    await expect(find()).resolves.toBeNull();
    await expect(find('Deploy [R-12]', 'again [R-12]')).rejects.toMatchObject({
      code: 'outcome_unknown',
    });
  });
});
