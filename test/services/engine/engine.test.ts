// The life of a run, from outside: asked for, approved, run once whatever dies, verified, undone.
import { afterEach, describe, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { Run } from '../../../src/core/run.js';
import type { Store } from '../../../src/services/store/store.js';
import { ana, ben, chloe, eve, openBench, type Bench } from '../../support/engine-bench.js';

const open: Bench[] = [];
function bench(of: Bench = openBench()): Bench {
  open.push(of);
  return of;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

async function filed(one: Bench, text = 'lamp switch red', requestId?: string): Promise<Run> {
  const answer = await one.ask(ana, text, requestId);
  if (answer.kind !== 'run') throw new Error(`no run but ${answer.kind}`);
  return answer.run;
}
const approval = (run: Run) => ({ hash: run.planHash ?? '', typed: run.plan?.target ?? '' });
const problem = (code: string) => expect.objectContaining({ name: 'Problem', code });

describe('approval', () => {
  test('a run waits for somebody else, runs once and is verified', async () => {
    const one = bench();
    one.engine.start();
    const run = await filed(one);
    expect(run.state).toBe('awaiting_approval');
    await expect(one.engine.runs.approve(run.id, ana, approval(run))).rejects.toEqual(
      problem('not_allowed'),
    );
    await expect(one.engine.runs.approve(run.id, eve, approval(run))).rejects.toEqual(
      problem('not_allowed'),
    );
    await expect(
      one.engine.runs.approve(run.id, { ...ana, via: 'terminal' }, approval(run)),
    ).rejects.toEqual(problem('not_allowed'));
    expect(one.world.done).toEqual([]);
    await one.engine.runs.approve(run.id, ben, approval(run));
    const done = await one.reaches(run.id, 'succeeded');
    expect(one.world.done).toEqual(['red']);
    expect(done.steps).toMatchObject([{ id: 'switch', state: 'done', note: 'switched' }]);
  });

  test('the name of the target is typed, and the hash is of the plan that was seen', async () => {
    const one = bench();
    const run = await filed(one);
    await expect(
      one.engine.runs.approve(run.id, ben, { ...approval(run), typed: 'lamp.blue' }),
    ).rejects.toMatchObject({ code: 'invalid_input', field: 'target' });
    await expect(
      one.engine.runs.approve(run.id, ben, { ...approval(run), hash: 'f'.repeat(64) }),
    ).rejects.toEqual(problem('plan_drifted'));
    expect((await one.engine.runs.get(run.id))?.state).toBe('awaiting_approval');
  });

  test('twenty at once execute once, and the late ones are told what happened', async () => {
    const one = bench();
    const two = bench(one.again());
    one.engine.start();
    two.engine.start();
    const run = await filed(one);
    const clicks = Array.from({ length: 20 }, (_, index) =>
      (index % 2 ? one : two).engine.runs.approve(run.id, index % 3 ? ben : chloe, approval(run)),
    );
    const results = await Promise.allSettled(clicks);
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    const refusals = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    expect(refusals).toEqual(Array.from({ length: 19 }, () => problem('already_decided')));
    await one.reaches(run.id, 'succeeded');
    expect(one.world.done).toEqual(['red']);
  });

  test('a request that two processes take up at once is one run, and both are given it', async () => {
    const one = bench();
    const two = bench(one.again());
    const runs = await Promise.all(
      [one, two, one, two].map((each) => filed(each, 'lamp switch red', 'the same request')),
    );
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    expect(new Set(runs.map(({ state }) => state))).toEqual(new Set(['awaiting_approval']));
  });

  test('a quorum of two needs two different people', async () => {
    const one = bench();
    one.engine.start();
    const run = await filed(one, 'lamp switch red --env vault');
    await one.engine.runs.approve(run.id, ben, approval(run));
    await expect(
      one.engine.runs.approve(run.id, { ...ben, via: 'terminal' }, approval(run)),
    ).rejects.toEqual(problem('already_decided'));
    expect((await one.engine.runs.get(run.id))?.state).toBe('awaiting_approval');
    await one.engine.runs.approve(run.id, chloe, approval(run));
    await one.reaches(run.id, 'succeeded');
  });

  test('it reminds once and expires on time; then nobody can approve', async () => {
    const one = bench();
    one.engine.start();
    const run = await filed(one);
    one.now.value += 26 * 60_000;
    await expect.poll(async () => (await one.engine.runs.get(run.id))?.reminded).toBe(true);
    one.now.value += 5 * 60_000;
    await one.reaches(run.id, 'expired');
    await expect(one.engine.runs.approve(run.id, ben, approval(run))).rejects.toEqual(
      problem('already_decided'),
    );
    expect(one.world.done).toEqual([]);
  });

  test('a denial needs a reason, and ends it', async () => {
    const one = bench();
    const run = await filed(one);
    await expect(one.engine.runs.deny(run.id, ben, '  ')).rejects.toMatchObject({
      code: 'invalid_input',
      field: 'reason',
    });
    const denied = await one.engine.runs.deny(run.id, ben, 'not now');
    expect(denied).toMatchObject({ state: 'denied', decision: { by: ben, reason: 'not now' } });
    await expect(one.engine.runs.approve(run.id, chloe, approval(run))).rejects.toEqual(
      problem('already_decided'),
    );
  });
});

describe('what was approved is what runs', () => {
  test('a plan that drifted is refused, and nothing is done', async () => {
    const one = bench();
    one.engine.start();
    const run = await filed(one);
    one.world.version = 2;
    await one.engine.runs.approve(run.id, ben, approval(run));
    const failed = await one.reaches(run.id, 'failed');
    expect(failed.problem).toMatchObject({
      code: 'plan_drifted',
      message: expect.stringContaining('lamp version was 1 and is 2'),
    });
    expect(one.world.done).toEqual([]);
  });

  test('the same request finds the same run', async () => {
    const one = bench();
    const [first, second] = [
      await filed(one, 'lamp switch red', 'same'),
      await filed(one, 'lamp switch red', 'same'),
    ];
    expect(second.id).toBe(first.id);
    expect(await one.engine.runs.recent(10)).toHaveLength(1);
  });

  test('one running action per target', async () => {
    const one = bench();
    one.engine.start();
    let release = (): void => {};
    one.world.act = () => new Promise((resolve) => (release = resolve));
    const first = await filed(one);
    const second = await filed(one);
    await one.engine.runs.approve(first.id, ben, approval(first));
    await one.reaches(first.id, 'running');
    await expect(filed(one)).rejects.toEqual(problem('target_busy'));
    await one.engine.runs.approve(second.id, ben, approval(second));
    expect((await one.engine.runs.get(second.id))?.state).toBe('approved');
    one.world.version = 2;
    release();
    await one.reaches(first.id, 'succeeded');
    // It had to wait, and by then its plan was no longer true.
    await one.reaches(second.id, 'failed');
    expect(one.world.done).toEqual(['red']);
  });

  test('what waits for its target is left alone until the sweep, not claimed again and again', async () => {
    let writes = 0;
    const through = (store: Store): Store => ({
      ...store,
      replace: (collection, id, ...rest) => {
        if (id === waiting) writes += 1;
        return store.replace(collection, id, ...rest);
      },
    });
    let waiting = '';
    const one = bench(openBench({ through, config: { leaseSeconds: 3_600, sweepSeconds: 3_600 } }));
    one.engine.start();
    one.world.act = () => new Promise(() => {});
    const first = await filed(one);
    const second = await filed(one);
    await one.engine.runs.approve(first.id, ben, approval(first));
    await one.reaches(first.id, 'running');
    waiting = second.id;
    await one.engine.runs.approve(second.id, ben, approval(second));
    // Approved, audited, claimed, given back.
    await expect.poll(() => writes).toBeGreaterThanOrEqual(4);
    const before = writes;
    for (let turn = 0; turn < 300; turn += 1) await one.engine.runs.get(second.id);
    expect(writes - before).toBeLessThanOrEqual(2);
  });
});

describe('whatever dies', () => {
  test('an outcome in doubt is asked for, not done again', async () => {
    const one = bench();
    one.engine.start();
    one.world.act = async () => {
      one.world.done.push('sent');
      throw new Problem('outcome_unknown', 'The reply was lost.', 'It is looked into.');
    };
    let asked = 0;
    one.world.reconcile = async () =>
      (asked += 1) === 1
        ? { outcome: 'unknown', evidence: 'too early' }
        : { outcome: 'done', evidence: 'seen' };
    const run = await filed(one);
    await one.engine.runs.approve(run.id, ben, approval(run));
    const doubts = async () =>
      (await one.engine.runs.get(run.id))?.history.filter((entry) => entry.event === 'doubt');
    await expect.poll(doubts).toHaveLength(2);
    one.now.value += 6_000;
    const done = await one.reaches(run.id, 'succeeded');
    expect(one.world.done).toEqual(['sent']);
    expect(done.steps[0]).toMatchObject({ state: 'done', note: 'seen' });
  });

  test('what was certainly not done is done once, if the plan still holds', async () => {
    const one = bench();
    one.engine.start();
    let tries = 0;
    one.world.act = async () => {
      tries += 1;
      if (tries === 1) throw new Error('a bug after the intent');
    };
    one.world.reconcile = async () => ({ outcome: 'not-done', evidence: 'nothing there' });
    const run = await filed(one);
    await one.engine.runs.approve(run.id, ben, approval(run));
    const done = await one.reaches(run.id, 'succeeded');
    expect(one.world.done).toEqual(['red']);
    expect(done.history.filter(({ event }) => event === 'started')).toHaveLength(2);
  });

  test('a dead process loses its lease, and another reconciles', async () => {
    const one = bench();
    const two = bench(one.again());
    one.engine.start();
    const run = await filed(one);
    let stuck = (): void => {};
    const reached = new Promise<void>((resolve) => (stuck = resolve));
    one.world.act = () => {
      stuck();
      return new Promise(() => {});
    };
    await one.engine.runs.approve(run.id, ben, approval(run));
    await reached;
    // The first process is as good as dead: it renews nothing any more, and its store is gone.
    await one.store.close();
    one.world.reconcile = async () => ({ outcome: 'done', evidence: 'the lamp shines' });
    one.now.value += 60_000;
    two.engine.start();
    await two.reaches(run.id, 'succeeded');
    expect(one.world.done).toEqual([]);
  });

  test('a check that does not hold means that the run did not succeed, and it can be undone', async () => {
    const one = bench();
    one.engine.start();
    one.world.verified = false;
    const run = await filed(one);
    await one.engine.runs.approve(run.id, ben, approval(run));
    const failed = await one.reaches(run.id, 'failed');
    expect(failed.problem?.code).toBe('verification_failed');
    expect(one.engine.undoable(failed)).toBe(true);
  });

  test('cancelled while it runs: stopped when the outside confirms, and nothing is done', async () => {
    const one = bench();
    one.engine.start();
    one.world.act = (signal) =>
      new Promise((_resolve, reject) => {
        const stop = () => reject(new Problem('cancelled', 'The warehouse has cancelled it.', ''));
        // The run counts as running a moment before this is called.
        if (signal.aborted) stop();
        else signal.addEventListener('abort', stop);
      });
    const run = await filed(one);
    await one.engine.runs.approve(run.id, ben, approval(run));
    await one.reaches(run.id, 'running');
    await one.engine.runs.cancel(run.id, ana, 'wrong table');
    const cancelled = await one.reaches(run.id, 'cancelled');
    expect(cancelled.decision?.by.person).toBe('ana');
    expect(one.world.done).toEqual([]);
  });
});

describe('afterwards', () => {
  test('undo is a run of its own, and only once', async () => {
    const one = bench();
    one.engine.start();
    const run = await filed(one);
    await one.engine.runs.approve(run.id, ben, approval(run));
    await one.reaches(run.id, 'succeeded');
    const undo = await one.engine.runs.undo(run.id, ana, 'undo-1');
    expect(undo).toMatchObject({ state: 'awaiting_approval', undoOf: run.id });
    await one.engine.runs.approve(undo.id, ben, approval(undo));
    await one.reaches(undo.id, 'succeeded');
    expect((await one.engine.runs.get(run.id))?.undoneBy).toBe(undo.id);
    await expect(one.engine.runs.undo(run.id, ana, 'undo-2')).rejects.toEqual(
      problem('not_possible'),
    );
  });

  test('every transition and every refusal is in an unbroken audit log', async () => {
    const one = bench();
    one.engine.start();
    const run = await filed(one);
    await expect(one.engine.runs.approve(run.id, eve, approval(run))).rejects.toEqual(
      problem('not_allowed'),
    );
    await expect(one.ask(eve, 'lamp switch red')).rejects.toEqual(problem('not_allowed'));
    await one.engine.runs.approve(run.id, ben, approval(run));
    await one.reaches(run.id, 'succeeded');
    await expect.poll(async () => (await one.engine.runs.get(run.id))?.wakeAt).toBeNull();
    const actions = (await one.audit.query({ limit: 100 }))
      .map((entry) => entry.action)
      .toReversed();
    expect(actions).toEqual([
      'run.requested',
      'run.planned',
      'refused.approve',
      'refused.request',
      'run.approved',
      'run.started',
      'run.step_started',
      'run.step_done',
      'run.ran',
      'run.verified',
    ]);
    expect(await one.audit.verify()).toMatchObject({ intact: true, entries: 10 });
  });
});
