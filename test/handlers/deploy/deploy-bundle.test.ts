// `deploy bundle`: its risks, what `databricks bundle plan` says of it, and what it does without GitHub.
import { describe, expect, test } from 'vitest';
import type { Commands, Said } from '../../../src/services/commands/commands.js';
import { Problem } from '../../../src/core/problem.js';
import { deployBundle } from '../../../src/handlers/deploy/deploy-bundle.js';
import { bundle, deployWorld, next } from '../../services/deploys/deploy-world.js';

type World = ReturnType<typeof deployWorld>;
const planCommand = ['databricks', 'bundle', 'plan', '-t', '{stage}', '-o', 'json'];
const planning = (): World =>
  deployWorld({ targets: { bundle: { ...bundle, planCommand, planPass: ['DATABRICKS_TOKEN'] } } });
const plan = (world: World, input: object = {}) =>
  deployBundle.plan({ stage: 'prod', ...input }, world.context);
const usual = ['No component is configured to be looked at after it.'];

test.each([
  ['dev', 'routine'],
  ['staging', 'guarded'],
  ['prod', 'critical'],
])('%s is %s', (stage, risk) => {
  expect(deployBundle.riskOf({ stage })).toBe(risk);
});

test('a stage that is not configured is refused with those that are', async () => {
  await expect(plan(deployWorld(), { stage: 'staging' })).rejects.toMatchObject({
    code: 'invalid_input',
    field: 'stage',
    hint: expect.stringContaining('prod'),
  });
});

/** A command that says this, line by line. */
const saying =
  (said: Said): Commands['ask'] =>
  async (_spec, _signal, heard) => {
    for (const line of said.lines) heard?.(line);
    return said;
  };

describe('the plan of the bundle', () => {
  test('is shown by action, and what would be lost is warned of', async () => {
    const world = planning();
    const json = {
      plan_version: 2,
      plan: {
        'resources.jobs.sync': { action: 'update', changes: {} },
        'resources.jobs.kpis': { action: 'update_id' },
        'resources.jobs.new': { action: 'create' },
        'resources.schemas.old': { action: 'delete' },
        'resources.jobs.gone': { action: 'delete', gone: true },
        'resources.pipelines.gold': { action: 'recreate' },
        'resources.jobs.same': { action: 'skip' },
        'resources.jobs.none': {},
      },
    };
    const lines = ['Building wheel...', ...JSON.stringify(json, null, 2).split('\n')];
    world.commands.ask.mockImplementation(saying({ code: 0, lines, dropped: 0 }));
    const planned = await plan(world);
    expect(planned.changes.slice(1)).toEqual([
      { label: 'Resources: create', before: '1', after: 'jobs.new' },
      { label: 'Resources: delete', before: '1', after: 'schemas.old' },
      { label: 'Resources: recreate', before: '1', after: 'pipelines.gold' },
      { label: 'Resources: update', before: '2', after: 'jobs.kpis, jobs.sync' },
    ]);
    expect(planned.warnings).toEqual([
      'The bundle would delete schemas.old.',
      'The bundle would recreate pipelines.gold.',
      ...usual,
    ]);
    expect(world.commands.ask.mock.calls[0]?.[0]).toMatchObject({
      words: ['databricks', 'bundle', 'plan', '-t', 'prod', '-o', 'json'],
      pass: ['DATABRICKS_TOKEN'],
    });
  });

  test('is read whole, however long it is', async () => {
    const world = planning();
    const plan_ = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [`resources.jobs.j${at}`, { action: 'skip' }]),
    );
    const all = { plan: { ...plan_, 'resources.jobs.last': { action: 'create' } } };
    const lines = JSON.stringify(all, null, 2).split('\n');
    world.commands.ask.mockImplementation(async (_spec, _signal, heard) => {
      for (const line of lines) heard?.(line);
      return { code: 0, lines: lines.slice(-200), dropped: lines.length - 200 };
    });
    expect((await plan(world)).changes[1]?.after).toBe('jobs.last');
  });

  test('is read as text too', async () => {
    const world = planning();
    const lines = ['create jobs.new', 'delete schemas.old', '', 'Plan: 1 to add, 0 to change'];
    world.commands.ask.mockImplementation(saying({ code: 0, lines, dropped: 0 }));
    expect((await plan(world)).changes.slice(1).map(({ after }) => after)).toEqual([
      'jobs.new',
      'schemas.old',
    ]);
  });

  test.each([
    [{ code: 1, lines: ['Error: no bundle', ''], dropped: 0 }, /exit code 1: Error: no bundle/],
    [{ code: 0, lines: ['hello'], dropped: 0 }, /neither the JSON nor the text/],
    [{ code: 0, lines: ['{"plan": {"a": 3}}'], dropped: 0 }, /neither/],
    [{ code: 0, lines: ['"action": "delete"', '}'], dropped: 0 }, /neither/],
  ])('%o is a warning and no failure', async (said, why) => {
    const world = planning();
    world.commands.ask.mockImplementation(saying(said));
    const planned = await plan(world);
    expect(planned.warnings[0]).toMatch(why);
    expect(planned.changes).toHaveLength(1);
  });

  test('where the CLI is not installed, that is a warning', async () => {
    const world = planning();
    world.commands.ask.mockRejectedValue(
      new Problem('not_possible', 'databricks is not there.', 'Install it.'),
    );
    expect((await plan(world)).warnings[0]).toBe(
      'What would change in bundle is not known: databricks is not there. Install it.',
    );
  });
});

describe('without GITHUB_TOKEN', () => {
  const offline = (): World => {
    const world = deployWorld();
    world.context.github = { ...world.context.github, configured: false };
    return world;
  };

  test('the commit has to be named', async () => {
    await expect(plan(offline())).rejects.toMatchObject({ code: 'not_possible', field: 'commit' });
  });

  test('a named one is deployed, unchecked, and that is said', async () => {
    const world = offline();
    const planned = await plan(world, { commit: next.sha });
    expect(planned.steps[0]?.title).toBe(`./scripts/dab_deploy.sh prod ${next.sha}`);
    expect(planned.warnings[0]).toContain('The commits are not shown');
    expect(world.github.commit).not.toHaveBeenCalled();
  });
});

test('a command that decides itself runs without a commit, and has no undo', async () => {
  const way = { kind: 'command', command: ['./scripts/dab_deploy.sh', '{stage}'] };
  const world = deployWorld({ targets: { bundle: { ...bundle, way } } });
  const planned = await plan(world);
  expect(planned.data).toMatchObject({ commit: null, undoTo: null });
  expect(deployBundle.undo(planned)).toBeNull();
});
