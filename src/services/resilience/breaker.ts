// One circuit breaker, as it can be looked at and closed by hand. cockatiel's can not be closed from outside, so closing puts
// a new one in its place; what is under way with the old one counts no more.
import {
  circuitBreaker,
  CircuitState,
  ConsecutiveBreaker,
  handleWhen,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { redact } from '../redact.js';
import type { Circuit } from './circuits.js';

/** docs/architecture.md, "Outside systems": opens after 5 failures in a row, tries again after 60 s. */
export const failuresToOpen = 5;
const openForMs = 60_000;

/** Most characters of what failed last. */
const longest = 300;

export interface Breaker {
  /** @throws BrokenCircuitError where it is open, or what `call` throws */
  execute<T>(call: () => Promise<T>): Promise<T>;
  look(): Circuit;
  /** Harmless where it is closed already. */
  close(): void;
}

export interface BreakerOptions {
  name: string;
  isFailure: (error: unknown) => boolean;
  /** 0 closed, 1 half open, 2 open: told at every change. */
  changed: (level: 0 | 1 | 2) => void;
}

export function createBreaker({ name, isFailure, changed }: BreakerOptions): Breaker {
  let openedAt: number | null = null;
  let triesAt: number | null = null;
  let lastFailure: string | null = null;
  let current = fresh();

  function fresh(): { policy: CircuitBreakerPolicy; row: ConsecutiveBreaker } {
    const row = new ConsecutiveBreaker(failuresToOpen);
    const policy = circuitBreaker(handleWhen(isFailure), {
      halfOpenAfter: openForMs,
      breaker: row,
    });
    policy.onStateChange((state) => {
      if (policy !== current.policy) return;
      // As cockatiel's own clock has it.
      if (state === CircuitState.Open) triesAt = Date.now() + openForMs;
      if (state === CircuitState.Open) openedAt ??= Date.now();
      if (state === CircuitState.Closed) openedAt = triesAt = null;
      changed(levels[state]);
    });
    return { policy, row };
  }

  return {
    async execute(call) {
      const { policy } = current;
      return policy.execute(async () => {
        try {
          return await call();
        } catch (error) {
          if (isFailure(error)) lastFailure = redact(messageOf(error)).slice(0, longest);
          throw error;
        }
      });
    },
    look() {
      const state = names[current.policy.state];
      // A late answer to a call from before it opened ends the row, not the opening.
      const failures = Math.max(current.row.state, state === 'closed' ? 0 : failuresToOpen);
      return { name, state, failures, openedAt, triesAt, lastFailure };
    },
    close() {
      current = fresh();
      openedAt = triesAt = null;
      changed(0);
    },
  };
}

const levels = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 1,
  [CircuitState.Open]: 2,
  [CircuitState.Isolated]: 2,
} as const;

const names = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.HalfOpen]: 'half-open',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
} as const;

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'It failed.';
}
