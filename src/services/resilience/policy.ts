// The one policy for calls to outside systems (docs/architecture.md, "Outside systems"): a deadline, retries with backoff
// 1-2-4-8 s and 20 % jitter, a circuit breaker that opens after 5 failures in a row and tries again after 60 s.
import { BrokenCircuitError } from 'cockatiel';
import type { Registry } from 'prom-client';
import { pause, unlessAborted } from './abortable.js';
import { createBreaker, failuresToOpen } from './breaker.js';
import type { Circuit } from './circuits.js';
import type { CircuitRegistry } from './circuit-registry.js';
import { CallCancelled, CircuitOpen, DeadlineExceeded, RetryableFailure } from './failures.js';
import { policyMetrics, type PolicyMetrics } from './policy-metrics.js';

/** Milliseconds before the second, third, fourth and fifth try. */
const backoff = [1_000, 2_000, 4_000, 8_000] as const;
const jitter = 0.2;

export interface CallOptions {
  /** May it be done twice without harm? Otherwise it is tried once. */
  idempotent: boolean;
  signal: AbortSignal;
  /** For all tries and the waits between them, milliseconds. */
  deadlineMs: number;
}

export interface Policy {
  /**
   * Runs the call. It gets a signal that is aborted at the deadline or by the caller, and has to end soon after that by
   * rejecting with the signal's reason or with something that it knows better.
   * @throws CircuitOpen, DeadlineExceeded, CallCancelled, or what the call threw last
   */
  run<T>(call: (signal: AbortSignal) => Promise<T>, options: CallOptions): Promise<T>;
  state(): Circuit['state'];
}

export interface PolicyOptions {
  system: string;
  registry: Registry;
  /** Where its circuit can be looked at and closed by hand, under the name of the system. */
  circuits?: Pick<CircuitRegistry, 'add'> | undefined;
  /** From 0 to 1; spreads the retries of many callers. */
  random?: () => number;
  /** Waits between tries, milliseconds; a benchmark may scale time. */
  sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

type Answer<T> = { served: true; value: T } | { served: false; error: unknown };

export function createPolicy({
  system,
  registry,
  circuits,
  random = Math.random,
  sleep = pause,
}: PolicyOptions): Policy {
  const metrics = policyMetrics(registry, system);
  const breaker = createBreaker({
    name: system,
    isFailure,
    changed: (level) => metrics.circuit(level),
  });
  circuits?.add(system, breaker);

  /** One try. An answer that says no (an SQL error, a 404) proves that the system is alive, and ends a row of failures. */
  async function attempt<T>(call: (signal: AbortSignal) => Promise<T>, signal: AbortSignal) {
    const answer = await breaker
      .execute(async (): Promise<Answer<T>> => {
        signal.throwIfAborted();
        try {
          return { served: true, value: await call(signal) };
        } catch (error) {
          if (isFailure(error) || error instanceof CallCancelled) throw error;
          return { served: false, error };
        }
      })
      .catch((error: unknown) => {
        if (!(error instanceof BrokenCircuitError)) throw error;
        throw new CircuitOpen(`${system} failed ${failuresToOpen} times in a row.`);
      });
    if (!answer.served) throw answer.error;
    return answer.value;
  }

  return {
    async run(call, { idempotent, signal, deadlineMs }) {
      const deadline = deadlineOf(system, deadlineMs, signal);
      try {
        for (let tries = 0; ; tries += 1) {
          try {
            const value = await attempt(call, deadline.signal);
            metrics.called('ok');
            return value;
          } catch (error) {
            const base = idempotent ? backoff[tries] : undefined;
            const wait = base === undefined ? undefined : waitFor(error, base, random);
            // A wait that can't end in time is not begun: its caller learns now what they would learn later.
            if (wait === undefined || wait >= deadline.leftMs()) {
              count(metrics, error);
              throw error;
            }
            metrics.called('retried');
            await unlessAborted(sleep(wait, deadline.signal), deadline.signal);
          }
        }
      } finally {
        deadline.clear();
      }
    },
    state: () => breaker.look().state,
  };
}

function isFailure(error: unknown): boolean {
  return error instanceof RetryableFailure || error instanceof DeadlineExceeded;
}

/** Milliseconds until the next try; undefined where there is none. What the system asked for is the least. */
function waitFor(error: unknown, base: number, random: () => number): number | undefined {
  if (!(error instanceof RetryableFailure)) return undefined;
  const spread = base * (1 + jitter * (2 * random() - 1));
  return Math.max(spread, error.retryAfterMs ?? 0);
}

function count(metrics: PolicyMetrics, error: unknown): void {
  if (isFailure(error)) metrics.called('failed');
  else if (error instanceof CallCancelled) metrics.called('cancelled');
  else if (error instanceof CircuitOpen) metrics.called('circuit_open');
  else metrics.called('refused');
}

/** A signal that is aborted by the caller's one or after `ms`, whichever comes first, with the reason as its class says. */
function deadlineOf(
  system: string,
  ms: number,
  outer: AbortSignal,
): { signal: AbortSignal; leftMs(): number; clear(): void } {
  const end = Date.now() + ms;
  const controller = new AbortController();
  const cancel = (): void =>
    controller.abort(new CallCancelled(`The call to ${system} was cancelled.`));
  const timer = setTimeout(
    () =>
      controller.abort(
        new DeadlineExceeded(`${system} did not answer within ${Math.round(ms / 1000)} s.`),
      ),
    ms,
  );
  if (outer.aborted) cancel();
  else outer.addEventListener('abort', cancel, { once: true });
  return {
    signal: controller.signal,
    leftMs: () => end - Date.now(),
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', cancel);
    },
  };
}
