// GitHub's deployments and webhooks, asked over HTTP.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DeployedNow } from '../../sandbox/github/index.js';
import { back, openGithub, soon, type Asker } from './github-support.js';

async function statesOf(asker: Asker, environment: string): Promise<string[]> {
  return asker.github.deployments(environment).map(({ state }) => state);
}

describe('deployments', () => {
  it('of the last weeks are there: the current one behind main, one failed', async () => {
    const asker = await openGithub();
    const states = ['success', 'inactive', 'failure', 'inactive', 'inactive'];
    expect(await statesOf(asker, 'production')).toEqual(states);
    expect(await asker.get('/deployments?environment=production&per_page=2')).toMatchObject([
      { environment: 'production', sha: back(asker, 4), creator: { login: 'ana-torres' } },
      { environment: 'production', sha: back(asker, 6) },
    ]);
    for (const environment of ['staging', 'bundle-dev', 'bundle-staging', 'bundle-prod'])
      expect((await statesOf(asker, environment))[0]).toBe('success');
    expect(await asker.get('/deployments?environment=moon')).toEqual([]);
  });

  it('say their statuses newest first', async () => {
    const asker = await openGithub();
    const [, older] = asker.github.deployments('production');
    expect(await asker.get(`/deployments/${older?.id}/statuses`)).toMatchObject([
      { state: 'inactive' },
      { state: 'success', log_url: expect.stringContaining('/actions/runs/') },
      { state: 'in_progress' },
    ]);
    const latest = await asker.get(`/deployments/${older?.id}/statuses?per_page=1`);
    expect(latest).toMatchObject([{ state: 'inactive' }]);
    const links = asker.github.deployments('production').map(async ({ id }) => {
      const statuses = await asker.get(`/deployments/${id}/statuses`);
      return z.array(z.object({ log_url: z.string() })).parse(statuses)[0]?.log_url;
    });
    // Each keeps the link to its own run.
    expect(new Set(await Promise.all(links)).size).toBe(5);
    expect((await asker.ask('/deployments/1/statuses')).status).toBe(404);
  });

  it('follow a run that succeeds, and tell whoever shows what was deployed', async () => {
    const told: DeployedNow[] = [];
    const asker = await openGithub({ onDeployed: (deployed) => told.push(deployed) });
    asker.github.setFault({ mockData: {} });
    const commit = back(asker, 1);
    await asker.started({ environment: 'production', commit });
    const after = ['success', 'inactive', 'inactive', 'failure', 'inactive', 'inactive'];
    await expect.poll(() => statesOf(asker, 'production'), soon).toEqual(after);
    expect(asker.github.deployments('production')[0]).toMatchObject({
      sha: commit,
      ref: 'main',
      creator: 'ppm-bot',
    });
    await asker.started({ target: 'prod' }, 'deploy-bundle.yml');
    await expect.poll(() => told, soon).toHaveLength(2);
    expect(told).toEqual([
      { what: 'control-room', stage: 'production', commit, hasMockData: true },
      { what: 'bundle', stage: 'prod', commit: back(asker, 0), hasMockData: false },
    ]);
    expect(asker.github.deployments('bundle-prod')[0]).toMatchObject({ state: 'success' });
  });

  it('that fail leave the last good one current', async () => {
    const asker = await openGithub();
    asker.github.setFault({ failRuns: { job: 'deploy', step: 'Smoke test' } });
    await asker.started({ environment: 'staging' });
    await expect.poll(async () => (await statesOf(asker, 'staging'))[0], soon).toBe('failure');
    expect((await statesOf(asker, 'staging'))[1]).toBe('success');
  });
});

describe('webhooks', () => {
  const hook = 418_220_517;

  it('are two, one of which fails; their secret is never shown', async () => {
    const asker = await openGithub();
    const [first, second] = [await asker.get('/hooks'), asker.github.hooks()];
    expect(first).toMatchObject([
      {
        id: hook,
        active: true,
        config: { secret: '********' },
        last_response: { code: 200, message: 'OK' },
      },
      { id: second[1]?.id, last_response: { code: 502 } },
    ]);
    expect(await asker.get(`/hooks/${hook}`)).toMatchObject({ id: hook });
    expect((await asker.ask('/hooks/7')).status).toBe(404);
  });

  it('are disabled, enabled and deleted', async () => {
    const asker = await openGithub();
    const patch = (body: unknown) => asker.ask(`/hooks/${hook}`, { method: 'PATCH', body });
    const off = await patch({ active: false });
    expect([off.status, off.body]).toMatchObject([200, { active: false, events: { length: 3 } }]);
    expect(asker.github.hooks()[0]).toMatchObject({ isActive: false });
    asker.github.setFault({ lostReply: { match: '^PATCH .*/hooks/' } });
    await expect(patch({ active: true })).rejects.toThrow('fetch failed');
    expect(asker.github.hooks()[0]).toMatchObject({ isActive: true });
    expect((await asker.ask(`/hooks/${hook}`, { method: 'DELETE' })).status).toBe(204);
    expect((await patch({ active: true })).status).toBe(404);
  });

  it('take what GitHub takes, and lose a secret that is not given again', async () => {
    const asker = await openGithub();
    const patch = (body: unknown) => asker.ask(`/hooks/${hook}`, { method: 'PATCH', body });
    for (const body of [{ activ: false }, { active: 'no' }, { events: ['moon'] }, { config: {} }])
      expect([body, (await patch(body)).status]).toEqual([body, 422]);
    expect(asker.github.hooks()[0]).toMatchObject({ isActive: true, events: { length: 3 } });
    const { body } = await patch({
      config: { url: 'https://example.com/h' },
      add_events: ['push'],
    });
    expect(body).toMatchObject({ config: { url: 'https://example.com/h' } });
    expect(body).not.toHaveProperty('config.secret');
  });
});
