// The last calls, for the inspector and for tests.
import type { LoggedCall } from './protocol.js';

const kept = 2_000;
/** A page of results in full is of no use to anybody who looks. */
const shownResults = 3;

export interface CallLog {
  add(call: Omit<LoggedCall, 'n' | 'at'>): void;
  /** Those with a number above `n`, oldest first. */
  after(n: number): LoggedCall[];
}

export function createCallLog(now: () => number): CallLog {
  const calls: LoggedCall[] = [];
  let n = 0;
  return {
    add(call) {
      n += 1;
      calls.push({ ...call, n, at: now(), response: short(call.response) });
      if (calls.length > kept) calls.splice(0, calls.length - kept);
    },
    after: (last) => calls.filter((call) => call.n > last),
  };
}

function short(response: unknown): unknown {
  if (typeof response !== 'object' || response === null || !('results' in response))
    return response;
  const { results } = response;
  if (!Array.isArray(results) || results.length <= shownResults) return response;
  return {
    ...response,
    results: [...results.slice(0, shownResults), `and ${results.length - shownResults} more`],
  };
}
