// One signal for everything that can end a command early, with the Problem that is its reason.
import { Problem } from '../../core/problem.js';

export interface Limit {
  signal: AbortSignal;
  /** To be called when the command has ended. */
  forget(): void;
}

/**
 * @param what as a sentence begins: `The command python`
 * @param options.cancelled somebody wants it stopped
 * @param options.closing the bot itself stops
 */
export function limit(
  what: string,
  options: { timeoutMs: number; cancelled: AbortSignal; closing: AbortSignal },
): Limit {
  const { timeoutMs, cancelled, closing } = options;
  const controller = new AbortController();
  const look =
    'Look at what it said in the thread, and at what it was to change, before you ask for it again.';
  const cancel = (): void =>
    controller.abort(new Problem('cancelled', `${what} was stopped: the run was cancelled.`, look));
  const close = (): void =>
    controller.abort(new Problem('outcome_unknown', `${what} was stopped with the bot.`, look));
  const timer = setTimeout(() => {
    const within = inWords(timeoutMs);
    controller.abort(
      new Problem(
        'outcome_unknown',
        `${what} had not ended after ${within} and was stopped.`,
        look,
      ),
    );
  }, timeoutMs);
  if (cancelled.aborted) cancel();
  else if (closing.aborted) close();
  cancelled.addEventListener('abort', cancel, { once: true });
  closing.addEventListener('abort', close, { once: true });
  return {
    signal: controller.signal,
    forget() {
      clearTimeout(timer);
      cancelled.removeEventListener('abort', cancel);
      closing.removeEventListener('abort', close);
    },
  };
}

function inWords(millis: number): string {
  return millis < 120_000 ? `${millis / 1000} s` : `${Math.round(millis / 60_000)} min`;
}
