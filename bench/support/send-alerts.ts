// Sends alerts to the bot from a process of its own, at a fixed rate whatever the bot answers (open loop), over connections
// that stay open.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request as httpRequest } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { bodyOf, type Load, type Sent } from './load-alerts.js';

const loadSchema = z.object({
  url: z.string(),
  secret: z.string(),
  requestsPerSecond: z.number(),
  alertsPerRequest: z.number(),
  seconds: z.number(),
  startsAt: z.number(),
});
const sentSchema = z.object({
  refused: z.array(z.object({ request: z.number(), status: z.number() })),
  millis: z.array(z.number()),
});

/** Resolves when every request has its answer or has given up. */
export async function sendAlerts(load: Load): Promise<Sent> {
  const sender = fork(fileURLToPath(import.meta.url), [], { execArgv: process.execArgv });
  sender.send(load);
  const [sent]: unknown[] = await once(sender, 'message');
  sender.kill();
  return sentSchema.parse(sent);
}

if (process.send && process.argv[1] === fileURLToPath(import.meta.url)) {
  const [load]: unknown[] = await once(process, 'message');
  process.send(await send(loadSchema.parse(load)));
}

async function send(load: Load): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const sent: Sent = { refused: [], millis: [] };
  const open: Promise<void>[] = [];
  const started = performance.now();
  const requests = Math.round(load.requestsPerSecond * load.seconds);
  const due = (number: number): number => started + (number * 1000) / load.requestsPerSecond;
  for (let number = 0; number < requests; number += 1) {
    const wait = due(number) - performance.now();
    if (wait > 1) await pause(wait);
    open.push(
      post(agent, load, bodyOf(load, number)).then((status) => {
        sent.millis.push(performance.now() - due(number));
        if (status < 200 || status > 299) sent.refused.push({ request: number, status });
      }),
    );
  }
  await Promise.all(open);
  agent.destroy();
  return sent;
}

/**
 * Status of the answer; 0 when there is none. Sent again where the bot closed an idle connection just then, as every sender
 * does that keeps connections open.
 */
async function post(agent: Agent, load: Load, body: string): Promise<number> {
  for (;;) {
    const status = await postOnce(agent, load, body);
    if (status !== 'closed') return status;
  }
}

function postOnce(agent: Agent, { url, secret }: Load, body: string): Promise<number | 'closed'> {
  return new Promise((resolve) => {
    const request = httpRequest(url, {
      agent,
      method: 'POST',
      timeout: 30_000,
      headers: {
        authorization: `Bearer ${secret}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
      },
    });
    request.once('response', (response) => {
      response.resume();
      response.once('close', () => resolve(response.complete ? (response.statusCode ?? 0) : 0));
    });
    let isLate = false;
    request.once('timeout', () => {
      isLate = true;
      request.destroy();
    });
    request.once('error', () => resolve(request.reusedSocket && !isLate ? 'closed' : 0));
    request.end(body);
  });
}
