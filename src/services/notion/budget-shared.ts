// The budget of calls to Notion that several replicas share (Notion counts by integration, so they have one together): each queues
// for itself, one call after the other asks the budget that all share. Background calls are told of a smaller one on the same
// log, so that the share of people is left alone by every replica.
import type { LimitOptions, SharedLimit } from '../replicas/replicas.js';
import { forBackground, windowMs, type Budget, type BudgetOptions, type Lane } from './budget.js';
import { BudgetSpent, waitIn, type Slot, type Waiter } from './budget-queue.js';

interface Queue {
  limit: SharedLimit;
  /** Comes back so much later than it could, milliseconds. */
  courtesy: number;
  waiting: Set<Waiter>;
  isServed: boolean;
  /** Before this the shared budget is not worth asking again, epoch milliseconds. */
  freeAt: number;
  nap: AbortController;
}

/**
 * The shared budget counts a call when it is asked for, Notion somewhere between then and its answer: so the span is longer than
 * Notion's by what most calls take, and a call that takes longer is counted once more when it is completed. Milliseconds.
 */
const quickMs = 2_000;
/** The numbers may be changed, and Redis may go or come back: no wait is longer before the budget is asked anew. */
const longestNap = 5_000;
/** Background calls come back so much later than people's, whose replica may be another one: then people are first. */
const behindPeople = 250;

/** @param limitFor as `Replicas.limit` */
export function createSharedBudget(
  options: BudgetOptions,
  limitFor: (options: LimitOptions) => SharedLimit,
): Budget {
  const { clock } = options;
  const shared = { key: 'notion', spanMs: windowMs + quickMs };
  const queueFor = (limit: SharedLimit, courtesy: number): Queue => ({
    limit,
    courtesy,
    waiting: new Set(),
    isServed: false,
    freeAt: 0,
    nap: new AbortController(),
  });
  const people = limitFor({
    ...shared,
    get calls() {
      return options.perMinute;
    },
  });
  const background = limitFor({
    ...shared,
    get calls() {
      return forBackground(options);
    },
  });
  const queues: Record<Lane, Queue> = {
    people: queueFor(people, 0),
    background: queueFor(background, behindPeople),
  };
  let closedUntil = 0;
  /** When this replica was granted its last calls, oldest first. */
  let granted: number[] = [];

  /** @param askedAt before it was counted, epoch milliseconds */
  function slotFor(askedAt: number): Slot {
    granted = [...recent(), clock.now()];
    let completed = false;
    return () => {
      if (completed) return;
      completed = true;
      if (clock.now() - askedAt > quickMs) void people.count();
    };
  }

  const recent = (): number[] => granted.filter((at) => at > clock.now() - windowMs);

  /** One at a time, so that a lane's order holds. */
  async function serve(queue: Queue): Promise<void> {
    if (queue.isServed) return;
    queue.isServed = true;
    try {
      while (queue.waiting.size > 0) await serveOne(queue);
    } finally {
      queue.isServed = false;
    }
  }

  async function serveOne(queue: Queue): Promise<void> {
    const now = clock.now();
    if (closedUntil > now) return nap(queue, closedUntil);
    const wait = await queue.limit.take();
    if (wait > 0) return nap(queue, clock.now() + wait);
    // A call whose asker has left meanwhile is lost.
    const [first] = queue.waiting;
    first?.grant(slotFor(now));
  }

  async function nap(queue: Queue, until: number): Promise<void> {
    queue.freeAt = until;
    refuseInVain(queue);
    if (queue.waiting.size === 0) return;
    queue.nap = new AbortController();
    const free = Math.max(1, Math.ceil(until - clock.now()));
    const millis = Math.min(free + queue.courtesy, longestNap);
    await clock.sleep(millis, queue.nap.signal).catch(() => undefined);
  }

  /** A wait that can't end in time is not begun: whoever asks learns now what they would learn later. */
  function refuseInVain(queue: Queue): void {
    const at = Math.max(queue.freeAt, closedUntil);
    if (at <= clock.now()) return;
    for (const waiter of queue.waiting) if (at > waiter.until) waiter.refuse(new BudgetSpent(at));
    wakeIfEmpty(queue);
  }

  function wakeIfEmpty(queue: Queue): void {
    if (queue.waiting.size === 0) queue.nap.abort();
  }

  return {
    take(lane, signal, until) {
      const queue = queues[lane];
      const slot = waitIn(queue.waiting, signal, until, () => wakeIfEmpty(queue));
      refuseInVain(queue);
      void serve(queue);
      return slot;
    },
    close(until) {
      closedUntil = Math.max(closedUntil, until);
      void people.block(until - clock.now());
      for (const queue of Object.values(queues)) refuseInVain(queue);
    },
    /** As this replica knows it: what the others have called shows only when there is nothing left. */
    state() {
      const now = clock.now();
      const isSpent = queues.people.freeAt > now || closedUntil > now;
      return {
        perMinute: options.perMinute,
        left: isSpent ? 0 : Math.max(0, options.perMinute - recent().length),
        closedUntil: closedUntil > now ? closedUntil : null,
      };
    },
  };
}
