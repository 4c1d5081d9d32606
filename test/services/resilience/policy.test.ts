import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../../../src/services/resilience/failures.js';
import { createPolicy } from '../../../src/services/resilience/policy.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const never = new AbortController().signal;
const patient = { idempotent: true, signal: never, deadlineMs: 600_000 };
const once = { ...patient, idempotent: false };

/** A policy whose jitter is in the middle, and a call that notes when it is made. */
function setUp(random = 0.5) {
  const registry = new Registry();
  const policy = createPolicy({ system: 'warehouse', registry, random: () => random });
  const times: number[] = [];
  const calling = (outcome: (attempt: number) => unknown) => async () => {
    times.push(Date.now());
    const result = outcome(times.length);
    if (result instanceof Error) throw result;
    return result;
  };
  const metric = async (name: string) => (await registry.getSingleMetric(name)?.get())?.values;
  return { registry, policy, times, calling, metric };
}

const down = () => new RetryableFailure('down');
const settled = <T>(promise: Promise<T>): Promise<unknown> =>
  promise.then(
    (value) => value,
    (error: unknown) => error,
  );

/** Lets the clock run until the promise has settled. */
async function finish<T>(promise: Promise<T>): Promise<unknown> {
  const result = settled(promise);
  await vi.runAllTimersAsync();
  return result;
}

describe('retries', () => {
  it('come after 1, 2, 4 and 8 s, and then no more', async () => {
    const { policy, times, calling } = setUp();
    expect(await finish(policy.run(calling(down), patient))).toBeInstanceOf(RetryableFailure);
    expect(times).toEqual([0, 1_000, 3_000, 7_000, 15_000]);
  });

  it.each([
    { random: 0, expected: [0, 800, 2_400, 5_600, 12_000] },
    { random: 1, expected: [0, 1_200, 3_600, 8_400, 18_000] },
  ])('are spread by a fifth (random $random)', async ({ random, expected }) => {
    const { policy, times, calling } = setUp(random);
    await finish(policy.run(calling(down), patient));
    expect(times).toEqual(expected);
  });

  it('end with the first success', async () => {
    const { policy, times, calling } = setUp();
    const call = calling((attempt) => (attempt < 3 ? down() : 'served'));
    expect(await finish(policy.run(call, patient))).toBe('served');
    expect(times).toEqual([0, 1_000, 3_000]);
  });

  it('wait as long as the system asked for', async () => {
    const { policy, times, calling } = setUp();
    const busy = (attempt: number) =>
      attempt === 1 ? new RetryableFailure('429', { retryAfterMs: 30_000 }) : 'served';
    await finish(policy.run(calling(busy), patient));
    expect(times).toEqual([0, 30_000]);
  });

  it('are not made for a call that may not be done twice', async () => {
    const { policy, times, calling } = setUp();
    expect(await finish(policy.run(calling(down), once))).toBeInstanceOf(RetryableFailure);
    expect(times).toEqual([0]);
  });

  it('are not made for an answer that says no', async () => {
    const { policy, times, calling } = setUp();
    const no = new Error('no such table');
    expect(
      await finish(
        policy.run(
          calling(() => no),
          patient,
        ),
      ),
    ).toBe(no);
    expect(times).toEqual([0]);
  });
});

