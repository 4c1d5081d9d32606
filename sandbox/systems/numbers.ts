// Numbers that move plausibly with time: the same at the same time, so that a test knows them.
const minute = 60_000;

/**
 * @param now epoch milliseconds
 * @param seed makes two of them differ
 * @returns a whole number from `low` to `high`, that goes up and down within some minutes
 */
export function wave(now: number, low: number, high: number, seed = 0): number {
  const slow = Math.sin(now / (7 * minute) + seed);
  const quick = Math.sin(now / (2 * minute) + seed * 3);
  const share = (slow * 0.7 + quick * 0.3 + 1) / 2;
  return Math.round(low + (high - low) * share);
}

export interface Counted {
  /** How much of it there was since the process began. */
  value(now: number): number;
  /** How much comes in a second from now on. */
  setRate(now: number, perSecond: number): void;
  add(amount: number): void;
  /** The process begins anew. */
  reset(now: number): void;
}

/** A counter that goes on by itself. @param from epoch milliseconds of its process' start */
export function counted(from: number, perSecond: number): Counted {
  let rate = perSecond;
  let value = 0;
  let last = from;
  function advance(now: number): void {
    value += (Math.max(0, now - last) / 1000) * rate;
    last = Math.max(last, now);
  }
  return {
    value(now) {
      advance(now);
      return Math.floor(value);
    },
    setRate(now, given) {
      advance(now);
      rate = given;
    },
    add(amount) {
      value += amount;
    },
    reset(now) {
      value = 0;
      last = now;
    },
  };
}
