// Does what timers are for: on the second while the process lives, in the order in which they were due after an outage.
// Timers of different incidents run side by side, those of one incident one after the other. Any number of processes may do
// this at once: the work is harmless to repeat, and the row is set done by compare-and-swap. One of them leads; the others only
// do what it has left lying.
import type { Log } from '../log.js';
import type { Store, Stored } from '../store/store.js';
import { timers, type Timer, type TimerWork } from './timers.js';

export interface RunningTimers {
  /** A timer was set: looks now and not in half a second. */
  wake(): void;
  /** Nothing is begun any more; resolves when what was under way has ended. */
  stop(): Promise<void>;
}

export interface TimersOptions {
  store: Store;
  /** Epoch milliseconds. */
  now: () => number;
  log: Pick<Log, 'warn'>;
  work: TimerWork;
  /** Told after each timer that this process has done: how long after it was due, in seconds. */
  lateness: (seconds: number) => void;
  /** Whether this process is the one that does what one alone can do; left out: it always is. */
  isLeader?: () => boolean;
  /** Calls back after so many milliseconds unless the result is called before. */
  setTimer?: (call: () => void, millis: number) => () => void;
}

/** Milliseconds between two looks at the store; each finds what is due until the next one. */
const lookEvery = 500;
const lookAhead = 1_000;
/** So long after its time a timer counts as left lying by the process that leads, milliseconds. */
const leftLying = 2_000;
const mostAtOnce = 20;
/** How many wait in memory; the others are read as these get fewer. */
const mostQueued = 1_000;
const longestRest = 60_000;

export function startTimers(options: TimersOptions): RunningTimers {
  const { store, now, log, work, lateness, setTimer = startTimeout } = options;
  const isLeader = options.isLeader ?? (() => true);
  /** By the time they are due. */
  let queue: Stored<Timer>[] = [];
  /** Queued or under way. */
  const known = new Set<string>();
  const underWay = new Map<string, Promise<void>>();
  /** Incidents whose last timer failed. */
  const resting = new Map<string, { failures: number; until: number }>();
  let looking: Promise<void> | null = null;
  let lookAt = 0;
  /** Woken, a process looks as if it led: a timer that was just set may be due. */
  let isWoken = false;
  let disarm = (): void => {};
  let isStopped = false;

  const isFree = ({ doc }: Stored<Timer>): boolean => !underWay.has(doc.incident);

  async function look(): Promise<void> {
    let after: string | null = null;
    const until = now() + (isWoken || isLeader() ? lookAhead : -leftLying);
    isWoken = false;
    do {
      const page: Awaited<ReturnType<typeof store.list<Timer>>> = await store.list(timers, {
        index: 'byDue',
        equals: ['pending'],
        max: until,
        limit: mostQueued,
        ...(after === null ? {} : { after }),
      });
      for (const found of page.items) {
        const pause = resting.get(found.doc.incident);
        if (known.has(found.id) || (pause && pause.until > now())) continue;
        known.add(found.id);
        queue.push(found);
      }
      after = page.next;
    } while (after !== null && queue.length < mostQueued);
    queue.sort((a, b) => a.doc.dueAt - b.doc.dueAt);
  }

  function lookSoon(): void {
    if (looking) return;
    lookAt = now() + lookEvery;
    looking = look()
      .catch((error: unknown) => log.warn({ err: error }, 'the timers could not be read'))
      .then(() => {
        looking = null;
        proceed();
      });
  }

  /** Begins what is due, then sleeps until there is something to do. */
  function proceed(): void {
    disarm();
    if (isStopped) return;
    while (underWay.size < mostAtOnce) {
      const next = queue.find(isFree);
      if (!next || next.doc.dueAt > now()) break;
      queue.splice(queue.indexOf(next), 1);
      begin(next);
    }
    if (now() >= lookAt) lookSoon();
    const next = underWay.size < mostAtOnce ? queue.find(isFree) : undefined;
    // The end of a look and of a timer's work come here as well.
    const until = Math.min(next?.doc.dueAt ?? Infinity, looking ? Infinity : lookAt);
    if (until < Infinity) disarm = setTimer(proceed, Math.max(1, until - now()));
  }

  function begin({ id, doc: { incident } }: Stored<Timer>): void {
    const done = perform(id)
      .then(() => void resting.delete(incident))
      .catch((error: unknown) => rest(id, incident, error))
      .then(() => {
        known.delete(id);
        underWay.delete(incident);
        proceed();
      });
    underWay.set(incident, done);
  }

  async function perform(id: string): Promise<void> {
    const timer = await store.get(timers, id);
    if (timer?.doc.state !== 'pending' || timer.doc.dueAt > now()) return;
    await work({ ...timer.doc, id });
    const doneAt = now();
    // False when another process was faster, or when the work itself has cancelled or moved it.
    if (await store.replace(timers, id, timer.revision, { ...timer.doc, state: 'done', doneAt }))
      lateness(Math.max(0, doneAt - timer.doc.dueAt) / 1_000);
  }

  /** Tried again after 1, 2, 4 … 60 s; what comes after it in the same incident waits as well. */
  function rest(id: string, incident: string, error: unknown): void {
    const failures = (resting.get(incident)?.failures ?? 0) + 1;
    const millis = Math.min(longestRest, 1_000 * 2 ** (failures - 1));
    resting.set(incident, { failures, until: now() + millis });
    for (const left of queue) if (left.doc.incident === incident) known.delete(left.id);
    queue = queue.filter((left) => left.doc.incident !== incident);
    log.warn({ err: error, timer: id, failures }, 'a timer failed and is tried again');
  }

  proceed();
  return {
    wake() {
      lookAt = 0;
      isWoken = true;
      proceed();
    },
    async stop() {
      isStopped = true;
      disarm();
      await looking;
      await Promise.all(underWay.values());
    },
  };
}

function startTimeout(call: () => void, millis: number): () => void {
  const timer = setTimeout(call, millis);
  return () => clearTimeout(timer);
}
