// `deploy control-room`: what its plan says, and every bad input and unfit workflow that it meets before anything is done.
import { describe, expect, test } from 'vitest';
import { planHash } from '../../../src/core/plan.js';
import { Problem } from '../../../src/core/problem.js';
import { deployControlRoom } from '../../../src/handlers/deploy/deploy-control-room.js';
import { checkInput } from '../../../src/services/engine/parse/validate.js';
import type { Workflow } from '../../../src/services/github/github.js';
import {
  commitOf,
  compared,
  controlRoom,
  deployWorld,
  known,
  next,
  workflow,
  workflowRun,
} from '../../services/deploys/deploy-world.js';

type World = ReturnType<typeof deployWorld>;
type Inputs = NonNullable<NonNullable<Workflow['dispatch']>['inputs']>;

const plan = (world: World, input: object = {}) =>
  deployControlRoom.plan({ stage: 'production', ...input }, world.context);

describe('the input', () => {
  test.each(['4f2a9c', 'main', 'g'.repeat(40), 'a'.repeat(41), '-o', '4f2a9c1;id'])(
    '%j is no commit',
    (commit) => {
      expect(checkInput(deployControlRoom, { stage: 'staging', commit })).toMatchObject({
        ok: false,
        faults: [{ field: 'commit' }],
      });
    },
  );

  test('staging is routine; anything else is as risky as production', () => {
    expect(deployControlRoom.riskOf({ stage: 'staging' })).toBe('routine');
    expect(deployControlRoom.riskOf({ stage: 'production' })).toBe('critical');
    expect(deployControlRoom.riskOf({ stage: 'live' })).toBe('critical');
  });
});

