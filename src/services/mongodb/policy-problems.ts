// Between the Problems of MongoDB and what the policy tells apart. Without the driver: it is loaded at the first question.
import { Problem } from '../../core/problem.js';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../resilience/failures.js';

/** The name of its circuit. */
export const system = 'mongodb';

/** What the policy has to know of a Problem: whether MongoDB failed, and is worth another try. */
export function failureOf(error: unknown): unknown {
  if (!(error instanceof Problem)) return error;
  if (error.code === 'outside_unavailable')
    return new RetryableFailure(error.message, { cause: error });
  if (error.code === 'cancelled') return new CallCancelled(error.message, { cause: error });
  return error;
}

/** What the policy threw, for a person; a Problem, and a fault of ours, is given back as it is. */
export function problemOf(error: unknown): unknown {
  if (error instanceof RetryableFailure) return error.cause;
  if (error instanceof CallCancelled) return cancelled();
  if (error instanceof DeadlineExceeded) return noAnswer();
  if (error instanceof CircuitOpen) return leftAlone(error);
  return error;
}

export function noAnswer(): Problem {
  return new Problem(
    'outside_unavailable',
    'MongoDB did not answer.',
    'Try again; if it stays, look at its log (runbook notion-bot-api).',
  );
}

export function cancelled(): Problem {
  return new Problem('cancelled', 'It was cancelled before MongoDB answered.', 'Ask for it again.');
}

function leftAlone(cause: CircuitOpen): Problem {
  return new Problem(
    'outside_unavailable',
    'MongoDB failed several times in a row and is left alone for a minute.',
    'It is asked again by itself. When it runs (runbook notion-bot-api), close its circuit to ask at once.',
    {
      cause,
      suggestions: [
        { label: 'Close the circuit', operation: 'circuits.reset', input: { name: system } },
      ],
    },
  );
}
