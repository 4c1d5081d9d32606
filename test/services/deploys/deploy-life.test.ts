// A deployment from its first step to its record: once, followed, found again after a crash, stopped when it is cancelled.
import { describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import { deployRollback } from '../../../src/handlers/deploy/deploy-rollback.js';
import { createDeployLife } from '../../../src/services/deploys/deploy-life.js';
import { planDeploy } from '../../../src/services/deploys/deploy-plan.js';
import { unseenEnd } from '../../../src/services/deploys/run-command.js';
import {
  component,
  deployWorld,
  job,
  known,
  next,
  now,
  runUrl,
  start,
  workflowRun,
} from './deploy-world.js';

type World = ReturnType<typeof deployWorld>;
const minute = 60_000;

const planned = (world: World, what: 'control-room' | 'bundle' = 'control-room') =>
  planDeploy(
    { what, stage: what === 'bundle' ? 'prod' : 'production', isRollback: false },
    world.context,
  );

async function carryOut(world: World, what?: 'control-room' | 'bundle', done: string[] = []) {
  const plan = await planned(world, what);
  const life = createDeployLife(world.wait);
  await life.run(plan, { ...world.context, step: world.stepping(done) });
  return life.verify(plan, world.context);
}

const lost = (): Problem => new Problem('outcome_unknown', 'GitHub did not answer.', 'Wait.');

describe('a workflow', () => {
  test('is dispatched once with its marker, followed, checked and recorded', async () => {
    const world = deployWorld();
    world.github.run
      .mockResolvedValueOnce(workflowRun({ state: 'queued', conclusion: null }))
      .mockResolvedValueOnce(workflowRun({ state: 'queued', conclusion: null }))
      .mockResolvedValueOnce(workflowRun({ state: 'in_progress', conclusion: null }));
    world.github.jobsOf
      .mockResolvedValueOnce([])
      .mockResolvedValueOnce([
        job({ name: 'build' }),
        job({ state: 'in_progress', conclusion: null, step: 'Upload' }),
      ]);
    world.github.dispatchedRuns.mockResolvedValueOnce([]).mockResolvedValueOnce([]);
    world.github.dispatchedRuns.mockResolvedValue([workflowRun()]);
    world.deploys.known
      .mockResolvedValueOnce([known('c', 1)])
      .mockResolvedValue([known('d', 0), known('c', 1)]);
    const checks = await carryOut(world);
    expect(world.github.dispatch.mock.calls.map(([asked]) => asked)).toEqual([
      {
        repository: 'meridian-finance/ppm-platform',
        workflow: 'deploy-control-room.yml',
        ref: 'main',
        inputs: { environment: 'production', commit: next.sha, ppm_run: 'R-TEST' },
      },
    ]);
    expect(world.notes['dispatch']).toBe(runUrl);
    expect(world.told).toEqual([
      { note: `waits for a runner, or for an approval on GitHub · ${runUrl}`, reached: 0 },
      { note: `build ok, deploy: Upload · ${runUrl}`, reached: 3 },
      { note: `deploy ok · ${runUrl}`, reached: 2 },
    ]);
    expect(world.wait.mock.calls.map(([ms]) => ms)).toEqual([3_000, 4_500]);
    expect(checks.map(({ name, ok }) => [name, ok])).toEqual([
      ['The workflow ended with success', true],
      ['finance-ppm/kpis is well', true],
      ['It is what runs on control-room/production', true],
    ]);
    expect(world.deploys.record).toHaveBeenCalledWith({
      what: 'control-room',
      stage: 'production',
      commit: next.sha,
      ref: 'main',
      run: 'R-TEST',
      url: runUrl,
      by: 'ana',
      at: world.clock.at,
      outcome: 'good',
    });
  });

  test('whose id GitHub does not tell is found by its marker', async () => {
    const world = deployWorld();
    world.github.dispatch.mockResolvedValue(null);
    world.github.dispatchedRuns
      .mockResolvedValueOnce([])
      .mockResolvedValueOnce([])
      .mockResolvedValueOnce([])
      .mockResolvedValue([workflowRun({ id: 91 }), workflowRun({ id: 90, title: 'by [R-OTHER]' })]);
    await carryOut(world);
    expect(world.github.run.mock.calls.every(([, id]) => id === 91)).toBe(true);
    expect(world.github.dispatch).toHaveBeenCalledTimes(1);
  });

  test('that GitHub took and never lists fails, and is not dispatched again', async () => {
    const world = deployWorld();
    world.github.dispatch.mockResolvedValue(null);
    await expect(carryOut(world)).rejects.toMatchObject({
      code: 'outside_refused',
      message: expect.stringContaining('lists no run'),
    });
    expect(world.clock.at - start).toBeGreaterThanOrEqual(2 * minute);
    expect(world.github.dispatch).toHaveBeenCalledTimes(1);
  });

  test('that another process has dispatched is followed, not dispatched', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun({ id: 55 })]);
    await carryOut(world, 'control-room', ['dispatch']);
    expect(world.github.dispatch).not.toHaveBeenCalled();
    expect(world.github.run.mock.calls[0]?.[1]).toBe(55);
  });

  test('that is there already when it is dispatched again is not made twice', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun()]);
    await carryOut(world);
    expect(world.github.dispatch).not.toHaveBeenCalled();
  });

  test('that fails names the job and the step, and offers the way back', async () => {
    const world = deployWorld();
    world.github.run.mockResolvedValue(workflowRun({ conclusion: 'failure' }));
    world.github.jobsOf.mockResolvedValue([
      job({ name: 'build' }),
      job({ conclusion: 'failure', step: 'Upload' }),
    ]);
    await expect(carryOut(world)).rejects.toMatchObject({
      code: 'outside_refused',
      message: 'The workflow ended with failure in job deploy, step "Upload".',
      hint: `Look at ${runUrl}/job/1`,
      suggestions: [
        { operation: 'deploy.rollback', input: { what: 'control-room', stage: 'production' } },
        { operation: 'health' },
        { operation: 'deploy.status' },
      ],
    });
    expect(world.deploys.record).toHaveBeenCalledWith(
      expect.objectContaining({ outcome: 'bad', url: runUrl }),
    );
  });

  test('is asked for again while GitHub does not answer', async () => {
    const world = deployWorld();
    world.github.run
      .mockResolvedValueOnce(workflowRun())
      .mockRejectedValueOnce(new Problem('outside_unavailable', 'GitHub is away.', 'Wait.'));
    await carryOut(world);
    expect(world.told[0]?.note).toBe('GitHub is away. It is asked again.');
  });

  test('is not followed for ever', async () => {
    const world = deployWorld();
    world.github.run.mockResolvedValue(workflowRun({ state: 'in_progress', conclusion: null }));
    await expect(carryOut(world)).rejects.toMatchObject({
      code: 'outside_unavailable',
      hint: expect.stringContaining(runUrl),
    });
    expect(world.clock.at - start).toBeGreaterThanOrEqual(60 * minute);
    expect(world.clock.at - start).toBeLessThan(61 * minute);
  });

  test('is stopped on GitHub when the person cancels', async () => {
    const world = deployWorld();
    world.github.run.mockImplementation(async () => {
      if (!world.cancelling.signal.aborted && world.told.length > 0) world.cancel();
      return world.github.cancelRun.mock.calls.length > 0
        ? workflowRun({ conclusion: 'cancelled' })
        : workflowRun({ state: 'in_progress', conclusion: null });
    });
    await expect(carryOut(world)).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.github.cancelRun).toHaveBeenCalledTimes(1);
    expect(world.told.at(-1)?.note).toBe(`Ended on GitHub: cancelled · ${runUrl}`);
    expect(world.deploys.record).not.toHaveBeenCalled();
  });

  test('goes on when only this process lets go of it', async () => {
    const world = deployWorld();
    world.github.run.mockImplementation(async () => {
      world.cancelling.abort();
      return workflowRun({ state: 'in_progress', conclusion: null });
    });
    await expect(carryOut(world)).rejects.toThrow(/abort/i);
    expect(world.github.cancelRun).not.toHaveBeenCalled();
  });

  test('that can not be stopped is said to go on', async () => {
    const world = deployWorld();
    world.github.run.mockImplementation(async () => {
      world.cancel();
      return workflowRun({ state: 'in_progress', conclusion: null });
    });
    world.github.cancelRun.mockRejectedValue(
      new Problem('outside_unavailable', 'GitHub is away.', 'Wait.'),
    );
    await expect(carryOut(world)).rejects.toMatchObject({
      code: 'outside_refused',
      message: 'The workflow may go on: GitHub is away.',
    });
  });

  test('cancelled between dispatch and follow is stopped too', async () => {
    const world = deployWorld();
    const plan = await planned(world);
    const step = world.stepping();
    world.github.run.mockResolvedValue(workflowRun({ conclusion: 'cancelled' }));
    const run = createDeployLife(world.wait).run(plan, {
      ...world.context,
      step: async (id, act) => {
        if (id !== 'dispatch') {
          world.cancel();
          throw new Problem('cancelled', 'It was cancelled.', '');
        }
        await step(id, act);
      },
    });
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect(world.github.cancelRun).toHaveBeenCalledTimes(1);
  });
});

