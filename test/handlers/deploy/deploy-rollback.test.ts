// `deploy rollback`: which deployment it goes back to, and what it says is taken away.
import { describe, expect, test } from 'vitest';
import { deployRollback } from '../../../src/handlers/deploy/deploy-rollback.js';
import { bundle, compared, deployWorld, known, now } from '../../services/deploys/deploy-world.js';

type World = ReturnType<typeof deployWorld>;
const plan = (world: World, input: object = {}) =>
  deployRollback.plan({ what: 'control-room', stage: 'production', ...input }, world.context);
const bad = { state: 'bad' } as const;

describe('goes back to', () => {
  test.each([
    ['what ran before', [known('c', 1), known('b', 2)], 'b'],
    ['another commit than the one that runs', [known('c', 1), known('c', 2), known('a', 3)], 'a'],
    ['what runs, after a failed deployment', [known('c', 1, bad), known('b', 2)], 'b'],
    ['no failed one', [known('c', 1), known('b', 2, bad), known('a', 3)], 'a'],
    [
      'none that was found bad later',
      [known('d', 1), known('b', 2, bad), known('b', 3), known('a', 4)],
      'a',
    ],
    [
      'the past of one under way',
      [known('d', 0, { state: 'under_way' }), known('c', 1), known('b', 2)],
      'b',
    ],
    [
      'one with a known commit',
      [known('c', 1), known('b', 2, { commit: null }), known('a', 3)],
      'a',
    ],
  ])('%s', async (_name, deployments, letter) => {
    const world = deployWorld();
    world.deploys.known.mockResolvedValue(deployments);
    expect((await plan(world)).data.commit).toBe(letter.repeat(40));
  });

  test.each([
    [[], 'No deployment of control-room/production is known: there is nothing to go back to.'],
    [[known('c', 1)], 'No good deployment of control-room/production is known before ccccccc.'],
  ])('nothing where there is nothing: %o', async (deployments, message) => {
    const world = deployWorld();
    world.deploys.known.mockResolvedValue(deployments);
    await expect(plan(world)).rejects.toMatchObject({ code: 'not_possible', message });
  });
});

test('says what is taken away, and can be taken back itself', async () => {
  const world = deployWorld();
  world.github.compare
    .mockResolvedValueOnce(compared({ status: 'behind', aheadBy: 0, behindBy: 1, commits: [] }))
    .mockResolvedValueOnce(compared({ commits: [now] }));
  const planned = await plan(world);
  expect(planned).toMatchObject({
    headline: 'Roll back Control Room on production to bbbbbbb',
    changes: [{ before: 'ccccccc', after: 'bbbbbbb' }],
    warnings: [],
  });
  expect(planned.facts).toEqual(
    expect.arrayContaining([
      { label: 'Commits that go', value: '1' },
      { label: 'ccccccc', value: 'Change c – author-c' },
    ]),
  );
  expect(deployRollback.undo(planned)).toEqual({
    operation: 'deploy.rollback',
    input: { what: 'control-room', stage: 'production', commit: now.sha },
  });
});

test('after a failed deployment there is no way back to it', async () => {
  const world = deployWorld();
  world.deploys.known.mockResolvedValue([known('c', 1, bad), known('b', 2)]);
  const planned = await plan(world);
  expect(planned.guard['commit that runs']).toBe('c'.repeat(40));
  expect(deployRollback.undo(planned)).toBeNull();
  expect(planned.undo).toContain('There is none');
  expect(deployRollback.undo(await plan(world, { commit: 'aaaaaaa' }))).toBeNull();
});

test('a refusing policy does not keep anybody from it', async () => {
  const world = deployWorld({ duringMaintenance: 'refuse', outsideHours: 'refuse' });
  world.clock.at = Date.parse('2026-11-22T03:00:00Z');
  world.github.compare.mockResolvedValue(compared({ status: 'behind', aheadBy: 0, behindBy: 1 }));
  expect((await plan(world)).warnings).toEqual([
    'It is outside working hours (Mon, Tue, Wed, Thu 09:00 to 17:00 UTC).',
  ]);
});

test('a command has words of its own for it', async () => {
  const way = { ...bundle.way, rollback: ['./rollback.sh', '{stage}', '{commit}'] };
  const world = deployWorld({ targets: { bundle: { ...bundle, way } } });
  const planned = await plan(world, { what: 'bundle', stage: 'prod' });
  expect(planned.steps[0]).toEqual({
    id: 'deploy',
    title: `./rollback.sh prod ${'b'.repeat(40)}`,
  });
});

test('words without the commit can not go back', async () => {
  const way = { ...bundle.way, rollback: ['./rollback.sh', '{stage}'] };
  const world = deployWorld({ targets: { bundle: { ...bundle, way } } });
  await expect(plan(world, { what: 'bundle', stage: 'prod' })).rejects.toMatchObject({
    code: 'not_possible',
    hint: 'Write {commit} into deploys.targets.bundle.way.rollback.',
  });
});
