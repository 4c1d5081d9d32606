// GitHub's commits, comparisons, checks and files, asked over HTTP.
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { back, controlRoom, openGithub, soon } from './github-support.js';

const folder = '.github/workflows';

describe('a commit', () => {
  it('is found by branch, tag, whole and short sha', async () => {
    const asker = await openGithub();
    const head = back(asker, 0);
    for (const ref of ['main', 'heads/main', head, head.slice(0, 7)])
      expect(await asker.get(`/commits/${ref}`)).toMatchObject({ sha: head });
    expect(await asker.get('/commits/v1.4.0')).toMatchObject({
      commit: { message: 'Release 1.4.0', author: { name: 'Ben Okafor' } },
      author: { login: 'ben-okafor' },
    });
    for (const ref of ['fix/kpi-rounding', 'fix%2Fkpi-rounding'])
      expect(await asker.get(`/commits/${ref}`)).toMatchObject({
        commit: { message: 'Test the rounding of negative values' },
      });
  });

  it('that is none is refused as GitHub does', async () => {
    const asker = await openGithub();
    for (const ref of ['nope', back(asker, 0).slice(0, 6), 'deadbeef']) {
      const { status, body } = await asker.ask(`/commits/${ref}`);
      expect([status, body]).toMatchObject([422, { message: `No commit found for SHA: ${ref}` }]);
    }
  });

  it('has times without fractions of a second, and about 25 before it by several people', async () => {
    const asker = await openGithub();
    expect(await asker.get('/commits/main')).toMatchObject({
      commit: { author: { date: expect.stringMatching(/T\d\d:\d\d:\d\dZ$/) } },
    });
    const commits = asker.github.commits();
    expect(commits).toHaveLength(25);
    expect(new Set(commits.map(({ author }) => author)).size).toBeGreaterThan(3);
  });
});

describe('a comparison', () => {
  it.each([
    [3, 0, { status: 'ahead', ahead_by: 3, behind_by: 0, total_commits: 3 }],
    [0, 3, { status: 'behind', ahead_by: 0, behind_by: 3, total_commits: 0, commits: [] }],
    [2, 2, { status: 'identical', ahead_by: 0, behind_by: 0, total_commits: 0 }],
  ])('from %i to %i before the head', async (base, head, expected) => {
    const asker = await openGithub();
    const [from, to] = [back(asker, base), back(asker, head)];
    expect(await asker.get(`/compare/${from}...${to}`)).toMatchObject({
      ...expected,
      html_url: `https://github.com/${asker.github.repository}/compare/${from}...${to}`,
    });
  });

  it('says what diverged, oldest first', async () => {
    const asker = await openGithub();
    expect(await asker.get('/compare/main...fix/kpi-rounding')).toMatchObject({
      status: 'diverged',
      ahead_by: 2,
      behind_by: 2,
      commits: [
        { commit: { message: 'Round KPIs to two digits' } },
        { commit: { message: 'Test the rounding of negative values' } },
      ],
    });
  });

  it('lists the newest 250 without a page, and all of them by pages', async () => {
    const asker = await openGithub();
    const base = back(asker, 0);
    const all = Array.from({ length: 260 }, (_, at) => asker.github.push({ title: `Step ${at}` }));
    const page = z.object({ commits: z.array(z.object({ sha: z.string() })) });
    const whole = page.parse(await asker.get(`/compare/${base}...main`));
    expect(whole.commits.map(({ sha }) => sha)).toEqual(all.slice(-250));
    const third = await asker.ask(`/compare/${base}...main?per_page=100&page=3`);
    expect(page.parse(third.body).commits.map(({ sha }) => sha)).toEqual(all.slice(200));
    expect(third.headers.get('link')).toContain('rel="prev"');
    const most = page.parse(await asker.get(`/compare/${base}...main?per_page=1000`));
    expect(most.commits.map(({ sha }) => sha)).toEqual(all.slice(0, 100));
  });

  it('with something unknown is 404', async () => {
    const asker = await openGithub();
    for (const basehead of ['main...nope', 'nope...main', 'main..v1.4.0'])
      expect((await asker.ask(`/compare/${basehead}`)).status).toBe(404);
  });
});

describe('checks', () => {
  it('are those that the commit was pushed with', async () => {
    const asker = await openGithub();
    const sha = asker.github.push({
      title: 'Break it',
      author: 'ana-torres',
      checks: [
        { name: 'test', conclusion: 'failure' },
        { name: 'build', conclusion: null },
      ],
    });
    expect(await asker.get(`/commits/${sha}/check-runs`)).toMatchObject({
      total_count: 2,
      check_runs: [
        { name: 'test', status: 'completed', conclusion: 'failure' },
        { name: 'build', status: 'in_progress', conclusion: null, completed_at: null },
      ],
    });
    expect(await asker.get('/commits/main')).toMatchObject({
      sha,
      author: { login: 'ana-torres' },
    });
  });

  it('have the jobs of a dispatched run among them', async () => {
    const asker = await openGithub();
    asker.github.setFault({ failRuns: { job: 'deploy', step: 'Migrate' } });
    await asker.started({ environment: 'staging' });
    await expect
      .poll(() => asker.get('/commits/main/check-runs?check_name=deploy'), soon)
      .toMatchObject({ check_runs: [{}, { name: 'deploy', conclusion: 'failure' }] });
  });

  it('of the older kind are pending where nobody has reported any', async () => {
    const asker = await openGithub();
    expect(await asker.get('/commits/main/status')).toMatchObject({
      state: 'success',
      total_count: 1,
      statuses: [{ context: 'coverage' }],
    });
    asker.github.push({ title: 'New' });
    expect(await asker.get('/commits/main/status')).toMatchObject({
      state: 'pending',
      total_count: 0,
      statuses: [],
    });
    expect((await asker.ask('/commits/nope/status')).status).toBe(404);
  });
});

describe('a file', () => {
  it('comes in base64 or as it is', async () => {
    const asker = await openGithub();
    const path = `/contents/${folder}/${controlRoom}?ref=main`;
    const file = z
      .object({ content: z.string(), encoding: z.literal('base64') })
      .parse(await asker.get(path));
    const text = Buffer.from(file.content, 'base64').toString();
    expect(text).toContain('run-name: Deploy Control Room to ${{ inputs.environment }}');
    const raw = await asker.ask(path, { headers: { accept: 'application/vnd.github.raw+json' } });
    expect(raw.body).toBe(text);
  });

  it('is the one of its ref, and none elsewhere', async () => {
    const asker = await openGithub();
    asker.github.push({ title: 'Away', files: { [`${folder}/ci.yml`]: null } });
    const ci = `/contents/${folder}/ci.yml`;
    expect((await asker.ask(ci)).status).toBe(404);
    expect((await asker.ask(`${ci}?ref=v1.4.0`)).status).toBe(200);
    expect(await asker.get(`${ci}?ref=nope`)).toMatchObject({
      message: 'No commit found for the ref nope',
    });
    expect(await asker.get(`/contents/${folder}`)).toMatchObject([
      { name: 'deploy-bundle.yml' },
      { name: controlRoom },
      { name: 'old-deploy.yml' },
    ]);
  });
});
