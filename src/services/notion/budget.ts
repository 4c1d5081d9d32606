// How many calls Notion takes: a budget for the connection in any 60 s, spendable in one burst, counted by Notion somewhere
// between a call's sending and its answer (Notion API, "Request limits"). A slot is therefore free again only 60 s after its
// call was completed. People are served first and have a share that syncs leave alone.

import { BudgetSpent, waitIn, type Slot, type Waiter } from './budget-queue.js';

export type Lane = 'people' | 'background';

/** Time, as a test or a benchmark may scale it. */
export interface Clock {
  /** Epoch milliseconds; should never go back. */
  now(): number;
  /** Waits; may reject when the signal is aborted. */
  sleep(millis: number, signal: AbortSignal): Promise<void>;
}

/** What a connection needs of a budget: one in this process, or one that several share. */
export interface Budget {
  /**
   * Waits for a slot; background calls wait as long as it takes.
   * @param until when people have waited long enough, epoch milliseconds
   * @throws BudgetSpent as soon as it is clear that there will be no slot until then; the signal's reason when aborted
   */
  take(lane: Lane, signal: AbortSignal, until: number): Promise<Slot>;
  /** Gives no slots before this moment (Retry-After), epoch milliseconds. */
  close(until: number): void;
  state(): { perMinute: number; left: number; closedUntil: number | null };
}

/** Notion's, milliseconds. */
export const windowMs = 60_000;
/** The longest wait that a timer of Node can hold, milliseconds. */
const longestTimer = 2_147_483_647;

/** The numbers are read at each use: people may change them while calls are made. */
export interface BudgetOptions {
  /** Calls in any 60 s. */
  readonly perMinute: number;
  /** Share of it that background calls leave alone, from 0 to 1. */
  readonly reservedForPeople: number;
  clock: Clock;
}

/** Calls that the background may make in any 60 s. */
export function forBackground({
  perMinute,
  reservedForPeople,
}: Pick<BudgetOptions, 'perMinute' | 'reservedForPeople'>): number {
  return Math.max(1, Math.round(perMinute * (1 - reservedForPeople)));
}

/** A budget for this process alone. Its memory is bounded by `perMinute` and by who waits. */
export function createBudget(options: BudgetOptions): Budget {
  const { clock } = options;
  const waiting = { people: new Set<Waiter>(), background: new Set<Waiter>() };
  const used = { people: 0, background: 0 };
  /** Slots of completed calls, in the order in which they come free. */
  const cooling: { lane: Lane; freeAt: number }[] = [];
  let closedUntil = 0;
  let alarm: { at: number; timer: AbortController } | null = null;

  const left = (): number => options.perMinute - used.people - used.background;

  function slotFor(lane: Lane): Slot {
    used[lane] += 1;
    let completed = false;
    return () => {
      if (completed) return;
      completed = true;
      cooling.push({ lane, freeAt: clock.now() + windowMs });
      settle();
    };
  }

  /** Frees, grants and refuses what there is to, and sets the alarm for the next time that something changes by itself. */
  function settle(): void {
    const now = clock.now();
    for (let first = cooling[0]; first && first.freeAt <= now; first = cooling[0]) {
      used[first.lane] -= 1;
      cooling.shift();
    }
    if (now >= closedUntil) {
      serve('people', () => left() > 0);
      serve('background', () => left() > 0 && used.background < forBackground(options));
    }
    refuseInVain(now);
    setAlarm(now);
  }

  function serve(lane: Lane, hasSlot: () => boolean): void {
    for (const waiter of waiting[lane]) {
      if (!hasSlot()) return;
      waiter.grant(slotFor(lane));
    }
  }

  /** A wait that can't end in time is not begun: whoever asks learns now what they would learn later. */
  function refuseInVain(now: number): void {
    let place = 0;
    for (const waiter of waiting.people) {
      const freeAt = Math.max(closedUntil, freeingOf(place, now));
      if (freeAt > waiter.until) waiter.refuse(new BudgetSpent(freeAt));
      else place += 1;
    }
  }

  /** When the slot for the person at this place of the queue comes free. That of a call under way takes a window at least. */
  function freeingOf(place: number, now: number): number {
    const needed = place - left();
    return needed < 0 ? now : (cooling[needed]?.freeAt ?? now + windowMs);
  }

  function setAlarm(now: number): void {
    const at = nextChange(now);
    if (at === alarm?.at) return;
    alarm?.timer.abort();
    alarm = null;
    if (at === null) return;
    const timer = new AbortController();
    alarm = { at, timer };
    const rung = (): void => {
      if (alarm?.timer !== timer) return;
      alarm = null;
      settle();
    };
    clock.sleep(Math.min(Math.ceil(at - now), longestTimer), timer.signal).then(rung, () => {});
  }

  /** Null where nobody waits, or only the end of a call can help. */
  function nextChange(now: number): number | null {
    if (waiting.people.size + waiting.background.size === 0) return null;
    return closedUntil > now ? closedUntil : (cooling[0]?.freeAt ?? null);
  }

  return {
    take(lane, signal, until) {
      const slot = waitIn(waiting[lane], signal, until, settle);
      settle();
      return slot;
    },
    close(until) {
      closedUntil = Math.max(closedUntil, until);
      settle();
    },
    state() {
      settle();
      return {
        perMinute: options.perMinute,
        left: Math.max(0, left()),
        closedUntil: closedUntil > clock.now() ? closedUntil : null,
      };
    },
  };
}
