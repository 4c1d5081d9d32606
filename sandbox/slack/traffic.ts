// Keeps the last exchanges between Slack and the bot for the inspector, with tokens masked.
import { isRecord } from './json.js';
import type { TrafficEntry } from './protocol.js';

const kept = 2000;
const perAnswer = 500;

const tokens = /\b(?:xox[a-z]|xapp)-[\w-]+/g;
const secretKeys = new Set(['token', 'authorization', 'ticket']);

/** A copy in which nobody can read a token. */
export function masked(value: unknown): unknown {
  if (typeof value === 'string')
    return value
      .replace(tokens, (token) => `${token.slice(0, 5)}…`)
      .replace(/([?&]ticket=)[^&\s]+/g, '$1…');
  if (Array.isArray(value)) return value.map(masked);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      secretKeys.has(key.toLowerCase()) && typeof item === 'string'
        ? `${item.slice(0, 5)}…`
        : masked(item),
    ]),
  );
}

export interface Traffic {
  add(entry: Omit<TrafficEntry, 'n' | 'at'>): void;
  /** Entries with a number above `n`, oldest first, at most 500. */
  after(n: number): TrafficEntry[];
}

export function createTraffic(now: () => number): Traffic {
  const entries: TrafficEntry[] = [];
  let n = 0;
  return {
    add(entry) {
      n += 1;
      entries.push({
        ...entry,
        n,
        at: new Date(now()).toISOString(),
        request: masked(entry.request),
        response: masked(entry.response),
      });
      if (entries.length > kept) entries.shift();
    },
    after: (last) => entries.filter((entry) => entry.n > last).slice(0, perAnswer),
  };
}
