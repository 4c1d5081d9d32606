// How GitHub's dispatched runs proceed, are listed, fail, wait and are cancelled, asked over HTTP.
import { describe, expect, it } from 'vitest';
import type { DeployedNow } from '../../sandbox/github/index.js';
import { back, controlRoom, openGithub, soon, type Asker } from './github-support.js';

const inputs = { environment: 'production', ppm_run: 'ppm-7f3a' };
const listed = `/actions/workflows/${controlRoom}/runs`;
async function ended(asker: Asker, id: number, conclusion: string): Promise<void> {
  await expect
    .poll(() => asker.get(`/actions/runs/${id}`), soon)
    .toMatchObject({ status: 'completed', conclusion });
}
const many = (length: number, one: object = {}): object[] => Array.from({ length }, () => one);

describe('a run', () => {
  it('is queued at first, and bears the marker in its title', async () => {
    const asker = await openGithub({ paceMs: 600_000 });
    const id = await asker.started(inputs);
    expect(await asker.get(`/actions/runs/${id}`)).toMatchObject({
      id,
      name: 'Deploy Control Room',
      display_title: 'Deploy Control Room to production ppm-7f3a',
      status: 'queued',
      conclusion: null,
      event: 'workflow_dispatch',
      head_branch: 'main',
      head_sha: back(asker, 0),
      html_url: `https://github.com/${asker.github.repository}/actions/runs/${id}`,
    });
    expect(await asker.get(`/actions/runs/${id}/jobs`)).toMatchObject({ total_count: 0, jobs: [] });
  });

  it('goes through its jobs, step by step', async () => {
    const asker = await openGithub();
    const id = await asker.started(inputs);
    await ended(asker, id, 'success');
    const done = { status: 'completed', conclusion: 'success' };
    expect(await asker.get(`/actions/runs/${id}/jobs`)).toMatchObject({
      total_count: 2,
      jobs: [
        {
          ...done,
          name: 'build',
          steps: ['Checkout', 'Install', 'Test', 'Build'].map((name) => ({ ...done, name })),
        },
        {
          ...done,
          name: 'deploy',
          steps: ['Upload', 'Migrate', 'Smoke test'].map((name) => ({ ...done, name })),
        },
      ],
    });
  });

  it('bears the commit that it deploys, or the head of its ref as the real GitHub does', async () => {
    const like = await openGithub();
    const commit = back(like, 5);
    const wanted = { ...inputs, commit: commit.slice(0, 8) };
    const id = await like.started(wanted);
    expect(await like.get(`/actions/runs/${id}`)).toMatchObject({ head_sha: commit });
    const real = await openGithub({ headSha: 'ref' });
    const other = await real.started(wanted);
    expect(await real.get(`/actions/runs/${other}`)).toMatchObject({ head_sha: back(real, 0) });
    await ended(real, other, 'success');
    expect(real.github.deployments('production')[0]).toMatchObject({ sha: commit });
  });

  it('is listed only after a while', async () => {
    const query = '?event=workflow_dispatch&branch=main&created=>=2020-01-01';
    const late = await openGithub({ listDelayMs: 600_000 });
    const unlisted = await late.started(inputs);
    await ended(late, unlisted, 'success');
    expect(await late.get(listed + query)).toMatchObject({ total_count: 10 });
    const asker = await openGithub();
    const id = await asker.started(inputs);
    await expect
      .poll(() => asker.get(listed + query), soon)
      .toMatchObject({ total_count: 11, workflow_runs: [{ id }, ...many(10)] });
  });

  it('is found by event, time, branch and status, by pages', async () => {
    let time = Date.UTC(2026, 4, 4, 12, 0, 0, 600);
    const asker = await openGithub({ now: () => time });
    await ended(asker, await asker.started(inputs), 'success');
    const count = async (query: string): Promise<unknown> => asker.get(`/actions/runs?${query}`);
    for (const [query, total] of [
      ['event=push', 25],
      ['event=workflow_dispatch', 20],
      ['status=failure', 2],
      ['status=in_progress', 0],
      ['branch=nope', 0],
      ['created=>=2026-05-04T12:00:00Z', 1],
      // Within the second: a run's time has no fractions.
      ['created=>=2026-05-04T12:00:00.600Z', 0],
      ['created=2026-05-04T11:59:00Z..*', 1],
    ] as const)
      expect([query, await count(query)]).toMatchObject([query, { total_count: total }]);
    expect((await asker.ask('/actions/runs?created=yesterday')).status).toBe(422);
    time += 1_000;
    const page = await asker.ask('/actions/runs?event=push&per_page=10&page=2');
    expect(page.body).toMatchObject({ workflow_runs: many(10, { event: 'push' }) });
    expect(page.headers.get('link')).toMatch(/page=3>; rel="next"/);
  });

  it('fails where it is told to, and skips what comes after', async () => {
    const told: DeployedNow[] = [];
    const asker = await openGithub({ onDeployed: (deployed) => told.push(deployed) });
    asker.github.setFault({ failRuns: { job: 'build', step: 'Test' } });
    const id = await asker.started(inputs);
    await ended(asker, id, 'failure');
    expect(await asker.get(`/actions/runs/${id}/jobs`)).toMatchObject({
      jobs: [
        {
          conclusion: 'failure',
          steps: [{}, {}, { conclusion: 'failure' }, { conclusion: 'skipped' }],
        },
        { name: 'deploy', conclusion: 'skipped', steps: [] },
      ],
    });
    await ended(asker, await asker.started(inputs), 'success');
    expect(told).toHaveLength(1);
  });

  it('of a commit that is none fails in its checkout', async () => {
    const asker = await openGithub();
    const id = await asker.started({ ...inputs, commit: 'deadbeef' });
    await ended(asker, id, 'failure');
    expect(await asker.get(`/actions/runs/${id}/jobs`)).toMatchObject({
      jobs: [{ steps: [{ name: 'Checkout', conclusion: 'failure' }, {}, {}, {}] }, {}],
    });
  });

  it('that hangs is cancelled, once', async () => {
    const asker = await openGithub();
    asker.github.setFault({ hangRuns: { job: 'deploy', step: 'Migrate' } });
    const id = await asker.started(inputs);
    const running = { status: 'in_progress', conclusion: null };
    await expect
      .poll(() => asker.get(`/actions/runs/${id}/jobs`), soon)
      .toMatchObject({
        jobs: [
          {},
          { ...running, steps: [{ conclusion: 'success' }, running, { status: 'pending' }] },
        ],
      });
    const cancel = { method: 'POST' };
    expect((await asker.ask(`/actions/runs/${id}/cancel`, cancel)).status).toBe(202);
    await ended(asker, id, 'cancelled');
    const again = await asker.ask(`/actions/runs/${id}/cancel`, cancel);
    expect([again.status, again.body]).toMatchObject([
      409,
      { message: 'Cannot cancel a workflow run that is completed.' },
    ]);
    expect(asker.github.deployments('production')[0]).toMatchObject({ state: 'error' });
    expect((await asker.ask('/actions/runs/1/cancel', cancel)).status).toBe(404);
  });

  it('waits for an approval before it deploys', async () => {
    const asker = await openGithub();
    asker.github.setFault({ needsApproval: true });
    const id = await asker.started(inputs);
    await expect
      .poll(() => asker.get(`/actions/runs/${id}`), soon)
      .toMatchObject({ status: 'waiting' });
    expect(await asker.get(`/actions/runs/${id}/jobs`)).toMatchObject({
      jobs: [{ conclusion: 'success' }, { status: 'waiting', steps: [] }],
    });
    expect(asker.github.approve(id)).toBe(true);
    await ended(asker, id, 'success');
    expect(asker.github.approve(id)).toBe(false);
  });
});
