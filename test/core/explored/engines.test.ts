// Three real engines on one store, their clocks apart, in chance stories of lost replies, partitions, deaths, slow and doubtful
// acts, approvals and cancellations. Each run of this test takes other stories: a failure names its seed and the story.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { until } from '../../../sandbox/until.js';
import { Problem } from '../../../src/core/problem.js';
import { hasEnded, type Run } from '../../../src/core/run.js';
import type { AuditVerdict } from '../../../src/services/audit/entry.js';
import type { Store } from '../../../src/services/store/store.js';
import { ana, ben, openBench, type World } from '../../support/engine-bench.js';
import { memoryStore } from '../../support/memory-store.js';

const fault = fc.record({
  /** Of which of the two engines that may fail, and at which of its writes. */
  engine: fc.nat(1),
  write: fc.integer({ min: 1, max: 14 }),
  kind: fc.constantFrom('lost reply', 'partition', 'death'),
});
const story = fc.record({
  faults: fc.array(fault, { maxLength: 3 }),
  acts: fc.array(fc.constantFrom('done', 'done, reply lost', 'refused', 'slow', 'not sent'), {
    minLength: 1,
    maxLength: 3,
  }),
  cancelAfter: fc.option(fc.integer({ min: 0, max: 800 }), { freq: 3 }),
  /** Milliseconds by which each engine's clock is ahead. */
  ahead: fc.tuple(fc.nat(200), fc.nat(200), fc.nat(200)),
});
type Story = typeof story extends fc.Arbitrary<infer One> ? One : never;

/** Longer than the lease of the bench's engines. */
const longTime = 900;
const pause = (millis: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, millis);
  });

/** What one engine sees of the store. */
function failing(store: Store, faults: Story['faults']): Store {
  let writes = 0;
  let awayUntil = 0;
  const away = (): Problem => new Problem('store_unavailable', 'The store is away.', 'Wait.');
  const read = async <T>(act: () => Promise<T>): Promise<T> => {
    if (Date.now() < awayUntil) throw away();
    return act();
  };
  const write = async <T>(act: () => Promise<T>): Promise<T> => {
    if (Date.now() < awayUntil) throw away();
    writes += 1;
    const found = faults.find((one) => one.write === writes);
    if (!found) return act();
    if (found.kind === 'death') awayUntil = Infinity;
    if (found.kind === 'partition') awayUntil = Date.now() + longTime;
    if (found.kind === 'lost reply') await act();
    throw away();
  };
  return {
    insert: (...args) => write(() => store.insert(...args)),
    replace: (...args) => write(() => store.replace(...args)),
    remove: (...args) => write(() => store.remove(...args)),
    get: (...args) => read(() => store.get(...args)),
    list: (...args) => read(() => store.list(...args)),
    count: (...args) => read(() => store.count(...args)),
    time: () => store.time(),
    close: async () => {},
  };
}

/** A lamp that tells the truth about what became of it, and nothing while something is under way. */
function outside(acts: Story['acts']): World {
  let underWay = 0;
  let begun = 0;
  const world: World = {
    version: 1,
    done: [],
    refusal: null,
    async act() {
      const kind = acts[begun] ?? 'done';
      begun += 1;
      underWay += 1;
      try {
        if (kind === 'slow') await pause(longTime);
        if (kind === 'refused') throw new Problem('outside_refused', 'It may not.', 'Ask.');
        if (kind === 'done, reply lost') world.done.push('red');
        if (kind === 'done, reply lost' || kind === 'not sent')
          throw new Problem('outcome_unknown', 'There was no reply.', 'Look.');
      } finally {
        // The action notes it right after this.
        setTimeout(() => {
          underWay -= 1;
        }, 5);
      }
    },
    async reconcile() {
      if (underWay > 0) return { outcome: 'unknown', evidence: 'It is under way.' };
      return { outcome: world.done.length > 0 ? 'done' : 'not-done', evidence: 'As it shines.' };
    },
    verified: true,
  };
  return world;
}

async function lived({ faults, acts, cancelAfter, ahead }: Story): Promise<{
  run: Run;
  done: number;
  audit: AuditVerdict;
}> {
  const shared = memoryStore();
  const world = outside(acts);
  const benches = ahead.map((millis, index) =>
    openBench({
      world,
      now: {
        get value() {
          return Date.now() + millis;
        },
      },
      through(plain) {
        void plain.close();
        return failing(
          shared,
          faults.filter(({ engine }) => engine === index),
        );
      },
    }),
  );
  const healthy = benches.at(-1);
  if (!healthy) throw new Error('no engine');
  try {
    for (const { engine } of benches) engine.start();
    const answer = await healthy.ask(ana, 'lamp switch red');
    if (answer.kind !== 'run') throw new Error(answer.kind);
    const { id, planHash, plan } = answer.run;
    const given = { hash: planHash ?? '', typed: plan?.target ?? '' };
    // Two people click at once.
    await Promise.allSettled(benches.map(({ engine }) => engine.runs.approve(id, ben, given)));
    if (cancelAfter !== null) {
      await pause(cancelAfter);
      // It may have ended, or be looked into.
      await healthy.engine.runs.cancel(id, ana, 'Stop.').catch(() => {});
    }
    await until(
      `${id} has ended`,
      async () => {
        const found = await healthy.engine.runs.get(id);
        return found && hasEnded(found) ? found : null;
      },
      25_000,
    );
    // Who only seemed dead comes back.
    await pause(longTime);
    const run = await until(
      `${id} is in the audit log`,
      async () => {
        const found = await healthy.engine.runs.get(id);
        return found && found.audited === found.history.length ? found : null;
      },
      5_000,
    );
    return { run, done: world.done.length, audit: await healthy.audit.verify() };
  } finally {
    await Promise.all(benches.map((bench) => bench.close()));
  }
}

test('twelve stories: one execution, an outcome that is known, an unbroken audit log', async () => {
  const seed = Date.now() % 1_000_000;
  const stories = fc.sample(story, { seed, numRuns: 12 });
  await Promise.all(
    stories.map(async (told) => {
      const said = `seed ${seed}: ${JSON.stringify(told)}`;
      const { run, done, audit } = await lived(told).catch((error: unknown) => {
        throw new Error(said, { cause: error });
      });
      const [step] = run.steps;
      expect(done, said).toBeLessThanOrEqual(1);
      // What the record says of the step is what became of it.
      expect(step?.state === 'done', said).toBe(done === 1);
      expect(run.state === 'succeeded', said).toBe(done === 1);
      expect(run.lease, said).toBeNull();
      expect(run.approvals.length, said).toBeLessThanOrEqual(1);
      expect(audit, said).toMatchObject({ intact: true });
      expect(audit.entries, said).toBeGreaterThanOrEqual(run.history.length);
    }),
  );
}, 60_000);