describe('a dispatch whose reply was lost', () => {
  const settle = async (world: World) =>
    createDeployLife(world.wait).reconcile(await planned(world), world.context, {
      step: 'dispatch',
      since: start,
    });

  test('leaves the step in doubt', async () => {
    const world = deployWorld();
    world.github.dispatch.mockRejectedValue(lost());
    await expect(carryOut(world)).rejects.toMatchObject({ code: 'outcome_unknown' });
  });

  test('is done where GitHub lists its run', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun()]);
    expect(await settle(world)).toEqual({ outcome: 'done', evidence: `GitHub has it: ${runUrl}` });
  });

  test('is not known for a minute, and not done after it', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun({ title: 'x [R-TEST-2]' })]);
    world.clock.at = start + minute - 1;
    expect((await settle(world)).outcome).toBe('unknown');
    world.clock.at = start + minute;
    expect((await settle(world)).outcome).toBe('not-done');
  });

  test.each(['follow', 'check'])('%s may be done again', async (step) => {
    const world = deployWorld();
    const life = createDeployLife(world.wait);
    const settled = await life.reconcile(await planned(world), world.context, {
      step,
      since: start,
    });
    expect(settled.outcome).toBe('not-done');
  });
});

describe('afterwards', () => {
  test('a component that becomes well within a minute is waited for', async () => {
    const world = deployWorld();
    world.check.mockResolvedValueOnce([component({ status: 'bad', said: 'mock data' })]);
    await carryOut(world);
    expect(world.told.at(-1)?.note).toBe('finance-ppm/kpis: mock data');
    expect(world.notes['check']).toBe('finance-ppm/kpis: well');
  });

  test('one that stays red fails the checks, and the record says bad', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun()]);
    world.check.mockResolvedValue([component({ status: 'bad', said: 'mock data' })]);
    const checks = await carryOut(world);
    expect(checks.find(({ ok }) => !ok)).toMatchObject({ actual: 'mock data' });
    expect(world.clock.at - start).toBeGreaterThanOrEqual(minute);
    expect(world.deploys.record).toHaveBeenLastCalledWith(
      expect.objectContaining({ outcome: 'bad' }),
    );
  });

  test('another commit than the one that was meant is found', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun()]);
    const checks = await carryOut(world);
    expect(checks.filter(({ ok }) => !ok)).toEqual([
      {
        name: 'It is what runs on control-room/production',
        ok: false,
        expected: next.sha.slice(0, 7),
        actual: now.sha.slice(0, 7),
      },
    ]);
  });

  test('where the commit is an input, the address of its log says that it is ours', async () => {
    const world = deployWorld();
    world.github.dispatchedRuns.mockResolvedValue([workflowRun()]);
    world.deploys.known.mockResolvedValue([known('a', 0, { url: `${runUrl}/job/3` })]);
    expect((await carryOut(world)).every(({ ok }) => ok)).toBe(true);
    world.deploys.known.mockResolvedValue([known('a', 0, { url: `${runUrl}8/job/3` })]);
    expect((await carryOut(world)).every(({ ok }) => ok)).toBe(false);
  });
});

