// Slack's rate limits, kept before Slack has to: chat.postMessage about one a second and channel, chat.update 50 in any minute
// (docs.slack.dev/apis/web-api/rate-limits). A 429 all the same closes the method until Retry-After has passed. Who waits for
// the same limit goes by priority: a P0 card overtakes a hundred that can wait. Replicas count together where they can; each has
// a queue of the cards that it draws, and what is less urgent comes back a little later, so that a P0 of another one is first.
import type { Replicas, SharedLimit } from '../../services/replicas/replicas.js';

type Method = 'chat.postMessage' | 'chat.update';

/** A card that wants to be sent. */
export interface Turn {
  id: string;
  channel: string;
  /** 0 first. */
  priority: number;
  /** It only shows how far something has come: it leaves some edits to what has to be told now, such as an end. */
  isProgress: boolean;
}

export interface Budget {
  /** 0 when a call may be made now (it is counted); otherwise the milliseconds to wait before asking again. */
  take(method: Method, turn: Turn): Promise<number>;
  /** Slack answered 429. */
  close(method: Method, channel: string, millis: number): void;
}

/** Calls in any span of so many milliseconds; a little longer than Slack's, whose clock sees them a little closer together. */
const limits = {
  'chat.postMessage': { calls: 1, span: 1_000 },
  'chat.update': { calls: 50, span: 60_500 },
};
/** Edits of a minute that progress leaves alone. */
const keptForTold = 10;
/** Who doesn't ask again so long after it was due to has given up or died, milliseconds. */
const patience = 2_500;
/**
 * Nobody is told to wait longer than this, since what comes first may change: who is next for 2.5 s, who is far behind for a
 * quarter of its time, so that two hundred cards of a storm don't take the processor from the one whose turn it is. The longest
 * stays well below a claim (claim.ts). Milliseconds.
 */
const longestWait = { next: 2_500, farBehind: 7_500 };
/**
 * How much later a card comes back for each step that it is less urgent, where there may be other replicas, milliseconds. So the
 * most urgent of all of them asks first when a call is free again, also before the next one of the replica that made the last.
 */
const courtesy = 40;
const mostCourtesy = 320;

interface Bucket {
  /** When the last calls were made, oldest first. */
  made: number[];
  closedUntil: number;
  /** Since when each waits, and when it asks again, epoch milliseconds. */
  queue: Map<string, { priority: number; since: number; due: number }>;
  /** The same limit as all replicas see it; null where there is only this count. */
  shared: { told: SharedLimit; progress: SharedLimit } | null;
}

/**
 * @param now epoch milliseconds
 * @param limitFor budgets that all replicas draw from; null: this process is by itself
 */
export function createBudget(now: () => number, limitFor: Replicas['limit'] = null): Budget {
  const buckets = new Map<string, Bucket>();

  /** chat.update is counted for the whole app, chat.postMessage for each channel. */
  function bucketOf(method: Method, channel: string): Bucket {
    const key = method === 'chat.update' ? method : `${method} ${channel}`;
    const known = buckets.get(key) ?? {
      made: [],
      closedUntil: 0,
      queue: new Map(),
      shared: sharedBy(limitFor, method, `slack ${key}`),
    };
    buckets.set(key, known);
    return known;
  }

  return {
    async take(method, turn) {
      const at = now();
      const bucket = bucketOf(method, turn.channel);
      const { calls, span } = limits[method];
      const ahead = aheadOf(bucket, turn, at);
      const usable = usableBy(method, turn.isProgress);
      const [oldest] = bucket.made.slice(-usable);
      const free = bucket.made.length < usable || oldest === undefined ? at : oldest + span;
      const wait = Math.max(free, bucket.closedUntil, at) - at + (ahead * span) / calls;
      if (wait > 0)
        return sentAway(bucket, turn, at, wait + (bucket.shared ? courtesyOf(turn) : 0));
      bucket.made = [...bucket.made, at].slice(-calls);
      if (bucket.shared) {
        const taken = await bucket.shared[turn.isProgress ? 'progress' : 'told'].take();
        const place = bucket.made.indexOf(at);
        if (place >= 0) bucket.made.splice(place, 1);
        if (taken > 0) return sentAway(bucket, turn, at, taken + courtesyOf(turn));
        bucket.made.push(now());
      }
      bucket.queue.delete(turn.id);
      return 0;
    },
    close(method, channel, millis) {
      const bucket = bucketOf(method, channel);
      bucket.closedUntil = now() + millis;
      void bucket.shared?.told.block(millis);
    },
  };
}

/** Calls that a card may use up. */
function usableBy(method: Method, isProgress: boolean): number {
  const { calls } = limits[method];
  return isProgress ? Math.max(1, calls - keptForTold) : calls;
}

function sharedBy(limitFor: Replicas['limit'], method: Method, key: string): Bucket['shared'] {
  if (!limitFor) return null;
  const limit = (isProgress: boolean) =>
    limitFor({ key, calls: usableBy(method, isProgress), spanMs: limits[method].span });
  return { told: limit(false), progress: limit(true) };
}

function courtesyOf({ priority, isProgress }: Turn): number {
  return Math.min(mostCourtesy, (priority + (isProgress ? 1 : 0)) * courtesy);
}

/** @returns milliseconds until it asks again */
function sentAway({ queue }: Bucket, { id }: Turn, at: number, wait: number): number {
  const longest = Math.min(Math.max(longestWait.next, wait / 4), longestWait.farBehind);
  const again = Math.ceil(Math.min(longest, wait));
  const place = queue.get(id);
  if (place) place.due = at + again;
  return again;
}

/** How many who still ask are more urgent, or as urgent and wait longer. */
function aheadOf({ queue }: Bucket, { id, isProgress, ...turn }: Turn, at: number): number {
  // Of the same priority, what tells something comes before what shows progress.
  const priority = turn.priority + (isProgress ? 0.5 : 0);
  const mine = { priority, since: queue.get(id)?.since ?? at, due: at };
  queue.set(id, mine);
  let many = 0;
  for (const [other, waiting] of queue) {
    if (at - waiting.due > patience) queue.delete(other);
    else if (other !== id && comesBefore(waiting, mine)) many += 1;
  }
  return many;
}

function comesBefore(
  a: { priority: number; since: number },
  b: { priority: number; since: number },
): boolean {
  return a.priority < b.priority || (a.priority === b.priority && a.since < b.since);
}
