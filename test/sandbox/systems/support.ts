// The pretend company, and how its components are to somebody who asks over the socket, as the bot's probes do.
import { readFile } from 'node:fs/promises';
import { Resolver } from 'node:dns/promises';
import { connect, type TLSSocket } from 'node:tls';
import { Redis } from 'ioredis';
import { MongoClient } from 'mongodb';
import { credentials } from '../../../sandbox/company.js';
import type { PretendCompany } from '../../../sandbox/pretend-company.js';

export interface Said {
  status: number;
  text: string;
}

/** Status 0 where there was no answer. */
export async function ask(url: string, init: RequestInit = {}): Promise<Said> {
  try {
    const signal = AbortSignal.timeout(3_000);
    const response = await fetch(url, { signal, ...init });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { status: 0, text: cause instanceof Error ? `${cause.name} ${cause.message}` : 'none' };
  }
}

export function askNotion(company: PretendCompany, path: string, method = 'GET'): Promise<Said> {
  return ask(`${company.notion.url}/v1/${path}`, {
    method,
    signal: AbortSignal.timeout(500),
    headers: {
      authorization: `Bearer ${credentials.notionToken}`,
      'notion-version': '2025-09-03',
      'content-type': 'application/json',
    },
    ...(method === 'GET' ? {} : { body: '{}' }),
  });
}

/** One value of a metrics address; null where it has none. */
export async function metric(url: string, sample: string): Promise<number | null> {
  const { text } = await ask(`${url}/metrics`);
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  return line === undefined ? null : Number(line.slice(sample.length + 1));
}

/** `PONG`, or why not. */
export async function pingRedis(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null });
  // Without a listener it would write to the console.
  const seen: Error[] = [];
  redis.on('error', (error) => seen.push(error));
  try {
    await redis.connect();
    return await redis.ping();
  } catch (error) {
    return (seen[0] ?? (error instanceof Error ? error : new Error('unknown'))).message;
  } finally {
    redis.disconnect();
  }
}

export async function pingMongo(uri: string): Promise<string> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 300 });
  try {
    await client.db('notion_bot').command({ ping: 1 });
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : 'unknown';
  } finally {
    await client.close();
  }
}

/** `127.0.0.1`, or the code of the failure. */
export async function resolved(server: string, host: string): Promise<string> {
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers([server]);
  try {
    return (await resolver.resolve4(host)).join();
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

/** Whether the certificate is trusted (or why not), and how many days it is good for. */
export async function handshake(
  port: number,
  caPath?: string,
): Promise<{ trust: string; daysLeft: number }> {
  const ca = caPath === undefined ? {} : { ca: await readFile(caPath) };
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connect({
      port,
      host: 'localhost',
      rejectUnauthorized: false,
      ...ca,
    });
    socket.once('error', reject);
    socket.once('secureConnect', () => {
      const { valid_to: end } = socket.getPeerCertificate();
      const trust = socket.authorized ? 'trusted' : String(socket.authorizationError);
      socket.end();
      resolve({ trust, daysLeft: (Date.parse(end) - Date.now()) / 86_400_000 });
    });
  });
}
