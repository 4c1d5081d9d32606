// What stands before several replicas of the bot, as nginx or an ingress would: each request goes to the next one that is
// ready; one that refuses the connection is passed over. A request that was under way when its replica died is not sent
// again: whoever sent it does that, as alert senders and Slack do.
import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { openDoor } from './door.js';

/** Milliseconds. */
const lookEvery = 200;
const lookPatience = 1_000;
const answerPatience = 10_000;
const longestBody = 20_000_000;

export interface Balancer {
  /** http://127.0.0.1:port */
  url: string;
  /** Names of the replicas that requests are given to just now. */
  ready(): string[];
  /** How many requests each replica has answered, by name. */
  answered(): Readonly<Record<string, number>>;
  close(): Promise<void>;
}

export interface Target {
  name: string;
  /** 0 while it has none. */
  port(): number;
}

/** @param targets asked for /ready/webhooks again and again; taken out while they don't answer 200 */
export async function startBalancer(targets: readonly Target[]): Promise<Balancer> {
  const ready = new Set<Target>();
  const answered = new Map<string, number>();
  const closing = new AbortController();
  let turn = 0;

  async function look(target: Target): Promise<void> {
    const isReady = await answers(target, closing.signal);
    if (isReady) ready.add(target);
    else ready.delete(target);
  }

  /** From the one whose turn it is; those that are not ready come last, for the case that none is. */
  function inTurn(): Target[] {
    turn += 1;
    const round = targets.map((_, index) => targets[(turn + index) % targets.length]);
    const known = round.filter((target) => target !== undefined);
    return [...known.filter((one) => ready.has(one)), ...known.filter((one) => !ready.has(one))];
  }

  async function pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await wholeBody(incoming);
    for (const target of inTurn()) {
      if (target.port() === 0) continue;
      const outcome = await forward(target, incoming, body, response);
      if (outcome === 'answered') answered.set(target.name, (answered.get(target.name) ?? 0) + 1);
      if (outcome !== 'refused') return;
      ready.delete(target);
    }
    respond(response, 503, 'no replica is there');
  }

  const server = createServer((incoming, response) => {
    pass(incoming, response).catch(() => respond(response, 400, 'the request could not be read'));
  });
  const door = await openDoor(server);
  const looking = targets.map(async (target) => {
    while (!closing.signal.aborted) {
      await look(target);
      await pause(lookEvery, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  });
  return {
    url: `http://127.0.0.1:${door.port}`,
    ready: () => targets.filter((one) => ready.has(one)).map(({ name }) => name),
    answered: () => Object.fromEntries(answered),
    async close() {
      closing.abort();
      await Promise.all(looking);
      await door.close();
    },
  };
}

async function answers(target: Target, signal: AbortSignal): Promise<boolean> {
  if (target.port() === 0) return false;
  try {
    const response = await fetch(`http://127.0.0.1:${target.port()}/ready/webhooks`, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(lookPatience)]),
    });
    await response.text();
    return response.status === 200;
  } catch {
    return false;
  }
}

/** lost: it had the request, and what became of it is not known. */
function forward(
  target: Target,
  incoming: IncomingMessage,
  body: Buffer,
  response: ServerResponse,
): Promise<'answered' | 'refused' | 'lost'> {
  return new Promise((resolve) => {
    const outgoing = ask({
      host: '127.0.0.1',
      port: target.port(),
      path: incoming.url,
      method: incoming.method,
      headers: incoming.headers,
      agent: false,
      timeout: answerPatience,
    });
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.once('end', () => resolve('answered'));
      answer.once('error', () => {
        response.destroy();
        resolve('lost');
      });
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', (error) => {
      if ('code' in error && error.code === 'ECONNREFUSED') return resolve('refused');
      respond(response, 502, 'the replica went away');
      resolve('lost');
    });
    outgoing.end(body);
  });
}

async function wholeBody(incoming: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of incoming) {
    const bytes = Buffer.from(part);
    size += bytes.length;
    if (size > longestBody) throw new Error('too long');
    parts.push(bytes);
  }
  return Buffer.concat(parts);
}

function respond(response: ServerResponse, status: number, why: string): void {
  if (response.headersSent) return response.destroy() && undefined;
  response.writeHead(status, { 'content-type': 'text/plain' });
  response.end(why);
}
