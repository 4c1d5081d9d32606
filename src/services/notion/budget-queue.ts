// Whoever waits for a call of the budget: until it is granted, refused, or nobody wants it any more.
/** One call's place in the budget: to be called when the call is completed, whatever became of it. */
export type Slot = () => void;

/** Somebody would have to wait longer for a slot than people wait. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent';

  /** @param freeAt when there is probably a slot, epoch milliseconds */
  constructor(readonly freeAt: number) {
    super('The budget of calls to Notion is spent.');
  }
}

/** Somebody in a queue; granted or refused, they are in it no more. */
export interface Waiter {
  until: number;
  grant(slot: Slot): void;
  refuse(error: BudgetSpent): void;
}

/**
 * Waits in a queue for what its waiter is told.
 * @param onLeave called when the signal has taken the waiter out of the queue
 * @throws the signal's reason when aborted
 */
export function waitIn(
  queue: Set<Waiter>,
  signal: AbortSignal,
  until: number,
  onLeave: () => void,
): Promise<Slot> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const end = (): void => {
      queue.delete(waiter);
      signal.removeEventListener('abort', leave);
    };
    const leave = (): void => {
      end();
      reject(signal.reason);
      onLeave();
    };
    const waiter: Waiter = {
      until,
      grant(slot) {
        end();
        resolve(slot);
      },
      refuse(error) {
        end();
        reject(error);
      },
    };
    signal.addEventListener('abort', leave);
    queue.add(waiter);
  });
}
