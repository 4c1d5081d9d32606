// How a call to an outside system can fail, as the policy sees it. An adapter turns what its driver throws into these;
// nobody reads the text of an error to decide whether to try again.

/** The system did not serve the call: connection, 5xx, 429. The same call may well be served later. */
export class RetryableFailure extends Error {
  override readonly name = 'RetryableFailure';
  /** What the system asked for (Retry-After), milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, options: { retryAfterMs?: number; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** The time that the caller gave was used up. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
}

/** The caller's signal was aborted. */
export class CallCancelled extends Error {
  override readonly name = 'CallCancelled';
}

/** Not called at all: the last calls failed one after another, and the pause after that isn't over. */
export class CircuitOpen extends Error {
  override readonly name = 'CircuitOpen';
}
