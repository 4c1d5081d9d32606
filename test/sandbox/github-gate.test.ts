// What GitHub's token may do, what its rate limits say, and the failure switch of the deployments.
import { describe, expect, it } from 'vitest';
import { deployFails } from '../../sandbox/systems/switches/github.js';
import { controlRoom, openGithub, soon } from './github-support.js';

describe('a token', () => {
  it('without a scope sees nothing, and is told which one it needs', async () => {
    const asker = await openGithub({ scopes: ['workflow'] });
    const refused = await asker.dispatch({ ref: 'main', inputs: { environment: 'staging' } });
    expect([refused.status, refused.body]).toMatchObject([404, { message: 'Not Found' }]);
    expect(refused.headers.get('x-oauth-scopes')).toBe('workflow');
    expect(refused.headers.get('x-accepted-oauth-scopes')).toBe('repo');
    expect(asker.github.dispatches()).toBe(0);
    asker.github.setScopes(['read:repo_hook']);
    expect((await asker.ask('/hooks')).status).toBe(200);
    expect((await asker.ask('/commits/main')).status).toBe(404);
    const off = { method: 'PATCH', body: { active: false } };
    expect((await asker.ask('/hooks/418220517', off)).status).toBe(404);
    expect(asker.github.hooks()[0]).toMatchObject({ isActive: true });
    asker.github.setScopes(['admin:repo_hook']);
    expect((await asker.ask('/hooks/418220517', off)).status).toBe(200);
  });

  it('that may only look is refused to change anything', async () => {
    const asker = await openGithub();
    asker.github.setFault({ readOnly: true });
    expect((await asker.ask('/actions/workflows')).status).toBe(200);
    const refused = await asker.dispatch({ ref: 'main', inputs: { environment: 'staging' } });
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { message: 'Resource not accessible by personal access token' },
    ]);
    expect(refused.headers.get('x-oauth-scopes')).toBeNull();
  });

  it('is for one repository, whatever the case of its name', async () => {
    const { github } = await openGithub({ repository: 'Some/Where' });
    const headers = { authorization: 'token ghp_test' };
    const at = (name: string) => fetch(`${github.url}/repos/${name}`, { headers });
    expect(await (await at('some/where')).json()).toMatchObject({ full_name: 'Some/Where' });
    expect((await at('some/else')).status).toBe(404);
  });
});

describe('a limit', () => {
  it('of the hour says when it ends', async () => {
    const asker = await openGithub();
    asker.github.setFault({ exhausted: true });
    const refused = await asker.ask('/commits/main');
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { message: expect.stringContaining('API rate limit exceeded') },
    ]);
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(Number(refused.headers.get('x-ratelimit-reset')) * 1_000).toBeGreaterThan(Date.now());
    asker.github.setFault({ exhausted: null });
    expect((await asker.ask('/commits/main')).status).toBe(200);
  });

  it.each([403, 429] as const)('of speed says how long to wait (%i)', async (status) => {
    const asker = await openGithub();
    asker.github.setFault({ tooFast: { status, retryAfterSeconds: 7 } });
    const refused = await asker.ask('/commits/main');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([status, '7']);
    expect(refused.headers.get('x-ratelimit-remaining')).not.toBe('0');
    expect((await asker.ask('/commits/main')).status).toBe(200);
  });
});

describe('a call', () => {
  it('that is badly made is refused', async () => {
    const asker = await openGithub();
    const version = { 'x-github-api-version': '2020-01-01' };
    expect((await asker.ask('/commits/main', { headers: version })).status).toBe(400);
    const accept = { accept: 'text/html' };
    expect((await asker.ask('/commits/main', { headers: accept })).status).toBe(415);
    expect((await asker.ask('/commits/main', { method: 'DELETE' })).status).toBe(404);
    const broken = await fetch(
      `${asker.github.url}/repos/${asker.github.repository}/actions/workflows/${controlRoom}/dispatches`,
      { method: 'POST', body: '{', headers: { authorization: 'Bearer ghp_test' } },
    );
    expect([broken.status, await broken.json()]).toMatchObject([
      400,
      { message: 'Problems parsing JSON' },
    ]);
  });

  it('can be slow, and what is no fault is refused', async () => {
    const asker = await openGithub();
    asker.github.setFault({ slow: { match: 'commits', millis: 80 } });
    const from = performance.now();
    await asker.ask('/commits/main');
    expect(performance.now() - from).toBeGreaterThan(75);
    expect(() => asker.github.setFault({ cut: { match: '[' } })).toThrow('regular expression');
    expect(asker.github.faults()).toEqual({ slow: { match: 'commits', millis: 80 } });
  });
});

describe('the switch deploy-fails', () => {
  it('fails every run in the smoke test until it is off', async () => {
    const asker = await openGithub();
    const { github } = asker;
    const deployed = async (): Promise<string | undefined> => {
      const id = await asker.started({ environment: 'staging' });
      const run = () => github.runs().find((other) => other.id === id);
      await expect.poll(() => run()?.status, soon).toBe('completed');
      return run()?.conclusion ?? undefined;
    };
    expect(deployFails.isOn({ github })).toBe(false);
    deployFails.on({ github });
    expect(deployFails.isOn({ github })).toBe(true);
    expect([await deployed(), await deployed()]).toEqual(['failure', 'failure']);
    deployFails.off({ github });
    expect(await deployed()).toBe('success');
    expect(deployFails.isOn({ github })).toBe(false);
  });
});
