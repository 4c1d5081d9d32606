// A host that fails again and again is left alone, and whoever calls it is told so; each host for itself.
import { createServer, type RequestListener } from 'node:http';
import { createServer as createPlainServer, type Server } from 'node:net';
import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { forRun, openCommands, problemOf, type Bench } from './bench.js';

let bench: Bench;
const closers: (() => void)[] = [];
beforeEach(() => {
  bench = openCommands();
});
afterEach(async () => {
  await bench.close();
  for (const close of closers.splice(0)) close();
});

/** @returns `127.0.0.1:<port>` */
async function hostOf(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return hostOf(server);
}

/** Where connections are refused. */
async function nobody(): Promise<string> {
  const gone = createPlainServer();
  const host = await hostOf(gone);
  await new Promise((resolve) => gone.close(resolve));
  return host;
}

const call = (host: string, signal?: AbortSignal) =>
  bench.commands.call(
    { method: 'POST', url: `http://${host}/sync?key=geheim123`, timeoutMs: 5_000 },
    forRun(signal),
  );

const circuitOf = (host: string) =>
  bench.circuits.list().find(({ name }) => name === `sync ${host}`);

test('a service that answers 500 five times is not called again, until its circuit is closed', async () => {
  let asked = 0;
  let status = 500;
  const host = await serve((_request, response) => {
    asked += 1;
    response.writeHead(status, { 'content-type': 'text/plain' }).end('no disk');
  });
  for (let times = 0; times < 5; times += 1)
    expect(await call(host)).toEqual({ code: 500, lastLine: 'no disk' });
  expect(asked).toBe(5);

  const problem = await problemOf(call(host));
  expect(asked).toBe(5);
  expect(problem.toRecord()).toMatchObject({
    code: 'outside_unavailable',
    message: `POST http://${host}/sync was not made: the circuit sync ${host} is open after 5 failures in a row.`,
    hint: expect.stringContaining('Nothing was sent.'),
    suggestions: [{ operation: 'circuits.reset', input: { name: `sync ${host}` } }],
  });
  expect(circuitOf(host)).toMatchObject({
    state: 'open',
    lastFailure: `POST http://${host}/sync was answered 500.`,
  });

  bench.circuits.reset(`sync ${host}`);
  status = 200;
  expect((await call(host)).code).toBe(200);
  expect(asked).toBe(6);
});

test('a host that refuses connections five times is left alone; another is called still', async () => {
  const [gone, other] = [await nobody(), await serve((_request, response) => void response.end())];
  for (let times = 0; times < 5; times += 1)
    expect((await problemOf(call(gone))).message).toContain('(ECONNREFUSED); nothing was sent');
  expect((await problemOf(call(gone))).message).toContain('was not made');
  expect((await call(other)).code).toBe(200);
  expect(circuitOf(gone)?.state).toBe('open');
  expect(circuitOf(other)?.state).toBe('closed');
  expect(JSON.stringify(bench.circuits.list())).not.toContain('geheim');
  const counted = await bench.registry.getSingleMetric('outside_calls_total')?.get();
  expect(counted?.values.map(({ labels, value }) => [...Object.values(labels), value])).toEqual([
    [`sync ${gone}`, 'failed', 5],
    [`sync ${gone}`, 'circuit_open', 1],
    [`sync ${other}`, 'ok', 1],
  ]);
});

test('a 404 is an answer, and ends a row of failures', async () => {
  const answers = [500, 500, 500, 500, 404, 500, 404, 404, 404, 404, 404];
  let asked = 0;
  const host = await serve((_request, response) => {
    response.writeHead(answers[asked++] ?? 0).end();
  });
  const codes: number[] = [];
  for (const _ of answers) codes.push((await call(host)).code);
  expect(codes).toEqual(answers);
  expect(circuitOf(host)).toMatchObject({ state: 'closed', failures: 0 });
});

test('a lost answer is none of the failures, and nothing is sent twice', async () => {
  let asked = 0;
  const plain = createPlainServer((socket) =>
    socket.once('data', () => {
      asked += 1;
      socket.destroy();
    }),
  );
  closers.push(() => void plain.close());
  const host = await hostOf(plain);
  for (let times = 0; times < 6; times += 1)
    expect((await problemOf(call(host))).code).toBe('outcome_unknown');
  expect(asked).toBe(6);
  expect(circuitOf(host)?.state).toBe('closed');
});

test('one that somebody cancels is neither a failure nor an answer', async () => {
  let isSilent = false;
  let arrived = (): void => {};
  const host = await serve((_request, response) => {
    if (isSilent) arrived();
    else response.writeHead(502).end();
  });
  for (let times = 0; times < 4; times += 1) await call(host);
  isSilent = true;
  const cancel = new AbortController();
  const hasArrived = new Promise<void>((resolve) => (arrived = resolve));
  const cancelled = problemOf(call(host, cancel.signal));
  await hasArrived;
  cancel.abort();
  expect((await cancelled).message).toContain('the run was cancelled');
  expect((await problemOf(call(host, AbortSignal.abort()))).message).toContain('was cancelled');
  expect(circuitOf(host)).toMatchObject({ state: 'closed', failures: 4 });
  isSilent = false;
  await call(host);
  expect(circuitOf(host)?.state).toBe('open');
});