describe('the plan', () => {
  test('shows what runs, what would run, and what lies between', async () => {
    const world = deployWorld();
    const planned = await plan(world);
    expect(planned).toMatchObject({
      target: 'control-room/production',
      environment: 'production',
      headline: 'Deploy Control Room to production: ddddddd',
      changes: [{ label: 'Control Room, production', before: 'ccccccc', after: 'ddddddd' }],
      warnings: [],
      undo: 'Deploys ccccccc again, which runs now.',
      guard: {
        'commit to run': next.sha,
        'commit that runs': 'c'.repeat(40),
        'workflow file': expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    });
    expect(planned.facts).toEqual([
      { label: 'Would run', value: 'ddddddd Change d – author-d' },
      {
        label: 'By',
        value: 'deploy-control-room.yml of meridian-finance/ppm-platform on main',
        mono: false,
      },
      { label: 'Commits that come', value: '1' },
      { label: 'ddddddd', value: 'Change d – author-d' },
      { label: 'Written by', value: 'author-d' },
      { label: 'Compared', value: 'https://github.com/compare' },
      { label: 'Checks', value: 'all 2 passed' },
    ]);
    expect(planned.steps.map(({ id }) => id)).toEqual(['dispatch', 'follow', 'check']);
    expect(planned.mend?.[0]).toEqual({
      label: 'Roll back',
      operation: 'deploy.rollback',
      input: { what: 'control-room', stage: 'production' },
    });
  });

  test('does not change by time alone', async () => {
    const world = deployWorld();
    const hash = planHash('deploy.control-room', await plan(world));
    world.clock.at += 3 * 3_600_000;
    expect(planHash('deploy.control-room', await plan(world))).toBe(hash);
  });

  test.each([
    ['commit to run', (world: World) => world.github.commit.mockResolvedValue(commitOf('e'))],
    ['commit that runs', (world: World) => world.deploys.known.mockResolvedValue([known('e', 0)])],
    [
      'workflow file',
      (world: World) =>
        world.github.workflow.mockResolvedValue(
          workflow({ dispatch: dispatch((inputs) => ({ ...inputs, more: optional })) }),
        ),
    ],
  ])('a drift of %s is one of its guard', async (name, drift) => {
    const world = deployWorld();
    const before = await plan(world);
    drift(world);
    const after = await plan(world);
    expect(after.guard[name]).not.toBe(before.guard[name]);
    expect(planHash('x', after)).not.toBe(planHash('x', before));
  });

  test('names fifteen commits, and how many more there are', async () => {
    const world = deployWorld();
    const commits = '0123456789abcdefabcd'.split('').map((letter, place) => ({
      ...commitOf(letter),
      title: `Change ${place}`,
    }));
    world.github.compare.mockResolvedValue(compared({ aheadBy: 300, commits }));
    const { facts } = await plan(world);
    expect(facts.filter(({ value }) => value.startsWith('Change '))).toHaveLength(15);
    expect(facts.find(({ value }) => value.startsWith('Change '))?.value).toContain('Change 19');
    expect(facts).toContainEqual({ label: '…', value: '285 more' });
  });

  test.each([
    [compared({ status: 'identical', aheadBy: 0, commits: [] }), 'ddddddd is already there.'],
    [
      compared({ status: 'behind', aheadBy: 0, behindBy: 2, commits: [] }),
      'ddddddd is older than what runs (ccccccc): 2 commits would be undone.',
    ],
    [
      compared({ status: 'diverged', aheadBy: 1, behindBy: 1 }),
      'ddddddd has parted from what runs (ccccccc): it lacks 1 commit of it.',
    ],
  ])('warns of %o', async (comparison, warning) => {
    const world = deployWorld();
    world.github.compare.mockResolvedValue(comparison);
    expect((await plan(world)).warnings).toEqual([warning]);
  });

  test.each([
    [
      { state: 'failure', failed: ['lint'], pending: ['e2e'], total: 3 } as const,
      ['Checks of ddddddd failed: lint.', 'Checks of ddddddd have not ended: e2e.'],
    ],
    [
      { state: 'pending', failed: [], pending: ['e2e'], total: 3 } as const,
      ['Checks of ddddddd have not ended: e2e.'],
    ],
  ])('names checks that do not hold: %o', async (checks, warnings) => {
    const world = deployWorld();
    world.github.checks.mockResolvedValue({
      ...checks,
      failed: [...checks.failed],
      pending: [...checks.pending],
    });
    expect((await plan(world)).warnings).toEqual(warnings);
  });

  test('says which run of the workflow goes on for the same stage', async () => {
    const world = deployWorld();
    const going = { state: 'in_progress', conclusion: null } as const;
    world.github.dispatchedRuns.mockResolvedValue([
      workflowRun({ ...going, title: 'Deploy to production [R-1]' }),
      workflowRun({ ...going, title: 'Deploy to staging [R-2]' }),
      workflowRun({ title: 'Deploy to production [R-3]' }),
    ]);
    expect((await plan(world)).warnings).toEqual([
      'The workflow runs for production already: Deploy to production [R-1]',
    ]);
  });

  test('without a known deployment it says so, and has no undo', async () => {
    const world = deployWorld();
    world.deploys.known.mockResolvedValue([]);
    const planned = await plan(world);
    expect(planned.warnings).toEqual(['No deployment of control-room/production is known.']);
    expect(planned.undo).toBe('There is none: it is not known what runs now.');
    expect(world.github.compare).not.toHaveBeenCalled();
  });

  test('a failed deployment and one under way are said', async () => {
    const world = deployWorld();
    world.deploys.known.mockResolvedValue([
      known('e', 0, { state: 'under_way' }),
      known('d', 1, { state: 'bad' }),
      known('c', 2),
    ]);
    expect((await plan(world)).warnings).toEqual([
      'The last deployment of ddddddd by ben failed; the last good one of ccccccc is by ben.',
      'A deployment of eeeeeee by ben is under way.',
    ]);
  });

  test('a way that takes no commit has no undo, and deploys no certain one', async () => {
    const way = { ...controlRoom.way, inputs: { environment: '{stage}' } };
    const world = deployWorld({ targets: { 'control-room': { ...controlRoom, way } } });
    const planned = await plan(world);
    expect(deployControlRoom.undo(planned)).toBeNull();
    expect(planned.undo).toContain('There is none');
    expect(planned.mend?.some(({ operation }) => operation === 'deploy.rollback')).toBe(false);
    await expect(plan(world, { commit: 'bbbbbbb' })).rejects.toMatchObject({
      code: 'not_possible',
      field: 'commit',
      hint: expect.stringContaining('{commit}'),
    });
  });
});

const optional = { isRequired: false, options: [], default: null };

function dispatch(change: (inputs: Inputs) => Inputs, runName?: string) {
  const { dispatch: usual } = workflow();
  return {
    inputs: change(usual?.inputs ?? {}),
    runName: runName ?? usual?.runName ?? '',
  };
}

const without =
  (name: string) =>
  (inputs: Inputs): Inputs =>
    Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== name));

