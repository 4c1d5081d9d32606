// What the policy has to know of MongoDB as on-call asks it, and what its failures are for a person. Without the driver: it is
// loaded at the first question. (The records of the systems have a circuit of their own: policy-problems.ts)
import { Problem } from '../../core/problem.js';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../resilience/failures.js';
import { cancelled } from './policy-problems.js';

/** Name of the circuit of the server that a setting names. */
export function circuitOf(setting: string): string {
  const usual = setting === 'PLATFORM_MONGODB_URI';
  return `mongodb-admin${usual ? '' : `-${setting.toLowerCase().replaceAll('_', '-')}`}`;
}

/** What the policy threw, for a person; a Problem, and a fault of ours, is given back as it is. */
export function adminProblemOf(error: unknown, setting: string): unknown {
  if (error instanceof RetryableFailure) return error.cause;
  if (error instanceof CallCancelled) return cancelled();
  if (error instanceof DeadlineExceeded) return silent(setting);
  if (error instanceof CircuitOpen) return leftAlone(error, setting);
  return error;
}

export function silent(setting: string): Problem {
  return new Problem(
    'outside_unavailable',
    `The MongoDB of ${setting} did not answer in time.`,
    'Try again; if it stays, look at its log (runbook notion-bot-api).',
  );
}

export function missing(setting: string): Problem {
  return new Problem(
    'not_possible',
    `The setting ${setting} is missing: it says where MongoDB is.`,
    `Set ${setting}, or correct mongodb.setting of the system in ppm.config.yaml, and start the bot again.`,
  );
}

/** A change that was sent and not answered. */
export function inDoubt(cause: Problem): Problem {
  return new Problem(
    'outcome_unknown',
    `${cause.message} What was asked may have been done.`,
    'It is looked at again.',
    { cause },
  );
}

function leftAlone(cause: CircuitOpen, setting: string): Problem {
  return new Problem(
    'outside_unavailable',
    `The MongoDB of ${setting} failed several times in a row and is left alone for a minute.`,
    'It is asked again by itself. When it runs (runbook notion-bot-api), close its circuit to ask at once.',
    {
      cause,
      suggestions: [
        {
          label: 'Close the circuit',
          operation: 'circuits.reset',
          input: { name: circuitOf(setting) },
        },
      ],
    },
  );
}