describe('a command', () => {
  test('gets its words filled, without a shell, and is recorded', async () => {
    const world = deployWorld();
    const checks = await carryOut(world, 'bundle');
    expect(world.commands.run.mock.calls[0]?.[0]).toEqual({
      words: ['./scripts/dab_deploy.sh', 'prod', next.sha],
      pass: ['DATABRICKS_TOKEN'],
      timeoutMs: 60 * minute,
    });
    expect(checks).toMatchObject([{ name: 'The command ended with 0', ok: true }]);
    expect(world.deploys.record).toHaveBeenLastCalledWith(
      expect.objectContaining({ what: 'bundle', outcome: 'good', commit: next.sha, url: null }),
    );
  });

  test('that ends with another code fails with its last words, recorded as bad', async () => {
    const world = deployWorld();
    world.commands.run.mockResolvedValue({ code: 3, lastLine: 'no credentials' });
    await expect(carryOut(world, 'bundle')).rejects.toMatchObject({
      code: 'outside_refused',
      message: 'The command ended with exit code 3: no credentials',
    });
    expect(world.deploys.record.mock.calls).toMatchObject([[{ outcome: 'bad' }]]);
  });

  test('whose process died is not run again: it may go on, then the checks fail', async () => {
    const world = deployWorld();
    const life = createDeployLife(world.wait);
    const plan = await planned(world, 'bundle');
    const doubt = { step: 'deploy', since: start };
    world.clock.at = start + 60 * minute - 1;
    expect((await life.reconcile(plan, world.context, doubt)).outcome).toBe('unknown');
    world.clock.at = start + 60 * minute;
    const settled = await life.reconcile(plan, world.context, doubt);
    expect(settled).toEqual({ outcome: 'done', evidence: unseenEnd });
    world.stored.record = {
      ...world.stored.record,
      steps: [{ id: 'deploy', title: '', state: 'done', note: settled.evidence }],
    };
    expect(await life.verify(plan, world.context)).toMatchObject([{ ok: false }]);
    expect(world.deploys.record).toHaveBeenLastCalledWith(
      expect.objectContaining({ outcome: 'bad' }),
    );
    expect(world.commands.run).not.toHaveBeenCalled();
  });
});

describe('its undo', () => {
  test('is a rollback to what ran before', async () => {
    const undo = createDeployLife().undo(await planned(deployWorld()));
    expect(undo).toEqual({
      operation: 'deploy.rollback',
      input: { what: 'control-room', stage: 'production', commit: now.sha },
    });
    expect(deployRollback.input.safeParse(undo?.input).success).toBe(true);
  });

  test('is none where nothing is known to run', async () => {
    const world = deployWorld();
    world.deploys.known.mockResolvedValue([]);
    expect(createDeployLife().undo(await planned(world))).toBeNull();
  });
});
