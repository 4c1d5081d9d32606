// A shared budget while Redis is away, and the log that it is counted by, on a clock of the test's own. On a real Redis:
// test/engines/redis-limits.test.ts.
import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSharedLimits } from '../../../src/services/replicas/limits.js';
import { createSlidingLog } from '../../../src/services/replicas/sliding-log.js';
import { fullest } from '../../support/fullest.js';

let at: number;
const now = (): number => at;
beforeEach(() => {
  at = 1_000_000;
});

const alone = (registry = new Registry()) =>
  createSharedLimits({
    link: { ready: () => null },
    prefix: 'test',
    log: { warn: () => {} },
    registry,
    now,
  });

describe('while Redis is away', () => {
  it('three replicas together call no more in any minute than one budget allows', async () => {
    const limits = [1, 2, 3].map(() => alone()({ key: 'notion', calls: 180, spanMs: 60_000 }));
    const made: number[] = [];
    for (let step = 0; step < 4_000; step += 1) {
      for (const limit of limits) if ((await limit.take()) === 0) made.push(at);
      at += 37;
    }
    expect(fullest(made, 60_000)).toBe(180);
  });

  it('a budget of one call is one call in three spans', async () => {
    const limit = alone()({ key: 'slack chat.postMessage C01', calls: 1, spanMs: 1_000 });
    expect(await limit.take()).toBe(0);
    expect(await limit.take()).toBe(3_000);
    at += 3_000;
    expect(await limit.take()).toBe(0);
  });

  it('limits of the same key have one count, and one that allows less leaves the rest to the other', async () => {
    const budgets = alone();
    const people = budgets({ key: 'notion', calls: 30, spanMs: 60_000 });
    const background = budgets({ key: 'notion', calls: 24, spanMs: 60_000 });
    const granted = async (limit: typeof people): Promise<number> => {
      let many = 0;
      while ((await limit.take()) === 0) many += 1;
      return many;
    };
    expect(await granted(background)).toBe(8);
    expect(await granted(people)).toBe(2);
  });

  it('what was called anyway counts, silence is kept, and both are told of in the metrics', async () => {
    const registry = new Registry();
    const limit = alone(registry)({ key: 'notion', calls: 30, spanMs: 60_000 });
    await limit.count(10);
    expect(await limit.take()).toBe(60_000);
    at += 60_000;
    await limit.block(5_000);
    await limit.block(1_000);
    expect(await limit.take()).toBe(5_000);
    at += 5_000;
    expect(await limit.take()).toBe(0);
    const { values = [] } =
      (await registry.getSingleMetric('shared_budget_requests_total')?.get()) ?? {};
    expect(values.map(({ labels, value }) => [labels['answer'], value])).toEqual([
      ['wait', 1],
      ['granted', 1],
    ]);
  });
});

describe('the log', () => {
  it('lets no span have more, wherever it begins, and tells the true wait', () => {
    const log = createSlidingLog(60_000, now);
    const made: number[] = [];
    const again: number[] = [];
    let seed = 5;
    for (let ask = 0; ask < 3_000; ask += 1) {
      seed = (seed * 16_807) % 2_147_483_647;
      const points = 1 + (seed % 3);
      const wait = log.take(points, { calls: 20, spanMs: 60_000 });
      if (wait === 0) made.push(...Array.from({ length: points }, () => at));
      // Half of them come back at the very moment, the others whenever they like.
      at += wait > 0 && seed % 2 === 0 ? wait : seed % 4_000;
      if (wait > 0 && seed % 2 === 0) {
        again.push(log.take(points, { calls: 20, spanMs: 60_000 }));
        made.push(...Array.from({ length: points }, () => at));
      }
    }
    expect(again.length).toBeGreaterThan(100);
    expect(Math.max(...again)).toBe(0);
    expect(fullest(made, 60_000)).toBe(20);
  });
});
