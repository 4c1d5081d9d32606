// The client and the simulator of GitHub understand each other: a deployment from its workflow's file to its end, replies that
// are lost, limits, rights, webhooks.
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startGithub, type GithubSimulator } from '../../../sandbox/github/index.js';
import { connectGithub } from '../../../src/services/github/connect-github.js';
import { findDispatched } from '../../../src/services/github/find-run.js';
import type { Github } from '../../../src/services/github/github.js';

const token = 'ghp_0123456789abcdefghijABCDEFGHIJ012345';
const workflow = 'deploy-control-room.yml';
const { signal } = new AbortController();

let company: GithubSimulator;
let github: Github;
let repository: string;
let marker = 0;

beforeEach(async () => {
  company = await startGithub({
    token,
    login: 'ppm-oncall',
    scopes: ['repo', 'workflow', 'admin:repo_hook'],
    paceMs: 200,
    listDelayMs: 50,
  });
  ({ repository } = company);
  github = connectGithub({
    baseUrl: company.url,
    token,
    registry: new Registry(),
    now: Date.now,
    sleep: async () => {},
  });
});
afterEach(() => company.close());

function dispatched() {
  marker += 1;
  const name = `R-${marker}`;
  const since = Date.now();
  const inputs = { environment: 'staging', ppm_run: name };
  return {
    asked: github.dispatch({ repository, workflow, ref: 'main', inputs }, signal),
    find: () => findDispatched(github, { repository, workflow, marker: name, since }, signal),
  };
}

test('a deployment, from what the workflow takes to how it ended', async () => {
  const { dispatch, isActive } = await github.workflow(repository, workflow, 'main', signal);
  expect(isActive).toBe(true);
  expect(dispatch?.inputs).toMatchObject({
    environment: { isRequired: true, options: ['staging', 'production'] },
    ppm_run: { isRequired: false },
  });
  expect(dispatch?.runName).toContain('inputs.ppm_run');
  const head = await github.commit(repository, 'main', signal);
  expect(head.sha).toBe(company.commits()[0]?.sha);
  expect(await github.checks(repository, head.sha, signal)).toMatchObject({ failed: [] });

  const { asked, find } = dispatched();
  const id = await asked;
  expect(id).toBe(company.runs()[0]?.id);
  await expect.poll(async () => (await find())?.id).toBe(id);
  const stateOf = async () => (await github.run(repository, id ?? 0, signal)).conclusion;
  await expect.poll(stateOf, { timeout: 5_000 }).toBe('success');
  const jobs = await github.jobsOf(repository, id ?? 0, signal);
  expect(jobs.map(({ name, conclusion }) => [name, conclusion])).toEqual([
    ['build', 'success'],
    ['deploy', 'success'],
  ]);
  const [newest] = await github.deployments(repository, 'staging', signal);
  expect(newest).toMatchObject({ sha: head.sha, state: 'success' });
  expect(newest?.url).toContain(`/actions/runs/${id}`);
});

