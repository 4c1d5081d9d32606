// Calls an address and reads what it answers. Not by fetch: that gives up by itself after five minutes without an answer,
// and doesn't tell whether the request had been sent, which is what decides if it may have done something.
import { request as requestPlainly, type IncomingMessage } from 'node:http';
import { request as requestSecurely } from 'node:https';
import { Problem } from '../../core/problem.js';
import type { CallSpec } from './commands.js';

/** Bytes of an answer that are read; what it did doesn't depend on the rest. */
const mostRead = 64 * 1024;
const mostRedirects = 5;

type Method = CallSpec['method'];

export interface Reply {
  status: number;
  /** Content type, without parameters. */
  type: string;
  text: string;
  /** There was more. */
  isCut: boolean;
  /** Where it points to, when that was not followed. */
  location: string | null;
}

/** The call without what may be secret in an address: `POST https://host/path`. */
export function shownCall({ method, url }: Pick<CallSpec, 'method' | 'url'>): string {
  return `${method} ${URL.canParse(url) ? shownAddress(new URL(url)) : '(no address)'}`;
}

/**
 * @param signal its reason is the Problem that is thrown when the request has been sent
 * @throws Problem not_possible, outside_unavailable when nothing was sent, outcome_unknown when the answer was lost
 */
export async function callAddress(
  spec: Pick<CallSpec, 'method' | 'url'>,
  signal: AbortSignal,
): Promise<Reply> {
  if (!URL.canParse(spec.url) || !/^https?:$/.test(new URL(spec.url).protocol))
    throw new Problem(
      'not_possible',
      'The address to call is none that begins with http.',
      'Correct it in ppm.config.yaml.',
    );
  let next: { method: Method; url: URL } = { method: spec.method, url: new URL(spec.url) };
  for (let hop = 0; ; hop += 1) {
    signal.throwIfAborted();
    const reply = await send(next.method, next.url, signal);
    const redirected = followed(next, reply);
    if (!redirected || hop >= mostRedirects) return reply;
    next = redirected;
  }
}

/** Only on the same host, and never so that a call turns into another one by itself. */
function followed(
  { method, url }: { method: Method; url: URL },
  { status, location }: Reply,
): { method: Method; url: URL } | null {
  if (location === null || !URL.canParse(location, url.href)) return null;
  const target = new URL(location, url);
  if (target.protocol !== url.protocol || target.host !== url.host) return null;
  if (status === 307 || status === 308) return { method, url: target };
  if (status === 303) return { method: 'GET', url: target };
  return method === 'GET' && (status === 301 || status === 302) ? { method, url: target } : null;
}

async function send(method: Method, url: URL, signal: AbortSignal): Promise<Reply> {
  let isSent = false;
  try {
    const isSecure = url.protocol === 'https:';
    const request = (isSecure ? requestSecurely : requestPlainly)(url, {
      method,
      headers: { accept: 'application/json, text/plain;q=0.9, */*;q=0.5' },
      // A connection of its own: one that was kept may be dead, and nobody knows what it has sent.
      agent: false,
      signal,
    });
    request.once('socket', (socket) => {
      socket.once(isSecure ? 'secureConnect' : 'connect', () => {
        isSent = true;
      });
    });
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.on('error', reject);
      request.end();
    });
    return await read(answer);
  } catch (error) {
    throw whyLost(`${method} ${shownAddress(url)}`, error, { isSent, signal });
  }
}

async function read(answer: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostRead) break;
  }
  return {
    status: answer.statusCode ?? 0,
    type: (answer.headers['content-type'] ?? '').replace(/;.*$/s, '').trim().toLowerCase(),
    text: new TextDecoder().decode(Buffer.concat(chunks).subarray(0, mostRead)),
    isCut: length > mostRead,
    location: answer.headers.location ?? null,
  };
}

function whyLost(
  call: string,
  error: unknown,
  { isSent, signal }: { isSent: boolean; signal: AbortSignal },
): Problem {
  const stopped = signal.aborted && signal.reason instanceof Problem ? signal.reason : null;
  if (stopped && (isSent || stopped.code === 'cancelled')) return stopped;
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'no answer';
  if (isSent)
    return new Problem(
      'outcome_unknown',
      `The answer to ${call} was lost (${code}).`,
      'It may have done its work or not: look there before you ask for it again.',
      { cause: error },
    );
  return new Problem(
    'outside_unavailable',
    `${call} did not get through (${stopped ? 'no connection in time' : code}); nothing was sent.`,
    'Look whether the service runs and can be reached from the bot, then try again.',
    { cause: error },
  );
}

function shownAddress(url: URL): string {
  return `${url.origin}${url.pathname}`;
}
