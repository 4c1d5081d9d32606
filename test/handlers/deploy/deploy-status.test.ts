// `deploy status`: what runs where, and what is not as it should be.
import { expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { deployStatus } from '../../../src/handlers/deploy/deploy-status.js';
import {
  compared,
  controlRoom,
  deployWorld,
  known,
  start,
} from '../../services/deploys/deploy-world.js';

const production = {
  targets: {
    'control-room': { ...controlRoom, stages: { production: controlRoom.stages.production } },
  },
};
const deployment = (letter: string) => ({
  id: 1,
  sha: letter.repeat(40),
  ref: 'main',
  environment: 'production',
  creator: 'ben',
  createdAt: start,
  state: 'success' as const,
  url: null,
});
const read = (world: ReturnType<typeof deployWorld>) => deployStatus.read({}, world.context);

test('lists what runs, what failed after it and what is under way', async () => {
  const world = deployWorld(production);
  world.deploys.known.mockResolvedValue([
    known('e', 0, { state: 'under_way', url: null }),
    known('d', 1, { state: 'bad' }),
    known('c', 2),
  ]);
  world.github.compare.mockResolvedValue(compared({ aheadBy: 4 }));
  const report = await read(world);
  expect(report).toMatchObject({
    status: 'bad',
    headline: 'The last deployment failed at 1 of 1 places',
  });
  expect(report.tables?.[0]?.rows.map((row) => [row[2], row[3], row[5], row[6]])).toEqual([
    ['ccccccc', '2026-11-24 07:00 UTC', 'runs', '4'],
    ['ddddddd', '2026-11-24 08:00 UTC', 'failed', '–'],
    ['eeeeeee', '2026-11-24 09:00 UTC', 'under way', '–'],
  ]);
  expect(report.findings?.map(({ title, suggestion }) => [title, suggestion?.operation])).toEqual([
    ['The last deployment of control-room/production failed', 'deploy.rollback'],
    ['control-room/production is 4 commits behind main', 'deploy.control-room'],
  ]);
});

test('what GitHub says and the bot does not is a finding', async () => {
  const world = deployWorld(production);
  world.github.compare.mockResolvedValue(compared({ aheadBy: 0, status: 'identical' }));
  world.github.deployments.mockResolvedValue([deployment('b')]);
  expect((await read(world)).findings).toMatchObject([
    { title: 'GitHub and the bot disagree on what runs on control-room/production' },
  ]);
  world.github.deployments.mockResolvedValue([deployment('c')]);
  expect(await read(world)).toMatchObject({ status: 'good', findings: [] });
});

test('a place that can not be asked keeps nobody from the others', async () => {
  const world = deployWorld();
  world.deploys.known.mockRejectedValueOnce(
    new Problem('outside_unavailable', 'GitHub is away.', 'Wait.'),
  );
  const report = await read(world);
  expect(report.findings?.filter(({ evidence }) => evidence === 'GitHub is away.')).toHaveLength(1);
  expect(report.tables?.[0]?.rows.filter((row) => row[5] === 'runs')).toHaveLength(3);
});

test('without configuration it says where to write it', async () => {
  expect(await read(deployWorld({ targets: {} }))).toMatchObject({ status: 'info' });
});
