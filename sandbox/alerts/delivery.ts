// Requests to the bot: at least once, tried again after a 5xx or no answer, given up after a 4xx, and all of them kept.
// (alertmanager, notify/util.go: only 5xx is tried again)
import { setMaxListeners } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { SentRequest, Source } from './protocol.js';

const kept = 2_000;
/** Milliseconds. */
const patience = 5_000;
const longestRetry = 1_000;

export interface Outgoing {
  source: Source;
  what: string;
  /** What was signed, so what is sent. */
  body: string;
  headers: Readonly<Record<string, string>>;
  /** Whether the sender tries again at all. */
  retries: boolean;
}

export interface Delivery {
  /** Resolves when it was taken or given up; true: it was taken. */
  send(outgoing: Outgoing): Promise<boolean>;
  again(n: number): boolean;
  traffic(after: number): SentRequest[];
  pending(): number;
  close(): Promise<void>;
}

export function createDelivery(options: {
  botUrl: () => string;
  firstRetry: number;
  now: () => number;
}): Delivery {
  const { botUrl, firstRetry, now } = options;
  const sent: { request: SentRequest; outgoing: Outgoing }[] = [];
  const open = new Set<Promise<boolean>>();
  const stopped = new AbortController();
  // A storm waits for it in many places.
  setMaxListeners(0, stopped.signal);
  let n = 0;

  async function tryOnce(outgoing: Outgoing, attempt: number): Promise<number> {
    const { status, answer } = await post(`${botUrl()}/webhooks/${outgoing.source}`, outgoing);
    n += 1;
    const { source, what, body } = outgoing;
    sent.push({
      outgoing,
      request: {
        n,
        at: now(),
        source,
        what,
        attempt,
        status,
        givenUp: !isTaken(status) && !(outgoing.retries && isRetried(status)),
        body: JSON.parse(body),
        answer,
      },
    });
    if (sent.length > kept) sent.shift();
    return status;
  }

  async function post(
    url: string,
    { body, headers }: Outgoing,
  ): Promise<{ status: number; answer: string }> {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(patience)]),
      });
      return { status: response.status, answer: await response.text() };
    } catch (error) {
      return { status: 0, answer: error instanceof Error ? error.message : String(error) };
    }
  }

  async function deliver(outgoing: Outgoing): Promise<boolean> {
    for (let attempt = 1; !stopped.signal.aborted; attempt += 1) {
      const status = await tryOnce(outgoing, attempt);
      if (isTaken(status)) return true;
      if (!outgoing.retries || !isRetried(status)) return false;
      const wait = Math.min(longestRetry, firstRetry * 2 ** (attempt - 1));
      await pause(wait, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
    return false;
  }

  function send(outgoing: Outgoing): Promise<boolean> {
    const sending = deliver(outgoing).finally(() => open.delete(sending));
    open.add(sending);
    return sending;
  }

  return {
    send,
    again(number) {
      const found = sent.find(({ request }) => request.n === number);
      if (found) void send(found.outgoing);
      return found !== undefined;
    },
    traffic: (after) => sent.map(({ request }) => request).filter((request) => request.n > after),
    pending: () => open.size,
    async close() {
      stopped.abort();
      await Promise.all(open);
    },
  };
}

const isTaken = (status: number): boolean => status >= 200 && status < 300;
/** 0: no answer at all. */
const isRetried = (status: number): boolean => status === 0 || status >= 500;
