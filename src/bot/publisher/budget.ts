// Slack's rate limits, kept before Slack has to: chat.postMessage about one a second and channel, chat.update 50 in any minute
// (docs.slack.dev/apis/web-api/rate-limits). A 429 all the same closes the method until Retry-After has passed. Who waits for
// the same limit goes by priority: a P0 card overtakes a hundred that can wait.

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
  take(method: Method, turn: Turn): number;
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
/** Who doesn't ask again for so long has given up or died, milliseconds. */
const patience = 5_000;
/** Nobody is told to wait longer than this: what comes first may change. */
const longestWait = 2_500;

interface Bucket {
  /** When the last calls were made, oldest first. */
  made: number[];
  closedUntil: number;
  queue: Map<string, { priority: number; since: number; asked: number }>;
}

/** @param now epoch milliseconds */
export function createBudget(now: () => number): Budget {
  const buckets = new Map<string, Bucket>();

  /** chat.update is counted for the whole app, chat.postMessage for each channel. */
  function bucketOf(method: Method, channel: string): Bucket {
    const key = method === 'chat.update' ? method : `${method} ${channel}`;
    const known = buckets.get(key) ?? { made: [], closedUntil: 0, queue: new Map() };
    buckets.set(key, known);
    return known;
  }

  return {
    take(method, turn) {
      const at = now();
      const bucket = bucketOf(method, turn.channel);
      const { calls, span } = limits[method];
      const ahead = aheadOf(bucket, turn, at);
      const usable = turn.isProgress ? Math.max(1, calls - keptForTold) : calls;
      const [oldest] = bucket.made.slice(-usable);
      const free = bucket.made.length < usable || oldest === undefined ? at : oldest + span;
      const wait = Math.max(free, bucket.closedUntil, at) - at + (ahead * span) / calls;
      if (wait > 0) return Math.min(longestWait, Math.ceil(wait));
      bucket.made = [...bucket.made, at].slice(-calls);
      bucket.queue.delete(turn.id);
      return 0;
    },
    close(method, channel, millis) {
      bucketOf(method, channel).closedUntil = now() + millis;
    },
  };
}

/** How many who still ask are more urgent, or as urgent and wait longer. */
function aheadOf({ queue }: Bucket, { id, isProgress, ...turn }: Turn, at: number): number {
  // Of the same priority, what tells something comes before what shows progress.
  const priority = turn.priority + (isProgress ? 0.5 : 0);
  const mine = { priority, since: queue.get(id)?.since ?? at, asked: at };
  queue.set(id, mine);
  let many = 0;
  for (const [other, waiting] of queue) {
    if (at - waiting.asked > patience) queue.delete(other);
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
