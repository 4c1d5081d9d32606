// What becomes of a timer's row. Pure, so that compare-and-swap decides where several processes want something of it.
import type { Timer, WantedTimer } from './timers.js';

/** As it is set. */
export function pending({ kind, incident, round, step, dueAt }: WantedTimer): Timer {
  return { kind, incident, round, step, dueAt, state: 'pending', doneAt: null };
}

/** One that is wanted: brought back or moved. The same object where it is as wanted, or done: what was done stays done. */
export function wantedAgain(before: Timer, wanted: WantedTimer): Timer {
  const isAsWanted = before.state === 'pending' && before.dueAt === wanted.dueAt;
  return before.state === 'done' || isAsWanted ? before : pending(wanted);
}

/** One that nobody wants any more; the same object where it is not pending. */
export function cancelled(timer: Timer): Timer {
  return timer.state === 'pending' ? { ...timer, state: 'cancelled' } : timer;
}
