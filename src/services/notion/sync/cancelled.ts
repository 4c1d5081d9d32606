// A sync stops between two calls when it is told to.
import { Problem } from '../../../core/problem.js';

/** @throws Problem cancelled, or the Problem with which the signal was aborted */
export function stopIfCancelled(signal: AbortSignal): void {
  if (!signal.aborted) return;
  const reason: unknown = signal.reason;
  throw reason instanceof Problem
    ? reason
    : new Problem(
        'cancelled',
        'The sync was stopped.',
        'What was committed stays; the watermark has not moved. Sync again when you are ready.',
      );
}
