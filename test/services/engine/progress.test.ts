// Long steps: what they tell on the way, processes that die under them, and runs that nobody waits for.
import { afterEach, describe, expect, test } from 'vitest';
import { systemActor } from '../../../src/core/actor.js';
import { Problem } from '../../../src/core/problem.js';
import { cards, viewsOf } from '../../../src/services/cards/rows.js';
import { runs } from '../../../src/services/engine/run-records.js';
import { ana, ben, openBench, type Bench } from '../../support/engine-bench.js';

const open: Bench[] = [];
function bench(from?: Bench): Bench {
  const one = from ?? openBench();
  open.push(one);
  return one;
}
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

/** Files the lamp's switching where it needs nobody's approval, and starts. */
async function started(one: Bench): Promise<string> {
  const run = await one.engine.runs.request({
    operation: 'lamp.switch',
    input: { lamp: 'red' },
    actor: ana,
    requestId: 'request-1',
  });
  one.engine.start();
  await one.engine.runs.approve(run.id, ben, { hash: run.planHash ?? '', typed: 'lamp.red' });
  return run.id;
}

const step = async (one: Bench, id: string) => (await one.engine.runs.get(id))?.steps[0];

describe('a step that tells how far it is', () => {
  test('shows it while it goes on, and its outcome in the end', async () => {
    const one = bench();
    let finish = (): void => {};
    one.world.act = (_signal, tell) => {
      tell('1 of 3');
      tell('2 of 3');
      return new Promise((resolve) => (finish = resolve));
    };
    const id = await started(one);
    await expect.poll(async () => (await step(one, id))?.note, { timeout: 3_000 }).toBe('2 of 3');
    expect(await step(one, id)).toMatchObject({ state: 'in_progress' });
    finish();
    const done = await one.reaches(id, 'succeeded');
    expect(done.steps[0]).toMatchObject({ state: 'done', note: 'switched' });
    expect(done.history.filter(({ detail }) => detail.includes('of 3'))).toEqual([]);
  });

  test('may tell a thousand times for a handful of writes', async () => {
    const one = bench();
    one.world.act = async (_signal, tell) => {
      for (let count = 0; count < 1_000; count += 1) tell(`${count}`);
    };
    const id = await started(one);
    await one.reaches(id, 'succeeded');
    expect((await one.store.get(runs, id))?.revision).toBeLessThan(20);
  });

  test('has told the last of it when it ends, also where it fails', async () => {
    const one = bench();
    one.world.act = async (_signal, tell) => {
      tell('1 of 3');
      tell('2 of 3');
      throw new Problem('outside_refused', 'The third is broken.', 'Mend it.');
    };
    const failed = await one.reaches(await started(one), 'failed');
    expect(failed.steps[0]).toMatchObject({ state: 'failed', note: '2 of 3' });
  });

  test('is not given up while it gets on, however often its process dies', async () => {
    const one = bench();
    let starts = 0;
    one.world.act = async (_signal, tell) => {
      starts += 1;
      tell(`start ${starts}`);
      await expect.poll(async () => (await step(one, id))?.note).toBe(`start ${starts}`);
      if (starts < 7) throw new Error('the process dies');
    };
    one.world.reconcile = async () => ({ outcome: 'not-done', evidence: 'it goes on' });
    const id = await started(one);
    await one.reaches(id, 'succeeded');
    expect(starts).toBe(7);
  });

  /** Dies in each start, having told `reached`; the fifth start goes well. */
  async function dyingAt(one: Bench, reached: (start: number) => number): Promise<string> {
    let starts = 0;
    one.world.act = async (_signal, tell) => {
      starts += 1;
      tell(`start ${starts}: ${reached(starts)} pages`, reached(starts));
      if (starts < 5) throw new Error('the process dies');
    };
    one.world.reconcile = async () => ({ outcome: 'not-done', evidence: 'it goes on' });
    return started(one);
  }

  test('is given up when its process dies each time at the same place', async () => {
    const one = bench();
    const failed = await one.reaches(await dyingAt(one, () => 250), 'failed');
    expect(failed.problem?.message).toContain('started 3 times');
    expect(failed.steps[0]?.reached).toBe(250);
  });

  test('is not given up when it comes further each time', async () => {
    const one = bench();
    const done = await one.reaches(await dyingAt(one, (start) => start * 100), 'succeeded');
    expect(done.history.filter(({ event }) => event === 'started')).toHaveLength(5);
  });

  test('is given up when it never gets on', async () => {
    const one = bench();
    one.world.act = async () => {
      throw new Error('the process dies');
    };
    one.world.reconcile = async () => ({ outcome: 'not-done', evidence: 'nothing there' });
    const failed = await one.reaches(await started(one), 'failed');
    expect(failed.problem?.message).toContain('started 3 times');
  });
});

describe('a run that nobody works on', () => {
  test('can be given up, and its lock is free', async () => {
    const one = bench();
    one.world.act = async () => {
      throw new Error('who knows');
    };
    const id = await started(one);
    await one.reaches(id, 'unknown');
    expect((await one.engine.runs.holderOf('lamp.red'))?.id).toBe(id);
    const given = await one.engine.runs.giveUp(id, ben, 'the lamp was taken away');
    expect(given).toMatchObject({
      state: 'failed',
      problem: { code: 'outcome_unknown', message: expect.stringContaining('given up by ben') },
    });
    expect(await one.engine.runs.holderOf('lamp.red')).toBeNull();
  });

  test('is not given up while somebody does', async () => {
    const one = bench();
    let finish = (): void => {};
    one.world.act = () => new Promise((resolve) => (finish = resolve));
    const id = await started(one);
    await expect.poll(async () => (await step(one, id))?.state).toBe('in_progress');
    await expect(one.engine.runs.giveUp(id, ben, 'impatient')).rejects.toMatchObject({
      code: 'target_busy',
    });
    finish();
    await one.reaches(id, 'succeeded');
  });
});

