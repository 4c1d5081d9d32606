// Which moment of a life is the last one of some process. The points are not a list made by hand: whatever a replica writes
// to the store, or changes outside, comes past here first, is counted by its kind, and one of them is the point of this life.

/** What happens to the process, and whether the write was made by then. */
export type Deed =
  /** Killed with SIGKILL; the write was not made. */
  | 'kill-before'
  /** Killed with SIGKILL when the write was made and its reply had not been seen. */
  | 'kill-after'
  /** Lives on, but the reply is lost: the connection breaks. */
  | 'lose-reply'
  /** Stands still (SIGSTOP) with the reply on its way, for longer than any lease, and comes back. */
  | 'pause';

export interface Point {
  deed: Deed;
  /** `replace runs`, `Slack chat.update` … */
  kind: string;
  /** From 1, over all replicas. */
  nth: number;
}

/** Somebody who writes: a replica, as its gates know it. */
export interface Writer {
  name: string;
  kill(): void;
  /** @returns when it goes on again */
  pause(): Promise<void>;
}

export interface Fate {
  /** Told by the gates of every write before it is passed on. */
  meets(kind: string, writer: Writer): Deed | null;
  /** From now on a new life is counted; null: nobody is touched. */
  begin(point: Point | null): void;
  /** The name of who met the point of this life; null: nobody has yet. */
  met(): string | null;
  /** How many writes of each kind this life has had so far. */
  counts(): ReadonlyMap<string, number>;
}

export function createFate(): Fate {
  let point: Point | null = null;
  let met: string | null = null;
  let counts = new Map<string, number>();
  return {
    meets(kind, writer) {
      const nth = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, nth);
      if (!point || met !== null || point.kind !== kind || point.nth !== nth) return null;
      met = writer.name;
      return point.deed;
    },
    begin(given) {
      point = given;
      met = null;
      counts = new Map();
    },
    met: () => met,
    counts: () => counts,
  };
}

export const wordsOf = ({ deed, kind, nth }: Point): string => `${deed} at ${kind} #${nth}`;