describe('a dispatch', () => {
  test('whose reply is lost is counted once, and its run is found by the marker', async () => {
    company.setFault({ lostReply: { match: 'dispatches' } });
    const { asked, find } = dispatched();
    await expect(asked).rejects.toMatchObject({ code: 'outcome_unknown' });
    await expect.poll(async () => (await find())?.id).toBe(company.runs()[0]?.id);
    expect(company.dispatches()).toBe(1);
  });

  test('that never arrived has no run', async () => {
    company.setFault({ cut: { match: 'dispatches' } });
    const { asked, find } = dispatched();
    await expect(asked).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(await find()).toBeNull();
    expect(company.dispatches()).toBe(0);
  });

  test.each([400, 422] as const)('to an older server that answers %i', async (olderServer) => {
    company.setFault({ olderServer });
    const { asked, find } = dispatched();
    await expect(asked).resolves.toBeNull();
    await expect.poll(async () => (await find())?.id).toBe(company.runs()[0]?.id);
    expect(company.dispatches()).toBe(1);
  });

  test.each([
    [{ ref: 'nope' }, 'invalid_input', 'no branch, tag or commit'],
    [{ inputs: {} }, 'outside_refused', 'environment'],
    [{ inputs: { environment: 'moon' } }, 'outside_refused', 'moon'],
    [{ inputs: { environment: 'staging', colour: 'red' } }, 'outside_refused', 'colour'],
    [{ workflow: 'ci.yml' }, 'outside_refused', 'workflow_dispatch'],
    [{ workflow: 'deploy-control-rom.yml' }, 'not_found', 'no workflow'],
  ])('with %j', async (given, code, message) => {
    const usual = { repository, workflow, ref: 'main', inputs: { environment: 'staging' } };
    await expect(github.dispatch({ ...usual, ...given }, signal)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(company.dispatches()).toBe(0);
  });

  test('of a disabled workflow, and with a token that may only look', async () => {
    company.setWorkflow(workflow, 'disabled_manually');
    await expect(dispatched().asked).rejects.toMatchObject({
      hint: expect.stringContaining('Enable'),
    });
    company.setWorkflow(workflow, 'active');
    company.setFault({ readOnly: true });
    await expect(dispatched().asked).rejects.toMatchObject({ code: 'outside_refused' });
    expect(company.dispatches()).toBe(0);
  });
});

test('a run that hangs is cancelled; cancelled again it is fine', async () => {
  company.setFault({ hangRuns: { job: 'build', step: 'Test' } });
  const id = (await dispatched().asked) ?? 0;
  const stepOf = async () => (await github.jobsOf(repository, id, signal))[0]?.step;
  await expect.poll(stepOf, { timeout: 5_000 }).toBe('Test');
  await github.cancelRun(repository, id, signal);
  const conclusion = async () => (await github.run(repository, id, signal)).conclusion;
  await expect.poll(conclusion, { timeout: 5_000 }).toBe('cancelled');
  await expect(github.cancelRun(repository, id, signal)).resolves.toBeUndefined();
});

test('one that waits for approval says so', async () => {
  company.setFault({ needsApproval: true });
  const id = (await dispatched().asked) ?? 0;
  const steps = async () => (await github.jobsOf(repository, id, signal)).map(({ step }) => step);
  await expect.poll(steps, { timeout: 5_000 }).toContain('waits for approval on GitHub');
});

test('what lies between two commits', async () => {
  const [head, , older] = company.commits();
  const compared = await github.compare(repository, older?.sha ?? '', head?.sha ?? '', signal);
  expect(compared).toMatchObject({ status: 'ahead', aheadBy: 2, behindBy: 0 });
  expect(compared.commits.map(({ sha }) => sha).at(-1)).toBe(head?.sha);
  await expect(github.compare(repository, 'nope', 'main', signal)).rejects.toMatchObject({
    code: 'not_found',
  });
  await expect(github.commit(repository, 'nope', signal)).rejects.toMatchObject({ field: 'ref' });
});

test('limits are waited for when they are over soon, and told when not', async () => {
  company.setFault({ tooFast: { retryAfterSeconds: 3 } });
  await expect(github.commit(repository, 'main', signal)).resolves.toBeDefined();
  company.setFault({ exhausted: true });
  await expect(github.commit(repository, 'main', signal)).rejects.toMatchObject({
    code: 'outside_unavailable',
    message: expect.stringContaining('used up its calls'),
  });
});

test('webhooks are switched; a token without the scope is told which', async () => {
  const [hook] = await github.hooks(repository, signal);
  const id = hook?.id ?? 0;
  company.setFault({ lostReply: { match: 'PATCH' } });
  await expect(github.setHook(repository, id, false, signal)).resolves.toMatchObject({
    isActive: false,
  });
  expect(company.hooks().find((one) => one.id === id)?.isActive).toBe(false);
  expect(JSON.stringify(await github.hooks(repository, signal))).not.toContain('sandbox-hook');
  company.setScopes(['workflow']);
  await expect(github.hooks(repository, signal)).rejects.toMatchObject({
    hint: expect.stringContaining('admin:repo_hook'),
  });
  company.refuse(true);
  await expect(github.hooks(repository, signal)).rejects.toMatchObject({
    message: expect.stringContaining('GITHUB_TOKEN'),
  });
});
