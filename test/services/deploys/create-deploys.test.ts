// What ran where: GitHub's deployments and the bot's own as one list, each once.
import { expect, test, vi } from 'vitest';
import { deploysSchema } from '../../../src/config/delivery-schema.js';
import { Problem } from '../../../src/core/problem.js';
import { createDeploys } from '../../../src/services/deploys/create-deploys.js';
import type { Deployed } from '../../../src/services/deploys/deploys.js';
import type { Deployment, Github } from '../../../src/services/github/github.js';
import { memoryStore } from '../../support/memory-store.js';

const now = Date.parse('2026-11-10T08:30:00Z');
const minute = 60_000;
const { signal } = new AbortController();
const runUrl = 'https://github.com/meridian-finance/ppm-platform/actions/runs/';

const rules = deploysSchema.parse({
  targets: {
    'control-room': {
      title: 'Control Room',
      way: {
        kind: 'workflow',
        repository: 'meridian-finance/ppm-platform',
        workflow: 'deploy-control-room.yml',
        githubEnvironment: 'cr-{stage}',
      },
      stages: { staging: { environment: 'staging' }, production: { environment: 'production' } },
    },
    bundle: {
      title: 'Bundle',
      way: { kind: 'command', command: ['./deploy', '{stage}'] },
      stages: { prod: { environment: 'production' } },
    },
  },
});

function house(deployments: Deployment[] = []) {
  const ask = vi.fn<Github['deployments']>(async () => deployments);
  return {
    ask,
    deploys: createDeploys({ store: memoryStore(), github: { deployments: ask }, rules }),
  };
}

function deployment(id: number, given: Partial<Deployment> = {}): Deployment {
  return {
    id,
    sha: String(id).repeat(40).slice(0, 40),
    ref: 'main',
    environment: 'cr-production',
    creator: 'github-actions[bot]',
    createdAt: now + id * minute * 10,
    state: 'success',
    url: `${runUrl}${id}/job/77`,
    ...given,
  };
}

function record(run: string, given: Partial<Deployed> = {}): Omit<Deployed, 'where'> {
  return {
    what: 'control-room',
    stage: 'production',
    commit: 'f'.repeat(40),
    ref: 'main',
    run,
    url: null,
    by: 'ana',
    at: now,
    outcome: 'good',
    ...given,
  };
}

test("GitHub's deployments of the environment, newest first, and how they went", async () => {
  const states = [
    ['success', 'good'],
    ['inactive', 'good'],
    ['failure', 'bad'],
    ['error', 'bad'],
    ['in_progress', 'under_way'],
    ['queued', 'under_way'],
    ['pending', 'under_way'],
  ] as const;
  const { deploys, ask } = house(states.map(([state], at) => deployment(at + 1, { state })));
  const known = await deploys.known('control-room', 'production', signal);
  expect(known.map(({ state }) => state)).toEqual(states.map(([, state]) => state).toReversed());
  expect(known[0]).toEqual({
    commit: '7'.repeat(40),
    by: 'github-actions[bot]',
    at: now + 70 * minute,
    url: `${runUrl}7/job/77`,
    state: 'under_way',
  });
  expect(ask).toHaveBeenCalledWith('meridian-finance/ppm-platform', 'cr-production', signal);
});

test("one that both know is the bot's: by the run's address, or by commit and minute", async () => {
  const { deploys } = house([
    // A rollback: GitHub only knows the newest commit of the branch.
    deployment(3, { state: 'success' }),
    deployment(2, { url: null, createdAt: now }),
    deployment(1),
  ]);
  await deploys.record(record('R-3', { at: now + 35 * minute, url: `${runUrl}3`, outcome: 'bad' }));
  await deploys.record(record('R-2', { at: now + 20_000, commit: '2222222' }));
  expect(await deploys.known('control-room', 'production', signal)).toMatchObject([
    { commit: 'f'.repeat(40), by: 'ana', state: 'bad' },
    { commit: '1'.repeat(40), by: 'github-actions[bot]' },
    { commit: '2222222', by: 'ana', state: 'good' },
  ]);
});

test('one that followed while the bot was still checking its own is the newer one', async () => {
  const { deploys } = house([deployment(2), deployment(1)]);
  await deploys.record(record('R-1', { at: now + 25 * minute, url: `${runUrl}1` }));
  expect(await deploys.known('control-room', 'production', signal)).toMatchObject([
    { by: 'github-actions[bot]', at: now + 20 * minute },
    { by: 'ana', at: now + 10 * minute },
  ]);
});

test('a run that somebody ran again on GitHub is another deployment', async () => {
  const { deploys } = house([deployment(1, { createdAt: now + 90 * minute })]);
  await deploys.record(record('R-1', { at: now + 5 * minute, url: `${runUrl}1`, outcome: 'bad' }));
  expect(
    (await deploys.known('control-room', 'production', signal)).map(({ state }) => state),
  ).toEqual(['good', 'bad']);
});

test('several of one run on GitHub are one: the newest tells how it ended', async () => {
  const { deploys } = house([
    deployment(2, { url: `${runUrl}9/job/2`, state: 'failure' }),
    deployment(1, { url: `${runUrl}9/job/1` }),
  ]);
  expect(await deploys.known('control-room', 'production', signal)).toMatchObject([
    { state: 'bad', commit: '2'.repeat(40) },
  ]);
});

test('the same commit at another time is another deployment', async () => {
  const sha = 'e'.repeat(40);
  const { deploys } = house([deployment(9, { sha }), deployment(1, { sha })]);
  expect(await deploys.known('control-room', 'production', signal)).toHaveLength(2);
});

test("of a command only the bot's own are known, of its place", async () => {
  const { deploys, ask } = house([deployment(1)]);
  await deploys.record(record('R-1', { what: 'bundle', stage: 'prod', commit: null }));
  await deploys.record(record('R-2', { what: 'bundle', stage: 'dev' }));
  await deploys.record(record('R-3', { what: 'bundle', stage: 'prod', at: now + 1 }));
  expect((await deploys.known('bundle', 'prod', signal)).map(({ at }) => at)).toEqual([
    now + 1,
    now,
  ]);
  expect(ask).not.toHaveBeenCalled();
});

test('a record is kept once; what was verified last holds', async () => {
  const { deploys } = house();
  await deploys.record(record('R-1', { outcome: 'bad' }));
  await deploys.record(record('R-1', { outcome: 'good' }));
  expect(await deploys.known('control-room', 'production', signal)).toMatchObject([
    { state: 'good' },
  ]);
});

test("where GitHub can't be asked, nobody guesses", async () => {
  const { deploys, ask } = house();
  ask.mockRejectedValue(new Problem('outside_unavailable', 'GitHub did not answer.', 'Wait.'));
  await deploys.record(record('R-1'));
  await expect(deploys.known('control-room', 'production', signal)).rejects.toMatchObject({
    code: 'outside_unavailable',
  });
});
