// Ends work that somebody has cancelled.
import { Problem } from '../../core/problem.js';

/** @throws Problem cancelled when somebody wants it stopped */
export function stopIfAborted(signal: AbortSignal): void {
  if (!signal.aborted) return;
  throw signal.reason instanceof Problem
    ? signal.reason
    : new Problem('cancelled', 'It was cancelled before the end.', 'Ask for it again.');
}
