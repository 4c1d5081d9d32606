// Runs over two processes: one is approved here and worked on there; a cancellation reaches whoever works on it, at once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Problem } from '../../../src/core/problem.js';
import type { Run } from '../../../src/core/run.js';
import { ana, ben, openBench, type Bench } from '../../support/engine-bench.js';
import { openTogether, type Together } from './together.js';

/** Neither a sweep nor the renewal of a lease may do it: only what they tell each other is quick enough. */
const slow = { leaseSeconds: 3_600, sweepSeconds: 3_600 };
const approval = (run: Run) => ({ hash: run.planHash ?? '', typed: run.plan?.target ?? '' });

let directory: string;
let together: Together;
let asking: Bench;
let working: Bench;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ppm-replicas-'));
  together = openTogether();
  asking = openBench({ directory, config: slow, replicas: together.replica(false) });
  const { world } = asking;
  working = openBench({ directory, world, config: slow, replicas: together.replica(true) });
  asking.engine.start();
  working.engine.start();
});
afterEach(async () => {
  await Promise.all([asking.close(), working.close()]);
  rmSync(directory, { recursive: true, force: true });
});

async function filed(): Promise<Run> {
  const answer = await asking.ask(ana, 'lamp switch red');
  if (answer.kind !== 'run') throw new Error(`no run but ${answer.kind}`);
  return answer.run;
}

/** A run whose step goes on until it is stopped. */
async function acting(): Promise<Run> {
  let isActing = false;
  asking.world.act = (signal) =>
    new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(new Problem('cancelled', 'Stopped.', '')));
      isActing = true;
    });
  const run = await filed();
  await asking.engine.runs.approve(run.id, ben, approval(run));
  await expect.poll(() => isActing).toBe(true);
  return run;
}

test('approved here, worked on there, and nobody is woken more than once', async () => {
  const run = await filed();
  await asking.engine.runs.approve(run.id, ben, approval(run));
  await asking.reaches(run.id, 'succeeded');
  expect(together.woken).toEqual([`run ${run.id}`]);
  expect(together.told).toEqual([]);
});

test('a cancellation stops the step that another process works on, at once', async () => {
  const run = await acting();
  await asking.engine.runs.cancel(run.id, ana, 'wrong lamp');
  await asking.reaches(run.id, 'cancelled');
  expect(together.told).toEqual([{ kind: 'interrupt', run: run.id }]);
});

test('a cancellation by the process that works on it is told to nobody', async () => {
  const run = await acting();
  await working.engine.runs.cancel(run.id, ana, 'wrong lamp');
  await working.reaches(run.id, 'cancelled');
  expect(together.told).toEqual([]);
});
