// What a person is told when MongoDB fails them. Never the driver's own words: they may hold the address.
import {
  MongoNetworkError,
  MongoNetworkTimeoutError,
  MongoParseError,
  MongoServerError,
  MongoServerSelectionError,
} from 'mongodb';
import { Problem } from '../../core/problem.js';
import { DeadlineExceeded } from '../resilience/failures.js';
import { cancelled, noAnswer } from './policy-problems.js';

/** AuthenticationFailed, and Unauthorized. (MongoDB, "Error Codes") */
const refusals: ReadonlySet<unknown> = new Set([18, 13]);

/** Every question only reads, so nothing is ever in doubt. */
export function mongoProblem(error: unknown, signal?: AbortSignal): Problem {
  if (signal?.aborted) return signal.reason instanceof DeadlineExceeded ? noAnswer() : cancelled();
  if (error instanceof MongoParseError) return badAddress();
  if (error instanceof MongoServerError && refusals.has(error.code)) return refused();
  if (error instanceof MongoServerError)
    return new Problem(
      'outside_refused',
      `MongoDB refused the question (${error.codeName ?? `error ${String(error.code ?? 'unknown')}`}).`,
      'Check database and collection under tasks in ppm.config.yaml.',
    );
  if (error instanceof MongoServerSelectionError && hasRefusal(error.cause)) return refused();
  if (
    error instanceof MongoServerSelectionError ||
    error instanceof MongoNetworkError ||
    error instanceof MongoNetworkTimeoutError
  )
    return new Problem(
      'outside_unavailable',
      "MongoDB can't be reached.",
      'Check that it runs (runbook notion-bot-api) and that PLATFORM_MONGODB_URI names it; then try again.',
    );
  return noAnswer();
}

export function badAddress(): Problem {
  return new Problem(
    'not_possible',
    'PLATFORM_MONGODB_URI is no address that the MongoDB driver understands.',
    'Write mongodb://user:password@host/database with special characters percent-encoded, and start the bot again.',
  );
}

function hasRefusal(cause: unknown): boolean {
  return cause instanceof MongoServerError && refusals.has(cause.code);
}

function refused(): Problem {
  return new Problem(
    'outside_refused',
    'MongoDB refused the user of PLATFORM_MONGODB_URI.',
    'Its password is wrong, or it may not read this database: give it the role `read` there.',
  );
}
