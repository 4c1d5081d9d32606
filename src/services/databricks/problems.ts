// What a person is told when the warehouse fails them, and whether it is certain that nothing changed: the engine fails
// a run on certain codes and asks the outside about any other.
import { Problem } from '../../core/problem.js';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../resilience/failures.js';
import { clip } from './clip.js';
import { failureOf, type Failure } from './failure.js';
import { sqlProblem, statementIsCertain } from './sql-problems.js';
import { StatementStopped } from './statement-stopped.js';

/** harmless: a read, or before a change was sent. submitting: the change was sent. following: it was accepted. */
export type Moment = 'harmless' | 'submitting' | 'following';

/** A thrown value as a Problem; what is not the warehouse's failing is given back as it is. */
export function problemOf(error: unknown, moment: Moment): unknown {
  if (error instanceof Problem) return error;
  if (error instanceof RetryableFailure) return problemOf(error.cause, moment);
  if (error instanceof CallCancelled && moment === 'harmless')
    return new Problem('cancelled', 'It was cancelled before it was done.', 'Ask for it again.');
  if (
    error instanceof DeadlineExceeded ||
    error instanceof CircuitOpen ||
    error instanceof CallCancelled
  )
    return moment === 'harmless'
      ? unavailable(error.message, error)
      : unknown(error.message, error);
  const failure = failureOf(error);
  if (failure === null) return error;
  if (isCertain(failure, moment)) return certainProblem(failure, error);
  return failure.kind === 'stopped'
    ? new StatementStopped(stoppedProblem(failure, error))
    : unknown(textOf(failure), error);
}

/** Whether the failure proves that nothing changed and nothing will. */
function isCertain(failure: Failure, moment: Moment): boolean {
  if (moment === 'harmless') return true;
  switch (failure.kind) {
    case 'sql':
      return statementIsCertain(failure);
    case 'stopped':
      return false;
    case 'forgotten':
      return moment === 'submitting';
    case 'http':
      return moment === 'submitting' && turnedAway(failure);
    case 'storage':
      return false;
    case 'connection':
      return moment === 'submitting' && !failure.sent;
  }
}

/**
 * These are answered before the warehouse looks at the statement. A 503 without Retry-After, and any other 5xx, may come
 * from a gateway that had passed the statement on. (Databricks' own connectors repeat a statement on the same two only.)
 */
function turnedAway({ status, retryAfterMs }: Extract<Failure, { kind: 'http' }>): boolean {
  if (status === 503) return retryAfterMs !== undefined;
  return [401, 403, 404, 429].includes(status);
}

function certainProblem(failure: Failure, cause: unknown): Problem {
  switch (failure.kind) {
    case 'sql':
      return sqlProblem(failure, cause);
    case 'stopped':
      return stoppedProblem(failure, cause);
    case 'http':
      return httpProblem(failure.status, cause);
    case 'storage':
      return storageProblem(failure.status, cause);
    case 'forgotten':
    case 'connection':
      return unavailable(textOf(failure), cause);
  }
}

function stoppedProblem({ by }: Extract<Failure, { kind: 'stopped' }>, cause: unknown): Problem {
  return by === 'cancellation'
    ? new Problem(
        'cancelled',
        'The warehouse stopped the statement because it was cancelled.',
        'Nothing was done. Ask for it again.',
        { cause },
      )
    : new Problem(
        'outside_refused',
        'The warehouse stopped the statement at its time-out.',
        'Nothing was done. It took longer than databricks.statementTimeoutSeconds in ppm.config.yaml.',
        { cause },
      );
}

function httpProblem(status: number, cause: unknown): Problem {
  if (status === 401 || status === 403)
    return new Problem(
      'outside_refused',
      `DATABRICKS_TOKEN was refused by the warehouse (HTTP ${status}).`,
      'It has expired, was revoked, or may not use this warehouse: rotate it (runbook finance-ppm, Credential Rotation) and restart the bot.',
      { cause },
    );
  if (status === 429 || status >= 500)
    return unavailable(textOf({ kind: 'http', status, retryAfterMs: undefined }), cause);
  return new Problem(
    'outside_refused',
    `The warehouse refused the request (HTTP ${status}).`,
    'Check DATABRICKS_HOST and DATABRICKS_HTTP_PATH.',
    { cause },
  );
}

function storageProblem(status: number, cause: unknown): Problem {
  const text = textOf({ kind: 'storage', status });
  return status === 429 || status >= 500
    ? unavailable(text, cause)
    : new Problem(
        'outside_refused',
        text,
        'Check databricks.volume, and that the service principal has WRITE VOLUME on it. Nothing was changed.',
        { cause },
      );
}

function textOf(failure: Failure): string {
  switch (failure.kind) {
    case 'sql':
    case 'connection':
      return clip(failure.text);
    case 'stopped':
      return 'The warehouse stopped the statement.';
    case 'forgotten':
      return 'The warehouse does not know the session any more.';
    case 'storage':
      return `The storage of the volume refused the staged file (HTTP ${failure.status}).`;
    case 'http':
      return failure.status === 429
        ? 'The warehouse takes no more requests just now (HTTP 429).'
        : `The warehouse answered HTTP ${failure.status}.`;
  }
}

function unavailable(text: string, cause: unknown): Problem {
  return new Problem(
    'outside_unavailable',
    `The Databricks warehouse can't be reached or doesn't answer: ${text}`,
    'Nothing was changed. Look at the warehouse in Databricks, and try again in a minute.',
    { cause },
  );
}

function unknown(text: string, cause: unknown): Problem {
  return new Problem(
    'outcome_unknown',
    `The statement was sent, and what became of it is not known: ${text}`,
    "The table's history will tell. Don't repeat it by hand.",
    { cause },
  );
}
