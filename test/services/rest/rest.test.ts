// The REST client over real sockets: what is tried again, what is not, and what a person is told.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Problem } from '../../../src/core/problem.js';
import { createCircuitRegistry } from '../../../src/services/resilience/circuit-registry.js';
import { createRest, type Rest } from '../../../src/services/rest/rest.js';

type Turn = (request: IncomingMessage, response: ServerResponse) => void;

let turns: Turn[];
let seen: { method: string; url: string; body: string; headers: IncomingMessage['headers'] }[];
let waits: number[];
let rest: Rest;
let close: () => Promise<void>;
const circuits = createCircuitRegistry();
let number = 0;

beforeEach(async () => {
  turns = [];
  seen = [];
  waits = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, url, body, headers });
      const turn = turns.shift() ?? ((_, answer) => answer.end('{"ok":true}'));
      turn(request, response);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  number += 1;
  rest = createRest({
    title: 'Example',
    system: `example-${number}`,
    baseUrl: `http://127.0.0.1:${port}`,
    headers: { authorization: 'Bearer secret-token' },
    caCertificate: null,
    registry: new Registry(),
    circuits,
    refusal: ({ code }) =>
      code === 'SPECIAL' ? new Problem('invalid_input', 'special', 'hint', { field: 'job' }) : null,
    sleep: async (ms) => void waits.push(ms),
  });
  close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
});
afterEach(() => close());

const schema = z.object({ ok: z.boolean() });
const signal = () => new AbortController().signal;
const status =
  (code: number, body: object = {}, headers: Record<string, string> = {}): Turn =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end(JSON.stringify(body));
  };
const lost: Turn = (request) => request.socket.destroy();

async function problem(asked: Promise<unknown>): Promise<Problem> {
  const error = await asked.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Problem)) throw new Error(`no Problem: ${String(error)}`);
  return error;
}

describe('what is asked', () => {
  test('path, query without what is not given, body as JSON, headers', async () => {
    await rest.ask({
      method: 'POST',
      path: '/api/x',
      query: { a: 'ä b', n: 3, none: undefined },
      body: { name: 'ü' },
      schema,
      signal: signal(),
    });
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/api/x?a=%C3%A4+b&n=3',
      body: '{"name":"ü"}',
      headers: { authorization: 'Bearer secret-token', 'content-type': 'application/json' },
    });
  });

  test('an answer without content goes to the schema as nothing', async () => {
    turns = [status(204)];
    turns[0] = (_, response) => response.writeHead(204).end();
    expect(
      await rest.ask({ method: 'POST', path: '/x', schema: z.undefined(), signal: signal() }),
    ).toBeUndefined();
  });

  test('an answer of another shape is said, without its content', async () => {
    turns = [status(200, { ok: 'secret text' })];
    const told = await problem(rest.ask({ path: '/x', schema, signal: signal() }));
    expect(told.code).toBe('outside_refused');
    expect(told.message).not.toContain('secret text');
  });
});

describe('what is tried again', () => {
  test('a GET after 500, after a lost reply, and after 429 no sooner than asked', async () => {
    turns = [status(500), lost, status(429, {}, { 'retry-after': '7' })];
    expect(await rest.ask({ path: '/x', schema, signal: signal() })).toEqual({ ok: true });
    expect(seen).toHaveLength(4);
    expect(waits[2]).toBeGreaterThanOrEqual(7_000);
  });

  test('a POST that may have been carried out is not, and its outcome is not known', async () => {
    turns = [lost];
    const told = await problem(
      rest.ask({ method: 'POST', path: '/x', body: {}, schema, signal: signal() }),
    );
    expect(told.code).toBe('outcome_unknown');
    expect(seen).toHaveLength(1);
  });

  test('after a 5xx of a POST the outcome is not known either; after 429 nothing was done', async () => {
    turns = [status(502), status(429)];
    const ask = () => rest.ask({ method: 'POST', path: '/x', body: {}, schema, signal: signal() });
    expect((await problem(ask())).code).toBe('outcome_unknown');
    expect((await problem(ask())).code).toBe('outside_unavailable');
  });

  test('a POST that is idempotent by construction is', async () => {
    turns = [lost];
    const asked = rest.ask({
      method: 'POST',
      path: '/x',
      body: { token: 't' },
      schema,
      signal: signal(),
      idempotent: true,
    });
    expect(await asked).toEqual({ ok: true });
    expect(seen).toHaveLength(2);
  });

  test('a POST to a closed door was surely not carried out', async () => {
    await close();
    const told = await problem(
      rest.ask({ method: 'POST', path: '/x', body: {}, schema, signal: signal() }),
    );
    expect(told.code).toBe('outside_unavailable');
    close = async () => {};
  });
});

describe('what a refusal says', () => {
  test.each([
    [401, 'outside_refused', 'token'],
    [403, 'outside_refused', 'no right'],
    [404, 'not_found', 'no right'],
    [400, 'outside_refused', 'E_CODE'],
  ])('HTTP %i', async (code, expected, words) => {
    turns = [status(code, { error_code: 'E_CODE', message: 'no right' })];
    const told = await problem(rest.ask({ path: '/x', schema, signal: signal() }));
    expect(told.code).toBe(expected);
    expect(told.message).toContain(words);
    expect(JSON.stringify(told.toRecord())).not.toContain('secret-token');
    expect(seen).toHaveLength(1);
  });

  test('the service may say it better', async () => {
    turns = [status(400, { error_code: 'SPECIAL' })];
    const told = await problem(rest.ask({ path: '/x', schema, signal: signal() }));
    expect(told.field).toBe('job');
  });

  test('after five failures in a row nothing is sent, and a button closes the circuit', async () => {
    turns = Array.from({ length: 9 }, () => status(503));
    await problem(rest.ask({ path: '/x', schema, signal: signal() }));
    const told = await problem(rest.ask({ path: '/x', schema, signal: signal() }));
    expect(told.suggestions[0]).toMatchObject({ operation: 'circuits.reset' });
    expect(seen).toHaveLength(5);
  });
});

test('who cancels is told so at once, and a change that was under way is in doubt', async () => {
  const controller = new AbortController();
  turns = [() => controller.abort()];
  const told = await problem(
    rest.ask({ method: 'POST', path: '/x', body: {}, schema, signal: controller.signal }),
  );
  expect(told.code).toBe('outcome_unknown');
});

test('an answer that is too large is not read to its end', async () => {
  turns = Array.from({ length: 5 }, (): Turn => (_, response) => {
    const chunk = 'x'.repeat(1024 * 1024);
    for (let part = 0; part < 10; part += 1) response.write(chunk);
    response.end();
  });
  const told = await problem(rest.ask({ path: '/x', schema, signal: signal() }));
  expect(told.code).toBe('outside_unavailable');
});
