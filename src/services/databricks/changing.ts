// One statement that changes something: sent once, whatever happens. All that can fail beforehand is made to fail
// beforehand, so that afterwards there is little doubt: a new session, and a statement that does nothing.
import { Problem } from '../../core/problem.js';
import type { Log } from '../log.js';
import { pause, unlessAborted } from '../resilience/abortable.js';
import { DeadlineExceeded } from '../resilience/failures.js';
import type { Policy } from '../resilience/policy.js';
import type { Driver, Result, Session, Statement, Submitted } from './driver.js';
import { problemOf, type Moment } from './problems.js';
import { execute, judged } from './reading.js';
import { StatementStopped } from './statement-stopped.js';

/** How long the end of a statement may be late, and its cancellation, milliseconds. */
const graceMs = 30_000;
/** How long the work of a statement may go on after the warehouse has called it stopped, milliseconds. */
const lingerMs = 5_000;

const never = new AbortController().signal;

export interface ChangerOptions {
  driver: Driver;
  policy: Policy;
  /** STATEMENT_TIMEOUT of the driver's sessions, milliseconds. */
  statementTimeoutMs: number;
  /** How long the driver waits for the answer to a call, milliseconds. */
  answerWithinMs: number;
  log: Log;
  /** The clock that `since` is read from, epoch milliseconds. */
  now: () => number;
}

export interface Changer {
  /**
   * @param timing.since when the change was decided on, epoch milliseconds: much later it is not sent any more
   * @throws Problem; outcome_unknown where it can't be told whether the change was made. An abort asks the warehouse to
   * stop the statement. StatementStopped where it did: from then on the history tells what was done.
   */
  change(statement: Statement, timing: { signal: AbortSignal; since: number }): Promise<Result>;
  /** How long after `since` the statement can still be under way at most, milliseconds. */
  readonly longestMs: number;
}

export function createChanger({
  driver,
  policy,
  statementTimeoutMs,
  answerWithinMs,
  log,
  now,
}: ChangerOptions): Changer {
  // The statement must be sent soon after it was decided on, or `longestMs` would mean nothing.
  const readyWithinMs = Math.min(60_000, statementTimeoutMs);

  const ready = async (signal: AbortSignal): Promise<Session> => {
    try {
      return await policy.run((inner) => judged(openAwake(driver, inner)), {
        idempotent: true,
        signal,
        deadlineMs: readyWithinMs,
      });
    } catch (error) {
      throw problemOf(error, 'harmless');
    }
  };

  const submit = async (
    session: Session,
    statement: Statement,
    { signal, sendBefore }: { signal: AbortSignal; sendBefore: number },
  ): Promise<Submitted> => {
    let moment: Moment = 'harmless';
    try {
      return await policy.run(
        async () => {
          if (now() > sendBefore) throw tooLate();
          moment = 'submitting';
          // Not given up at an abort: without an answer nothing can be stopped.
          return judged(session.submit(statement));
        },
        { idempotent: false, signal, deadlineMs: statementTimeoutMs },
      );
    } catch (error) {
      throw problemOf(error, moment);
    }
  };

  const follow = async (submitted: Submitted, signal: AbortSignal): Promise<void> => {
    const stop = (): void => {
      submitted
        .cancel()
        .catch((error: unknown) => log.warn({ err: error }, 'a statement could not be stopped'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      await policy.run((inner) => judged(unlessAborted(submitted.finished(), inner)), {
        idempotent: true,
        signal: never,
        deadlineMs: statementTimeoutMs + graceMs,
      });
    } catch (error) {
      // It waits in a queue, perhaps: STATEMENT_TIMEOUT counts from the beginning of its execution.
      if (error instanceof DeadlineExceeded) stop();
      throw problemOf(error, 'following');
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };

  return {
    longestMs: readyWithinMs + answerWithinMs + statementTimeoutMs,
    async change(statement, { signal, since }) {
      const sendBefore = since + readyWithinMs;
      const session = await ready(signal);
      try {
        const submitted = await submit(session, statement, { signal, sendBefore });
        await follow(submitted, signal);
        const result = await submitted.result().catch((error: unknown) => {
          throw doneButUntold(error);
        });
        session.close();
        return result;
      } catch (error) {
        // The end of a session stops what runs in it: one that is in doubt is left to come to its own end.
        if (!isInDoubt(error)) session.close();
        if (error instanceof StatementStopped) await pause(lingerMs, never);
        throw error;
      }
    },
  };
}

/** Whether the statement may be running. */
function isInDoubt(error: unknown): boolean {
  return (
    error instanceof Problem &&
    error.code === 'outcome_unknown' &&
    !(error instanceof StatementStopped)
  );
}

/** A session of a warehouse that answers statements, not only connections. */
async function openAwake(driver: Driver, signal: AbortSignal): Promise<Session> {
  const session = await unlessAborted(driver.openSession(), signal);
  try {
    await execute(session, { sql: 'SELECT 1' }, signal);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

function tooLate(): Problem {
  return new Problem(
    'outside_unavailable',
    'The warehouse took too long to get ready, so the statement was not sent.',
    'Nothing was changed. Try again.',
  );
}

function doneButUntold(cause: unknown): Problem {
  return new Problem(
    'outcome_unknown',
    'The warehouse says that the statement was done, but its result could not be read.',
    "The table's history will tell.",
    { cause },
  );
}