describe('the deadline', () => {
  const forever = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason));
    });

  it('ends a call', async () => {
    const { policy } = setUp();
    const result = settled(policy.run(forever, { ...patient, deadlineMs: 5_000 }));
    await vi.advanceTimersByTimeAsync(4_999);
    expect(policy.state()).toBe('closed');
    await vi.advanceTimersByTimeAsync(1);
    expect(await result).toBeInstanceOf(DeadlineExceeded);
  });

  it('leaves no wait that it would end', async () => {
    const { policy, times, calling } = setUp();
    const result = policy.run(calling(down), { ...patient, deadlineMs: 6_000 });
    expect(await finish(result)).toBeInstanceOf(RetryableFailure);
    expect(times).toEqual([0, 1_000, 3_000]);
    expect(Date.now()).toBe(3_000);
  });

  it("is not needed where the caller's signal comes first", async () => {
    const { policy, metric } = setUp();
    const controller = new AbortController();
    const result = settled(policy.run(forever, { ...patient, signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await result).toBeInstanceOf(CallCancelled);
    expect(await metric('outside_calls_total')).toMatchObject([
      { labels: { system: 'warehouse', outcome: 'cancelled' }, value: 1 },
    ]);
  });

  it('and the signal end a wait between two tries', async () => {
    const { policy, times, calling } = setUp();
    const controller = new AbortController();
    const result = settled(policy.run(calling(down), { ...patient, signal: controller.signal }));
    await vi.advanceTimersByTimeAsync(1_500);
    controller.abort();
    expect(await result).toBeInstanceOf(CallCancelled);
    expect(times).toEqual([0, 1_000]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('nothing is called when the signal was aborted before', async () => {
    const { policy, times, calling } = setUp();
    const options = { ...patient, signal: AbortSignal.abort() };
    expect(
      await finish(
        policy.run(
          calling(() => 'served'),
          options,
        ),
      ),
    ).toBeInstanceOf(CallCancelled);
    expect(times).toEqual([]);
  });
});

describe('the circuit', () => {
  async function opened() {
    const parts = setUp();
    await finish(parts.policy.run(parts.calling(down), patient));
    expect(parts.policy.state()).toBe('open');
    parts.times.length = 0;
    return parts;
  }

  it('opens after five failures in a row: nothing is called for 60 s', async () => {
    const { policy, times, calling, metric } = await opened();
    await vi.advanceTimersByTimeAsync(59_999);
    expect(
      await settled(
        policy.run(
          calling(() => 'served'),
          once,
        ),
      ),
    ).toBeInstanceOf(CircuitOpen);
    expect(times).toEqual([]);
    expect(await metric('circuit_state')).toMatchObject([{ value: 2 }]);
  });

  it('is tried with one call after 60 s, and closes when that is served', async () => {
    const { policy, calling, metric } = await opened();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(
      await settled(
        policy.run(
          calling(() => 'served'),
          once,
        ),
      ),
    ).toBe('served');
    expect(policy.state()).toBe('closed');
    expect(await metric('circuit_state')).toMatchObject([{ value: 0 }]);
  });

  it('opens again when that fails', async () => {
    const { policy, times, calling } = await opened();
    await vi.advanceTimersByTimeAsync(60_000);
    await settled(policy.run(calling(down), once));
    expect(policy.state()).toBe('open');
    await settled(policy.run(calling(down), once));
    expect(times).toHaveLength(1);
  });

  it('stays closed while answers come in between, even those that say no', async () => {
    const { policy, calling } = setUp();
    const failing = calling(down);
    for (let round = 0; round < 3; round += 1) {
      for (let failure = 0; failure < 4; failure += 1) await settled(policy.run(failing, once));
      await settled(
        policy.run(
          calling(() => new Error('no')),
          once,
        ),
      );
    }
    expect(policy.state()).toBe('closed');
  });
});

it('counts calls by outcome, on one registry for all systems', async () => {
  const { registry, policy, calling, metric } = setUp();
  const other = createPolicy({ system: 'other', registry });
  await finish(
    policy.run(
      calling((attempt) => (attempt === 1 ? down() : 'served')),
      patient,
    ),
  );
  await finish(
    policy.run(
      calling(() => new Error('no')),
      patient,
    ),
  );
  await finish(
    other.run(
      calling(() => 'served'),
      patient,
    ),
  );
  expect(await metric('outside_calls_total')).toEqual([
    { labels: { system: 'warehouse', outcome: 'retried' }, value: 1 },
    { labels: { system: 'warehouse', outcome: 'ok' }, value: 1 },
    { labels: { system: 'warehouse', outcome: 'refused' }, value: 1 },
    { labels: { system: 'other', outcome: 'ok' }, value: 1 },
  ]);
});
