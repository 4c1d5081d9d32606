// How every call to Notion is made: a slot of the budget for each attempt; the one policy for calls that may be repeated;
// silence for everybody when Notion asks for it (429, 529), which is no failure and costs no retry.
import { setMaxListeners } from 'node:events';
import { unlessAborted } from '../../resilience/abortable.js';
import { RetryableFailure } from '../../resilience/failures.js';
import type { Policy } from '../../resilience/policy.js';
import type { Log } from '../../log.js';
import type { Budget, Clock, Lane } from '../budget.js';
import type { Slot } from '../budget-queue.js';
import type { About } from './answer-problems.js';
import type { CallMetrics } from './call-metrics.js';
import { NotionFailure, type Failure } from './failure.js';
import { problemOf, unreadableProblem } from './problems.js';
import type { Request, Transport } from './transport.js';

export interface Call<Answer> extends Request, About {
  /** It makes something new: never sent again once it may have arrived. */
  creates?: boolean;
  /** Makes of the answer's JSON what is wanted; throws when it can't. */
  read: (answer: unknown) => Answer;
}

/** @throws Problem as notion.ts says */
export type Caller = <Answer>(call: Call<Answer>, signal?: AbortSignal) => Promise<Answer>;

export interface CallerParts {
  lane: Lane;
  transport: Transport;
  budget: Budget;
  policy: Policy;
  metrics: CallMetrics;
  clock: Clock;
  log: Log;
}

/** How long a person waits for the budget in one call, milliseconds. */
const patienceMs = 20_000;
/** For all tries of a person's call. A background call may have to wait for the budget, which is no failing of Notion's. */
const deadlineMs = { people: 60_000, background: 2_147_483_647 } as const;
/** When Notion asks for silence without saying how long: the whole window. */
const silenceMs = 60_000;
/** Before a call that met another writer's change is made again, milliseconds. */
const conflictPauses = [1_000, 2_000, 4_000, 8_000] as const;

export function createCaller(parts: CallerParts): Caller {
  const { lane, budget, policy, clock } = parts;

  /** With the policy's retries. */
  async function answerTo(
    call: Call<unknown>,
    signal: AbortSignal,
    until: number,
  ): Promise<unknown> {
    // Waited for outside the policy: whoever tries a half-open circuit does it at once, and nobody waits for their wait.
    const first = await budget.take(lane, signal, until);
    let unused: Slot | null = first;
    try {
      return await policy.run(
        async (inner) => {
          const slot = unused ?? (await budget.take(lane, inner, until));
          unused = null;
          try {
            return await attempt(parts, call, inner);
          } finally {
            slot();
          }
        },
        { idempotent: call.creates !== true, signal, deadlineMs: deadlineMs[lane] },
      );
    } finally {
      first();
    }
  }

  /** Until Notion has answered with something else than to wait. */
  async function patiently(call: Call<unknown>, signal: AbortSignal): Promise<unknown> {
    const until = lane === 'people' ? clock.now() + patienceMs : Infinity;
    for (let conflicts = 0; ;) {
      try {
        return await answerTo(call, signal, until);
      } catch (error) {
        const status = statusOf(error);
        if (isSilence(status)) continue;
        const pause = call.creates === true ? undefined : conflictPauses[conflicts];
        if (status !== 409 || pause === undefined) throw error;
        conflicts += 1;
        await unlessAborted(clock.sleep(pause, signal), signal);
      }
    }
  }

  return async (call, signal = new AbortController().signal) => {
    // Many calls of one sync listen to one signal, which Node takes for a leak.
    setMaxListeners(0, signal);
    const answer = await patiently(call, signal).catch((error: unknown) => {
      throw problemOf(error, { call, signal, now: clock.now() });
    });
    try {
      return call.read(answer);
    } catch (error) {
      throw unreadableProblem(call, error);
    }
  };
}

/** One request. What the policy may repeat is thrown as RetryableFailure. */
async function attempt(
  { transport, budget, metrics, clock, log }: CallerParts,
  call: Call<unknown>,
  signal: AbortSignal,
): Promise<unknown> {
  signal.throwIfAborted();
  try {
    const answer = await transport(call, signal);
    metrics.called(call.endpoint, '200');
    return answer;
  } catch (error) {
    if (!(error instanceof NotionFailure)) {
      metrics.called(call.endpoint, signal.aborted ? 'cancelled' : 'unreadable');
      if (call.creates === true && signal.aborted)
        throw new NotionFailure({ kind: 'lost', sent: true, text: 'cancelled' }, error);
      throw error;
    }
    const { failure } = error;
    metrics.called(call.endpoint, labelOf(failure));
    if (failure.kind === 'answer' && isSilence(failure.status)) {
      const waitMs = Math.max(1000, failure.retryAfterMs ?? silenceMs);
      budget.close(clock.now() + waitMs);
      const { status, reason } = failure;
      log.warn({ status, reason, waitMs, endpoint: call.endpoint }, 'Notion asks for silence');
      throw error;
    }
    throw isOutage(failure) ? retryable(error) : error;
  }
}

/** Turned away before anything was done; Notion's own client repeats any method after these. */
function isSilence(status: number | null): boolean {
  return status === 429 || status === 529;
}

function retryable(error: NotionFailure): RetryableFailure {
  const asked = error.failure.kind === 'answer' ? error.failure.retryAfterMs : null;
  return new RetryableFailure(error.message, {
    cause: error,
    ...(asked === null ? {} : { retryAfterMs: asked }),
  });
}

function isOutage(failure: Failure): boolean {
  return failure.kind !== 'answer' || failure.status >= 500;
}

function statusOf(error: unknown): number | null {
  return error instanceof NotionFailure && error.failure.kind === 'answer'
    ? error.failure.status
    : null;
}

function labelOf(failure: Failure): string {
  switch (failure.kind) {
    case 'answer':
      return String(failure.status);
    case 'lost':
      return 'connection';
    case 'timeout':
      return 'timeout';
  }
}
