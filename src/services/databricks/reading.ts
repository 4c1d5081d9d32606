// Statements that change nothing, or nothing more when they are repeated: tried again as the policy says, in one session that is opened when it is first needed
// and again when the warehouse has forgotten it.
import { unlessAborted } from '../resilience/abortable.js';
import { RetryableFailure } from '../resilience/failures.js';
import type { Policy } from '../resilience/policy.js';
import type { Driver, Result, Session, Statement } from './driver.js';
import { failureOf } from './failure.js';
import { problemOf } from './problems.js';

/** A stopped warehouse takes minutes to start, and the first statement waits for it. Milliseconds. */
const readWithinMs = 240_000;

export type Read = (statement: Statement, signal?: AbortSignal) => Promise<Result>;

/**
 * @param options.withinMs for all tries of a statement
 * @returns a function that rejects with a Problem
 */
export function createReader(
  driver: Driver,
  policy: Policy,
  { withinMs = readWithinMs }: { withinMs?: number } = {},
): Read {
  let kept: Promise<Session> | undefined;

  const forget = (which: Promise<Session>): void => {
    if (kept === which) kept = undefined;
  };

  const session = (): Promise<Session> => {
    if (kept) return kept;
    const opening = driver.openSession();
    kept = opening;
    opening.catch(() => forget(opening));
    return opening;
  };

  async function attempt(statement: Statement, signal: AbortSignal): Promise<Result> {
    const current = session();
    try {
      return await execute(await unlessAborted(current, signal), statement, signal);
    } catch (error) {
      if (failureOf(error)?.kind !== 'forgotten') throw error;
      // Sessions end when nobody used them for a while: no failure, so no wait.
      forget(current);
      return execute(await unlessAborted(session(), signal), statement, signal);
    }
  }

  return async (statement, signal = new AbortController().signal) => {
    try {
      return await policy.run((inner) => judged(attempt(statement, inner)), {
        idempotent: true,
        signal,
        deadlineMs: withinMs,
      });
    } catch (error) {
      throw problemOf(error, 'harmless');
    }
  };
}

/** Runs one statement to its rows. When the signal is aborted it asks the warehouse to stop, and doesn't wait for that. */
export async function execute(
  session: Session,
  statement: Statement,
  signal: AbortSignal,
): Promise<Result> {
  const submitting = session.submit(statement);
  const work = async (): Promise<Result> => {
    const submitted = await submitting;
    await submitted.finished();
    const result = await submitted.result();
    submitted.close();
    return result;
  };
  const stop = (): void => {
    submitting.then((submitted) => submitted.cancel()).catch(() => undefined);
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await unlessAborted(work(), signal);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** The promise, rejecting with a RetryableFailure where the warehouse did not serve the call. */
export async function judged<T>(promise: Promise<T>): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    const failure = failureOf(error);
    const busy =
      (failure?.kind === 'http' || failure?.kind === 'storage') &&
      (failure.status === 429 || failure.status >= 500);
    if (!busy && failure?.kind !== 'connection') throw error;
    const wait = failure.kind === 'http' ? failure.retryAfterMs : undefined;
    throw new RetryableFailure('The warehouse did not serve the call.', {
      ...(wait === undefined ? {} : { retryAfterMs: wait }),
      cause: error,
    });
  }
}
