// What a person is told when Notion fails them, and for what creates something: whether it is certain that nothing was
// created, since the engine fails a run on certain codes and asks the outside about any other.
import { Problem } from '../../../core/problem.js';
import type { Suggestion } from '../../../core/report.js';
import {
  CallCancelled,
  CircuitOpen,
  DeadlineExceeded,
  RetryableFailure,
} from '../../resilience/failures.js';
import { BudgetSpent } from '../budget-queue.js';
import { NotionProblem } from '../failure-kind.js';
import { answerProblem, type About } from './answer-problems.js';
import { NotionFailure, type Failure } from './failure.js';

export interface Circumstances {
  call: About & { creates?: boolean };
  /** The caller's. */
  signal: AbortSignal;
  /** Epoch milliseconds. */
  now: number;
}

/** A thrown value as a Problem; what is a fault of ours is given back as it is. */
export function problemOf(error: unknown, circumstances: Circumstances): unknown {
  if (error instanceof Problem) return error;
  if (error instanceof RetryableFailure) return problemOf(error.cause, circumstances);
  if (error instanceof NotionFailure) return failureProblem(error, circumstances.call);
  if (error instanceof BudgetSpent) return spent(error, circumstances.now);
  if (circumstances.signal.aborted || error instanceof CallCancelled)
    return new Problem(
      'cancelled',
      'It was cancelled before Notion had answered.',
      'Ask for it again.',
      { cause: error },
    );
  if (error instanceof CircuitOpen)
    return unavailable(
      'Notion failed several times in a row and is left alone for a minute.',
      error,
      [{ label: 'Close the circuit', operation: 'circuits.reset', input: { name: 'notion' } }],
    );
  if (error instanceof DeadlineExceeded) return timedOut('Notion did not answer in time.', error);
  return error;
}

/** An answer that is none that this version understands. */
export function unreadableProblem(call: Circumstances['call'], cause: unknown): Problem {
  if (call.creates === true) return unknown('the answer is not understood.', cause);
  return new NotionProblem(
    'outside_refused',
    `Notion's answer about ${call.about} is not understood.`,
    'Check that NOTION_API_URL is the Notion API; if it is, tell the platform team.',
    { kind: 'other', cause },
  );
}

function failureProblem(error: NotionFailure, call: Circumstances['call']): Problem {
  const { failure } = error;
  if (call.creates === true && !isCertain(failure)) return unknown(textOf(failure), error);
  switch (failure.kind) {
    case 'lost':
      return unavailable(`Notion can't be reached: ${textOf(failure)}`, error);
    case 'timeout':
      return timedOut(`Notion: ${textOf(failure)}`, error);
    case 'answer':
      return failure.status >= 500
        ? unavailable(textOf(failure), error)
        : answerProblem(failure, call, error);
  }
}

/** Whether it proves that nothing was created. A 5xx may come from a gateway that had passed the request on. */
function isCertain(failure: Failure): boolean {
  switch (failure.kind) {
    case 'lost':
      return !failure.sent;
    case 'timeout':
      return false;
    case 'answer':
      return failure.status < 500;
  }
}

/** None of it is Notion's own text, so nothing of a page can be in it. */
function textOf(failure: Failure): string {
  switch (failure.kind) {
    case 'lost':
      return failure.sent ? 'the connection was lost.' : `no connection (${failure.text}).`;
    case 'timeout':
      return `no answer within ${Math.round(failure.millis / 1000)} s.`;
    case 'answer':
      return `Notion answered HTTP ${failure.status}.`;
  }
}

function spent({ freeAt }: BudgetSpent, now: number): Problem {
  const seconds = Math.max(1, Math.ceil((freeAt - now) / 1000));
  const at = new Date(freeAt).toISOString().slice(11, 19);
  return new NotionProblem(
    'outside_unavailable',
    'Notion takes no more calls from us just now: the rate limit is reached.',
    `Try again in ${seconds} s (after ${at} UTC). What syncs may use is notion.requestsPerMinute in ppm.config.yaml.`,
    { kind: 'rate_limit' },
  );
}

function unavailable(
  message: string,
  cause: unknown,
  suggestions: readonly Suggestion[] = [],
): Problem {
  return new NotionProblem(
    'outside_unavailable',
    message,
    'Look at status.notion.so, and try again in a minute.',
    { kind: 'unavailable', cause, suggestions },
  );
}

function timedOut(message: string, cause: unknown): Problem {
  return new NotionProblem(
    'outside_unavailable',
    message,
    'Notion is slow: look at status.notion.so, and try again in a few minutes (runbook oberaconnect, Connection Timeout Errors).',
    { kind: 'timeout', cause },
  );
}

function unknown(text: string, cause: unknown): Problem {
  return new NotionProblem(
    'outcome_unknown',
    `The request was sent, and what became of it is not known: ${text}`,
    "Look in Notion whether it is there. Don't repeat it before.",
    { kind: 'unavailable', cause },
  );
}
