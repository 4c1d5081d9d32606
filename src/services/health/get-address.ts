// Gets an address for a probe: at most 1 MiB of it, at most 5 redirects, on a connection of its own that is closed with the
// signal. Not by fetch, whose pool keeps connections, and with them what is wrong with one.
import { request as requestPlainly, type IncomingMessage } from 'node:http';
import { Agent, request as requestSecurely } from 'node:https';
import type { SecureContext } from 'node:tls';
import { Unwell } from './probe.js';

const mostRead = 1024 * 1024;
const mostRedirects = 5;

export interface Got {
  status: number;
  /** Content type, without parameters. */
  type: string;
  text: string;
}

export interface Getting {
  headers?: Readonly<Record<string, string>>;
  /** What to trust instead of the usual. */
  trust?: SecureContext | null;
  /** Without it a redirect is an answer like any other. */
  follow?: boolean;
  signal: AbortSignal;
}

/** @throws Unwell too_large, redirects; what Node throws when there is no answer */
export async function getAddress(address: string, getting: Getting): Promise<Got> {
  if (!URL.canParse(address)) throw new Unwell('not_configured', 'its address is none', 'warning');
  const first = new URL(address);
  let url = first;
  for (let hop = 0; ; hop += 1) {
    getting.signal.throwIfAborted();
    // Headers may hold a token, which is for that host only.
    const headers = url.origin === first.origin ? getting.headers : {};
    const answer = await send(url, { ...getting, headers: headers ?? {} });
    const target = getting.follow === false ? null : targetOf(answer, url);
    if (target === null) return read(answer);
    answer.destroy();
    if (hop >= mostRedirects)
      throw new Unwell('redirects', `it redirects more than ${mostRedirects} times`);
    url = target;
  }
}

function targetOf({ statusCode, headers }: IncomingMessage, url: URL): URL | null {
  const { location } = headers;
  if (![301, 302, 303, 307, 308].includes(statusCode ?? 0) || location === undefined) return null;
  const target = URL.canParse(location, url.href) ? new URL(location, url) : null;
  if (target && /^https?:$/.test(target.protocol)) return target;
  throw new Unwell('redirects', 'it redirects to what is no address');
}

async function send(url: URL, { headers, trust, signal }: Getting): Promise<IncomingMessage> {
  const options = {
    method: 'GET',
    headers: { accept: 'application/json, */*;q=0.5', 'user-agent': 'ppm-oncall', ...headers },
    signal,
  };
  const request =
    url.protocol === 'https:'
      ? requestSecurely(url, { ...options, agent: agentFor(trust) })
      : requestPlainly(url, { ...options, agent: false });
  return new Promise((resolve, reject) => {
    request.once('response', resolve);
    request.on('error', reject);
    request.end();
  });
}

function agentFor(trust: SecureContext | null | undefined): Agent | false {
  return trust ? new Agent({ secureContext: trust, keepAlive: false }) : false;
}

async function read(answer: IncomingMessage): Promise<Got> {
  const chunks: Buffer[] = [];
  let length = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of answer) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    length += chunk.length;
    if (length > mostRead) throw new Unwell('too_large', 'it answers with more than 1 MiB');
  }
  return {
    status: answer.statusCode ?? 0,
    type: (answer.headers['content-type'] ?? '').replace(/;.*$/s, '').trim().toLowerCase(),
    text: new TextDecoder().decode(Buffer.concat(chunks)),
  };
}