describe('is refused before anything is done', () => {
  test.each([
    ['a disabled workflow', { isActive: false }, /disabled/, /Enable/],
    ['a file that is no YAML', { dispatch: null }, /can't be read/, /YAML/],
    [
      'no workflow_dispatch',
      { dispatch: { inputs: null, runName: '' } },
      /can't be dispatched/,
      /workflow_dispatch:\n {4}inputs:\n(.*\n)* {6}ppm_run:/,
    ],
    [
      'no marker',
      { dispatch: dispatch(without('ppm_run')) },
      /no input ppm_run/,
      /inputs:\n(.*\n)* {6}ppm_run:/,
    ],
    [
      'a run-name without it',
      { dispatch: dispatch((all) => all, 'Deploy ${{ inputs.ppm_runner }}') },
      /run-name/,
      /run-name: 'Deploy control-room to \$\{\{ inputs\.environment \}\} \[\$\{\{ inputs\.ppm_run \}\}\]'/,
    ],
    ['an unknown input', { dispatch: dispatch(without('commit')) }, /no input commit/, /It has/],
    [
      'an input that it is not given',
      {
        dispatch: dispatch((inputs) => ({ ...inputs, region: { ...optional, isRequired: true } })),
      },
      /needs region/,
      /way\.inputs/,
    ],
  ])('%s', async (_name, changes, message, hint) => {
    const world = deployWorld();
    world.github.workflow.mockResolvedValue(workflow(changes));
    await expect(plan(world)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    });
  });

  test('a stage that the workflow does not take', async () => {
    const world = deployWorld();
    const environment = { isRequired: true, options: ['staging'], default: null };
    world.github.workflow.mockResolvedValue(
      workflow({ dispatch: dispatch((inputs) => ({ ...inputs, environment })) }),
    );
    await expect(plan(world)).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'stage',
      hint: 'It takes staging.',
    });
  });

  test('a stage that nobody has configured, with the nearest', async () => {
    await expect(plan(deployWorld(), { stage: 'prodution' })).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'stage',
      hint: 'There are production, staging.',
    });
    await expect(plan(deployWorld(), { stage: 'constructor' })).rejects.toMatchObject({
      field: 'stage',
    });
  });

  test('a target that nobody has configured', async () => {
    await expect(plan(deployWorld({ targets: {} }))).rejects.toMatchObject({
      code: 'not_possible',
      hint: 'Describe it under deploys.targets.control-room.',
    });
  });

  test('a component to look at that is not there', async () => {
    const world = deployWorld();
    world.context.health = { ...world.context.health, components: [] };
    await expect(plan(world)).rejects.toMatchObject({
      code: 'not_possible',
      message: expect.stringContaining('finance-ppm/kpis'),
    });
  });

  test('a commit that GitHub does not know, and a branch that is called like one', async () => {
    const world = deployWorld();
    world.github.commit.mockRejectedValueOnce(
      new Problem('invalid_input', 'no such ref', '', { field: 'ref' }),
    );
    const unknown = { code: 'invalid_input', field: 'commit' };
    await expect(plan(world, { commit: '1234567' })).rejects.toMatchObject(unknown);
    world.github.commit.mockResolvedValueOnce(next);
    await expect(plan(world, { commit: 'abcdef1' })).rejects.toMatchObject(unknown);
  });
});

test('a certain commit is deployed', async () => {
  const planned = await plan(deployWorld(), { commit: 'bbbbbbb' });
  expect(planned.data.commit).toBe('b'.repeat(40));
});