/** Asks as the bot does; `toy` is the lamp that needs nobody's approval. */
const asked = (one: Bench, lamp: string, requestId = 'poll-1') =>
  one.engine.runs.request({
    operation: 'lamp.switch',
    input: { lamp },
    actor: systemActor,
    requestId,
    quiet: true,
  });

describe('the bot itself', () => {
  test('may ask for what is done at once', async () => {
    const one = bench();
    one.engine.start();
    const run = await asked(one, 'toy');
    expect(run).toMatchObject({ risk: 'routine', requestedBy: systemActor });
    await one.reaches(run.id, 'succeeded');
    expect(one.world.done).toEqual(['toy']);
  });

  test('may not ask for what needs an approval, and that is in the audit log', async () => {
    const one = bench();
    await expect(asked(one, 'red')).rejects.toMatchObject({ code: 'not_allowed' });
    expect(await one.engine.runs.active(10)).toEqual([]);
    expect((await one.audit.query({ limit: 10 })).map(({ action }) => action)).toEqual([
      'refused.request',
    ]);
  });

  test('approves nothing', async () => {
    const one = bench();
    const run = await one.engine.runs.request({
      operation: 'lamp.switch',
      input: { lamp: 'red' },
      actor: ana,
      requestId: 'request-1',
    });
    const given = { hash: run.planHash ?? '', typed: 'lamp.red' };
    await expect(one.engine.runs.approve(run.id, systemActor, given)).rejects.toMatchObject({
      code: 'not_allowed',
    });
  });
});

describe('a quiet run', () => {
  const cardsOf = async (one: Bench): Promise<number> =>
    (await one.store.list(cards, { index: 'byLook', limit: 100 })).items.length;
  const lastRuns = async (one: Bench): Promise<string[]> =>
    (await one.engine.runs.recent(10)).map(({ id }) => id);
  const isAudited = async (one: Bench, id: string): Promise<boolean> =>
    (await one.engine.runs.get(id))?.wakeAt === null;

  test('has no card when it succeeds, and is none of the last runs', async () => {
    const one = bench();
    one.engine.start();
    const { id } = await asked(one, 'toy');
    await one.reaches(id, 'succeeded');
    await expect.poll(() => isAudited(one, id)).toBe(true);
    expect(await cardsOf(one)).toBe(0);
    expect(await lastRuns(one)).toEqual([]);
  });

  test('has its cards when it fails, and is one of the last runs', async () => {
    const one = bench();
    one.engine.start();
    one.world.verified = false;
    const { id } = await asked(one, 'toy');
    await one.reaches(id, 'failed');
    await expect.poll(() => cardsOf(one)).toBe(viewsOf.run.length);
    expect(await lastRuns(one)).toEqual([id]);
  });

  test('has them also when its process dies just after it failed', async () => {
    const dead = new Problem('store_unavailable', 'The process is dead.', 'Start it.');
    const one = bench(
      openBench({
        through: (store) => ({
          ...store,
          insert: (collection, id, doc) =>
            collection.name === cards.name
              ? Promise.reject(dead)
              : store.insert(collection, id, doc),
        }),
      }),
    );
    one.engine.start();
    one.world.verified = false;
    const { id } = await asked(one, 'toy');
    await one.reaches(id, 'failed');
    await one.engine.stop();
    expect(await cardsOf(one)).toBe(0);
    const two = bench(one.again());
    two.engine.start();
    await expect.poll(() => cardsOf(two)).toBe(viewsOf.run.length);
    await expect.poll(() => isAudited(two, id)).toBe(true);
  });

  test('says nothing when no plan can be made', async () => {
    const one = bench();
    one.world.refusal = new Problem('not_possible', 'Lamps are paused.', 'Resume them.');
    await expect(asked(one, 'toy')).rejects.toMatchObject({ code: 'not_possible' });
    const [failed] = (await one.store.list(runs, { index: 'byAge', limit: 10 })).items;
    expect(failed?.doc).toMatchObject({ state: 'failed', quiet: true, wakeAt: null });
    expect(await cardsOf(one)).toBe(0);
    expect(await lastRuns(one)).toEqual([]);
    expect(one.complaints).toEqual([]);
  });

  test('leaves its place among the last runs to those that people asked for', async () => {
    const one = bench();
    one.engine.start();
    const { id: told } = await one.engine.runs.request({
      operation: 'lamp.switch',
      input: { lamp: 'toy' },
      actor: ana,
      requestId: 'request-1',
    });
    await one.reaches(told, 'succeeded');
    for (const number of [1, 2, 3]) {
      one.now.value += 1_000;
      const { id } = await asked(one, 'toy', `poll-${number}`);
      await one.reaches(id, 'succeeded');
    }
    expect((await one.engine.runs.recent(2)).map(({ id }) => id)).toEqual([told]);
  });
});
