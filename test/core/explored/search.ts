// A search through everything that can happen: from one state every event leads to the next states, known ones are not looked
// into again. What is promised is asked at every step on the way, also at those that lead to a known state.

/** True where the promise holds. `event` is what led from one state to the other. */
export type Promised<State> = (before: State, after: State, event: string) => boolean;

export interface Universe<State> {
  start: State;
  /** All that can happen now: the event in words, and the state after it. */
  next(state: State): Iterable<readonly [string, State]> | AsyncIterable<readonly [string, State]>;
  /** Equal for states from which the same can happen. */
  key(state: State): string;
  promises: Readonly<Record<string, Promised<State>>>;
  /** Nothing more has to happen. */
  isEnd(state: State): boolean;
  /** States that are more events away than this are not looked into; without it the search goes to its end. */
  depth?: number;
  /** The search goes on where others are broken, and ends with this one. Without it, with the first that is broken. */
  until?: string;
}

export interface Explored {
  states: number;
  transitions: number;
  /** Every state was looked into. */
  isWhole: boolean;
  /** Broken promises, each with a shortest way there. */
  broken: Record<string, string[]>;
  /** Ways to states from which no end can be reached; at most three. */
  stuck: string[][];
}

/** More than this is no test any more. */
const mostStates = 1_000_000;

/** Breadth first, so that the way to what is broken is a shortest one. */
export async function explore<State>(universe: Universe<State>): Promise<Explored> {
  const { start, next, key, promises, isEnd, depth = Infinity, until } = universe;
  const known = new Map([[key(start), 0]]);
  const found: { state: State | null; from: number; event: string; depth: number }[] = [
    { state: start, from: -1, event: '', depth: 0 },
  ];
  const comesFrom: number[][] = [[]];
  const canEnd: number[] = isEnd(start) ? [0] : [];
  const broken: Explored['broken'] = {};
  let transitions = 0;
  let isWhole = true;
  /** What is no further away is looked into still: it may break others. */
  let brokenAt = Infinity;

  const wayTo = (at: number): string[] => {
    const way: string[] = [];
    for (let here = found[at]; here && here.from >= 0; here = found[here.from])
      way.unshift(here.event);
    return way;
  };

  for (let at = 0; at < found.length; at += 1) {
    const here = found[at];
    if (!here || here.state === null) continue;
    if (here.depth >= depth || here.depth >= brokenAt) {
      // What comes after it is not known: it counts as able to end.
      isWhole = false;
      canEnd.push(at);
      continue;
    }
    for await (const [event, after] of next(here.state)) {
      transitions += 1;
      for (const [name, holds] of Object.entries(promises))
        if (broken[name] === undefined && !holds(here.state, after, event)) {
          broken[name] = [...wayTo(at), event];
          if (until === undefined || until === name) brokenAt = Math.min(brokenAt, here.depth + 1);
        }
      const name = key(after);
      const there = known.get(name) ?? found.length;
      if (there === found.length) {
        if (there >= mostStates) throw new Error(`more than ${mostStates} states`);
        known.set(name, there);
        found.push({ state: after, from: at, event, depth: here.depth + 1 });
        comesFrom.push([]);
        if (isEnd(after)) canEnd.push(there);
      }
      comesFrom[there]?.push(at);
    }
    // Only the way here is needed from now on.
    here.state = null;
  }

  const ends = new Set(canEnd);
  for (const at of ends) for (const from of comesFrom[at] ?? []) ends.add(from);
  const stuck = found.flatMap((_, at) => (ends.has(at) ? [] : [at]));
  return {
    states: found.length,
    transitions,
    isWhole,
    broken,
    stuck: stuck.slice(0, 3).map(wayTo),
  };
}
