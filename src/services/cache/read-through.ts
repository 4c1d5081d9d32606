// Reads through a cache: what is fresh is served from it, and two who ask the same at once make one call. A failure is told
// to all who wait for it, and never kept.
import { setMaxListeners } from 'node:events';
import { Problem } from '../../core/problem.js';
import { unlessAborted } from '../resilience/abortable.js';
import type { CacheEntries } from './cache-entries.js';

export interface Reading<Value> {
  key: string;
  /** What can be forgotten together. */
  group: string;
  /** For how long an answer is good, milliseconds; 0: it is always asked for. */
  ttlMs: number;
  /** Ends early when the signal is aborted: nobody waits for it any more. */
  call: (signal: AbortSignal) => Promise<Value>;
  signal?: AbortSignal | undefined;
}

export interface ReadThrough<Value> {
  /**
   * `isHit`: no call was made for this one. The value is the caller's own.
   * @throws what `call` throws; Problem cancelled when the signal is aborted
   */
  read(reading: Reading<Value>): Promise<{ value: Value; isHit: boolean }>;
  /** What is under way is not kept either. */
  forget(group?: string): void;
}

interface Flight<Value> {
  answer: Promise<Value>;
  controller: AbortController;
  waiting: number;
}

/** @param now epoch milliseconds */
export function createReadThrough<Value>(
  entries: CacheEntries<Value>,
  now: () => number,
): ReadThrough<Value> {
  const flights = new Map<string, Flight<Value>>();

  function begin({ key, group, ttlMs, call }: Reading<Value>): Flight<Value> {
    const controller = new AbortController();
    const at = now();
    const flight: Flight<Value> = { answer: fetched(), controller, waiting: 0 };
    flights.set(key, flight);
    void flight.answer.catch(() => undefined).finally(() => land(key, flight));
    return flight;

    async function fetched(): Promise<Value> {
      // Not before the flight is known: what is forgotten from then on is not kept.
      const value = await Promise.resolve().then(() => call(controller.signal));
      if (flights.get(key) === flight) await entries.set(key, group, { value, at }, ttlMs);
      return value;
    }
  }

  function land(key: string, flight: Flight<Value>): void {
    if (flights.get(key) === flight) flights.delete(key);
  }

  async function join(key: string, flight: Flight<Value>, signal?: AbortSignal): Promise<Value> {
    flight.waiting += 1;
    try {
      const value = await (signal ? unlessAborted(flight.answer, signal) : flight.answer);
      return structuredClone(value);
    } catch (error) {
      throw signal?.aborted ? cancelled(error) : error;
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) {
        // Nobody may join one that is being stopped.
        land(key, flight);
        flight.controller.abort();
      }
    }
  }

  return {
    async read(reading) {
      const { key, ttlMs, signal } = reading;
      if (signal?.aborted) throw cancelled(signal.reason);
      // Many questions of one operation listen to one signal, which Node takes for a leak.
      if (signal) setMaxListeners(0, signal);
      if (ttlMs <= 0)
        return { value: await reading.call(signal ?? new AbortController().signal), isHit: false };
      const kept = await entries.get(key, reading.group);
      // By today's time to live: it may have been made shorter.
      if (kept && now() - kept.at < ttlMs)
        return { value: structuredClone(kept.value), isHit: true };
      const underWay = flights.get(key);
      const value = await join(key, underWay ?? begin(reading), signal);
      return { value, isHit: underWay !== undefined };
    },
    forget(group) {
      flights.clear();
      entries.forget(group);
    },
  };
}

function cancelled(cause: unknown): Problem {
  return new Problem(
    'cancelled',
    'The question to Notion was cancelled.',
    'Ask for it again when you are ready.',
    { cause },
  );
}
