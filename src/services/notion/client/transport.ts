// One request to Notion over the official client, once: no retries here, and a time-out that ends the connection too.
import { Client } from '@notionhq/client';
import type { JsonObject } from '../../../core/json.js';
import { unlessAborted } from '../../resilience/abortable.js';
import { failureOf, NotionFailure } from './failure.js';

export interface Request {
  /** For metrics: `data_sources.query`. */
  endpoint: string;
  method: 'get' | 'post' | 'patch';
  /** After `/v1/`; ids in it have been parsed. */
  path: string;
  query?: Record<string, string | number>;
  body?: JsonObject;
}

export type Fetch = (url: string, init?: RequestInit) => Promise<Response>;

export interface TransportOptions {
  token: string;
  /** Without `/v1`. */
  baseUrl: string;
  fetch: Fetch;
  /** For one request, milliseconds. */
  timeoutMs: number;
}

/**
 * Sends it.
 * @returns the answer's JSON
 * @throws NotionFailure; the signal's reason when that is aborted before the answer
 */
export type Transport = (request: Request, signal: AbortSignal) => Promise<unknown>;

/** The version that knows data sources; @notionhq/client 5 is made for it. */
const notionVersion = '2025-09-03';

export function createTransport({ token, baseUrl, fetch, timeoutMs }: TransportOptions): Transport {
  return async ({ method, path, query, body }, outer) => {
    outer.throwIfAborted();
    const limit = limited(outer, timeoutMs);
    // A client of its own (25 µs), since its fetch is the only way to hand over a signal.
    const client = new Client({
      auth: token,
      baseUrl: baseUrl.replace(/\/$/, ''),
      notionVersion,
      retry: false,
      // Ours comes first: this one leaves the connection open.
      timeoutMs: timeoutMs + 1000,
      // By itself it writes warnings to standard output.
      logger: () => {},
      fetch: async (url, init) => {
        const { agent: _agent, ...given } = init ?? {};
        const response = await fetch(url, { ...given, signal: limit.signal });
        const { ok, status, headers } = response;
        return { ok, status, headers, text: () => response.text() };
      },
    });
    try {
      const answer = client.request<object>({
        method,
        path,
        ...(query && { query }),
        ...(body && { body }),
      });
      return await unlessAborted(answer, limit.signal);
    } catch (error) {
      if (outer.aborted) throw outer.reason;
      if (limit.signal.aborted)
        throw new NotionFailure({ kind: 'timeout', millis: timeoutMs }, error);
      const failure = failureOf(error);
      if (failure === null) throw error;
      // An error answer keeps its body, which must not come into a log.
      throw new NotionFailure(failure, failure.kind === 'answer' ? undefined : error);
    } finally {
      limit.clear();
    }
  };
}

/** A signal that is aborted by the outer one, or after `ms`. (AbortSignal.any leaks in Node 20 when one side lives long.) */
function limited(outer: AbortSignal, ms: number): { signal: AbortSignal; clear(): void } {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer.reason);
  const timer = setTimeout(() => controller.abort(), ms);
  if (outer.aborted) abort();
  else outer.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear() {
      clearTimeout(timer);
      outer.removeEventListener('abort', abort);
    },
  };
}
