// How the fuzz tests run: so many cases of what somebody might send, each one held against a rule and against the clock, and
// counted. A failure names the seed and the shortest case; PPM_FUZZ_SEED repeats it, PPM_FUZZ_FACTOR makes it longer.
import * as fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { Problem } from '../../src/core/problem.js';

const seed = Number(process.env['PPM_FUZZ_SEED'] ?? Date.now() % 0x7fff_ffff);
const factor = Number(process.env['PPM_FUZZ_FACTOR'] ?? 1);
/** Of one case, on a machine that is busy: what takes longer would be a way to stop the bot with one request. */
const longestMs = 2_000;
/** Of one test: most take seconds. */
const timeout = 600_000;

/** Registers tests of one file; its last one says whether all its cases were looked at. */
export function fuzzing(planned: number): {
  fuzz<Case>(
    name: string,
    cases: number,
    arbitrary: fc.Arbitrary<Case>,
    check: (one: Case) => void,
  ): void;
  fuzzAsync<Case>(
    name: string,
    cases: number,
    arbitrary: fc.Arbitrary<Case>,
    check: (one: Case) => Promise<void>,
  ): void;
} {
  let looked = 0;
  const took = (began: number): void => {
    looked += 1;
    const millis = performance.now() - began;
    if (millis > longestMs) throw new Error(`one case took ${Math.round(millis)} ms`);
  };
  const options = (cases: number) => ({ numRuns: Math.ceil(cases * factor), seed });

  afterAll(() => {
    expect(looked, 'cases looked at').toBeGreaterThanOrEqual(Math.floor(planned * factor));
  });

  return {
    fuzz(name, cases, arbitrary, check) {
      const property = fc.property(arbitrary, (one) => {
        const began = performance.now();
        check(one);
        took(began);
      });
      it(
        `${name} (${cases})`,
        () => {
          const before = looked;
          fc.assert(property, options(cases));
          expect(looked - before).toBe(options(cases).numRuns);
        },
        timeout,
      );
    },
    fuzzAsync(name, cases, arbitrary, check) {
      const property = fc.asyncProperty(arbitrary, async (one) => {
        const began = performance.now();
        await check(one);
        took(began);
      });
      it(
        `${name} (${cases})`,
        async () => {
          const before = looked;
          await fc.assert(property, options(cases));
          expect(looked - before).toBe(options(cases).numRuns);
        },
        timeout,
      );
    },
  };
}

/** Cheaper than `expect` a million times. */
export function must(holds: boolean, rule: string, ...about: unknown[]): asserts holds {
  if (!holds) throw new Error([rule, ...about.map((one) => JSON.stringify(one))].join(' '));
}

/** What `act` gives; null for a Problem, which has to have something to say. Anything else that is thrown is a fault. */
export function orProblem<Result>(act: () => Result): Result | null {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    must(error.message !== '' && error.code !== 'internal', 'a Problem says what is wrong', error);
    return null;
  }
}
